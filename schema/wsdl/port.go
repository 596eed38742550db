// The ports that clients call.

package wsdl

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// candidate is a port with its binding, or a binding that no port has.
type candidate struct {
	title, doc string // of the service
	port       *port  // nil for none
	address    string
	binding    *binding
	key        string             // that chooses it alone; "" for none
	others     []*schema.Endpoint // of further ports with the binding
}

// pos returns the position of c.
func (c *candidate) pos() schema.Pos {
	if c.port == nil {
		return c.binding.node.Pos
	}
	return c.port.node.Pos
}

// label returns the name of c for messages.
func (c *candidate) label() string {
	switch {
	case c.port == nil:
		return fmt.Sprintf("binding %q", c.binding.name)
	case c.key == "port":
		return fmt.Sprintf("port %q", c.port.name)
	}
	return fmt.Sprintf("port %q of service %q", c.port.name, c.title)
}

// choosePorts returns the ports that clients call: of each port type the first candidate that can be called, of SOAP 1.1
// if possible. The first of them is the one that can be called best. choosePorts reports the other candidates, except
// those that the user does not choose. It returns nil after a fault.
func (r *resolver) choosePorts(choice schema.PortChoice) []*candidate {
	candidates, unbound := r.candidates()
	if choices := choice.All(); len(choices) > 0 {
		if candidates = r.chosenBy(choice, candidates); candidates == nil {
			return nil
		}
		unbound = nil
	}
	var main *candidate
	for _, c := range candidates {
		if c.rank() > 0 && (main == nil || c.rank() > main.rank()) {
			main = c
		}
	}
	if main == nil {
		for _, p := range unbound {
			refer(r, "binding", r.bindings, p.node, "binding", p.binding)
		}
		r.reportNoPort(candidates)
		return nil
	}
	for _, p := range unbound {
		part := &schema.LeftOut{Kind: "port", Name: p.name, Service: p.node.Parent.Get("name"), Port: p.name,
			Address: p.address, Pos: p.node.AttrPos("binding")}
		r.leaveOut(part, fmt.Sprintf("port %q", p.name), "", "there is no binding %q", p.binding)
	}
	best := map[*portType]*candidate{}
	for _, c := range candidates {
		t := r.portType(c.binding)
		if c.rank() > 1 && (best[t] == nil || c.rank() > best[t].rank()) {
			best[t] = c
		}
	}
	best[r.portType(main.binding)] = main
	chosen := []*candidate{main}
	for _, c := range candidates {
		other := best[r.portType(c.binding)]
		switch {
		case c == main:
		case c == other:
			chosen = append(chosen, c)
		case other.hasOther(c):
			other.others = append(other.others, &schema.Endpoint{Service: c.title, Port: c.port.name, Address: c.address, Pos: c.pos()})
		case c.binding.soap == "":
			r.leaveOut(r.part(c, other), c.label(), r.lostWith(c, other), "%s", c.whyNotSOAP())
		case other == nil && c.binding.isEncoded():
			r.leaveOut(r.part(c, other), c.label(), fmt.Sprintf(" with the operations of port type %q",
				r.portType(c.binding).name), "it is %s/encoded", c.binding.styleOf(c.binding.operations[0]))
		case other == nil && c.port == nil:
			r.leaveOut(r.part(c, other), c.label(), "", "it has no operations")
		case other == nil:
			r.leaveOut(r.part(c, other), c.label(), "", "its binding %q has no operations", c.binding.name)
		case c.rank() <= 1 || c.key == "":
			r.leaveOut(r.part(c, other), c.label(), "", "the client is written for %s", other.label())
		default:
			r.leaveOut(r.part(c, other), c.label(), "", "the client is written for %s; to choose it instead, set the key %s",
				other.label(), c.key)
		}
	}
	for _, c := range chosen {
		r.reportChosen(c)
	}
	return chosen
}

// hasOther reports whether the client for c, which may be nil, can call other: a port with the same binding and another
// address.
func (c *candidate) hasOther(other *candidate) bool {
	return c != nil && c.port != nil && c.binding == other.binding && c.address != other.address &&
		schema.IsServiceAddress(other.address)
}

// leaveOut reports that part is left out, with what lost says, for a reason. label names the part in the message.
func (r *resolver) leaveOut(part *schema.LeftOut, label, lost, format string, args ...any) {
	part.Reason = fmt.Sprintf(format, args...)
	r.Warnf(part.Pos, "%s is left out%s: %s", label, lost, part.Reason)
	r.leftOut = append(r.leftOut, part)
}

