// Tests of trees: names, attributes, equality, prefixes and documentation.

package xmltree_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// mustLoad is load for a document without faults.
func mustLoad(t *testing.T, text string) *xmltree.Node {
	t.Helper()
	root, ds := load(text)
	if err := ds.Err(); err != nil {
		t.Fatal(err)
	}
	return root
}

func TestNode(t *testing.T) {
	root := mustLoad(t, `<p:a xmlns:p="urn:p" xmlns="urn:d" b=" 1 " p:b="2" c="true"><x/><p:x/><x y="z"/></p:a>`)
	if !root.Is("urn:p", "a") || root.Label() != "<{urn:p}a>" || root.Parent != nil {
		t.Errorf("the root is %s", root.Label())
	}
	if value, ok := root.Attr("b"); value != " 1 " || !ok || root.Get("b") != "1" {
		t.Errorf("attribute b is %q, without white space %q", value, root.Get("b"))
	}
	if !root.IsTrue("b") || !root.IsTrue("c") || root.IsTrue("d") || xmltree.IsTrue("TRUE") || xmltree.IsTrue("0") {
		t.Error("1 and true are the true booleans")
	}
	if _, ok := root.Attr("d"); ok || root.Get("d") != "" {
		t.Error("there is an attribute d")
	}
	all := root.All("urn:d", "x")
	if len(all) != 2 || all[0] != root.Child("urn:d", "x") || all[1].Get("y") != "z" || root.Child("", "x") != nil {
		t.Errorf("the children called x are %v", all)
	}
	if all[1].Root() != root || !all[1].IsIn(root) || root.IsIn(all[1]) {
		t.Error("a child is not in the root")
	}
}

func TestLabel(t *testing.T) {
	for namespace, want := range map[string]string{
		xmltree.XSDNamespace: "<xs:a>", xmltree.XSDDrafts[0]: "<xs:a>", xmltree.XSDDrafts[1]: "<xs:a>", xmltree.WSDLNamespace: "<wsdl:a>",
		xmltree.SOAP11Namespace: "<soap:a>", xmltree.SOAP12Namespace: "<soap:a>", "urn:x": "<{urn:x}a>", "": "<a>",
	} {
		root, _ := load(`<a xmlns="` + namespace + `"/>`)
		if got := root.Label(); got != want {
			t.Errorf("the label in namespace %q is %s, want %s", namespace, got, want)
		}
	}
}

// Elements are equal if their names, attributes and children are, whatever their prefixes and documentation.
func TestEqual(t *testing.T) {
	const open = `<a xmlns:p="urn:p" xmlns:q="urn:q" xmlns:xs="http://www.w3.org/2001/XMLSchema">`
	for _, test := range []struct {
		x, y string
		want bool
	}{
		{`<b/>`, `<b></b>`, true},
		{`<p:b/>`, `<p:b xmlns:p="urn:p"/>`, true},
		{`<p:b/>`, `<r:b xmlns:r="urn:p"/>`, true},
		{`<p:b/>`, `<q:b/>`, false},
		{`<b c="1"/>`, `<b c="2"/>`, false},
		{`<b c="1" d="2"/>`, `<b d="2" c="1"/>`, true},
		{`<b c="1" d="2"/>`, `<b d="2"/>`, false},
		{`<b d="2"/>`, `<b c="1" d="2"/>`, false},
		{`<b c="p:x"/>`, `<b xmlns:p="urn:q" c="p:x"/>`, false},
		{`<b><c/></b>`, `<b/>`, false},
		{`<b><xs:annotation/><c/></b>`, `<b><c/></b>`, true},
	} {
		root := mustLoad(t, open+test.x+test.y+`</a>`)
		if got := root.Children[0].Equal(root.Children[1]); got != test.want {
			t.Errorf("%s and %s are equal: %t, want %t", test.x, test.y, got, test.want)
		}
	}
}

