// JSON under fuzzing: the same verdict and strings as encoding/json, and no panic.

package jsonwire_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonvalue"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// germanTexts have what responses in German have: empty strings, characters of two bytes at every distance from a
// word's end, and names of more than one and two words.
var germanTexts = []string{
	`{"Meldungen":["","Übertragung fehlt"]}`, `["","ä"]`, `[{"Id":"","Wert":"ä"},{"Value":"","Ä":"x"}]`,
	`{"Geburtsdatum":"","Geschäftsführer":"Jürgen Groß","Versicherungsscheinnummer":"","Straße":"Königsallee 1"}`,
	`{"Name":"","Bilder":[{"Pfad":"/bilder/groß.jpg","Breite":""},{"Pfad":""}],"Über uns":"","Größe":"12 €"}`,
	`["Düsseldorf","Köln","Überlingen am Bodensee","ß","","","öäüÖÄÜß","aä","12345678ä","1234567ä",""]`,
}

// FuzzCheckJSON compares the verdict on a text with that of encoding/json. The three deliberate differences are
// stricter: text that is not UTF-8, surrogates that are no pair, and more than 256 levels of nesting are refused.
func FuzzCheckJSON(f *testing.F) {
	for _, texts := range [][]string{wellFormed, malformed, refused, germanTexts} {
		for _, text := range texts {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		err := jsonwire.Check(text)
		valid := json.Valid([]byte(text))
		if err == nil && !valid {
			t.Fatal("passed what is not well-formed")
		}
		if err != nil && valid && utf8.ValidString(text) && !loneSurrogate(text) && deepest(text) <= 256 {
			t.Fatalf("refused what is well-formed: %v", err)
		}
	})
}

// loneSurrogate reports whether the well-formed text has an escaped surrogate without its other half: encoding/json
// reads it as U+FFFD. A text that has U+FFFD itself counts too.
func loneSurrogate(text string) bool {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	for {
		token, err := decoder.Token()
		if err != nil {
			return false
		}
		if s, ok := token.(string); ok && strings.ContainsRune(s, utf8.RuneError) {
			return true
		}
	}
}

// deepest returns how many brackets are open at most in the well-formed text.
func deepest(text string) (deepest int) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	for depth := 0; ; deepest = max(deepest, depth) {
		switch token, err := decoder.Token(); token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		default:
			if err != nil {
				return deepest
			}
		}
	}
}

// FuzzJSONString writes a string and reads it back, here and by encoding/json.
func FuzzJSONString(f *testing.F) {
	for _, s := range []string{
		"", "ä", "Max", "Müller & Söhne", "Übertragung fehlt", "1234567ü", "12345678ü",
		"Versicherungsscheinnummer", "\"\\/\b\f\n\r\t\x00\x1f\x7f", "😀\u2028\ufeff\ufffd", "\xff", "\xed\xa0\x80",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := jsonwire.AppendString(nil, s)
		if err := wire.CheckEncoded(text); err != nil || !utf8.ValidString(s) {
			if err == nil || utf8.ValidString(s) {
				t.Fatalf("refusal: %v", err)
			}
			return
		}
		var theirs string
		if err := json.Unmarshal(text, &theirs); err != nil || theirs != s {
			t.Fatalf("encoding/json reads %q as %q, %v", text, theirs, err)
		}
		escaped, err := json.Marshal(s) // which escapes more than needed
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{string(text), string(escaped)} {
			if got, err := readJSON(text, (*jsonwire.Decoder).Text); err != nil || got != s {
				t.Fatalf("%q is read as %q, %v", text, got, err)
			}
		}
	})
}

