// Tests of the scanner: documents that it accepts and refuses, and the positions of errors.

package xmlwire_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

var namespaceTable = []string{"", "urn:one", "urn:two"}

// outline returns the elements and attributes of a document, with the namespaces' indices, or its error.
func outline(doc string) (string, error) {
	d := xmlwire.NewDecoder(doc, namespaceTable)
	var b strings.Builder
	var children func()
	children = func() {
		for d.Child() {
			fmt.Fprintf(&b, "(%d:%s", d.NS, d.Name())
			for _, a := range d.OtherAttrs(xmlwire.AnyBut()) {
				fmt.Fprintf(&b, " %d:%s=%q", slices.Index(namespaceTable, a.Space), a.Name, a.Value)
			}
			children()
			b.WriteString(")")
		}
	}
	children()
	err := d.Close()
	return b.String(), err
}

func TestXMLStructure(t *testing.T) {
	for _, test := range []struct{ doc, want string }{
		{`<a/>`, `(0:a)`},
		{`<a></a >`, `(0:a)`},
		{"\ufeff<?xml version='1.0' encoding = \"utf-8\" standalone='no'?>\r\n<a><b/><c>x</c></a>\r\n",
			`(0:a(0:b)(0:c))`},
		{`<?xml version="1.1"?><a/>`, `(0:a)`},
		{`<!-- - --><?p x?><a>text<!----><?p?><![CDATA[<z>]]><b>]]&gt;</b>text</a><!-- end --><?p ?>`, `(0:a(0:b))`},
		{`<ü_.-1·><日本/></ü_.-1·>`, `(0:ü_.-1·(0:日本))`},
		{`<a xmlns="urn:one"><b xmlns="urn:two"/><c xmlns=""/><d xmlns="urn:other"><e/></d><f/></a>`,
			`(1:a(2:b)(0:c)(-1:d(-1:e))(1:f))`},
		{`<p:a xmlns:p="urn:one"><p:b xmlns:p="urn:two"><p:c/></p:b><p:d/><e/></p:a>`, `(1:a(2:b(2:c))(1:d)(0:e))`},
		{`<p:a xmlns:p="urn:one"><p:b xmlns:p="urn:two"><p:c>x</p:c></p:b><p:d><e>x</e></p:d>` +
			`<q:f xmlns:q="u"><q:g></q:g></q:f></p:a>`,
			`(1:a(2:b(2:c))(1:d(0:e))(-1:f(-1:g)))`},
		{`<a xmlns="urn:one"><b xmlns="urn:two"><c>x</c></b><d>x</d><b xmlns=""><c>x</c></b><xml:e></xml:e></a>`,
			`(1:a(2:b(2:c))(1:d)(0:b(0:c))(-1:e))`},
		{`<a x="1" p:x='2' xmlns:p="urn:one" xmlns="urn:two" xml:lang="de"/>`, `(2:a 0:x="1" 1:x="2" -1:lang="de")`},
		{"<a x='\t\r\n>\"&#10;&lt;&quot;&apos;&#x20AC;&amp;amp;'/>", `(0:a 0:x="  >\"\n<\"'€&amp;")`},
	} {
		if got, err := outline(test.doc); got != test.want || err != nil {
			t.Errorf("%s\n got %s, %v\nwant %s", test.doc, got, err, test.want)
		}
	}
}