// part describes c as a part that is left out because other, of the same port type, is written instead; nil for none.
func (r *resolver) part(c, other *candidate) *schema.LeftOut {
	part := &schema.LeftOut{Kind: "binding", Name: c.binding.name, Service: c.serviceName(), Port: c.portName(),
		Binding: c.binding.name, Address: c.address, Pos: c.pos()}
	switch {
	case c.binding.soap != "":
		part.Protocol = "SOAP " + c.binding.soap
	case c.binding.node.Child(xmltree.HTTPNamespace, "binding") != nil:
		part.Protocol = "HTTP"
		if c.port != nil {
			if n := c.port.node.Child(xmltree.HTTPNamespace, "address"); n != nil {
				part.Address = n.Get("location")
			}
		}
	}
	if c.port != nil {
		part.Kind, part.Name = "port", c.port.name
	}
	if t := r.portType(c.binding); t != nil {
		part.PortType = t.name
		if other == nil {
			part.Operations = t.operationNames()
		}
	}
	return part
}

// operationNames returns the names of t's operations.
func (t *portType) operationNames() (names []string) {
	for _, op := range t.operations {
		names = append(names, op.name)
	}
	return names
}

// lostWith names the operations that are left out with c, which is not for soap, because other, of the same port type, is nil.
func (r *resolver) lostWith(c, other *candidate) string {
	t := r.portType(c.binding)
	if other != nil || t == nil || len(t.operations) == 0 {
		return ""
	}
	return fmt.Sprintf(" with the operations of port type %q (%s)", t.name, listing(t.operationNames()))
}

// whyNotSOAP says what the binding of c, which is not for soap, is for.
func (c *candidate) whyNotSOAP() string {
	subject := "it"
	if c.port != nil {
		subject = fmt.Sprintf("its binding %q", c.binding.name)
	}
	if c.binding.node.Child(xmltree.HTTPNamespace, "binding") != nil {
		return subject + " sends plain HTTP (http:binding)"
	}
	return subject + " is not for soap"
}

// chosenBy returns the candidates that the user chooses. It returns nil after a fault.
func (r *resolver) chosenBy(choice schema.PortChoice, candidates []*candidate) []*candidate {
	ok := true
	for _, by := range []struct {
		kind   string
		chosen []schema.Setting
		nameOf func(c *candidate) string
	}{
		{"service", choice.Services, (*candidate).serviceName},
		{"port", choice.Ports, (*candidate).portName},
		{"binding", choice.Bindings, func(c *candidate) string { return c.binding.name }},
	} {
		if len(by.chosen) == 0 {
			continue
		}
		var has []string
		for _, c := range candidates {
			if name := by.nameOf(c); name != "" && !slices.Contains(has, name) {
				has = append(has, name)
			}
		}
		wanted := map[string]bool{}
		for _, s := range by.chosen {
			wanted[s.Value] = true
			switch {
			case slices.Contains(has, s.Value):
			case len(has) == 0:
				r.Faultf(s.Pos, "there is no %s %q in %s: leave it out", by.kind, s.Value, r.files.Name())
				ok = false
			default:
				r.Faultf(s.Pos, "there is no %s %q in %s: name one of %s", by.kind, s.Value, r.files.Name(), listing(has))
				ok = false
			}
		}
		candidates = slices.DeleteFunc(candidates, func(c *candidate) bool { return !wanted[by.nameOf(c)] })
	}
	isCallable := func(c *candidate) bool { return c.rank() > 0 }
	if ok && !slices.ContainsFunc(candidates, isCallable) && slices.ContainsFunc(candidates, isNotSOAP) {
		r.Faultf(choice.All()[0].Pos, "%s is not for soap: choose another one", candidates[0].label())
		ok = false
	}
	if !ok {
		return nil
	}
	return candidates
}

// isNotSOAP reports whether c is for another protocol than SOAP.
func isNotSOAP(c *candidate) bool { return c.binding.soap == "" }

// serviceName returns the name of the service of c, "" if no port has its binding.
func (c *candidate) serviceName() string {
	if c.port == nil {
		return ""
	}
	return c.title
}

// portName returns the name of the port of c, "" if no port has its binding.
func (c *candidate) portName() string {
	if c.port == nil {
		return ""
	}
	return c.port.name
}

// reportChosen reports what is unusual about c, which a client is written for.
func (r *resolver) reportChosen(c *candidate) {
	if c.port == nil {
		r.Warnf(c.binding.node.AttrPos("name"), "no port has binding %q: the client is written for it anyway",
			c.binding.name)
	}
	if !c.binding.isHTTP() {
		soap := slices.IndexFunc(c.binding.node.Children, isSOAP)
		r.Warnf(c.binding.node.Children[soap].AttrPos("transport"),
			"transport %q is not supported: the client uses http", c.binding.transport)
	}
}

