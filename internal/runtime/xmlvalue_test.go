// Tests of the simple values of XSD in elements and attributes.

package runtime_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

type xmlDecoder = runtime.XMLDecoder

func TestXMLValues(t *testing.T) {
	for _, test := range []struct {
		name  string
		read  func(d *xmlDecoder) any
		good  map[string]string // content and value
		wrong []string
	}{
		{"Bool", func(d *xmlDecoder) any { return d.Bool() },
			map[string]string{"true": "true", "1": "true", " false\n": "false", "0": "false"},
			[]string{"", "True", "2", "yes"}},
		{"Int8", func(d *xmlDecoder) any { return d.Int8() },
			map[string]string{"127": "127", "-128": "-128", "+5": "5", "007": "7", "\n1\t": "1"},
			[]string{"", "128", "-129", "1.0", "1e1", "1 2", "0x1", "1_0", "--1", "١"}},
		{"Int16", func(d *xmlDecoder) any { return d.Int16() }, map[string]string{"-32768": "-32768"},
			[]string{"32768"}},
		{"Int32", func(d *xmlDecoder) any { return d.Int32() },
			map[string]string{"2147483647": "2147483647"}, []string{"2147483648"}},
		{"Int64", func(d *xmlDecoder) any { return d.Int64() },
			map[string]string{"-9223372036854775808": "-9223372036854775808"}, []string{"9223372036854775808"}},
		{"Uint8", func(d *xmlDecoder) any { return d.Uint8() },
			map[string]string{"255": "255", "+5": "5", "-0": "0"}, []string{"256", "-1", "+-1", "", "+", "-"}},
		{"Uint16", func(d *xmlDecoder) any { return d.Uint16() }, map[string]string{"65535": "65535"},
			[]string{"65536"}},
		{"Uint32", func(d *xmlDecoder) any { return d.Uint32() },
			map[string]string{"4294967295": "4294967295"}, []string{"4294967296"}},
		{"Uint64", func(d *xmlDecoder) any { return d.Uint64() },
			map[string]string{"18446744073709551615": "18446744073709551615"}, []string{"18446744073709551616"}},
		{"Float32", func(d *xmlDecoder) any { return d.Float32() }, map[string]string{"1.5": "1.5"}, []string{"1e39"}},
		{"Float64", func(d *xmlDecoder) any { return d.Float64() },
			map[string]string{"INF": "+Inf", "-INF": "-Inf", "NaN": "NaN", "-1E-2": "-0.01", ".5": "0.5", "5.": "5",
				"1e-999": "0"},
			[]string{"", "inf", "Infinity", "nan", "0x1p1", "1_0", "1e999", "1f", "+INF", "."}},
		{"Decimal", func(d *xmlDecoder) any { return d.Decimal() },
			map[string]string{" -01.50 ": "-01.50", "12345678901234567890.1": "12345678901234567890.1"},
			[]string{"1e1", "."}},
		{"Integer", func(d *xmlDecoder) any { return d.Integer() },
			map[string]string{"+12345678901234567890123": "+12345678901234567890123"}, []string{"1.0", "", "-"}},
		{"Date", func(d *xmlDecoder) any { return d.Date() },
			map[string]string{"\n2020-04-24\n": "2020-04-24"}, []string{"", "24.04.2020"}},
		{"DateTime", func(d *xmlDecoder) any { return d.DateTime() },
			map[string]string{"2020-04-24T10:11:12Z": "2020-04-24T10:11:12Z"}, []string{"2020-04-24"}},
		{"Time", func(d *xmlDecoder) any { return d.Time() },
			map[string]string{"10:11:12.5": "10:11:12.5"}, []string{"10:11"}},
		{"Base64", func(d *xmlDecoder) any { return d.Base64() },
			map[string]string{"": "[]", "AQ==": "[1]", " A Q\n I D ": "[1 2 3]"},
			[]string{"AQ", "AR==", "A-==", "AQ==AQ=="}},
		{"Hex", func(d *xmlDecoder) any { return d.Hex() },
			map[string]string{"": "[]", "00fF": "[0 255]"}, []string{"0", "0g", "00 ff"}},
	} {
		for content, want := range test.good {
			d := inside(content)
			if got := fmt.Sprint(test.read(d)); got != want || d.Close() != nil {
				t.Errorf("%s of %q = %s, %v, want %s", test.name, content, got, d.Err(), want)
			}
		}
		for _, content := range test.wrong {
			d := inside(content)
			zero := fmt.Sprint(test.read(runtime.NewXMLDecoder("", namespaceTable)))
			if got := fmt.Sprint(test.read(d)); got != zero || d.Err() == nil {
				t.Errorf("%s of %q = %s, %v, want an error", test.name, content, got, d.Err())
			}
		}
	}
}

func TestXMLValueErrors(t *testing.T) {
	for _, test := range []struct {
		doc  string
		read func(d *xmlDecoder)
		want string
	}{
		{"<v>300</v>", func(d *xmlDecoder) { d.Int8() }, `line 1 column 4: v: "300" does not fit into int8`},
		{"<v>-1</v>", func(d *xmlDecoder) { d.Uint64() }, `line 1 column 4: v: "-1" does not fit into uint64`},
		{"<v>\n<!-- -->" + strings.Repeat("ä", 1000) + "</v>", func(d *xmlDecoder) { d.Date() },
			`line 1 column 4: v: "` + strings.Repeat("ä", 40) + `…" is not a date (YYYY-MM-DD)`},
		{"\n<v n='x'>1</v>", func(d *xmlDecoder) { d.Attr(0, "n"); d.Int32() },
			`line 2 column 1: v: attribute n: "x" is not an integer`},
	} {
		d := runtime.NewXMLDecoder(test.doc, namespaceTable)
		d.Child()
		test.read(d)
		if err := d.Close(); err == nil || err.Error() != test.want {
			t.Errorf("%s\n got %v\nwant %s", test.doc, err, test.want)
		}
	}
}

func TestXMLItems(t *testing.T) {
	d := runtime.NewXMLDecoder("<v n=' 1  2 ' e=''> true\n0 <!-- -->1</v>", namespaceTable)
	d.Child()
	d.Attr(0, "n")
	if n := runtime.XMLItems(d, runtime.ParseUint8); !slices.Equal(n, []uint8{1, 2}) {
		t.Errorf("n = %v, %v", n, d.Err())
	}
	d.Attr(0, "e")
	if e := runtime.XMLItems(d, runtime.ParseString); e != nil {
		t.Errorf("e = %q", e)
	}
	if v := runtime.XMLItems(d, runtime.ParseBool); !slices.Equal(v, []bool{true, false, true}) || d.Close() != nil {
		t.Errorf("v = %v, %v", v, d.Err())
	}
	d = inside("2020-04-24 today")
	const want = `line 1 column 4: v: "today" is not a date (YYYY-MM-DD)`
	if v := runtime.XMLItems(d, runtime.ParseDate); v != nil || d.Err() == nil || d.Err().Error() != want {
		t.Errorf("got %v, %v, want %s", v, d.Err(), want)
	}
}
