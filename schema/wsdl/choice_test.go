// Tests of the ports that a user chooses.

package wsdl_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// TestChoice checks which ports of the case ports clients are written for, or why for none.
func TestChoice(t *testing.T) {
	names := func(text string) (list []schema.Setting) {
		for i, name := range strings.Fields(text) {
			list = append(list, schema.Setting{Value: name, Pos: schema.Pos{File: "gen.yaml", Line: 1, Col: i + 1}})
		}
		return list
	}
	const all = "Orders 1.1 https://shop.example/orders, StockPortType 1.2 https://depot.example/stock, Audit 1.1 "
	for _, test := range []struct{ services, ports, bindings, want string }{
		{"", "", "", all},
		{"Depot Shop", "", "", "Orders 1.1 https://shop.example/orders, StockPortType 1.2 https://depot.example/stock"},
		{"Depot", "", "", "StockPortType 1.2 https://depot.example/stock"},
		{"", "Orders12", "", "Orders 1.2 https://shop.example/orders"},
		{"", "Orders12 Stock", "", "Orders 1.2 https://shop.example/orders, StockPortType 1.2 https://depot.example/stock"},
		{"", "", "Orders12 Audit", "Orders 1.2 https://shop.example/orders, Audit 1.1 "},
		{"Shop", "Orders OrdersGet", "", "Orders 1.1 https://shop.example/orders"},
		{"Store", "", "", `gen.yaml:1:1: there is no service "Store" in contract.wsdl: name one of "Shop", "Depot"`},
		{"Depot", "Orders", "", `gen.yaml:1:1: there is no port "Orders" in contract.wsdl: name one of "Stock"`},
		{"", "Stock Orders13", "",
			`gen.yaml:1:2: there is no port "Orders13" in contract.wsdl: name one of "OrdersGet", "Orders12", "Orders", "OrdersTest", "Stock"`},
		{"Depot", "", "Audit", `gen.yaml:1:1: there is no binding "Audit" in contract.wsdl: name one of "Stock"`},
		{"", "OrdersGet", "", `gen.yaml:1:1: port "OrdersGet" is not for soap: choose another one`},
	} {
		api, ds := wsdl.Read(schema.Source{FS: os.DirFS("../../testdata/cases/ports"), Name: "contract.wsdl",
			Ports: schema.PortChoice{Services: names(test.services), Ports: names(test.ports), Bindings: names(test.bindings)}})
		got := ds.Error()
		if api != nil {
			var ports []string
			for _, p := range api.SOAP.Ports {
				ports = append(ports, fmt.Sprintf("%s %s %s", p.PortType.Local, p.Version, p.Address))
			}
			got = strings.Join(ports, ", ")
		}
		if d := cmp.Diff(test.want, got); d != "" {
			t.Errorf("%+v (-want +got):\n%s", test, d)
		}
	}
}

// TestChoiceWithoutServices checks a choice in a contract that has no service.
func TestChoiceWithoutServices(t *testing.T) {
	text, err := os.ReadFile("../../testdata/cases/ports/contract.wsdl")
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(text), `<wsdl:service`)
	api, ds := readChosen(before+"</wsdl:definitions>", schema.PortChoice{})
	if api == nil || len(api.SOAP.Ports) != 3 {
		t.Fatalf("a contract without services: %v", ds)
	}
	choice := schema.PortChoice{Services: []schema.Setting{{Value: "Shop", Pos: schema.Pos{File: "gen.yaml", Line: 1, Col: 1}}}}
	_, ds = readChosen(before+"</wsdl:definitions>", choice)
	if got, want := ds.Error(), `gen.yaml:1:1: there is no service "Shop" in contract.wsdl: leave it out`; got != want {
		t.Errorf("diagnostics are\n%s\nwant\n%s", got, want)
	}
}

// readChosen reads contract.wsdl with a choice.
func readChosen(text string, choice schema.PortChoice) (*schema.API, schema.Diagnostics) {
	files := fstest.MapFS{"contract.wsdl": {Data: []byte(text)}}
	return wsdl.Read(schema.Source{FS: files, Name: "contract.wsdl", Ports: choice})
}

// TestLeftOut checks what the model keeps of services, port types and ports that no client calls.
func TestLeftOut(t *testing.T) {
	text, err := os.ReadFile("../../testdata/cases/ports/contract.wsdl")
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer(
		`<wsdl:service name="Shop">`, `<wsdl:portType name="Spare"><wsdl:operation name="idle"><wsdl:input message="t:Find"/>`+
			`</wsdl:operation></wsdl:portType><wsdl:service name="Empty"/><wsdl:service name="Shop">`+
			`<wsdl:port name="Lost" binding="t:Nowhere"/>`,
		`<wsdl:portType name="Audit">
    <wsdl:operation name="find"><wsdl:input message="t:Find"/>`, `<wsdl:portType name="Audit">
    <wsdl:operation name="find"><wsdl:output message="t:Find"/>`,
	).Replace(string(text))
	api, ds := wsdl.Read(schema.Source{FS: fstest.MapFS{"a.wsdl": {Data: []byte(changed)}}, Name: "a.wsdl"})
	if ds.Faulty() {
		t.Fatal(ds)
	}
	var got []string
	for _, l := range api.SOAP.LeftOut {
		got = append(got, fmt.Sprintf("%s %s (%s, %s) %s: %s", l.Kind, l.Name, l.Service, l.PortType, l.Operations, l.Reason))
	}
	want := []string{
		`port Lost (Shop, ) []: there is no binding "t:Nowhere"`,
		`port OrdersGet (Shop, OrdersHttpGet) [find]: its binding "Get" sends plain HTTP (http:binding)`,
		`port Orders12 (Shop, Orders) []: the client is written for port "Orders"; to choose it instead, set the key port`,
		`operation find (, Audit) [find]: it has no input, so the service would call the client`,
		`binding Audit (, Audit) []: none of its operations can be called`,
		`service Empty (, ) []: it has no ports`,
		`port type Spare (, Spare) [idle]: it has no binding`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}
