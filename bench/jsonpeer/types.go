// Package jsonpeer holds the structs that the JSON peers are measured with. A member that is absent is told from one that
// is empty by a pointer, as in Kontrakt's types. Dates are strings, which costs the peers less than a civil date would.
package jsonpeer

//go:generate go tool easyjson -no_std_marshalers -all -output_filename easyjson.go types.go

// Verzeichnis is a list of Mitarbeiter.
type Verzeichnis struct {
	Mitarbeiter []Mitarbeiter `json:"Mitarbeiter,omitempty"`
}

// Mitarbeiter has the fields of the contract's type; so have the types that follow.
type Mitarbeiter struct {
	ID           *string       `json:"Id,omitempty"`
	Vermittler   *string       `json:"Vermittler,omitempty"`
	Anrede       *string       `json:"Anrede,omitempty"`
	Vorname      *string       `json:"Vorname,omitempty"`
	Nachname     *string       `json:"Nachname,omitempty"`
	Profilbilder []Thumbnail   `json:"Profilbilder,omitempty"`
	Geburtsdatum *string       `json:"Geburtsdatum,omitempty"`
	Adresse      *Adresse      `json:"Adresse,omitempty"`
	Kontaktdaten *Kontaktdaten `json:"Kontaktdaten,omitempty"`
}

type Adresse struct {
	Strasse      *string `json:"Strasse,omitempty"`
	Postleitzahl *string `json:"Postleitzahl,omitempty"`
	Ort          *string `json:"Ort,omitempty"`
}

type Kontaktdaten struct {
	Telefon *string `json:"Telefon,omitempty"`
	Fax     *string `json:"Fax,omitempty"`
	Mobil   *string `json:"Mobil,omitempty"`
	EMail   *string `json:"EMail,omitempty"`
	Skype   *string `json:"Skype,omitempty"`
}

type Thumbnail struct {
	Pfad   *string `json:"Pfad,omitempty"`
	Breite *int64  `json:"Breite,omitempty"`
	Hoehe  *int64  `json:"Hoehe,omitempty"`
}
