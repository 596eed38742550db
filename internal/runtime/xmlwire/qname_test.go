// Tests of qualified names as values.

package xmlwire_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

func TestXMLQName(t *testing.T) {
	type document struct {
		V *xmlwire.QName `soap:"v"`
		X *xmlwire.QName `soap:"x,attr"`
	}
	read := func(doc string) string {
		var m document
		if err := xmltype.New(new(contract.Types)).DecodeDocument([]byte(doc), "r", &m); err != nil {
			_, found, _ := strings.Cut(err.Error(), "unexpected response: ")
			return found
		}
		return fmt.Sprint(m.V, m.X)
	}
	const start = `<r xmlns:p="urn:two"`
	for value, want := range map[string]string{
		"p:x":      "{urn:two}x",
		" x ":      "x",
		"xml:lang": "{http://www.w3.org/XML/1998/namespace}lang",
		"p:&#252;": "{urn:two}ü",
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
		`<v xmlns:p="urn:3">p:x</v>`:    "{urn:3}x <nil>",
		`<v><![CDATA[p:]]>&#120;</v  >`: "{urn:two}x <nil>",
		`<v><w xmlns:p="u"/>p:x</v>`:    `v: expected text, found an element "w"`,
	} {
		if got := read(start + ">" + element + "</r>"); got != want {
			t.Errorf("%s\n got %s\nwant %s", element, got, want)
		}
	}
	types := xmltype.New(&contract.Types{Namespaces: []contract.Namespace{{Prefix: "o", URI: "urn:one"}}})
	var m struct {
		V xmlwire.QName `soap:"o:v"`
	}
	if err := types.DecodeDocument([]byte(`<r xmlns="urn:one"><v>x</v></r>`), "o:r", &m); err != nil ||
		m.V != (xmlwire.QName{Space: "urn:one", Local: "x"}) {
		t.Errorf("in a default namespace: got %v, %v", m.V, err)
	}
}

func TestAppendQName(t *testing.T) {
	for _, test := range []struct {
		name          xmlwire.QName
		element, attr string
	}{
		{xmlwire.QName{Local: "x"}, `<v>x</v>`, `<v p:n="x"/>`},
		{xmlwire.QName{Space: "u&v", Local: "x"},
			`<v xmlns:_q="u&amp;v">_q:x</v>`, `<v xmlns:_q.p.n="u&amp;v" p:n="_q.p.n:x"/>`},
		{xmlwire.QName{Space: "http://www.w3.org/XML/1998/namespace", Local: "x"}, `<v>xml:x</v>`, `<v p:n="xml:x"/>`},
	} {
		if got := string(xmlwire.AppendQNames([]byte("<v"), test.name)) + "</v>"; got != test.element {
			t.Errorf("%v is written as %s", test.name, got)
		}
		if got := string(xmlwire.AppendQNamesAttr([]byte("<v"), "p:n", test.name)) + "/>"; got != test.attr {
			t.Errorf("%v is written as %s", test.name, got)
		}
	}
	for _, name := range []xmlwire.QName{{}, {Space: "", Local: "a b"}, {Space: "urn:one", Local: "p:a"},
		{Space: "urn:one", Local: ""}, {Space: "\x00", Local: "a"},
		{Space: "", Local: "1"}} {
		for _, b := range [][]byte{xmlwire.AppendQNames(nil, name), xmlwire.AppendQNamesAttr(nil, "n", name)} {
			if wire.CheckEncoded(b) == nil {
				t.Errorf("%q is written as %s", name, b)
			}
		}
		if xmlwire.ValidQName(name) && name.Space != "\x00" {
			t.Errorf("%q is valid", name)
		}
	}
}

func TestQNameLists(t *testing.T) {
	types := xmltype.New(
		&contract.Types{Namespaces: []contract.Namespace{{Prefix: "o", URI: "urn:one"}, {Prefix: "p", URI: "urn:two"}},
			Simple:   []contract.SimpleType{{Name: "Names", List: "QName"}},
			Elements: []contract.Element{{Name: "o:a", Prefixes: "p"}}})
	type document struct {
		N []xmlwire.QName   `soap:"p:n,attr,type=Names,optional"`
		V [][]xmlwire.QName `soap:"o:v,type=Names"`
	}
	const doc = `<a xmlns="urn:one" xmlns:p="urn:two" p:n=" p:x&#9;y p:z xml:lang">` +
		`<v xmlns:q="urn:3">q:x <!-- --> y p:z</v><v/></a>`
	var m document
	if err := types.DecodeDocument([]byte(doc), "o:a", &m); err != nil {
		t.Fatal(err)
	}
	const want = "{[{urn:two}x {urn:one}y {urn:two}z {http://www.w3.org/XML/1998/namespace}lang] " +
		"[[{urn:3}x {urn:one}y {urn:two}z] []]}"
	if got := fmt.Sprint(m); got != want {
		t.Errorf("got %s", got)
	}
	const wantAttr = ` xmlns:_q.p.n="urn:two" xmlns:_q2.p.n="urn:one" p:n="_q.p.n:x _q2.p.n:y _q.p.n:z xml:lang"`
	const wantContent = `<o:v xmlns:_q="urn:3" xmlns:_q2="urn:one" xmlns:_q3="urn:two">_q:x _q2:y ` +
		`_q3:z</o:v><o:v></o:v>`
	encoded, err := types.AppendDocument(nil, "o:a", &m)
	if err != nil || !strings.Contains(string(encoded), wantAttr+">"+wantContent) {
		t.Errorf("written as %s, %v", encoded, err)
	}
	var again document
	if err := types.DecodeDocument(encoded, "o:a", &again); err != nil || fmt.Sprint(again) != fmt.Sprint(m) {
		t.Errorf("read again: %v, %v", again, err)
	}
}