// A character that is treated in some way of its own is so at any place of a string of any length, written and read:
// both go eight bytes at a time.
func TestJSONStringsOfAnyLength(t *testing.T) {
	const filling = "abcdefghijklmnopqrst"
	for _, special := range []string{`"`, `\\`, "\n", "\x00", "\x1f", " ", "!", "#", "\x7f", "ü", "߿", "€", "😀"} {
		for length := range len(filling) {
			for place := range length + 1 {
				s := filling[:place] + special + filling[place:length]
				text := string(jsonwire.AppendString(nil, s))
				var theirs string
				if err := json.Unmarshal([]byte(text), &theirs); err != nil || theirs != s {
					t.Fatalf("encoding/json reads %q as %q, %v", text, theirs, err)
				}
				if got, err := readJSON(text, (*jsonwire.Decoder).Text); err != nil || got != s {
					t.Fatalf("%q is read as %q, %v", text, got, err)
				}
			}
		}
	}
	for _, invalid := range []string{
		"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3\xc3\xbc", "\xc3\xbc\xbc", "\xe2\x82", "\xe0\x80\x80",
		"\xed\xa0\x80", "\xf0\x9f\x98", "\xf4\x90\x80\x80", "\xf8", "\xff",
	} {
		for _, filling := range []string{"abcdefghijklmnopqrst", "üäöÜÄÖßéèê", "aüaäaöaÜaÄaÖaßaéaèa", "€ü€ä€a€ö€a"} {
			for place := range len(filling) + 1 {
				if !utf8.RuneStart((filling + "x")[place]) {
					continue
				}
				s := filling[:place] + invalid + filling[place:]
				if err := wire.CheckEncoded(jsonwire.AppendString(nil, s)); err == nil {
					t.Fatalf("%q was written", s)
				}
				if err := jsonwire.Check(`"` + s + `"`); err == nil || !strings.Contains(err.Error(), "not UTF-8") {
					t.Fatalf("%q was read: %v", s, err)
				}
			}
		}
	}
}

// FuzzJSONDecoder calls the methods that a program of one byte each names, on any text, in any order: nothing panics or
// goes on for ever, and what was read to its end without a fault was well-formed.
func FuzzJSONDecoder(f *testing.F) {
	for _, text := range wellFormed {
		f.Add(text, []byte("0123456789abcdef"))
	}
	for _, text := range germanTexts {
		f.Add(text, []byte("\x00\x02\x06\x02\x01\x03\x06\x03\x06\x02\x11\x06"))
		f.Add(text, []byte("\x01\x03\x06\x03\x06\x03\x06"))
	}
	for _, text := range deviating {
		f.Add(text, []byte("\x00\x02\x01\x03\x06\x03\x07\x03"))
	}
	f.Add(`{"Name":"Max","Bilder":[{"Breite":"1","Datum":"2015-09-10"}]}`,
		[]byte("\x00\x02\x06\x02\x01\x03\x00\x02\x07\x02\x0b\x02\x03\x02"))
	f.Fuzz(func(t *testing.T, text string, program []byte) {
		d := jsonwire.NewDecoder(text)
		var seen jsonwire.SeenMembers
		methods := []func(){
			func() { d.Object() }, func() { d.Array(false) }, func() { d.Member() }, func() { d.Element() },
			func() { d.Skip() }, func() { d.Raw() }, func() { d.Text() }, func() { d.NewText() },
			func() { d.NewInt64() }, func() { d.NewFloat64() }, func() { d.NewBool() },
			func() { jsonvalue.NewDate[scalar.Date](d) },
			func() { jsonvalue.NewDateTime[scalar.DateTime](d) }, func() { d.Absent() }, func() { d.Null() },
			func() { d.Array(true) },
			func() { d.MemberOf(personMembers, &seen) }, func() { d.Key() }, func() { d.IsObject() },
			func() { d.SkipUnknown() }, func() { d.IsEmpty() },
		}
		for _, step := range program {
			methods[int(step)%len(methods)]()
		}
		d.Close()

		// As generated code would read it: whatever is not an object is raw. A text of the caller's gives the same.
		m, err := decodeJSONPerson(text)
		if isRead := !errors.As(err,
			new(*wire.SyntaxError)); isRead != (jsonwire.Check(strings.TrimPrefix(text, "\ufeff")) == nil) {
			t.Fatalf("%q gives %v", text, err)
		}
		var copied jsonPerson
		borrowed := []byte(text)
		again := jsonwire.Unmarshal(borrowed, copied.decode)
		clear(borrowed)
		if !reflect.DeepEqual(again, err) || !errors.As(err, new(*wire.SyntaxError)) && !reflect.DeepEqual(copied, m) {
			t.Fatalf("%q gives %+v, %v; as the caller's %+v, %v", text, m, err, copied, again)
		}
	})
}
