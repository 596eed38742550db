// Tests of simple values in elements, attributes and lists.

package xmltype_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
)

func TestXMLValues(t *testing.T) {
	for _, test := range []struct {
		name  string
		zero  any
		good  map[string]string // content and value
		wrong []string
	}{
		{"boolean", false, map[string]string{"true": "true", "1": "true", " false\n": "false", "0": "false"},
			[]string{"", "True", "2", "yes"}},
		{"byte", int8(0), map[string]string{"127": "127", "-128": "-128", "+5": "5", "007": "7", "\n1\t": "1"},
			[]string{"", "128", "-129", "1.0", "1e1", "1 2", "0x1", "1_0", "--1", "١"}},
		{"short", int16(0), map[string]string{"-32768": "-32768"}, []string{"32768"}},
		{"int", int32(0), map[string]string{"2147483647": "2147483647"}, []string{"2147483648"}},
		{"long", int64(0), map[string]string{"-9223372036854775808": "-9223372036854775808"},
			[]string{"9223372036854775808"}},
		{"unsignedByte", uint8(0), map[string]string{"255": "255", "+5": "5", "-0": "0"},
			[]string{"256", "-1", "+-1", "", "+", "-"}},
		{"unsignedShort", uint16(0), map[string]string{"65535": "65535"}, []string{"65536"}},
		{"unsignedInt", uint32(0), map[string]string{"4294967295": "4294967295"}, []string{"4294967296"}},
		{"unsignedLong", uint64(0), map[string]string{"18446744073709551615": "18446744073709551615"},
			[]string{"18446744073709551616"}},
		{"float", float32(0), map[string]string{"1.5": "1.5"}, []string{"1e39"}},
		{"double", 0.0, map[string]string{"INF": "+Inf", "-INF": "-Inf", "NaN": "NaN", "-1E-2": "-0.01", ".5": "0.5",
			"5.": "5", "1e-999": "0"},
			[]string{"", "inf", "Infinity", "nan", "0x1p1", "1_0", "1e999", "1f", "+INF", "."}},
		{"decimal", "", map[string]string{" -01.50 ": "-01.50", "12345678901234567890.1": "12345678901234567890.1"},
			[]string{"1e1", "."}},
		{"integer", "", map[string]string{"+12345678901234567890123": "+12345678901234567890123"},
			[]string{"1.0", "", "-"}},
		{"date", scalar.Date{}, map[string]string{"\n2020-04-24\n": "2020-04-24"}, []string{"", "24.04.2020"}},
		{"dateTime", scalar.DateTime{}, map[string]string{"2020-04-24T10:11:12Z": "2020-04-24T10:11:12Z"},
			[]string{"2020-04-24"}},
		{"time", scalar.TimeOfDay{}, map[string]string{"10:11:12.5": "10:11:12.5"}, []string{"10:11"}},
		{"base64Binary", []byte(nil), map[string]string{"": "[]", "AQ==": "[1]", " A Q\n I D ": "[1 2 3]"},
			[]string{"AQ", "AR==", "A-==", "AQ==AQ=="}},
		{"hexBinary", []byte(nil), map[string]string{"": "[]", "00fF": "[0 255]"}, []string{"0", "0g", "00 ff"}},
	} {
		inElement := func(s string) (any, error) {
			return runtimetest.ReadValue(test.zero, "v,type="+test.name, "<r><v>"+s+"</v></r>")
		}
		inAttribute := func(s string) (any, error) {
			return runtimetest.ReadValue(test.zero, "v,attr,type="+test.name, "<r v='"+s+"'/>")
		}
		asContent := func(s string) (any, error) {
			return runtimetest.ReadValue(test.zero, ",value,type="+test.name, "<r>"+s+"</r>")
		}
		for place, read := range map[string]func(string) (any, error){"an element": inElement,
			"an attribute": inAttribute, "content": asContent} {
			for content, want := range test.good {
				if got, err := read(content); fmt.Sprint(got) != want || err != nil {
					t.Errorf("%s: %q in %s is %v, %v, want %s", test.name, content, place, got, err, want)
				}
			}
			for _, content := range test.wrong {
				if got, err := read(content); !runtimetest.IsDeviation(err) {
					t.Errorf("%s: %q in %s is %v, %v, want a deviation", test.name, content, place, got, err)
				}
			}
		}
	}
}

func TestXMLValueErrors(t *testing.T) {
	for _, test := range []struct {
		zero           any
		tag, doc, want string
	}{
		{int8(0), "v", "<r><v>300</v></r>", `v: expected xs:byte, found "300"`},
		{uint64(0), "v", "<r><v>-1</v></r>", `v: expected xs:unsignedLong, found "-1"`},
		{scalar.Date{}, "v", "<r><v>\n<!-- -->" + strings.Repeat("ä", 1000) + "</v></r>",
			"v: expected xs:date, found \"\\n" + strings.Repeat("ä", 39) + `…"`},
		{int32(0), "n,attr", "<r n='x'><!-- 1 --></r>", `n: expected xs:int, found "x"`},
		{[]scalar.Date(nil), "v", "<r><v>2020-04-24</v><v>today</v></r>", `v[1]: expected xs:date, found "today"`},
	} {
		if _, err := runtimetest.ReadValue(test.zero, test.tag,
			test.doc); !runtimetest.IsDeviation(err) || !strings.HasSuffix(err.Error(), test.want) {
			t.Errorf("%s\n got %v\nwant %s", test.doc, err, test.want)
		}
	}
}

// TestXMLItems reads lists (XSD Part 2, section 4.2.1.2): an empty one is there, and empty.
func TestXMLItems(t *testing.T) {
	types := xmltype.New(&contract.Types{Simple: []contract.SimpleType{
		{Name: "Booleans", List: "boolean"}, {Name: "Bytes", List: "unsignedByte"}, {Name: "Dates", List: "date"},
	}})
	type lists struct {
		V []bool        `soap:"v,type=Booleans,optional"`
		D []scalar.Date `soap:"d,type=Dates,optional"`
		N []uint8       `soap:"n,attr,type=Bytes,optional"`
		E []uint8       `soap:"e,attr,type=Bytes,optional"`
	}
	var m lists
	err := types.DecodeDocument([]byte("<r n=' 1  2 ' e=''><v> true\n0 <!-- -->1</v><d>2020-04-24Z</d></r>"), "r", &m)
	if got := fmt.Sprint(m); err != nil || got != "{[true false true] [2020-04-24Z] [1 2] []}" || m.E == nil {
		t.Errorf("got %s, %v", got, err)
	}
	err = types.DecodeDocument([]byte("<r n='1 x'><d>2020-04-24 today</d></r>"), "r", &m)
	if !runtimetest.IsDeviation(err) || !strings.HasSuffix(err.Error(),
		`n: expected a list, found "1 x"; d: expected a list, found "2020-04-24 today"`) {
		t.Errorf("got %v", err)
	}
}
