// Tests of default values.

package xmlwire_test

import (
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// An attribute that is absent has the default, one that is empty has not.
func TestAttributeDefault(t *testing.T) {
	d := xmlwire.NewDecoder(
		"<a><b/><b p:size='2' xmlns:p='urn:one'>text</b><b size='' p:size='' xmlns:p='urn:one'/></a>", namespaceTable)
	d.Child()
	for _, want := range []string{"1", "2", ""} {
		d.Child()
		d.AttrOr(1, "size", "1")
		if got := d.Text(); got != want {
			t.Errorf("the attribute is %q, want %q", got, want)
		}
		if others := d.OtherAttrs(xmlwire.AnyBut().Without("{urn:one}size")); want != "" && others != nil {
			t.Errorf("it is among the others: %v", others)
		}
		d.Skip()
	}
	if d.Child(); d.Close() != nil {
		t.Error(d.Err())
	}
	d.AttrOr(0, "late", "1")
	if d.Text() != "" {
		t.Error("there is an attribute where there is no element")
	}
}

// An element without any content has the default, and is taken with it; its siblings are not touched.
func TestElementDefault(t *testing.T) {
	d := xmlwire.NewDecoder(
		"<a><b/><b></b><b><!-- nothing --><?x y?><![CDATA[]]></b><b> </b><b>2</b><b x='3'/>after</a>", namespaceTable)
	d.Child()
	for _, want := range []string{"1", "1", "1", " ", "2", "1"} {
		if !d.Child() {
			t.Fatal(d.Err())
		}
		d.Default("1")
		if got := d.Text(); got != want || d.Text() != "" {
			t.Errorf("the element is %q, want %q", got, want)
		}
	}
	if d.Child() || d.Close() != nil {
		t.Errorf("more than six elements: %v", d.Err())
	}
	if d.Default("1"); d.Text() != "" {
		t.Error("there is a default where there is no element")
	}
}

// What has an element in it is not empty.
func TestDefaultOfElements(t *testing.T) {
	d := xmlwire.NewDecoder("<a><b/></a>", namespaceTable)
	d.Child()
	d.Default("1")
	if !d.Child() || d.Name() != "b" {
		t.Errorf("the child is gone: %v", d.Err())
	}
}
