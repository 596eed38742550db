// Wildcards: what may be written where a contract leaves that open.

package cases_test

import (
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/wildcardns"
)

// What a wildcard does not take is a fault with its path, and not valid to xmllint either; on reading it is passed over.
func TestWildcardNamespaces(t *testing.T) {
	j := newXMLJudge(t, "wildcardns")
	for _, test := range []struct {
		box  wildcardns.Box
		want string // "" for a valid one
	}{
		{wildcardns.Box{Any: []wildcardns.RawXML{`<z:b xmlns:z="urn:z"/>`, `<b xmlns="urn:y">text</b>`}, AnyField: `<local/>`}, ""},
		{wildcardns.Box{Any: []wildcardns.RawXML{`<z:b xmlns:z="urn:z"/>`, `<b/>`}, AnyField: `<c/>`},
			"any[1]: is of a namespace that the contract does not allow"},
		{wildcardns.Box{Any: []wildcardns.RawXML{`<b xmlns="urn:wildcardns"/>`}},
			"any[0]: is of a namespace that the contract does not allow"},
		{wildcardns.Box{AnyField: `<b/><b/>`}, "any: must be one well-formed element"},
		{wildcardns.Box{AnyField: `text`}, "any: must be one well-formed element"},
		{wildcardns.Box{Lists: &wildcardns.Lists{Items: []wildcardns.ListsItem{{Any: `<a xmlns="urn:z"/>`}}}},
			"lists.item[0].any: is of a namespace that the contract does not allow"},
		{wildcardns.Box{Own: &wildcardns.Own{Any: `<a/>`}}, "own.any: is of a namespace that the contract does not allow"},
		{wildcardns.Box{Own: new(wildcardns.Own)}, "own.any: is required"},
		{wildcardns.Box{United: &wildcardns.United{OtherAttributes: []wildcardns.Attr{
			{Space: "urn:x", Name: "a"}, {Space: "urn:y", Name: "a"}, {Name: "a"}}}}, ""},
		{wildcardns.Box{United: &wildcardns.United{OtherAttributes: []wildcardns.Attr{{Space: "urn:z", Name: "a"}}}},
			"united.a: is an attribute of a namespace that the contract does not allow"},
		{wildcardns.Box{Common: &wildcardns.Common{OtherAttributes: []wildcardns.Attr{{Space: "urn:x", Name: "a"}}}}, ""},
		{wildcardns.Box{Common: &wildcardns.Common{OtherAttributes: []wildcardns.Attr{{Name: "a"}}}},
			"common.a: is an attribute of a namespace that the contract does not allow"},
		{wildcardns.Box{Common: &wildcardns.Common{OtherAttributes: []wildcardns.Attr{{Space: "urn:wildcardns", Name: "a"}}}},
			"common.a: is an attribute of a namespace that the contract does not allow"},
	} {
		err := test.box.Validate()
		if err == nil && test.want != "" || err != nil && (test.want == "" || !strings.HasSuffix(err.Error(), ": "+test.want)) {
			t.Errorf("%+v: %v, want %s", test.box, err, test.want)
		}
		encoded, err := test.box.AppendXML(nil)
		if err != nil {
			t.Errorf("%+v: %v", test.box, err)
		}
		j.add("a box: "+test.want, encoded, test.want == "")
	}
	j.verdict()

	var read wildcardns.Box
	const doc = `<box xmlns="urn:wildcardns" xmlns:z="urn:z"><id>1</id><unknown/><united z:a="1"/></box>`
	if err := read.DecodeXML([]byte(doc)); err != nil || read.Any != nil || read.AnyField != "" || read.United.OtherAttributes != nil {
		t.Errorf("what no wildcard takes is read: %+v, %v", read, err)
	}
}

// An attribute that has a field, or is the encoder's to write, cannot come twice.
func TestDeclaredAttributes(t *testing.T) {
	for _, test := range []struct {
		a    wildcardns.Attr
		want string
	}{
		{wildcardns.Attr{Name: "id", Value: "1"}, "id: the attribute id has a field of its own"},
		{wildcardns.Attr{Space: "urn:wildcardns", Name: "lang"}, "lang: the attribute lang has a field of its own"},
		{wildcardns.Attr{Space: "http://www.w3.org/2001/XMLSchema-instance", Name: "type", Value: "x"},
			"type: the attribute xsi:type is written automatically"},
	} {
		box := wildcardns.Box{IDAttr: new(int32(2)), OtherAttributes: []wildcardns.Attr{test.a}}
		if err := box.Validate(); err == nil || !strings.HasSuffix(err.Error(), ": "+test.want) {
			t.Errorf("%v, want %s", err, test.want)
		}
		if encoded, err := box.AppendXML(nil); err == nil {
			t.Errorf("it is written: %s", encoded)
		}
	}
}
