// Ports: which clients a WSDL with several port types gives, their names, and the operations that are left of them.

package schema_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// drawnPort is a port type, which has the same operations in all versions that it is in.
type drawnPort struct {
	space, name string
	operations  []string
	isRPC       bool
	isBound     bool // whether a port has its binding
}

// drawPorts returns port types with few different names and operations, so that most collide.
func drawPorts(random *rand.Rand) (ports []drawnPort) {
	taken := map[string]bool{}
	for range 2 + random.IntN(4) {
		p := drawnPort{[]string{"urn:a", "urn:b"}[random.IntN(2)],
			[]string{"Orders", "orders", "OrdersPortType", "Stock", "Client", "New", "DefaultEndpoint"}[random.IntN(7)],
			[]string{"Find", "Count", "StockFind"}[:1+random.IntN(3)], random.IntN(2) == 0, random.IntN(4) > 0}
		if !taken[p.space+p.name] {
			taken[p.space+p.name] = true
			ports = append(ports, p)
		}
	}
	return ports
}

// portsContract returns the documents of a contract with ports. Each operation has its own action.
func portsContract(ports []drawnPort) fstest.MapFS {
	const head = `<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/"
		xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:a="urn:a" xmlns:b="urn:b" targetNamespace="%s">`
	files := fstest.MapFS{}
	for _, space := range []string{"urn:a", "urn:b"} {
		var b strings.Builder
		fmt.Fprintf(&b, head, space)
		var services strings.Builder
		if space == "urn:a" {
			b.WriteString(`<w:import namespace="urn:b" location="b.wsdl"/><w:types><xs:schema targetNamespace="urn:a">
				<xs:element name="In"><xs:complexType/></xs:element></xs:schema></w:types>
				<w:message name="M"><w:part name="p" element="a:In"/></w:message>
				<w:message name="R"><w:part name="p" type="xs:int"/></w:message>`)
		}
		for i, p := range ports {
			if p.space != space {
				continue
			}
			message, style := "a:M", "document"
			if p.isRPC {
				message, style = "a:R", "rpc"
			}
			var bound string
			fmt.Fprintf(&b, `<w:portType name="%s">`, p.name)
			for _, op := range p.operations {
				fmt.Fprintf(&b, `<w:operation name="%s"><w:input message="%s"/></w:operation>`, op, message)
				bound += fmt.Sprintf(`<w:operation name="%s"><s:operation soapAction="%s/%s/%[1]s"/><w:input><s:body
					use="literal" namespace="urn:rpc"/></w:input></w:operation>`, op, space, p.name)
			}
			fmt.Fprintf(&b, `</w:portType><w:binding name="%[1]s" type="%[2]s:%[1]s"><s:binding style="%[3]s"
				transport="http://schemas.xmlsoap.org/soap/http"/>%[4]s</w:binding>`, p.name, space[4:], style, bound)
			if p.isBound {
				fmt.Fprintf(&services, `<w:service name="S%d"><w:port name="%s" binding="%s:%[2]s"><s:address
					location="https://a.example/%[1]d"/></w:port></w:service>`, i, p.name, space[4:])
			}
		}
		b.WriteString(services.String() + "</w:definitions>")
		files[space[4:]+".wsdl"] = &fstest.MapFile{Data: []byte(b.String())}
	}
	return files
}

// clientNames returns the client and the method for each action, and the types of the requests.
func clientNames(t *testing.T, ports []drawnPort, record schema.Record) (map[string]string, schema.Record) {
	t.Helper()
	api, ds := wsdl.Read(schema.Source{FS: portsContract(ports), Name: "a.wsdl"})
	if !ds.Faulty() {
		ds = append(ds, schema.Configure(api, schema.Settings{Interface: new(schema.Setting)})...)
		ds = append(ds, schema.Name(api, schema.Settings{Record: record})...)
	}
	if ds.Faulty() {
		t.Fatal(ds)
	}
	names, declared := map[string]string{}, map[string]bool{}
	declare := func(name string) {
		if name != "" && declared[name] {
			t.Errorf("%s is declared twice: %+v", name, ports)
		}
		declared[name] = true
	}
	for _, p := range api.SOAP.Ports {
		for _, name := range []string{p.Client, p.New, p.Default} {
			declare(name)
		}
		if p.Service != nil {
			declare(p.Service.Name)
			declare(p.Service.Fake)
		}
	}
	for _, typ := range api.Types {
		declare(typ.Name)
	}
	for _, op := range api.SOAP.Operations {
		declare("call" + op.Symbol)
		if op.Port.Client+op.Name != "" {
			names[op.Action] = op.Port.Client + "." + op.Name + " of " + op.Port.New + " takes " + op.Input.Type.Name
		}
	}
	return names, schema.ParseRecord(schema.FormatRecord(api))
}

