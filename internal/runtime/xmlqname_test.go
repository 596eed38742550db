// Tests of qualified names as values.

package runtime_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

func TestXMLQName(t *testing.T) {
	type document struct {
		V *runtime.QName `soap:"v"`
		X *runtime.QName `soap:"x,attr"`
	}
	read := func(doc string) string {
		var m document
		if err := new(runtime.XMLTypes).DecodeDocument([]byte(doc), "r", &m); err != nil {
			_, found, _ := strings.Cut(err.Error(), "unexpected response: ")
			return found
		}
		return fmt.Sprint(m.V, m.X)
	}
	const start = `<r xmlns:p="urn:two"`
	for value, want := range map[string]string{
		"p:x":      "&{urn:two x}",
		" x ":      "&{ x}",
		"xml:lang": "&{http://www.w3.org/XML/1998/namespace lang}",
		"p:&#252;": "&{urn:two ü}",
		"q:x":      `: expected a qualified name, found the prefix of "q:x" is not declared`,
		"p:x:y":    `: expected a qualified name, found "p:x:y" is not a qualified name`,
		":x":       `: expected a qualified name, found ":x" is not a qualified name`,
		"":         `: expected a qualified name, found "" is not a qualified name`,
		"p:x p:y":  `: expected a qualified name, found "p:x p:y" is not a qualified name`,
	} {
		inElement, inAttribute := want+" <nil>", "<nil> "+want
		if strings.HasPrefix(want, ":") {
			inElement, inAttribute = "v"+want, "x"+want
		}
		if got := read(start + "><v>" + value + "</v></r>"); got != inElement {
			t.Errorf("element %q: got %s, want %s", value, got, inElement)
		}
		if got := read(start + ` x="` + value + `"/>`); got != inAttribute {
			t.Errorf("attribute %q: got %s, want %s", value, got, inAttribute)
		}
	}
	for element, want := range map[string]string{
		`<v xmlns:p="urn:3">p:x</v>`:    "&{urn:3 x} <nil>",
		`<v><![CDATA[p:]]>&#120;</v  >`: "&{urn:two x} <nil>",
		`<v><w xmlns:p="u"/>p:x</v>`:    "v: expected text, found an element",
	} {
		if got := read(start + ">" + element + "</r>"); got != want {
			t.Errorf("%s\n got %s\nwant %s", element, got, want)
		}
	}
	types := &runtime.XMLTypes{Namespaces: []runtime.Namespace{{"o", "urn:one"}}}
	var m struct {
		V runtime.QName `soap:"o:v"`
	}
	if err := types.DecodeDocument([]byte(`<r xmlns="urn:one"><v>x</v></r>`), "o:r", &m); err != nil ||
		m.V != (runtime.QName{"urn:one", "x"}) {
		t.Errorf("in a default namespace: got %v, %v", m.V, err)
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
	types := &runtime.XMLTypes{Namespaces: []runtime.Namespace{{"o", "urn:one"}, {"p", "urn:two"}},
		Simple:   []runtime.SimpleType{{Name: "Names", List: "QName"}},
		Elements: []runtime.XMLElement{{Name: "o:a", Prefixes: "p"}}}
	type document struct {
		N []runtime.QName   `soap:"p:n,attr,type=Names,optional"`
		V [][]runtime.QName `soap:"o:v,type=Names"`
	}
	const doc = `<a xmlns="urn:one" xmlns:p="urn:two" p:n=" p:x&#9;y p:z xml:lang">` +
		`<v xmlns:q="urn:3">q:x <!-- --> y p:z</v><v/></a>`
	var m document
	if err := types.DecodeDocument([]byte(doc), "o:a", &m); err != nil {
		t.Fatal(err)
	}
	const want = "{[{urn:two x} {urn:one y} {urn:two z} {http://www.w3.org/XML/1998/namespace lang}] " +
		"[[{urn:3 x} {urn:one y} {urn:two z}] []]}"
	if got := fmt.Sprint(m); got != want {
		t.Errorf("got %s", got)
	}
	const wantAttr = ` xmlns:_q.p.n="urn:two" xmlns:_q2.p.n="urn:one" p:n="_q.p.n:x _q2.p.n:y _q.p.n:z xml:lang"`
	const wantContent = `<o:v xmlns:_q="urn:3" xmlns:_q2="urn:one" xmlns:_q3="urn:two">_q:x _q2:y _q3:z</o:v><o:v></o:v>`
	encoded, err := types.AppendDocument(nil, "o:a", &m)
	if err != nil || !strings.Contains(string(encoded), wantAttr+">"+wantContent) {
		t.Errorf("written as %s, %v", encoded, err)
	}
	var again document
	if err := types.DecodeDocument(encoded, "o:a", &again); err != nil || fmt.Sprint(again) != fmt.Sprint(m) {
		t.Errorf("read again: %v, %v", again, err)
	}
}
