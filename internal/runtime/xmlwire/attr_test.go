// Tests of attributes.

package xmlwire_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

func TestXMLAttributesOfEmptyElements(t *testing.T) {
	d := xmlwire.NewDecoder("<a><b x='1' y=' 2 '/><c x='3'>text</c></a>", namespaceTable)
	d.Child()
	d.Child()
	if !d.Attr(0, "x") || d.Text() != "1" || !d.Attr(0, "y") || d.Text() != " 2 " || d.Text() != "" || d.Attr(0, "x") {
		t.Errorf("the attributes of b: %v", d.Err())
	}
	d.Child()
	d.Attr(0, "x")
	if !d.Attr(0, "x") || d.Text() != "3" || d.Text() != "text" || d.Child() || d.Close() != nil {
		t.Errorf("the attribute of c: %v", d.Err())
	}
}

func TestXMLAttributes(t *testing.T) {
	d := xmlwire.NewDecoder("<a x='1' p:x='2' xmlns:p='urn:one'/>", namespaceTable)
	d.Child()
	for _, test := range []struct {
		ns         int
		name, want string // "" if there is none
	}{{0, "x", "1"}, {1, "x", "2"}, {2, "x", ""}, {0, "p", ""}} {
		if got := d.Attr(test.ns, test.name); got != (test.want != "") || got && d.Text() != test.want {
			t.Errorf("Attr(%d, %q) = %v", test.ns, test.name, got)
		}
	}
	if d.Attr(0, "x"); d.Child() || d.Close() != nil { // it was not read
		t.Error(d.Close())
	}
}

