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
	text := func(format string, args ...any) *string { return new(fmt.Sprintf(format, args...)) }
	return verzeichnis.Mitarbeiter{
		ID:         text("%d_%d", 123456+i, 123456+i),
		Vermittler: text("%d", 4711+i),
		Anrede:     text("%s", pick([]string{"1", "2"}, i)),
		Vorname:    text("%s", pick(firstNames, i)),
		Nachname:   text("%s", pick(lastNames, i)),
		Profilbilder: []verzeichnis.Thumbnail{
			{Pfad: text("/bilder/%d/klein.jpg", i), Breite: new(int64(100))},
			{Pfad: text("/bilder/%d/groß.jpg", i), Breite: new(int64(640)), Hoehe: new(int64(640))},
		},
		Geburtsdatum: new(verzeichnis.NewDate(1960+i%40, time.Month(1+i%12), 1+i%28)),
		Adresse: &verzeichnis.Adresse{
			Strasse: text("%s %d", pick(streets, i), 1+i%99), Postleitzahl: text("%05d", 1234+17*i),
			Ort: text("%s", pick(cities, i)),
		},
		Kontaktdaten: &verzeichnis.Kontaktdaten{
			Telefon: text("030/%07d", i), Fax: text("030/%07d-99", i), Mobil: text("0171/%07d", i),
			EMail: text("mitarbeiter.%d@musterfirma.de", i), Skype: text("mitarbeiter.%d", i),
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
