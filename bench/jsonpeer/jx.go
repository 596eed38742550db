// The codec over jx, in the style that ogen emits: a callback for each object, a switch on its keys.

package jsonpeer

import "github.com/go-faster/jx"

// DecodeJX reads v.
func (v *Verzeichnis) DecodeJX(d *jx.Decoder) error {
	return d.ObjBytes(func(d *jx.Decoder, key []byte) error {
		switch string(key) {
		case "Mitarbeiter":
			return decodeList(d, &v.Mitarbeiter, (*Mitarbeiter).decodeJX)
		default:
			return d.Skip()
		}
	})
}

func (v *Mitarbeiter) decodeJX(d *jx.Decoder) error {
	return d.ObjBytes(func(d *jx.Decoder, key []byte) (err error) {
		switch string(key) {
		case "Id":
			v.ID, err = decodeText(d)
		case "Vermittler":
			v.Vermittler, err = decodeText(d)
		case "Anrede":
			v.Anrede, err = decodeText(d)
		case "Vorname":
			v.Vorname, err = decodeText(d)
		case "Nachname":
			v.Nachname, err = decodeText(d)
		case "Profilbilder":
			err = decodeList(d, &v.Profilbilder, (*Thumbnail).decodeJX)
		case "Geburtsdatum":
			v.Geburtsdatum, err = decodeText(d)
		case "Adresse":
			v.Adresse = new(Adresse)
			err = v.Adresse.decodeJX(d)
		case "Kontaktdaten":
			v.Kontaktdaten = new(Kontaktdaten)
			err = v.Kontaktdaten.decodeJX(d)
		default:
			err = d.Skip()
		}
		return err
	})
}

func (v *Adresse) decodeJX(d *jx.Decoder) error {
	return d.ObjBytes(func(d *jx.Decoder, key []byte) (err error) {
		switch string(key) {
		case "Strasse":
			v.Strasse, err = decodeText(d)
		case "Postleitzahl":
			v.Postleitzahl, err = decodeText(d)
		case "Ort":
			v.Ort, err = decodeText(d)
		default:
			err = d.Skip()
		}
		return err
	})
}

func (v *Kontaktdaten) decodeJX(d *jx.Decoder) error {
	return d.ObjBytes(func(d *jx.Decoder, key []byte) (err error) {
		switch string(key) {
		case "Telefon":
			v.Telefon, err = decodeText(d)
		case "Fax":
			v.Fax, err = decodeText(d)
		case "Mobil":
			v.Mobil, err = decodeText(d)
		case "EMail":
			v.EMail, err = decodeText(d)
		case "Skype":
			v.Skype, err = decodeText(d)
		default:
			err = d.Skip()
		}
		return err
	})
}

func (v *Thumbnail) decodeJX(d *jx.Decoder) error {
	return d.ObjBytes(func(d *jx.Decoder, key []byte) (err error) {
		switch string(key) {
		case "Pfad":
			v.Pfad, err = decodeText(d)
		case "Breite":
			v.Breite, err = decodeInt(d)
		case "Hoehe":
			v.Hoehe, err = decodeInt(d)
		default:
			err = d.Skip()
		}
		return err
	})
}

func decodeText(d *jx.Decoder) (*string, error) {
	s, err := d.Str()
	return &s, err
}

func decodeInt(d *jx.Decoder) (*int64, error) {
	n, err := d.Int64()
	return &n, err
}

func decodeList[T any](d *jx.Decoder, list *[]T, decode func(*T, *jx.Decoder) error) error {
	return d.Arr(func(d *jx.Decoder) error {
		var item T
		if err := decode(&item, d); err != nil {
			return err
		}
		*list = append(*list, item)
		return nil
	})
}

// EncodeJX writes v.
func (v *Verzeichnis) EncodeJX(e *jx.Encoder) {
	e.ObjStart()
	encodeList(e, "Mitarbeiter", v.Mitarbeiter, (*Mitarbeiter).encodeJX)
	e.ObjEnd()
}

func (v *Mitarbeiter) encodeJX(e *jx.Encoder) {
	e.ObjStart()
	encodeText(e, "Id", v.ID)
	encodeText(e, "Vermittler", v.Vermittler)
	encodeText(e, "Anrede", v.Anrede)
	encodeText(e, "Vorname", v.Vorname)
	encodeText(e, "Nachname", v.Nachname)
	encodeList(e, "Profilbilder", v.Profilbilder, (*Thumbnail).encodeJX)
	encodeText(e, "Geburtsdatum", v.Geburtsdatum)
	if v.Adresse != nil {
		e.FieldStart("Adresse")
		v.Adresse.encodeJX(e)
	}
	if v.Kontaktdaten != nil {
		e.FieldStart("Kontaktdaten")
		v.Kontaktdaten.encodeJX(e)
	}
	e.ObjEnd()
}

func (v *Adresse) encodeJX(e *jx.Encoder) {
	e.ObjStart()
	encodeText(e, "Strasse", v.Strasse)
	encodeText(e, "Postleitzahl", v.Postleitzahl)
	encodeText(e, "Ort", v.Ort)
	e.ObjEnd()
}

func (v *Kontaktdaten) encodeJX(e *jx.Encoder) {
	e.ObjStart()
	encodeText(e, "Telefon", v.Telefon)
	encodeText(e, "Fax", v.Fax)
	encodeText(e, "Mobil", v.Mobil)
	encodeText(e, "EMail", v.EMail)
	encodeText(e, "Skype", v.Skype)
	e.ObjEnd()
}

func (v *Thumbnail) encodeJX(e *jx.Encoder) {
	e.ObjStart()
	encodeText(e, "Pfad", v.Pfad)
	encodeInt(e, "Breite", v.Breite)
	encodeInt(e, "Hoehe", v.Hoehe)
	e.ObjEnd()
}

func encodeText(e *jx.Encoder, key string, v *string) {
	if v != nil {
		e.FieldStart(key)
		e.Str(*v)
	}
}

func encodeInt(e *jx.Encoder, key string, v *int64) {
	if v != nil {
		e.FieldStart(key)
		e.Int64(*v)
	}
}

func encodeList[T any](e *jx.Encoder, key string, list []T, encode func(*T, *jx.Encoder)) {
	if len(list) == 0 {
		return
	}
	e.FieldStart(key)
	e.ArrStart()
	for i := range list {
		encode(&list[i], e)
	}
	e.ArrEnd()
}
