// Reachability: what of a contract the chosen operations need.

package schema_test

import (
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// contract has two operations: Ask takes A, which holds B and, in a list, an E; B can be a C. Tell takes D. Nothing
// holds F.
func contract() *schema.API {
	types := map[string]*schema.Type{}
	api := &schema.API{Contract: "x.wsdl", SOAP: &schema.SOAP{}}
	for _, name := range []string{"A", "B", "C", "D", "E", "F"} {
		t := &schema.Type{Name: name, Kind: schema.Struct, Wire: schema.QName{Local: name},
			Content: &schema.Particle{Kind: schema.Sequence}}
		types[name] = t
		api.Types = append(api.Types, t)
	}
	hold := func(t, of *schema.Type, space string) {
		t.Content.Children = append(t.Content.Children,
			&schema.Particle{Field: &schema.Field{Type: of, Wire: schema.QName{Space: space}}})
	}
	types["E"].Kind = schema.Enum
	hold(types["A"], types["B"], "urn:b")
	hold(types["A"], &schema.Type{Kind: schema.List, Item: types["E"]}, "urn:a")
	hold(types["B"], types["A"], "urn:a")
	hold(types["D"], types["D"], "urn:d")
	hold(types["F"], types["A"], "urn:f")
	types["B"].Derived = []*schema.Type{types["C"]}
	for _, uri := range []string{"urn:a", "urn:b", "urn:d", "urn:f", "urn:ask"} {
		api.SOAP.Namespaces = append(api.SOAP.Namespaces, &schema.Namespace{URI: uri})
	}
	port := &schema.Port{PortType: schema.QName{Local: "Port"}}
	api.SOAP.Ports = []*schema.Port{port}
	api.SOAP.Operations = []*schema.SOAPOperation{
		{Wire: "Ask", Port: port, Input: &schema.Message{Type: types["A"], Element: schema.QName{Space: "urn:ask"}}},
		{Wire: "Tell", Port: port, Input: &schema.Message{Type: types["D"]}, Output: &schema.Message{}},
	}
	return api
}

func TestReach(t *testing.T) {
	for _, test := range []struct{ operations, types, spaces string }{
		{"", "A B C D E", "urn:a urn:b urn:d urn:ask"},
		{"Ask", "A B C E", "urn:a urn:b urn:ask"},
		{"Tell", "D", "urn:d"},
		{"Ask Tell", "A B C D E", "urn:a urn:b urn:d urn:ask"},
	} {
		api := contract()
		if ds := schema.Reach(api, settings(test.operations)); len(ds) > 0 {
			t.Fatal(ds)
		}
		var types, spaces, operations []string
		for _, t := range api.Types {
			types = append(types, t.Name)
		}
		for _, n := range api.SOAP.Namespaces {
			spaces = append(spaces, n.URI)
		}
		for _, op := range api.SOAP.Operations {
			operations = append(operations, op.Wire)
		}
		if got := strings.Join(types, " "); got != test.types {
			t.Errorf("%q reaches the types %s, want %s", test.operations, got, test.types)
		}
		if got := strings.Join(spaces, " "); got != test.spaces {
			t.Errorf("%q reaches the namespaces %s, want %s", test.operations, got, test.spaces)
		}
		if got := strings.Join(operations, " "); test.operations != "" && got != test.operations {
			t.Errorf("%q leaves the operations %s", test.operations, got)
		}
	}
	if ds := schema.Reach(contract(), settings("Ask Shout")); !ds.Faulty() ||
		!strings.Contains(ds.Error(), "gen.yaml:1:1: there is no operation Shout in x.wsdl") {
		t.Errorf("an operation that does not exist: %v", ds)
	}
}

func settings(operations string) []schema.Setting {
	var list []schema.Setting
	for _, name := range strings.Fields(operations) {
		list = append(list, schema.Setting{Value: name, Pos: schema.Pos{File: "gen.yaml", Line: 1, Col: 1}})
	}
	return list
}
