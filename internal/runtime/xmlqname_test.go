// Tests of qualified names as values.

package runtime_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

func TestXMLQName(t *testing.T) {
	const start = `<a xmlns="urn:one" xmlns:p="urn:two">`
	for element, want := range map[string]string{
		`<v>p:x</v>`:                    "{urn:two x}",
		`<v> x </v>`:                    "{urn:one x}",
		`<v xmlns="">x</v>`:             "{ x}",
		`<v xmlns:p="urn:3">p:ü</v>`:    "{urn:3 ü}",
		`<v>xml:lang</v>`:               "{http://www.w3.org/XML/1998/namespace lang}",
		`<v>q:x</v>`:                    `line 1 column 41: a/v: the prefix of "q:x" is not declared`,
		`<v>p:x:y</v>`:                  `line 1 column 41: a/v: "p:x:y" is not a qualified name`,
		`<v>:x</v>`:                     `line 1 column 41: a/v: ":x" is not a qualified name`,
		`<v/>`:                          `line 1 column 42: a/v: "" is not a qualified name`,
		`<v>p:x<!-- --> p:y</v>`:        `line 1 column 41: a/v: "p:x p:y" is not a qualified name`,
		`<v><w xmlns:q="u"/>q:x</v>`:    "line 1 column 41: a/v: an element in what should be text only",
		`<v><![CDATA[p:]]>&#120;</v  >`: "{urn:two x}",
	} {
		d := runtime.NewXMLDecoder(start+element+"</a>", namespaceTable)
		d.Child()
		d.Child()
		got := fmt.Sprint(d.QName())
		if err := d.Close(); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", element, got, want)
		}
	}
	d := runtime.NewXMLDecoder(`<a x="p:y" xmlns:p="urn:one">p:z</a>`, namespaceTable)
	d.Child()
	d.Attr(0, "x")
	if x, z := d.QName(), d.QName(); x.Local != "y" || x.Space != "urn:one" || z.Local != "z" || d.Close() != nil {
		t.Errorf("got %v, %v, %v", x, z, d.Err())
	}
}

func TestTypeQName(t *testing.T) {
	const start = `<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:p="urn:two">`
	for element, want := range map[string]string{
		`<v i:type="p:t"/>`:                    "{urn:two t}",
		`<v i:type=" t&#10;"/>`:                "{ t}",
		`<v i:type="t" xmlns="urn:one"/>`:      "{urn:one t}",
		`<v i:type="q:t" xmlns:q="urn:else"/>`: "{urn:else t}",
		`<v type="p:t"/>`:                      "{ }",
		`<v i:type="q:t"/>`:                    `a/v: attribute xsi:type: the prefix of "q:t" is not declared`,
		`<v i:type="p:"/>`:                     `a/v: attribute xsi:type: "p:" is not a qualified name`,
	} {
		d := runtime.NewXMLDecoder(start+element+"</a>", namespaceTable)
		d.Child()
		d.Child()
		got := fmt.Sprint(d.TypeQName())
		if err := d.Close(); err != nil {
			got = err.Error()
		}
		if !strings.HasSuffix(got, want) {
			t.Errorf("%s\n got %s\nwant %s", element, got, want)
		}
	}
}

func TestAppendQName(t *testing.T) {
	for _, test := range []struct {
		name          runtime.QName
		element, attr string
	}{
		{runtime.QName{Local: "x"}, `<v>x</v>`, `<v p:n="x"/>`},
		{runtime.QName{Space: "u&v", Local: "x"},
			`<v xmlns:_q="u&amp;v">_q:x</v>`, `<v xmlns:_q.p.n="u&amp;v" p:n="_q.p.n:x"/>`},
		{runtime.QName{Space: "http://www.w3.org/XML/1998/namespace", Local: "x"}, `<v>xml:x</v>`, `<v p:n="xml:x"/>`},
	} {
		if got := string(runtime.AppendQNames([]byte("<v"), test.name)) + "</v>"; got != test.element {
			t.Errorf("%v is written as %s", test.name, got)
		}
		if got := string(runtime.AppendQNamesAttr([]byte("<v"), "p:n", test.name)) + "/>"; got != test.attr {
			t.Errorf("%v is written as %s", test.name, got)
		}
	}
	for _, name := range []runtime.QName{{}, {"", "a b"}, {"urn:one", "p:a"}, {"urn:one", ""}, {"\x00", "a"},
		{"", "1"}} {
		for _, b := range [][]byte{runtime.AppendQNames(nil, name), runtime.AppendQNamesAttr(nil, "n", name)} {
			if runtime.CheckEncoded(b) == nil {
				t.Errorf("%q is written as %s", name, b)
			}
		}
		if runtime.ValidQName(name) && name.Space != "\x00" {
			t.Errorf("%q is valid", name)
		}
	}
}

func TestQNameLists(t *testing.T) {
	const doc = `<a xmlns="urn:one" xmlns:p="urn:two" p:n=" p:x&#9;y p:z xml:lang"><v xmlns:q="urn:3">q:x <!-- --> y p:z</v><v/></a>`
	d := runtime.NewXMLDecoder(doc, namespaceTable)
	d.Child()
	d.Attr(2, "n")
	attr := runtime.XMLQNames[runtime.QName](d)
	d.Child()
	content := runtime.XMLQNames[runtime.QName](d)
	d.Child()
	none := runtime.XMLQNames[runtime.QName](d)
	d.Child()
	if err := d.Close(); err != nil || none != nil {
		t.Fatal(err, none)
	}
	const wantAttr = `<v xmlns:_q.p.n="urn:two" xmlns:_q2.p.n="urn:one" p:n="_q.p.n:x _q2.p.n:y _q.p.n:z xml:lang"/>`
	if got := string(runtime.AppendQNamesAttr([]byte("<v"), "p:n", attr...)) + "/>"; got != wantAttr {
		t.Errorf("%v is written as\n%s, want\n%s", attr, got, wantAttr)
	}
	const wantContent = `<v xmlns:_q="urn:3" xmlns:_q2="urn:one" xmlns:_q3="urn:two">_q:x _q2:y _q3:z</v>`
	if got := string(runtime.AppendQNames([]byte("<v"), content...)) + "</v>"; got != wantContent {
		t.Errorf("%v is written as\n%s, want\n%s", content, got, wantContent)
	}
	if got := string(runtime.AppendQNames([]byte("<v"), none...)); got != "<v>" {
		t.Errorf("an empty list is written as %s", got)
	}
}
