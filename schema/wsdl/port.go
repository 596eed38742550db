// The port that the client calls.

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
	if c.port == nil {
		return fmt.Sprintf("binding %q", c.binding.name)
	}
	return fmt.Sprintf("port %q", c.port.name)
}

// choosePort returns the first candidate that the client can call, of SOAP 1.1 if possible, and reports the others. It
// returns nil after a fault.
func (r *resolver) choosePort() *candidate {
	candidates, unbound := r.candidates()
	var chosen *candidate
	for _, c := range candidates {
		if c.rank() > 0 && (chosen == nil || c.rank() > chosen.rank()) {
			chosen = c
		}
	}
	if chosen == nil {
		for _, p := range unbound {
			refer(r, "binding", r.bindings, p.node, "binding", p.binding)
		}
		r.reportNoPort(candidates)
		return nil
	}
	for _, p := range unbound {
		r.Warnf(p.node.AttrPos("binding"), "port %q is left out: there is no binding %q", p.name, p.binding)
	}
	for _, c := range candidates {
		switch {
		case c == chosen:
		case c.port == nil && c.binding.soap == "":
			r.Warnf(c.pos(), "%s is left out: it is not for soap", c.label())
		case c.binding.soap == "":
			r.Warnf(c.pos(), "%s is left out: its binding %q is not for soap", c.label(), c.binding.name)
		case r.portType(c.binding) != r.portType(chosen.binding):
			r.Warnf(c.pos(), "%s is left out with the operations of its port type %q: the client is written for %s",
				c.label(), c.binding.portType, chosen.label())
		default:
			r.Warnf(c.pos(), "%s is left out: the client is written for %s", c.label(), chosen.label())
		}
	}
	if chosen.port == nil {
		r.Warnf(chosen.binding.node.AttrPos("name"), "no port has binding %q: the client is written for it anyway",
			chosen.binding.name)
	}
	if !chosen.binding.isHTTP() {
		soap := slices.IndexFunc(chosen.binding.node.Children, isSOAP)
		r.Warnf(chosen.binding.node.Children[soap].AttrPos("transport"),
			"transport %q is not supported: the client uses http", chosen.binding.transport)
	}
	return chosen
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
				found = append(found, &candidate{s.name, doc, p, p.address, b})
			}
		}
	}
	for _, d := range r.documents {
		for _, b := range d.bindings {
			isCopy := r.bindings[schema.QName{Space: d.target, Local: b.name}] != b
			if !isTaken[b] && !isCopy {
				found = append(found, &candidate{title: cmp.Or(d.node.Get("name"), b.name), binding: b})
			}
		}
	}
	return found, unbound
}

// rank returns how well the client can call c, 0 for not at all.
func (c *candidate) rank() int {
	if c.binding.soap == "" || c.binding.isEncoded() {
		return 0
	}
	if len(c.binding.operations) == 0 {
		return 1 // only if there is no other
	}
	rank := 2
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