func TestXMLMalformed(t *testing.T) {
	for _, test := range []struct{ doc, want string }{
		{"", "line 1 column 1: the document has no element"},
		{" <!-- -->\n", "line 2 column 1: the document has no element"},
		{"x", "line 1 column 1: text outside of the document element"},
		{"hello", "line 1 column 1: text outside of the document element"},
		{"<a/>x", "line 1 column 5: text outside of the document element"},
		{"<a/><![CDATA[]]>", "line 1 column 5: malformed markup"},
		{"<a/><b/>", "line 1 column 5: a second document element"},
		{"<a/></a>", "line 1 column 5: an end tag without a start tag"},
		{"<a>", "line 1 column 4: a: the document ends before </a>"},
		{"<a><b>x</a>", "line 1 column 8: a/b: expected the end tag </b>"},
		{"<a><b><c/></a>", "line 1 column 11: a/b: expected the end tag </b>"},
		{"<a></ab>", "line 1 column 4: a: expected the end tag </a>"},
		{"<a></a\n", "line 1 column 4: a: expected the end tag </a>"},
		{"<a", "line 1 column 3: a: a malformed start tag"},
		{"<a/", "line 1 column 3: a: a malformed start tag"},
		{"<", "line 1 column 1: text outside of the document element"},
		{"<a><", "line 1 column 4: a: the document ends before </a>"},
		{"<1/>", "line 1 column 1: a malformed start tag"},
		{"<×/>", "line 1 column 1: a malformed start tag"},
		{"<a><-b/></a>", "line 1 column 4: a: a malformed start tag"},
		{"<a:/>", "line 1 column 1: a malformed start tag"},
		{"<:a/>", "line 1 column 1: a malformed start tag"},
		{"<a:b:c xmlns:a='u'/>", "line 1 column 5: a:b: a malformed start tag"},
		{"<a b/>", "line 1 column 4: a: a malformed attribute"},
		{"<a b=c/>", `line 1 column 4: a: the value of attribute "b" is not quoted`},
		{"<a b='c/>", `line 1 column 4: a: the value of attribute "b" does not end`},
		{"<a b='<'/>", `line 1 column 4: a: the value of attribute "b" has a < or a malformed reference`},
		{"<a b='&nbsp;'/>", `line 1 column 4: a: the value of attribute "b" has a < or a malformed reference`},
		{"<a b='1'c='2'/>", "line 1 column 9: a: a malformed start tag"},
		{"<a b='1' b='2'/>", `line 1 column 1: a: the attribute "b" occurs twice`},
		{"<a p:b='' q:b='' xmlns:p='u' xmlns:q='u'/>", `line 1 column 1: a: the attribute "b" occurs twice`},
		{"<a xmlns:p='u' xmlns:p='v'/>", `line 1 column 16: a: the prefix "p" is declared twice`},
		{"<a xmlns:p=''/>", `line 1 column 4: a: the prefix "p" cannot be bound to ""`},
		{"<a xmlns:xmlns='u'/>", `line 1 column 4: a: the prefix "xmlns" cannot be bound to "u"`},
		{"<a xmlns:xml='u'/>", `line 1 column 4: a: the prefix "xml" cannot be bound to "u"`},
		{"<a xmlns='http://www.w3.org/2000/xmlns/'/>",
			`line 1 column 4: a: the prefix "" cannot be bound to "http://www.w3.org/2000/xmlns/"`},
		{"<p:a/>", `line 1 column 1: p:a: the prefix "p" is not declared`},
		{"<a><b xmlns:p='u'/><p:c/></a>", `line 1 column 20: a/p:c: the prefix "p" is not declared`},
		{"<a><p:b></p:b></a>", `line 1 column 4: a/p:b: the prefix "p" is not declared`},
		{"<a xmlns:p='u' xmlns:q='u'><p:b>x</q:b></a>", "line 1 column 34: a/p:b: expected the end tag </p:b>"},
		{"<a xmlns:p='u'><p:></p:></a>", "line 1 column 16: a: a malformed start tag"},
		{"<a xmlns:p='u'><p:1></p:1></a>", "line 1 column 16: a: a malformed start tag"},
		{"<a xmlns:p='u'><:b></:b></a>", "line 1 column 16: a: a malformed start tag"},
		{"<a xmlns:p='u'><p:b:c></p:b:c></a>", "line 1 column 20: a/p:b: a malformed start tag"},
		{"<a p:b=''/>", `line 1 column 1: a: the prefix "p" is not declared`},
		{"<a>]]></a>", "line 1 column 6: a: ]]> in character data"},
		{"<a><b/>]]></a>", "line 1 column 10: a: ]]> in character data"},
		{"<a><b>é]]></b></a>", "line 1 column 10: a/b: ]]> in character data"},
		{"<a><!-- -- --></a>", "line 1 column 4: a: a comment that does not end, or contains --"},
		{"<a><!-- </a>", "line 1 column 4: a: a comment that does not end, or contains --"},
		{"<a><![CDATA[ </a>", "line 1 column 4: a: a CDATA section that does not end"},
		{"<a><![cdata[]]></a>", "line 1 column 4: a: malformed markup"},
		{"<a><?p </a>", "line 1 column 4: a: a malformed processing instruction"},
		{"<a><??></a>", "line 1 column 4: a: a malformed processing instruction"},
		{"<a><?p:q?></a>", "line 1 column 4: a: a malformed processing instruction"},
		{" <?xml version='1.0'?><a/>", "line 1 column 2: a malformed processing instruction"},
		{"<?xml?><a/>", "line 1 column 1: a malformed processing instruction"},
		{"<?xml version='1.0'><a/>", "line 1 column 1: the XML declaration does not end"},
		{"<?xml ?><a/>", "line 1 column 1: a malformed XML declaration"},
		{"<?xml encoding='utf-8'?><a/>", "line 1 column 1: a malformed XML declaration"},
		{"<?xml version='1.0'encoding='utf-8'?><a/>", "line 1 column 1: a malformed XML declaration"},
		{"<?xml version='1.0' standalone='no' encoding='utf-8'?><a/>", "line 1 column 1: a malformed XML declaration"},
		{"<?xml version='1.0' version='1.0'?><a/>", "line 1 column 1: a malformed XML declaration"},
		{"<?xml version='1.0' standalone='maybe'?><a/>",
			`line 1 column 1: the XML declaration's standalone cannot be "maybe"`},
		{"<?xml version='2.0'?><a/>", `line 1 column 1: the XML declaration's version cannot be "2.0"`},
		{"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>",
			"line 1 column 1: document type declarations are not accepted"},
		{"<a>\n é\x01</a>", "line 2 column 3: character U+0001 is not allowed in XML"},
		{"<a>\r\n\r\x00</a>", "line 3 column 1: character U+0000 is not allowed in XML"},
		{"<a>\uffff</a>", "line 1 column 4: character U+FFFF is not allowed in XML"},
		{"<a>\xc3(</a>", "line 1 column 4: byte 0xC3 is not UTF-8"},
		{"<a>\xed\xa0\x80</a>", "line 1 column 4: character U+D800 is not allowed in XML"},
	} {
		_, err := outline(test.doc)
		if err == nil || err.Error() != test.want {
			t.Errorf("%q\n got %v\nwant %s", test.doc, err, test.want)
		}
		if d := xmlwire.NewDecoder(test.doc, namespaceTable); d.Close() == nil {
			t.Errorf("%q: accepted when it is skipped", test.doc)
		}
	}
	for _, reference := range []string{"&", "&;", "&#;", "&#x;", "&#X41;", "&#0;", "&#xD800;", "&#xFFFE;", "&#x110000;",
		"&#-1;", "&#+65;", "&#6_5;", "&#99999999999999999999;", "&nbsp;", "&lt", "& lt;"} {
		for _, around := range []string{"<a>%s</a>", "<a b='%s'/>", "<a><b>%s</b></a>"} {
			if doc := fmt.Sprintf(around, reference); xmlwire.NewDecoder(doc, namespaceTable).Close() == nil {
				t.Errorf("%s: accepted", doc)
			}
		}
	}
}