// A contract with any port types has a client for each operation, without names that collide. Names stay if port types
// are added anywhere.
func TestPortsGrow(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		after := drawPorts(random)
		var before []drawnPort
		for _, p := range after {
			if random.IntN(2) == 0 {
				before = append(before, p)
			}
		}
		if len(before) == 0 {
			before = after[len(after)-1:]
		}
		old, record := clientNames(t, before, schema.Record{})
		grown, _ := clientNames(t, after, record)
		want := 0
		for _, p := range after {
			want += len(p.operations)
		}
		if len(grown) != want {
			t.Errorf("%d operations are reachable, want %d: %+v", len(grown), want, after)
		}
		maps.DeleteFunc(grown, func(action, _ string) bool { return old[action] == "" })
		if d := cmp.Diff(old, grown); d != "" {
			t.Errorf("from %+v to %+v the names change:\n%s", before, after, d)
		}
		if t.Failed() {
			return
		}
	}
}

// portsCase returns the contract of the case ports, with its names.
func portsCase(t *testing.T, settings schema.Settings) (*schema.API, schema.Diagnostics) {
	t.Helper()
	api, ds := wsdl.Read(schema.Source{FS: os.DirFS("../testdata/cases/ports"), Name: "contract.wsdl"})
	if ds.Faulty() {
		t.Fatal(ds)
	}
	ds = schema.Configure(api, settings)
	return api, append(ds, schema.Name(api, settings)...)
}

// Operations are reached by their names in all port types, or after the name of one. Clients without operations are left
// out, and the others keep their names.
func TestReachOfPorts(t *testing.T) {
	for _, test := range []struct{ wanted, clients, operations string }{
		{"", "Client StockClient AuditClient", "Client.Find Client.Count StockClient.Find StockClient.Count AuditClient.Find"},
		{"count", "Client StockClient", "Client.Count StockClient.Count"},
		{"StockPortType.find", "StockClient", "StockClient.Find"},
		{"Orders.count Audit.find", "Client AuditClient", "Client.Count AuditClient.Find"},
	} {
		api, ds := portsCase(t, schema.Settings{})
		if ds = append(ds, schema.Reach(api, settings(test.wanted))...); ds.Faulty() {
			t.Fatal(ds)
		}
		var clients, operations []string
		for _, p := range api.SOAP.Ports {
			clients = append(clients, p.Client)
		}
		for _, op := range api.SOAP.Operations {
			operations = append(operations, op.Port.Client+"."+op.Name)
		}
		if got := strings.Join(clients, " "); got != test.clients {
			t.Errorf("%q leaves the clients %s, want %s", test.wanted, got, test.clients)
		}
		if got := strings.Join(operations, " "); got != test.operations {
			t.Errorf("%q leaves the operations %s, want %s", test.wanted, got, test.operations)
		}
	}
	api, _ := portsCase(t, schema.Settings{})
	ds := schema.Reach(api, settings("Audit.count find"))
	if got, want := ds.Error(), "gen.yaml:1:1: there is no operation Audit.count in contract.wsdl: expected one of find, count"; got != want {
		t.Errorf("diagnostics are\n%s\nwant\n%s", got, want)
	}
}

// The setting split names one operation.
func TestSplitOfPorts(t *testing.T) {
	split := func(operation string) string {
		at := schema.Pos{File: "gen.yaml", Line: 1, Col: 1}
		_, ds := portsCase(t, schema.Settings{Splits: []schema.SplitSettings{{
			Operation: schema.Setting{Value: operation, Pos: at}, List: schema.Setting{Value: "x", Pos: at}}}})
		text, _, _ := strings.Cut(ds.Error(), "\n")
		return text
	}
	for operation, want := range map[string]string{
		"count":               "gen.yaml:1:1: several port types have an operation count: name one of them, such as Orders.count",
		"StockPortType.count": "gen.yaml:1:1: there is no x for x: expected one of since",
	} {
		if got := split(operation); got != want {
			t.Errorf("%s: %s\nwant %s", operation, got, want)
		}
	}
}

