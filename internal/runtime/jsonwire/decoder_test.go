// Tests of the decoder: objects and arrays, malformed texts, and the texts of errors.

package jsonwire_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonvalue"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// jsonPerson and jsonPicture are read as generated code reads its types.
type jsonPerson struct {
	name     string
	pictures []jsonPicture
	unknown  []string // names and raw values of the members that are not known
}

type jsonPicture struct {
	path  string
	width int64
}

var personMembers = jsonwire.NewMembers("Name", "Bilder")

func (m *jsonPerson) decode(d *jsonwire.Decoder) {
	if !d.Object() {
		return
	}
	var seen jsonwire.SeenMembers
	for d.MemberOf(personMembers, &seen) {
		switch d.Key() {
		case "Name":
			m.name = d.Text()
		case "Bilder":
			if d.Array(true) {
				for d.Element() {
					m.pictures = append(m.pictures, jsonPicture{})
					m.pictures[len(m.pictures)-1].decode(d)
				}
			}
		default:
			m.unknown = append(m.unknown, strings.Clone(d.Key()), d.Raw())
		}
	}
}

func (m *jsonPicture) decode(d *jsonwire.Decoder) {
	if !d.Object() {
		return
	}
	for d.Member() {
		switch d.Key() {
		case "Pfad":
			m.path = d.Text()
		case "Breite":
			if width := d.NewInt64(); width != nil {
				m.width = *width
			}
		default:
			d.Skip()
		}
	}
}

func decodeJSONPerson(text string) (jsonPerson, error) {
	var m jsonPerson
	d := jsonwire.NewDecoder(text)
	m.decode(d)
	return m, d.Close()
}

