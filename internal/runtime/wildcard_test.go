// Tests of wildcards.

package runtime

import (
	"testing"
)

func TestWildcardElements(t *testing.T) {
	other, local := AnyBut("", "urn:one"), OnlyOf("", "urn:one")
	const (
		open  = ""
		space = "x[2]: is of a namespace that the contract does not leave open"
		form  = "x[2]: must be one well-formed element"
	)
	for _, test := range []struct {
		raw               string
		any, other, local string
	}{
		{`<a/>`, open, space, open},
		{`<a xmlns="urn:one">text</a>`, open, space, open},
		{`<p:a xmlns:p="urn:two"><a/></p:a>`, open, open, space},
		{` <a/><!-- -->`, open, space, open},
		{`<a/><a/>`, form, form, form},
		{`<p:a/>`, form, form, form},
		{`<a/>text`, form, form, form},
		{`text`, form, form, form},
		{``, form, form, form},
	} {
		for _, expected := range []struct {
			w    Wildcard
			want string
		}{{Wildcard{}, test.any}, {AnyBut(), test.any}, {other, test.other}, {local, test.local}} {
			var v validator
			v.enter("x", 2)
			v.element("", test.raw, expected.w)
			if got := v.err(); got == nil && expected.want != "" || got != nil && got.Error() != expected.want {
				t.Errorf("%s by %v: %v, want %s", test.raw, expected.w, got, expected.want)
			}
		}
	}
}

func TestWildcardAttributes(t *testing.T) {
	w := AnyBut("", "urn:one").Beside("id", "{urn:two}lang")
	var v validator
	v.enter("page", -1)
	v.attributes([]XMLAttr{
		{"urn:two", "x", ""}, {"urn:three", "lang", ""},
		{"http://www.w3.org/2001/XMLSchema-instance", "schemaLocation", ""},
	}, w)
	if v.err() != nil {
		t.Error(v.err())
	}
	v.attributes([]XMLAttr{
		{"", "id", ""}, {"", "x", ""}, {"urn:one", "y", ""}, {"urn:two", "lang", ""}, {"urn:two", "z", ""},
		{"urn:two", "z", ""},
	}, w)
	const want = "page.id: the attribute id is one with a field of its own; " +
		"page.x: is an attribute of a namespace that the contract does not leave open; " +
		"page.y: is an attribute of a namespace that the contract does not leave open; " +
		"page.lang: the attribute lang is one with a field of its own; page.z: the attribute z occurs twice"
	if got := v.err(); got == nil || got.Error() != want {
		t.Errorf("%v, want %s", got, want)
	}

	d := NewXMLDecoder(`<a id="1" x="2" p:x="3" q:x="4" q:lang="5" xmlns:p="urn:one" xmlns:q="urn:two"/>`,
		[]string{"", "urn:one", "urn:two"})
	d.Child()
	if got := d.OtherAttrs(w); len(got) != 1 || got[0] != (XMLAttr{"urn:two", "x", "4"}) {
		t.Errorf("the other attributes are %q", got)
	}
}
