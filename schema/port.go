// Ports: the port types of a WSDL that clients call.

package schema

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
)

// MainClient is the Go name of the only client of a package, or of the one that its users had first.
const MainClient = "Client"

// Port is a port of a WSDL, or a binding that no port has, and the client that calls it.
type Port struct {
	PortType QName
	In       string // the name of its service in the contract; "" for a binding
	Name     string // of the port in the contract; "" for a binding
	Binding  string // its name in the contract
	Doc      string // of its service, unless that is in the introduction of the contract
	Version  string // of SOAP: "1.1" or "1.2"
	Address  string // its soap:address; "" for none
	Pos      Pos    // of the port, or of the binding if there is no port

	Client  string      // Go name of the client
	New     string      // Go name of the client's constructor
	Default string      // Go name of the constant for the address; "" if there is none
	Others  []*Endpoint // of the other ports that have the binding
	Service *Service    // the client as an interface; nil for none, and for MainClient, which has that of the API
}

// Endpoint is the address of a further port that a client can call, such as that of a service for tests.
type Endpoint struct {
	Service, Port string // their names in the contract
	Address       string
	Pos           Pos    // of the port
	Default       string // Go name of the constant
}

// Prefix returns the beginning of the names that are made for p: the name of its client without the word Client, "" for
// [MainClient].
func (p *Port) Prefix() string { return strings.TrimSuffix(p.Client, MainClient) }

// Label returns the name of op in messages: that in the contract, after the port type if several have such an operation.
func (soap *SOAP) Label(op *SOAPOperation) string {
	isOther := func(o *SOAPOperation) bool { return o.Wire == op.Wire && o.Port != op.Port }
	if slices.ContainsFunc(soap.Operations, isOther) {
		return op.qualified()
	}
	return op.Wire
}

// qualified returns the name of op in the contract, after that of its port type.
func (op *SOAPOperation) qualified() string { return op.Port.PortType.Local + "." + op.Wire }

// isCalled reports whether name is that of op in the contract, which can follow the name of its port type.
func (op *SOAPOperation) isCalled(name string) bool { return name == op.Wire || name == op.qualified() }

// chooseMain gives one of the ports the name MainClient, before the others are named: the one that has it in the record,
// or else, of those that are not in the record, the first.
func (soap *SOAP) chooseMain(record Record) {
	recorded := map[string]string{} // the names of clients, by key
	for _, r := range record.scopes[""] {
		recorded[r.key] = r.chosen
	}
	i := slices.IndexFunc(soap.Ports, func(p *Port) bool { return recorded[p.key()] == MainClient })
	if i < 0 {
		i = slices.IndexFunc(soap.Ports, func(p *Port) bool { return recorded[p.key()] == "" })
	}
	if i >= 0 {
		soap.Ports[i].Client, soap.Ports[i].New = MainClient, "New"
	}
}

// furtherPorts returns the ports of api whose clients are not MainClient.
func (api *API) furtherPorts() (further []*Port) {
	if api.SOAP == nil {
		return nil
	}
	for _, p := range api.SOAP.Ports {
		if p.Client != MainClient {
			further = append(further, p)
		}
	}
	return further
}

// key returns the key of p's client in the record.
func (p *Port) key() string { return "client " + quoteIfOdd(p.PortType.String()) }

// key returns the key of op among the operations of its client in the record.
func (op *SOAPOperation) key() string {
	if op.Overload != "" {
		return op.Wire + " " + op.Overload
	}
	return op.Wire
}

// ports names the clients of the ports other than the main one, and the constants for their addresses.
func (n *namer) ports(soap *SOAP) {
	var clients, constructors, addresses, others []*identifier
	for _, p := range n.api.furtherPorts() {
		base := exportedName(p.PortType.Local)
		base = cmp.Or(strings.TrimSuffix(base, "PortType"), base) + MainClient
		clients = append(clients, &identifier{target: &p.Client, base: base, wire: p.PortType.Local,
			space: p.PortType.Space, kind: "Port", pos: p.Pos})
	}
	n.assign(n.pkg, "", clients)
	for _, p := range soap.Ports {
		if p.Client != MainClient {
			constructors = append(constructors, operationType(&p.New, "New", p.Client, p.Pos))
		}
		if IsServiceAddress(p.Address) {
			addresses = append(addresses, operationType(&p.Default, "DefaultEndpoint", p.Prefix(), p.Pos))
		}
		for _, e := range p.Others {
			name := p.nameOf(e)
			others = append(others, &identifier{target: &e.Default, base: "DefaultEndpoint" + exportedName(name), wire: name,
				kind: "Port", pos: e.Pos})
		}
	}
	n.assign(n.pkg, "", constructors)
	n.assign(n.pkg, "", addresses)
	n.assign(n.pkg, "", others)
}

// nameOf returns the name of the port of e, one of p.Others, or that of its service if another port has the name.
func (p *Port) nameOf(e *Endpoint) string {
	isOther := func(o *Endpoint) bool { return o != e && o.Port == e.Port }
	if p.Name == e.Port || slices.ContainsFunc(p.Others, isOther) {
		return e.Service
	}
	return e.Port
}

// key returns the key of the address of e in the record, among those of its client.
func (e *Endpoint) key() string { return "address of " + quoteIfOdd(e.Service+"."+e.Port) }

// IsServiceAddress reports whether a client can call address, that of a port. Addresses below .invalid (RFC 6761) are
// placeholders.
func IsServiceAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	return host != "" && host != "invalid" && !strings.HasSuffix(host, ".invalid")
}
