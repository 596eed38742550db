// Values of xs:anyType, as types of the contract.

package cases_test

import (
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/anything"
)

// readSettings reads values of a setting.
func readSettings(t *testing.T, values string) []anything.Any {
	t.Helper()
	var m anything.Settings
	doc := `<settings xmlns="urn:anything" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ` +
		`xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:anything"><setting><key>k</key>` + values +
		`</setting></settings>`
	if err := m.DecodeXML([]byte(doc)); err != nil || len(m.Setting) != 1 {
		t.Fatalf("%s: %v", values, err)
	}
	return m.Setting[0].Value
}

func TestAnyDecodes(t *testing.T) {
	doc, err := os.ReadFile("anything/valid-typed.xml")
	if err != nil {
		t.Fatal(err)
	}
	var m anything.Settings
	if err := m.DecodeXML(doc); err != nil {
		t.Fatal(err)
	}
	got := map[string][]any{}
	for _, s := range m.Setting {
		for _, v := range s.Value {
			if s.Key == "raw" {
				continue
			}
			value, err := v.Decode()
			if err != nil {
				t.Errorf("%s: %v", s.Key, err)
			}
			if nested, ok := value.(*anything.Nested); ok {
				if value, err = nested.Inner.Decode(); err != nil {
					t.Errorf("%s: %v", s.Key, err)
				}
			}
			got[s.Key] = append(got[s.Key], value)
		}
	}
	want := map[string][]any{
		"range":   {&anything.Range{From: 1, Unit: new("m")}},
		"steps":   {&anything.StepRange{From: 1, To: new(int32(9)), Step: []int32{2, -3}}},
		"builtin": {int32(7), true, " a & b "},
		"nested":  {&anything.Range{From: 5}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	const content = `some <any xmlns="urn:else">thing</any> `
	if b := m.Blob; b == nil || b.Source == nil || *b.Source != "s" || !strings.HasPrefix(string(b.Content), content) {
		t.Errorf("the blob is %+v", m.Blob)
	}
}

// TestAnyOfUnknownTypes checks that values keep the name of a type that the contract does not know, with its namespace,
// and are sent with it.
func TestAnyOfUnknownTypes(t *testing.T) {
	for attributes, space := range map[string]string{
		`xsi:type="u:Other" xmlns:u="urn:unknown"`: "urn:unknown",
		`xsi:type="t:Other"`:                       "urn:anything",
		`xsi:type="xs:Other"`:                      "http://www.w3.org/2001/XMLSchema",
		`xsi:type="Other"`:                         "urn:anything",
		`xsi:type="Other" xmlns=""`:                "",
	} {
		m := anything.Settings{Setting: []anything.Setting{{Key: "k"}}}
		m.Setting[0].Value = readSettings(t, `<t:value `+attributes+` a="1">text</t:value>`)
		for range 2 {
			got := m.Setting[0].Value[0]
			if want := (anything.QName{Space: space, Local: "Other"}); got.Type != want || len(got.Attributes) != 1 ||
				got.Content != "text" {
				t.Errorf("%s: got %+v", attributes, got)
			}
			if _, err := got.Decode(); !errors.Is(err, anything.ErrContent) || !strings.Contains(err.Error(), "Other") {
				t.Errorf("%s: decoded with %v", attributes, err)
			}
			doc, err := m.AppendXML(nil)
			if err != nil {
				t.Fatal(err)
			}
			m = anything.Settings{}
			if err := m.DecodeXML(doc); err != nil {
				t.Fatalf("%s: %v", doc, err)
			}
		}
	}
}

func TestAnyRefuses(t *testing.T) {
	for value, want := range map[string]string{
		`<value/>`:                                         `the contract has no type "" of namespace ""`,
		`<value xsi:type="t:Nobody"/>`:                     `the contract has no type "Nobody" of namespace "urn:anything"`,
		`<value xsi:type="t:Hidden"/>`:                     `the contract has no type "Hidden" of namespace "urn:anything"`,
		`<value xsi:type="x:Range" xmlns:x="urn:else"/>`:   `the contract has no type "Range" of namespace "urn:else"`,
		`<value xsi:type="xs:nothing"/>`:                   `no built-in type "nothing"`,
		`<value xsi:type="xs:int">seven</value>`:           `"seven" is not an integer`,
		`<value xsi:type="xs:int">7<t:to/></value>`:        "text-only content",
		`<value xsi:type="xs:unsignedByte">256</value>`:    "does not fit",
		`<value xsi:type="xs:base64Binary">A</value>`:      "is not base64",
		`<value xsi:type="xs:integer">7.5</value>`:         "is not an integer",
		`<value xsi:type="xs:boolean">perhaps</value>`:     "is not a boolean",
		`<value xsi:type="t:Range"><t:to>1</t:to></value>`: "from: expected an element, found none",
	} {
		got, err := readSettings(t, value)[0].Decode()
		if !errors.Is(err, anything.ErrContent) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", value, err, want)
		}
		r, isRange := got.(*anything.Range)
		if isRange != strings.Contains(value, "t:Range") || isRange && (r.To == nil || *r.To != 1) {
			t.Errorf("%s: got %#v", value, got)
		}
	}
}

// What NewAny makes is sent with its xsi:type, and decodes to the same.
func TestNewAny(t *testing.T) {
	inner, err := anything.NewAny(&anything.Range{From: 1, To: new(int32(2)), Unit: new("a\"b")})
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range []any{
		&anything.Range{From: -1},
		&anything.StepRange{From: 1, Step: []int32{1, 2}},
		&anything.Nested{Inner: inner},
		&anything.Setting{Key: "k", Value: []anything.Any{inner, inner}},
		&anything.Settings{Setting: []anything.Setting{{Key: "a"}, {Key: "b", Value: []anything.Any{inner}}}},
		&anything.Blob{Source: new("s"), Content: `text <p:x xmlns:p="urn:else" p:y="1"/> &amp;`},
	} {
		made, err := anything.NewAny(value)
		if err != nil {
			t.Errorf("%#v: %v", value, err)
			continue
		}
		sent := &anything.Settings{Setting: []anything.Setting{{Key: "k", Value: []anything.Any{made}}}}
		if err := sent.Validate(); err != nil {
			t.Errorf("%#v: %v", value, err)
		}
		doc, err := sent.AppendXML(nil)
		if err != nil {
			t.Errorf("%#v: %v", value, err)
			continue
		}
		j := newXMLJudge(t, "anything")
		j.add("a value of NewAny", doc, true)
		j.verdict()
		var received anything.Settings
		if err := received.DecodeXML(doc); err != nil {
			t.Errorf("%v in\n%s", err, doc)
			continue
		}
		got, err := received.Setting[0].Value[0].Decode()
		if err != nil {
			t.Errorf("%v in\n%s", err, doc)
		}
		again, err := anything.NewAny(got)
		if err != nil || !sameXML(t, again, made) {
			t.Errorf("%v: %+v became %+v", err, made, again)
		}
	}
	for _, value := range []any{nil, (*anything.Range)(nil), &anything.Hidden{}, anything.Range{}, "text", new(int),
		&anything.StepRange{}} {
		if _, err := anything.NewAny(value); !errors.Is(err, anything.ErrInvalid) {
			t.Errorf("%#v: got %v", value, err)
		}
	}
}

// sameXML reports whether a and b are the same but for the prefixes.
func sameXML(t *testing.T, a, b anything.Any) bool {
	write := func(a anything.Any) string {
		doc, err := (&anything.Settings{Setting: []anything.Setting{{Value: []anything.Any{a}}}}).AppendXML(nil)
		if err != nil {
			t.Fatal(err)
		}
		return infoset(t, doc)
	}
	return write(a) == write(b)
}

// A value of each built-in type that Go has a type for is of that; others are texts.
func TestAnyBuiltins(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want any
	}{
		"string": {" a  b ", " a  b "}, "normalizedString": {"a\tb", "a b"}, "token": {" a  b ", "a b"},
		"anySimpleType": {" x ", " x "}, "anyURI": {" urn:x ", "urn:x"}, "language": {"de", "de"},
		"NMTOKEN": {" a ", "a"}, "NMTOKENS": {" a  b ", "a b"}, "IDREFS": {"a b", "a b"}, "ID": {"a", "a"},
		"boolean": {" 1 ", true}, "byte": {"-128", int8(-128)}, "short": {"9", int16(9)}, "int": {" +7", int32(7)},
		"long": {"-1", int64(-1)}, "unsignedByte": {"255", uint8(255)}, "unsignedShort": {"0", uint16(0)},
		"unsignedInt": {"7", uint32(7)}, "unsignedLong": {"18446744073709551615", uint64(18446744073709551615)},
		"integer": {" 123456789012345678901 ", "123456789012345678901"}, "nonNegativeInteger": {"0", "0"},
		"decimal": {" 1.50 ", "1.50"}, "float": {"1.5", float32(1.5)}, "double": {"-INF", math.Inf(-1)},
		"date": {" 2026-04-01Z ", "2026-04-01Z"}, "dateTime": {"2026-04-01T00:00:00", "2026-04-01T00:00:00"},
		"time": {"24:00:00", "24:00:00"}, "duration": {"P1D", "P1D"}, "gYear": {"2026", "2026"},
		"gDay":         {"---31", "---31"},
		"base64Binary": {" AQ== ", []byte{1}}, "hexBinary": {"ff", []byte{255}}, "QName": {" t:x ", "t:x"},
	} {
		v := readSettings(t, `<value xsi:type="xs:`+name+`">`+test.text+`</value>`)[0]
		if got, err := v.Decode(); err != nil || !cmp.Equal(got, test.want) {
			t.Errorf("%s: got %#v, %v, want %#v", name, got, err, test.want)
		}
	}
}