// candidates returns the ports of all services, then the bindings that no port has. unbound are the ports whose binding
// nothing declares.
func (r *resolver) candidates() (found []*candidate, unbound []*port) {
	isTaken := map[*binding]bool{}
	for _, d := range r.documents {
		for _, s := range d.services {
			doc := xmltree.Documentation(s.node, xmltree.WSDLNamespace)
			for _, p := range s.ports {
				b := r.binding(p)
				if b == nil {
					unbound = append(unbound, p)
					continue
				}
				isTaken[b] = true
				found = append(found, &candidate{title: s.name, doc: doc, port: p, address: p.address, binding: b})
			}
		}
	}
	for _, d := range r.documents {
		for _, b := range d.bindings {
			isCopy := r.bindings[schema.QName{Space: d.target, Local: b.name}] != b
			if !isTaken[b] && !isCopy {
				found = append(found, &candidate{title: cmp.Or(d.node.Get("name"), b.name), binding: b, key: "binding"})
			}
		}
	}
	setPortKeys(found)
	return found, unbound
}

// setPortKeys sets the keys of ports: of several with one name, the service tells them apart.
func setPortKeys(candidates []*candidate) {
	type name struct{ service, port string }
	count := map[name]int{}
	for _, c := range candidates {
		count[name{"", c.portName()}]++
		count[name{c.serviceName(), c.portName()}]++
	}
	for _, c := range candidates {
		switch {
		case c.port == nil:
		case count[name{"", c.port.name}] == 1:
			c.key = "port"
		case count[name{c.title, c.port.name}] == 1:
			c.key = "service"
		}
	}
}

// rank returns how well the client can call c, 0 for not at all.
func (c *candidate) rank() int {
	if c.binding.soap == "" || c.binding.isUnsupported() {
		return 0
	}
	if len(c.binding.operations) == 0 {
		return 1 // only if there is no other
	}
	rank := 2
	if !c.binding.isEncoded() {
		rank += 8
	}
	if c.binding.soap == "1.1" {
		rank++
	}
	if c.binding.isHTTP() {
		rank += 2
	}
	if c.port != nil {
		rank += 4
	}
	return rank
}

// reportNoPort reports why the client cannot call any of the candidates.
func (r *resolver) reportNoPort(candidates []*candidate) {
	for _, c := range candidates {
		if b := c.binding; b.soap != "" {
			r.Faultf(b.node.AttrPos("name"), "binding %q is %s/encoded, which is not supported: ask for "+
				"document/literal", b.name, b.styleOf(b.operations[0]))
			return
		}
	}
	switch {
	case !r.undeclared.IsEmpty() || r.files.IsIncomplete():
	case len(candidates) > 0 && candidates[0].binding.node.Child(xmltree.HTTPNamespace, "binding") != nil:
		r.Faultf(candidates[0].binding.node.AttrPos("name"), "binding %q sends plain HTTP (http:binding), and there is none "+
			"for soap: describe the operations in a YAML description of a REST service instead", candidates[0].binding.name)
	case len(candidates) > 0:
		r.Faultf(candidates[0].binding.node.AttrPos("name"), "binding %q is not for soap, and there is no other: a "+
			"client needs a port with <soap:binding>", candidates[0].binding.name)
	case r.files.MayDeclare(""):
	default:
		r.Faultf(r.documents[0].node.Pos, "there is no binding: a client needs one with <soap:binding>, and a port "+
			"for it")
	}
}

// isHTTP reports whether b's transport is HTTP. SOAP 1.1 and 1.2 have a URI each for that.
func (b *binding) isHTTP() bool {
	transport := strings.ToLower(strings.TrimRight(strings.TrimSpace(b.transport), "/"))
	return transport == "" || strings.HasSuffix(transport, "/http")
}

// isUnsupported reports whether b has operations, none of which can be called.
func (b *binding) isUnsupported() bool {
	return len(b.operations) > 0 && !slices.ContainsFunc(b.operations, func(o *operation) bool {
		return !o.isEncoded() || b.styleOf(o) == "rpc"
	})
}

// hasEncoded reports whether a message of b is encoded in style rpc.
func (b *binding) hasEncoded() bool {
	return slices.ContainsFunc(b.operations, func(o *operation) bool {
		return o.isEncoded() && b.styleOf(o) == "rpc"
	})
}

// isEncoded reports whether no operation of b is literal.
func (b *binding) isEncoded() bool {
	return len(b.operations) > 0 && !slices.ContainsFunc(b.operations, func(o *operation) bool {
		return !o.isEncoded()
	})
}

// isEncoded reports whether a message of o, an operation of a binding, has the encoding of SOAP 1.1, section 5.
func (o *operation) isEncoded() bool {
	return o.input != nil && o.input.use == "encoded" || o.output != nil && o.output.use == "encoded"
}

// styleOf returns the style of the operation o of b (WSDL 1.1, section 3.4).
func (b *binding) styleOf(o *operation) string { return cmp.Or(o.style, b.style, "document") }
