// Tests of wildcards.

package xmltype

import (
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

func TestWildcardElements(t *testing.T) {
	other, local := xmlwire.AnyBut("", "urn:one"), xmlwire.OnlyOf("", "urn:one")
	const (
		open  = ""
		space = "x[2]: is of a namespace that the contract does not allow"
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
			w    xmlwire.Wildcard
			want string
		}{{xmlwire.Wildcard{}, test.any}, {xmlwire.AnyBut(), test.any}, {other, test.other}, {local, test.local}} {
			var v checker
			v.Enter("x", 2)
			v.element("", test.raw, expected.w)
			if got := v.Err(); got == nil && expected.want != "" || got != nil && got.Error() != expected.want {
				t.Errorf("%s by %v: %v, want %s", test.raw, expected.w, got, expected.want)
			}
		}
	}
}

func TestWildcardAttributes(t *testing.T) {
	w := xmlwire.AnyBut("", "urn:one").Without("id", "{urn:two}lang")
	var v checker
	v.Enter("page", -1)
	v.attributes([]xmlwire.Attr{
		{Space: "urn:two", Name: "x", Value: ""}, {Space: "urn:three", Name: "lang", Value: ""},
		{Space: "http://www.w3.org/2001/XMLSchema-instance", Name: "schemaLocation", Value: ""},
	}, w)
	if v.Err() != nil {
		t.Error(v.Err())
	}
	v.attributes([]xmlwire.Attr{
		{Space: "", Name: "id",
			Value: ""}, {Space: "", Name: "x", Value: ""}, {Space: "urn:one", Name: "y", Value: ""}, {Space: "urn:two",
			Name: "lang", Value: ""}, {Space: "urn:two", Name: "z", Value: ""},
		{Space: "urn:two", Name: "z", Value: ""},
	}, w)
	const want = "page.id: the attribute id has a field of its own; " +
		"page.x: is an attribute of a namespace that the contract does not allow; " +
		"page.y: is an attribute of a namespace that the contract does not allow; " +
		"page.lang: the attribute lang has a field of its own; page.z: the attribute z occurs twice"
	if got := v.Err(); got == nil || got.Error() != want {
		t.Errorf("%v, want %s", got, want)
	}

	d := xmlwire.NewDecoder(`<a id="1" x="2" p:x="3" q:x="4" q:lang="5" xmlns:p="urn:one" xmlns:q="urn:two"/>`,
		[]string{"", "urn:one", "urn:two"})
	d.Child()
	if got := d.OtherAttrs(w); len(got) != 1 || got[0] != (xmlwire.Attr{Space: "urn:two", Name: "x", Value: "4"}) {
		t.Errorf("the other attributes are %q", got)
	}
}
