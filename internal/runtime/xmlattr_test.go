// Tests of the attributes of XML.

package runtime_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

func TestXMLAttributesOfEmptyElements(t *testing.T) {
	d := runtime.NewXMLDecoder("<a><b x='1' y=' 2 '/><c x='3'>text</c></a>", namespaceTable)
	d.Child()
	d.Child()
	if !d.Attr(0, "x") || d.Text() != "1" || !d.Attr(0, "y") || d.Text() != " 2 " || d.Text() != "" || d.Attr(0, "x") {
		t.Errorf("the attributes of b: %v", d.Err())
	}
	d.Child()
	d.Attr(0, "x")
	if !d.Attr(0, "x") || d.Int32() != 3 || d.Text() != "text" || d.Child() || d.Close() != nil {
		t.Errorf("the attribute of c: %v", d.Err())
	}
}

func TestXMLAttributes(t *testing.T) {
	const xsi = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'"
	d := runtime.NewXMLDecoder("<a "+xsi+" x='1' p:x='2' xmlns:p='urn:one'>"+
		"<b xsi:nil=' true '/><c xsi:nil='0'/><d nil='true'/><e xsi:nil='maybe'/></a>", namespaceTable)
	d.Child()
	for _, test := range []struct {
		ns   int
		name string
		want int8 // 0 if there is none
	}{{0, "x", 1}, {1, "x", 2}, {2, "x", 0}, {0, "p", 0}} {
		if got := d.Attr(test.ns, test.name); got != (test.want != 0) || got && d.Int8() != test.want {
			t.Errorf("Attr(%d, %q) = %v", test.ns, test.name, got)
		}
	}
	d.Attr(0, "x") // and not read
	for _, want := range []bool{true, false, false} {
		if !d.Child() || d.Nil() != want {
			t.Errorf("Nil of %s is not %v", d.Name(), want)
		}
		d.Skip()
		if d.Nil() {
			t.Error("Nil after the element was taken")
		}
	}
	d.Child()
	const want = `a/e: attribute xsi:nil: "maybe" is not a boolean (true, false, 1 or 0)`
	if d.Nil() || d.Err() == nil || !strings.HasSuffix(d.Err().Error(), want) {
		t.Errorf("got %v, want %s", d.Err(), want)
	}
}

func TestXMLLang(t *testing.T) {
	table := []string{"", "http://www.w3.org/XML/1998/namespace"}
	for _, declaration := range []string{"", " xmlns:xml='http://www.w3.org/XML/1998/namespace'"} {
		d := runtime.NewXMLDecoder("<a><b xml:lang='de'"+declaration+"/><xml:c>x</xml:c></a>", table)
		d.Child()
		d.Child()
		if !d.Attr(1, "lang") || d.Text() != "de" {
			t.Errorf("xml:lang is not found: %v", d.Err())
		}
		d.Skip()
		if !d.ChildIn(1) || d.Name() != "c" || d.Text() != "x" || d.Close() != nil {
			t.Errorf("xml:c is not found: %v", d.Err())
		}
	}
}

func TestXMLOtherAttrs(t *testing.T) {
	const doc = `<a xmlns="urn:two" xmlns:p="urn:one" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"` +
		` x="1" p:x="2" i:type="p:t" y="3" xml:lang="de" p:z="4"/>`
	all := []runtime.XMLAttr{
		{"", "x", "1"}, {"urn:one", "x", "2"}, {"", "y", "3"},
		{"http://www.w3.org/XML/1998/namespace", "lang", "de"}, {"urn:one", "z", "4"},
	}
	d := runtime.NewXMLDecoder(doc, namespaceTable)
	d.Child()
	if got := d.OtherAttrs(runtime.AnyBut()); !slices.Equal(got, all) {
		t.Errorf("got %q", got)
	}
	if got := d.OtherAttrs(runtime.AnyBut().Beside("x", "{urn:one}z", "z", "{urn:two}y", "type")); !slices.Equal(got,
		all[1:4]) {
		t.Errorf("besides known ones: got %q", got)
	}
	const lang = "{http://www.w3.org/XML/1998/namespace}lang"
	if got := d.OtherAttrs(runtime.AnyBut().Beside("x", "y", "{urn:one}x", "{urn:one}z", lang)); got != nil {
		t.Errorf("where all are known: got %q", got)
	}
	const want = ` x="1" xmlns:_2="urn:one" _2:x="2" y="3" xml:lang="de" xmlns:_5="urn:one" _5:z="4"`
	written := string(runtime.AppendAttrs(nil, all, runtime.AnyBut()))
	if written != want {
		t.Errorf("written as %s", written)
	}
	d.Reset("<b"+written+"/>", namespaceTable)
	d.Child()
	if got := d.OtherAttrs(runtime.AnyBut()); !slices.Equal(got, all) {
		t.Errorf("read again: got %q, %v", got, d.Err())
	}
	if d.Skip(); d.OtherAttrs(runtime.AnyBut()) != nil {
		t.Error("attributes after the element was taken")
	}
}

func TestAppendAttrsRefuses(t *testing.T) {
	for _, attrs := range [][]runtime.XMLAttr{
		{{"", "", ""}}, {{"", "a b", ""}}, {{"", "p:a", ""}}, {{"", "xmlns", "urn:one"}},
		{{"http://www.w3.org/2000/xmlns/", "p", "urn:one"}}, {{"", "a", "\x00"}}, {{"\x01", "a", ""}},
		{{"", "a", "1"}, {"urn:one", "a", "1"}, {"", "a", "2"}},
		{{"", "known", ""}}, {{"urn:one", "known", ""}}, {{"http://www.w3.org/2001/XMLSchema-instance", "type", ""}},
	} {
		b := append(runtime.AppendAttrs([]byte("<x"), attrs, runtime.AnyBut().Beside("known", "{urn:one}known")),
			"/>"...)
		if err := runtime.CheckEncoded(b); err == nil {
			t.Errorf("%q is written as %s", attrs, b)
		}
	}
}