func TestXMLLimits(t *testing.T) {
	nested := func(n int) string { return strings.Repeat("<a>", n) + strings.Repeat("</a>", n) }
	attributes := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, " a%d=''", i)
		}
		return "<a" + b.String() + "/>"
	}
	bindings := func(n int) string {
		doc := "<a/>"
		for i := range n {
			doc = fmt.Sprintf("<a xmlns:p%d='u' xmlns:q%d='u'>%s</a>", i, i, doc)
		}
		return doc
	}
	for _, test := range []struct{ accepted, refused, want string }{
		{nested(256), nested(257), "more than 256 elements are open"},
		{attributes(256), attributes(257), "more than 256 attributes"},
		{bindings(128), bindings(129), "more than 256 namespace declarations are in scope"},
	} {
		if _, err := outline(test.accepted); err != nil {
			t.Errorf("just within the limit: %v", err)
		}
		if _, err := outline(test.refused); err == nil || !strings.HasSuffix(err.Error(), ": "+test.want) {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
}

// person is what the engine reads a person into.
type person struct {
	Name string   `soap:"o:name"`
	Age  int32    `soap:"o:age"`
	Tags []string `soap:"o:tag,type=token"`
}

// people is a document of them.
type people struct {
	Person person `soap:"o:person"`
}

func TestXMLDecoding(t *testing.T) {
	types := xmltype.New(&contract.Types{Namespaces: []contract.Namespace{{Prefix: "o", URI: "urn:one"}}})
	const start, end = `<people xmlns="urn:one"><person>`, "</person>\n</people>"
	for _, test := range []struct{ content, want, fault string }{
		{"<name>Ada</name><age> 36 </age>", "{Ada 36 []}", ""},
		{"<name>Ada</name><age>36</age><tag>b\n c</tag><x><name>skipped</name></x><tag/>", "{Ada 36 [b c ]}", ""},
		{"<age>36</age><tag/><name>Ada</name>", "{Ada 36 []}", ""},
		{"<age>36</age><name xmlns=''>Ada</name><name>Eva</name>", "{Ada 36 []}",
			"person.name: expected an element in the namespace urn:one, found one in no namespace; " +
				"person.name: expected one element, found another one"},
		{"<name/><age>36</age>\n<age>37</age>", "{ 36 []}", "person.age: expected one element, found another one"},
		{"<age>36</age>", "{ 36 []}", "person.name: expected an element, found none"},
		{"<!-- 1 --><name>Ada</name> &#10;&#x20; <age>36</age><![CDATA[ ]]>&#9;<?p i?>", "{Ada 36 []}", ""},
		{"<name>Ada</name><![CDATA[<x>]]><![CDATA[ ]]>&#9;<age>36</age>", "{Ada 36 []}",
			`person: expected elements only, found "<x>"`},
		{"x10; <name>Ada</name><age>36</age>#10;", "{Ada 36 []}",
			`person: expected elements only, found "x10;"; person: expected elements only, found "#10;"`},
		{"and <name>Ada</name>\n &amp; <x>y<z/>z</x><age>36</age>]] <!-- -->", "{Ada 36 []}",
			`person: expected elements only, found "and"; person: expected elements only, found "&amp;"; ` +
				`person: expected elements only, found "]]"`},
		{"", "{ 0 []}", "person.name: expected an element, found none; person.age: expected an element, found none"},
		{"<name/><age>old</age>", "{ 0 []}", `person.age: expected xs:int, found "old"`},
		{"<name/><age>36<b/></age>", "{ 36 []}", `person.age: expected text, found an element "b"`},
	} {
		var m people
		err := types.DecodeDocument([]byte(start+test.content+end), "o:people", &m)
		if got := fmt.Sprint(m.Person); got != test.want {
			t.Errorf("%s\n got %s\nwant %s", test.content, got, test.want)
		}
		if test.fault == "" && err != nil || test.fault != "" &&
			(!runtimetest.IsDeviation(err) || !strings.HasSuffix(err.Error(),
				": "+test.fault)) {
			t.Errorf("%s\n got %v\nwant %s", test.content, err, test.fault)
		}
	}
}

func TestXMLFirstErrorStays(t *testing.T) {
	d := xmlwire.NewDecoder("<a x='1'>\n<b/></a>", namespaceTable)
	d.Child()
	d.Child()
	d.Failf("no %s wanted", d.Name())
	d.Failf("another fault")
	if d.Child() || d.Text() != "" || d.Raw() != "" || d.Token() != "" {
		t.Error("a method found something after the error")
	}
	if d.Attr(0, "x") {
		t.Error("an attribute after the error")
	}
	d.Skip()
	err := d.Close()
	const want = "line 2 column 1: a/b: no b wanted"
	if err == nil || err.Error() != want || !errors.Is(d.Close(), err) {
		t.Errorf("got %v, want %s", err, want)
	}
	var fault *wire.SyntaxError
	if !errors.As(err, &fault) || fault.Line != 2 || fault.Column != 1 || fault.Path != "a/b" {
		t.Errorf("got %+v", fault)
	}
}

func TestXMLClose(t *testing.T) {
	d := xmlwire.NewDecoder("<a><b><c/>", namespaceTable)
	d.Child()
	d.Child()
	if err := d.Close(); err == nil {
		t.Error("Close accepted a document whose rest is missing")
	}
	d.Reset("<a><b><c/></b></a>", namespaceTable)
	d.Child()
	d.Child()
	if err := d.Close(); err != nil {
		t.Errorf("Close after Reset: %v", err)
	}
	if d.Child() || d.Close() != nil {
		t.Error("more after the end")
	}
}