// Names of the settings apply to clients, and to their operations by the new names of the clients.
func TestNamesOfPorts(t *testing.T) {
	api, ds := portsCase(t, schema.Settings{Names: map[string]schema.Setting{
		"StockClient": {Value: "Depot"}, "Depot.Find": {Value: "Search"}, "DefaultEndpointDepot": {Value: "DepotURL"}}})
	stock := api.SOAP.Ports[slices.IndexFunc(api.SOAP.Ports, func(p *schema.Port) bool { return p.Name == "Stock" })]
	if ds.Faulty() || stock.Client != "Depot" || stock.New != "NewDepot" || stock.Default != "DepotURL" {
		t.Errorf("the client is called %s, %s, %s: %v", stock.Client, stock.New, stock.Default, ds)
	}
}

// TestAddresses checks which constants there are for the addresses of ports.
func TestAddresses(t *testing.T) {
	text, err := os.ReadFile("../testdata/cases/soap12/contract.wsdl")
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(text), "<wsdl:service")
	binding := regexp.MustCompile(`<wsdl:binding name="(\w+)"`).FindStringSubmatch(head)[1]
	port := func(name, address string) string {
		return fmt.Sprintf(`<wsdl:port name="%s" binding="t:%s"><soap12:address location="%s"/></wsdl:port>`, name, binding, address)
	}
	const live, test = "https://pay.example/live", "https://test.pay.example/"
	constants := func(record schema.Record, services ...string) (string, schema.Record) {
		t.Helper()
		var b strings.Builder
		b.WriteString(head)
		for i, ports := range services {
			fmt.Fprintf(&b, `<wsdl:service name="Pay%d">%s</wsdl:service>`, i+1, ports)
		}
		api, ds := wsdl.Read(schema.Source{Name: "pay.wsdl",
			FS: fstest.MapFS{"pay.wsdl": &fstest.MapFile{Data: []byte(b.String() + "</wsdl:definitions>")}}})
		if !ds.Faulty() {
			ds = append(ds, schema.Name(api, schema.Settings{Record: record})...)
		}
		if ds.Faulty() {
			t.Fatal(ds)
		}
		p, list := api.SOAP.Ports[0], []string{}
		if p.Default != "" {
			list = append(list, p.Default+" "+p.Address)
		}
		for _, e := range p.Others {
			list = append(list, e.Default+" "+e.Address)
		}
		return strings.Join(list, ", "), schema.ParseRecord(schema.FormatRecord(api))
	}
	for _, test := range []struct {
		services []string
		want     string
	}{
		{[]string{port("Pay", live)}, "DefaultEndpoint " + live},
		{[]string{port("Pay", live) + port("PayTest", test)}, "DefaultEndpoint " + live + ", DefaultEndpointPayTest " + test},
		{[]string{port("Pay", live), port("Pay", test)}, "DefaultEndpoint " + live + ", DefaultEndpointPay2 " + test},
		{[]string{port("Pay", live) + port("Pay-test", test) + port("pay_test", test+"b")},
			"DefaultEndpoint " + live + ", DefaultEndpointPayTest " + test + ", DefaultEndpointPayTestLowerUnderscore " + test + "b"},
		{[]string{port("Pay", live) + port("Again", live)}, "DefaultEndpoint " + live},
		{[]string{port("Pay", "http://localhost:8080/pay") + port("Test", test)}, "DefaultEndpoint http://localhost:8080/pay, DefaultEndpointTest " + test},
		{[]string{port("Pay", live) + port("Dummy", "https://pay.invalid/")}, "DefaultEndpoint " + live},
	} {
		if got, _ := constants(schema.Record{}, test.services...); got != test.want {
			t.Errorf("%v:\ngot  %s\nwant %s", test.services, got, test.want)
		}
	}
	for _, address := range []string{"", "http://", "pay/live", "ftp://pay.example/", "jms:queue", "https://INVALID./",
		"https://example.invalid/pay", "http://{host}/"} {
		if got, _ := constants(schema.Record{}, port("Pay", address)); got != "" {
			t.Errorf("%q gives %s", address, got)
		}
	}
	_, record := constants(schema.Record{}, port("Pay", live)+port("b-b", test))
	got, _ := constants(record, port("Pay", live)+port("BB", test+"c")+port("b-b", test))
	if want := "DefaultEndpoint " + live + ", DefaultEndpointBBPort " + test + "c, DefaultEndpointBB " + test; got != want {
		t.Errorf("with a further port:\ngot  %s\nwant %s", got, want)
	}
}