// TestNilAndType reads xsi:nil and xsi:type of every kind, into fields of every kind. One that XSD does not allow is a
// deviation, and the element is read as if it had none.
func TestNilAndType(t *testing.T) {
	type person struct {
		Name string `soap:"name"`
	}
	type record struct {
		A *string           `soap:"a,nillable"`
		B *string           `soap:"b"`
		C []*int32          `soap:"c,nillable"`
		D *person           `soap:"d,nillable"`
		E *xmlwire.AnyValue `soap:"e"`
	}
	const xsi = ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`
	const start = `<r` + xsi + ` xmlns="" xmlns:p="urn:two">`
	for _, test := range []struct{ content, want, fault string }{
		{`<a xsi:nil=" true "/>`, "{}", ""},
		{`<a xsi:nil="0">x</a>`, `{"A":"x"}`, ""},
		{`<a nil="true">x</a>`, `{"A":"x"}`, ""},
		{`<a xsi:nil="maybe">x</a>`, `{"A":"x"}`, `a: expected an xsi:nil of true or false, found "maybe"`},
		{`<a xsi:nil="">x</a>`, `{"A":"x"}`, `a: expected an xsi:nil of true or false, found ""`},
		{`<a xsi:nil="true"> <!-- nothing --> </a>`, "{}", ""},
		{`<a xsi:nil="true">x</a>`, "{}", "a: expected nothing in an element that is nil, found content"},
		{`<c xsi:nil="true"> 1 </c>`, `{"C":[null]}`, "c[0]: expected nothing in an element that is nil, found content"},
		{`<d xsi:nil="true">x<name>y</name></d>`, "{}", "d: expected nothing in an element that is nil, found content"},
		{`<b xsi:nil="true"/>`, "{}", "b: expected a value, found xsi:nil"},
		{`<c>1</c><c xsi:nil="1"/><c xsi:nil="yes">3</c>`, `{"C":[1,null,3]}`,
			`c[2]: expected an xsi:nil of true or false, found "yes"`},
		{`<d xsi:nil="true"/>`, "{}", ""},
		{`<d xsi:nil="TRUE"><name>x</name></d>`, `{"D":{"Name":"x"}}`,
			`d: expected an xsi:nil of true or false, found "TRUE"`},
		{`<e xsi:type="p:t"/>`, `{"E":{"Type":{"Space":"urn:two","Local":"t"}}}`, ""},
		{`<e xsi:type=" t&#10;"/>`, `{"E":{"Type":{"Local":"t"}}}`, ""},
		{`<e xsi:type="o:t" xmlns:o="urn:one"/>`, `{"E":{"Type":{"Space":"urn:one","Local":"t"}}}`, ""},
		{`<e xsi:type="q:t" xmlns:q="urn:else">1</e>`, `{"E":{"Type":{"Space":"urn:else","Local":"t"},"Content":"1"}}`,
			""},
		{`<e type="p:t"/>`, `{"E":{"Attributes":[{"Name":"type","Value":"p:t"}]}}`, ""},
		{`<e xsi:type="q:t">1</e>`, `{"E":{"Content":"1"}}`,
			`e: expected the name of a type, with a prefix that is declared, found xsi:type "q:t"`},
		{`<e xsi:type="p:">1</e>`, `{"E":{"Content":"1"}}`,
			`e: expected the name of a type, with a prefix that is declared, found xsi:type "p:"`},
		{`<e xsi:type="">1</e>`, `{"E":{"Content":"1"}}`,
			`e: expected the name of a type, with a prefix that is declared, found xsi:type ""`},
	} {
		var m record
		err := xmltype.New(new(contract.Types)).DecodeDocument([]byte(start+test.content+"</r>"), "r", &m)
		if got := shortJSON(t, &m); got != test.want {
			t.Errorf("%s\n got %s\nwant %s", test.content, got, test.want)
		}
		if test.fault == "" && err != nil || test.fault != "" &&
			(!runtimetest.IsDeviation(err) || !strings.HasSuffix(err.Error(),
				": "+test.fault)) {
			t.Errorf("%s\n got %v\nwant %s", test.content, err, test.fault)
		}
	}
}

var emptyMembers = regexp.MustCompile(`"\w+":(null|""|\{}),?`)

// shortJSON is m as JSON, without the members that hold nothing.
func shortJSON(t *testing.T, m any) string {
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	short := emptyMembers.ReplaceAll(emptyMembers.ReplaceAll(b, nil), nil) // what holds nothing but empty members, too
	return strings.ReplaceAll(string(short), ",}", "}")
}

func TestXMLLang(t *testing.T) {
	table := []string{"", "http://www.w3.org/XML/1998/namespace"}
	for _, declaration := range []string{"", " xmlns:xml='http://www.w3.org/XML/1998/namespace'"} {
		d := xmlwire.NewDecoder("<a><b xml:lang='de'"+declaration+"/><xml:c>x</xml:c></a>", table)
		d.Child()
		d.Child()
		if !d.Attr(1, "lang") || d.Text() != "de" {
			t.Errorf("xml:lang is not found: %v", d.Err())
		}
		d.Skip()
		if !d.Child() || d.NS != 1 || d.Name() != "c" || d.Text() != "x" || d.Close() != nil {
			t.Errorf("xml:c is not found: %v", d.Err())
		}
	}
}

func TestXMLOtherAttrs(t *testing.T) {
	const doc = `<a xmlns="urn:two" xmlns:p="urn:one" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"` +
		` x="1" p:x="2" i:type="p:t" y="3" xml:lang="de" p:z="4"/>`
	all := []xmlwire.Attr{
		{Space: "", Name: "x", Value: "1"}, {Space: "urn:one", Name: "x", Value: "2"},
		{Space: "", Name: "y", Value: "3"},
		{Space: "http://www.w3.org/XML/1998/namespace", Name: "lang", Value: "de"},
		{Space: "urn:one", Name: "z", Value: "4"},
	}
	d := xmlwire.NewDecoder(doc, namespaceTable)
	d.Child()
	if got := d.OtherAttrs(xmlwire.AnyBut()); !slices.Equal(got, all) {
		t.Errorf("got %q", got)
	}
	if got := d.OtherAttrs(xmlwire.AnyBut().Without("x", "{urn:one}z", "z", "{urn:two}y", "type")); !slices.Equal(got,
		all[1:4]) {
		t.Errorf("besides known ones: got %q", got)
	}
	const lang = "{http://www.w3.org/XML/1998/namespace}lang"
	if got := d.OtherAttrs(xmlwire.AnyBut().Without("x", "y", "{urn:one}x", "{urn:one}z", lang)); got != nil {
		t.Errorf("where all are known: got %q", got)
	}
	const want = ` x="1" xmlns:_2="urn:one" _2:x="2" y="3" xml:lang="de" xmlns:_5="urn:one" _5:z="4"`
	written := string(xmlwire.AppendAttrs(nil, all, xmlwire.AnyBut()))
	if written != want {
		t.Errorf("written as %s", written)
	}
	d.Reset("<b"+written+"/>", namespaceTable)
	d.Child()
	if got := d.OtherAttrs(xmlwire.AnyBut()); !slices.Equal(got, all) {
		t.Errorf("read again: got %q, %v", got, d.Err())
	}
	if d.Skip(); d.OtherAttrs(xmlwire.AnyBut()) != nil {
		t.Error("attributes after the element was taken")
	}
}

func TestAppendAttrsRefuses(t *testing.T) {
	for _, attrs := range [][]xmlwire.Attr{
		{{Space: "", Name: "", Value: ""}}, {{Space: "", Name: "a b", Value: ""}},
		{{Space: "", Name: "p:a", Value: ""}}, {{Space: "", Name: "xmlns", Value: "urn:one"}},
		{{Space: "http://www.w3.org/2000/xmlns/", Name: "p", Value: "urn:one"}},
		{{Space: "", Name: "a", Value: "\x00"}},
		{{Space: "\x01", Name: "a", Value: ""}},
		{{Space: "", Name: "a", Value: "1"}, {Space: "urn:one", Name: "a", Value: "1"},
			{Space: "", Name: "a", Value: "2"}},
		{{Space: "", Name: "known", Value: ""}}, {{Space: "urn:one", Name: "known", Value: ""}},
		{{Space: "http://www.w3.org/2001/XMLSchema-instance", Name: "type", Value: ""}},
	} {
		b := append(xmlwire.AppendAttrs([]byte("<x"), attrs, xmlwire.AnyBut().Without("known", "{urn:one}known")),
			"/>"...)
		if err := wire.CheckEncoded(b); err == nil {
			t.Errorf("%q is written as %s", attrs, b)
		}
	}
}
