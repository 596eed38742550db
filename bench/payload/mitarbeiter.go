// Mitarbeiter: one, and a list of a thousand, as a Go and as a PHP service would write them.

package payload

import (
	"bytes"
	"fmt"
	"time"
	"unicode/utf16"

	"github.com/kontrakt-dev/kontrakt/bench/verzeichnis"
)

// Mitarbeiter is how many of them [Verzeichnis] holds at most.
const Mitarbeiter = 1000

// Verzeichnis is a list of n Mitarbeiter.
func Verzeichnis(n int) *verzeichnis.Verzeichnis {
	list := make([]verzeichnis.Mitarbeiter, n)
	for i := range list {
		list[i] = mitarbeiter(i)
	}
	return &verzeichnis.Verzeichnis{Mitarbeiter: list}
}

func mitarbeiter(i int) verzeichnis.Mitarbeiter {
	small, large := int64(100), int64(640)
	return verzeichnis.Mitarbeiter{
		ID:         fmt.Sprintf("%d_%d", 123456+i, 123456+i),
		Vermittler: fmt.Sprint(4711 + i),
		Anrede:     pick([]string{"1", "2"}, i),
		Vorname:    pick(firstNames, i),
		Nachname:   pick(lastNames, i),
		Profilbilder: []verzeichnis.Thumbnail{
			{Pfad: fmt.Sprintf("/bilder/%d/klein.jpg", i), Breite: &small},
			{Pfad: fmt.Sprintf("/bilder/%d/groß.jpg", i), Breite: &large, Hoehe: &large},
		},
		Geburtsdatum: verzeichnis.NewDate(1960+i%40, time.Month(1+i%12), 1+i%28),
		Adresse: &verzeichnis.Adresse{
			Strasse: fmt.Sprintf("%s %d", pick(streets, i), 1+i%99), Postleitzahl: fmt.Sprintf("%05d", 1234+17*i),
			Ort: pick(cities, i),
		},
		Kontaktdaten: &verzeichnis.Kontaktdaten{
			Telefon: fmt.Sprintf("030/%07d", i), Fax: fmt.Sprintf("030/%07d-99", i), Mobil: fmt.Sprintf("0171/%07d", i),
			EMail: fmt.Sprintf("mitarbeiter.%d@musterfirma.de", i), Skype: fmt.Sprintf("mitarbeiter.%d", i),
		},
	}
}

// PHP returns doc as PHP's json_encode escapes it unless told otherwise: / as \/, and beyond ASCII UTF-16 code units.
func PHP(doc []byte) []byte {
	var out bytes.Buffer
	for _, r := range string(doc) {
		switch {
		case r == '/':
			out.WriteString(`\/`)
		case r < 0x80:
			out.WriteByte(byte(r))
		default:
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&out, `\u%04x`, unit)
			}
		}
	}
	return out.Bytes()
}