func TestJSONDecoder(t *testing.T) {
	tests := []struct {
		name, text string
		want       jsonPerson
	}{
		{"compact", `{"Name":"Max","Bilder":[{"Pfad":"/a","Breite":1},{"Pfad":"/b"}]}`,
			jsonPerson{name: "Max", pictures: []jsonPicture{{"/a", 1}, {"/b", 0}}}},
		{"blanks", "\t{ \"Name\" :\r\n\"Max\" , \"Bilder\" : [ { \"Breite\" : 1 , \"Pfad\" : \"/a\" } ] } \n",
			jsonPerson{name: "Max", pictures: []jsonPicture{{"/a", 1}}}},
		{"byte order mark", "\ufeff" + `{"Name":"Max"}`, jsonPerson{name: "Max"}},
		{"escaped name", `{"N\u0061me":"Max"}`, jsonPerson{name: "Max"}},
		{"unknown members", `{"x": {"y":[1, {"z":null}]} ,"Name":"Max","e":[],"Bilder":[{"x":"}","Breite":2}]}`,
			jsonPerson{name: "Max", pictures: []jsonPicture{{"", 2}},
				unknown: []string{"x", `{"y":[1, {"z":null}]}`, "e", "[]"}}},
		{"empty object", `{}`, jsonPerson{}},
		{"PHP's empty object", `[ ]`, jsonPerson{}},
		{"null for an object", `null`, jsonPerson{}},
		{"empty string for an object", `""`, jsonPerson{}},
		{"empty object for an array", `{"Bilder":{ },"Name":"Max"}`, jsonPerson{name: "Max"}},
		{"null for an array", `{"Bilder":null,"Name":"Max"}`, jsonPerson{name: "Max"}},
		{"empty string for an array", `{"Bilder":"","Name":"Max"}`, jsonPerson{name: "Max"}},
		{"empty objects in an array", `{"Bilder":[[],{"Breite":3},{}]}`,
			jsonPerson{pictures: []jsonPicture{{}, {"", 3}, {}}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := decodeJSONPerson(test.text)
			if err != nil {
				t.Fatal(err)
			}
			if got.name != test.want.name || !slices.Equal(got.pictures, test.want.pictures) ||
				!slices.Equal(got.unknown, test.want.unknown) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestJSONFaults(t *testing.T) {
	long := strings.Repeat("x", 41)
	tests := []struct{ name, text, want string }{
		{"empty", "", "line 1 column 1: expected a value, found the end of the text"},
		{"HTML", "\n <html>", "line 2 column 2: expected a value, found '<'"},
		{"truncated", `{"Name":"Max"`, "line 1 column 14: Name: expected a comma or }, found the end of the text"},
		{"truncated string", `{"Name":"Ma`, "line 1 column 9: Name: the string is not closed"},
		{"truncated name", `{"Name":"Max","Bil`, "line 1 column 15: the string is not closed"},
		{"no comma", `{"Bilder":[null null]}`, "line 1 column 17: Bilder[0]: expected a comma or ], found null"},
		{"comma before the end", `{"Name":"Max",}`,
			"line 1 column 15: expected a member's name in quotes, found '}'"},
		{"comma before the first", `{,"Name":"Max"}`,
			"line 1 column 2: expected a member's name in quotes, found ','"},
		{"no colon", `{"Name" "Max"}`, "line 1 column 9: Name: expected a colon, found a string"},
		{"after the value", `{} {}`, "line 1 column 4: expected nothing after the value, found an object"},
		{"path", "{\"Bilder\":[{},\n {\"Pfad\":\"ü\\\"]\",\"Breite\":truly}]}",
			"line 2 column 26: Bilder[1].Breite: expected true"},
		{"control character", "{\"Name\":\"a\tb\"}",
			"line 1 column 11: Name: control character U+0009 in a string: it must be escaped"},
		{"escape", `{"Name":"\x"}`, "line 1 column 10: Name: invalid escape in a string"},
		{"literal", `{"Name":nil}`, "line 1 column 9: Name: expected null"},
		{"not UTF-8", "{\"Name\":\"M\xfcller\"}", "line 1 column 11: Name: the text is not UTF-8"},
		{"long name", `{"` + long + `":tru}`, "line 1 column 46: " + long[:40] + ": expected true"},
		{"fault in what is skipped", `{"Bilder":[{"x":[1,{"y":01}]}]}`,
			"line 1 column 26: Bilder[0].x[1].y: expected a comma or }, found a number"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := decodeJSONPerson(test.text)
			if err == nil || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			if !errors.As(err, new(*wire.SyntaxError)) {
				t.Errorf("%T is no *SyntaxError", err)
			}
		})
	}
}

// After a fault every method returns false or a zero value, and the fault stays.
func TestJSONFaultStays(t *testing.T) {
	d := jsonwire.NewDecoder(`[7,{"a":"b"},"x"]`)
	d.Array(false)
	d.Member() // which there is none of
	first := d.Err()
	if first == nil || first.Error() != "line 1 column 2: [0]: expected a member's name in quotes, found a number" {
		t.Fatalf("got %v", first)
	}
	if d.Object() || d.IsObject() || d.Array(true) || d.Array(false) || d.Member() || d.Element() || d.Null() ||
		d.Absent() {
		t.Error("something was found after a fault")
	}
	if d.Text() != "" || d.Raw() != "" || d.NewText() != nil || d.NewInt64() != nil || d.NewFloat64() != nil ||
		d.NewBool() != nil || jsonvalue.NewDate[scalar.Date](d) != nil ||
		jsonvalue.NewDateTime[scalar.DateTime](d) != nil {
		t.Error("a value was read after a fault")
	}
	d.Skip()
	d.SkipUnknown()
	var seen jsonwire.SeenMembers
	if d.MemberOf(personMembers, &seen) || d.Key() != "" {
		t.Error("a member was read after a fault")
	}
	if err := d.Close(); err != first || d.Err() != first {
		t.Errorf("got %v, want the first fault", err)
	}
}

func TestJSONDepth(t *testing.T) {
	nested := func(n int) string { return strings.Repeat(`[`, n) + strings.Repeat(`]`, n) }
	if err := jsonwire.Check(nested(256)); err != nil {
		t.Errorf("256 levels: %v", err)
	}
	err := jsonwire.Check(nested(257))
	if err == nil || !strings.HasSuffix(err.Error(), ": nested more than 256 levels deep") {
		t.Errorf("257 levels: %v", err)
	}
	if err := jsonwire.Check(`[` + strings.Repeat(`[[]],`, 300) + `0]`); err != nil {
		t.Errorf("300 arrays side by side: %v", err)
	}
}

// wellFormed and malformed are the seeds of the differential fuzz target too.
var (
	wellFormed = []string{
		`null`, `true`, ` false `, `0`, `-0`, `-0.0e-0`, `1E+400`, `123456789012345678901234567890.5`, `""`,
		`"\u00fc\ud83d\ude00"`, `"\"\\\/\b\f\n\r\t"`, `"ü€😀"`, "\"\x7f\"", `[]`, `{}`, "[ 1 ,\t{ \"a\" :\r\n null } ]",
		`{"a":1,"a":2}`, `{"":{"":""}}`,
	}
	malformed = []string{
		``, ` `, `nul`, `nulll`, `True`, `+1`, `01`, `-`, `-01`, `1.`, `.5`, `1e`, `1e+`, `0x10`, `NaN`, `Infinity`,
		`'a'`, `"`, `"\`, `"\u12"`, `"\u12g4"`, `"\x41"`, "\"\n\"", "\"\x00\"", `[`, `[1,]`, `[,1]`, `[1 2]`, `[1}`,
		`{"a"}`, `{"a":}`, `{a:1}`, `{"a":1,}`, `{"a":1]`, `{"a":1 "b":2}`, `{1:2}`,
		`1 2`, "1\x00", "\x00", "\u00a01", `[]]`, `//a`, "\ufeff1",
	}
	// refused is what encoding/json takes, but RFC 8259 calls unpredictable (section 8.2) or forbids to send (8.1).
	refused = []string{
		`"\ud800"`, `"\udc00\ud800"`, `"\ud800\u0041"`, `"\ud800\ud800"`, "\"\xff\"",
		"\"\xed\xa0\x80\"", "\"\xc0\x80\"",
	}
)

func TestCheckJSON(t *testing.T) {
	for _, text := range wellFormed {
		if err := jsonwire.Check(text); err != nil || !json.Valid([]byte(text)) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range malformed {
		if jsonwire.Check(text) == nil || json.Valid([]byte(text)) {
			t.Errorf("%q passed", text)
		}
	}
	for _, text := range refused {
		if jsonwire.Check(text) == nil {
			t.Errorf("%q passed", text)
		}
	}
}