func TestResolve(t *testing.T) {
	outer := mustLoad(t, `<a xmlns:p="urn:p" xmlns="urn:d"><b xmlns:p="urn:q" xmlns=""/></a>`)
	inner := outer.Children[0]
	for _, test := range []struct {
		node      *xmltree.Node
		text      string
		want      string
		isUnknown bool
	}{
		{outer, "x", "{urn:d}x", false}, {outer, "p:x", "{urn:p}x", false}, {inner, "x", "x", false},
		{inner, "p:x", "{urn:q}x", false}, {inner, "xml:lang", "{" + xmltree.XMLNamespace + "}lang", false},
		{inner, "q:x", "x", true},
	} {
		name, ok := test.node.Resolve(test.text)
		if name.String() != test.want || ok == test.isUnknown {
			t.Errorf("%s in %s is %s, %t", test.text, test.node.Label(), name, ok)
		}
	}
}

func TestPrefixes(t *testing.T) {
	first := mustLoad(t, `<a xmlns:p="urn:p" xmlns:q="urn:q"><b xmlns:r="urn:p"/><c xmlns:r="urn:p" xmlns="urn:d"/></a>`)
	second := mustLoad(t, `<a xmlns:s="urn:p"/>`)
	want := map[string][]string{"urn:p": {"p", "r", "s"}, "urn:q": {"q"}, "urn:d": {""}}
	if diff := cmp.Diff(want, xmltree.Prefixes([]*xmltree.Node{first, second})); diff != "" {
		t.Errorf("prefixes (-want +got):\n%s", diff)
	}
}

func TestDocumentation(t *testing.T) {
	root := mustLoad(t, "<a xmlns='urn:d'><documentation>One\n two.\n \t\nThree<br/>four<ul><li>five</li></ul>"+
		"</documentation><documentation xmlns=''>none</documentation><documentation/><documentation>Six.</documentation></a>")
	want := "One two.\n\nThree\n\nfour\n\nfive\n\nSix."
	if got := xmltree.Documentation(root, "urn:d"); got != want {
		t.Errorf("the documentation is %q, want %q", got, want)
	}
}

func TestNameFault(t *testing.T) {
	for _, name := range []string{"a", "_1", "Ä.b-c", "日本", strings.Repeat("a", 500)} {
		if fault := xmltree.NameFault(name); fault != "" {
			t.Errorf("%.20q is a fault: %s", name, fault)
		}
	}
	for _, name := range []string{"", "1", "a b", "p:a", "a\n", "-", strings.Repeat("a", 501)} {
		if xmltree.NameFault(name) == "" {
			t.Errorf("%.20q is not a fault", name)
		}
	}
}

// Lookup takes a name without a prefix for one of the document's own namespace, but never one with a prefix.
func TestLookup(t *testing.T) {
	declared := map[schema.QName]string{{Space: "urn:own", Local: "x"}: "own", {Space: "urn:d", Local: "y"}: "default"}
	for _, test := range []struct{ text, space, want, warning string }{
		{"y", "urn:d", "default", ""},
		{"x", "urn:own", "own", ""},
		{"x", "urn:d", "own", `1:1: warning: "x" has no prefix, and the default namespace has nothing of that name: it is ` +
			`taken to be in namespace "urn:own"; write its prefix`},
		{"p:x", "urn:p", "", ""},
		{"z", "urn:d", "", ""},
	} {
		var ds schema.Diagnostics
		_, local, found := strings.Cut(test.text, ":")
		if !found {
			local = test.text
		}
		got := xmltree.Lookup(&ds, declared, schema.QName{Space: test.space, Local: local}, "urn:own", test.text,
			schema.Pos{Line: 1, Col: 1})
		if warning := strings.TrimPrefix(ds.Error(), ":"); got != test.want || warning != test.warning {
			t.Errorf("%s in %s is %q, with %q", test.text, test.space, got, warning)
		}
	}
}
