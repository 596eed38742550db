// Endpoint: the port or binding that the client is written for.

package wsdl

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// endpoint is the port that the client is written for, or a binding that no port has.
type endpoint struct {
	title, doc string // what the contract says of the service
	port       *port  // nil where there is none
	address    string
	binding    *binding
}

// pos returns where the contract says what e is.
func (e *endpoint) pos() schema.Pos {
	if e.port == nil {
		return e.binding.node.pos
	}
	return e.port.node.pos
}

// label is what messages call e.
func (e *endpoint) label() string {
	if e.port == nil {
		return fmt.Sprintf("binding %q", e.binding.name)
	}
	return fmt.Sprintf("port %q", e.port.name)
}

// endpoint returns the first endpoint that can be called, of SOAP 1.1 if possible, and reports the others: nil after a
// fault.
func (r *reader) endpoint() *endpoint {
	candidates, unknown := r.candidates()
	var chosen *endpoint
	for _, c := range candidates {
		if c.rank() > 0 && (chosen == nil || c.rank() > chosen.rank()) {
			chosen = c
		}
	}
	if chosen == nil {
		for _, p := range unknown {
			referred(r, "binding", r.bindings, p.node, "binding", p.binding)
		}
		r.refuse(candidates)
		return nil
	}
	for _, p := range unknown {
		r.Warnf(p.node.at("binding"), "port %q is left out: there is no binding %q", p.name, p.binding)
	}
	for _, c := range candidates {
		switch {
		case c == chosen:
		case c.port == nil && c.binding.soap == "":
			r.Warnf(c.pos(), "%s is left out: it is none for soap", c.label())
		case c.binding.soap == "":
			r.Warnf(c.pos(), "%s is left out: its binding %q is none for soap", c.label(), c.binding.name)
		case r.portTypeOf(c) != r.portTypeOf(chosen):
			r.Warnf(c.pos(), "%s is left out with its operations, those of port type %q: the client is written for %s",
				c.label(), c.binding.portType, chosen.label())
		default:
			r.Warnf(c.pos(), "%s is left out: the client is written for %s", c.label(), chosen.label())
		}
	}
	if chosen.port == nil {
		r.Warnf(chosen.binding.node.at("name"), "no port has binding %q: the client is written for it all the same",
			chosen.binding.name)
	}
	if !chosen.binding.isHTTP() {
		soap := slices.IndexFunc(chosen.binding.node.children, isSOAP)
		r.Warnf(chosen.binding.node.children[soap].at("transport"),
			"transport %q is not supported: the client uses http",
			chosen.binding.transport)
	}
	return chosen
}

// portTypeOf returns the port type whose operations e has, nil for an unknown one.
func (r *reader) portTypeOf(e *endpoint) *portType {
	return optional(r, r.portTypes, e.binding.node, "type", e.binding.portType)
}

// candidates returns the ports of all services and then the bindings that no port has, and the ports whose binding is
// unknown.
func (r *reader) candidates() (found []*endpoint, unknown []*port) {
	isTaken := map[*binding]bool{}
	for _, f := range r.frames {
		for _, s := range f.services {
			for _, p := range s.ports {
				b := optional(r, r.bindings, p.node, "binding", p.binding)
				if b == nil {
					unknown = append(unknown, p)
					continue
				}
				isTaken[b] = true
				found = append(found, &endpoint{s.name, documentation(s.node, wsdlNamespace), p, p.address, b})
			}
		}
	}
	for _, f := range r.frames {
		for _, b := range f.bindings {
			isCopy := r.bindings[schema.QName{Space: f.target, Local: b.name}] != b
			if !isTaken[b] && !isCopy {
				found = append(found, &endpoint{title: cmp.Or(f.node.get("name"), b.name), binding: b})
			}
		}
	}
	return found, unknown
}

// rank says how well the client can speak to e, 0 if not at all.
func (e *endpoint) rank() int {
	if e.binding.soap == "" || e.binding.isEncoded() {
		return 0
	}
	if len(e.binding.operations) == 0 {
		return 1 // only if there is no other
	}
	rank := 2
	if e.binding.soap == "1.1" {
		rank++
	}
	if e.binding.isHTTP() {
		rank += 2
	}
	if e.port != nil {
		rank += 4
	}
	return rank
}

// isHTTP reports whether b's transport is HTTP, of which SOAP 1.1 and 1.2 have a URI each.
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

// isEncoded reports whether a message of o, which belongs to a binding, has the encoding of SOAP 1.1's section 5.
func (o *operation) isEncoded() bool {
	return o.input != nil && o.input.use == "encoded" || o.output != nil && o.output.use == "encoded"
}

// refuse reports why there is none among the candidates that the client can speak to.
func (r *reader) refuse(candidates []*endpoint) {
	for _, c := range candidates {
		if b := c.binding; b.soap != "" {
			r.Faultf(b.node.at("name"), "binding %q is %s/encoded, which is not supported: ask for document/literal",
				b.name, b.styleOf(b.operations[0]))
			return
		}
	}
	switch {
	case len(r.references) > 0 || slices.ContainsFunc(r.lost, func(l *lost) bool { return l.needed }):
	case len(candidates) > 0:
		r.Faultf(candidates[0].binding.node.at("name"), "binding %q is none for soap, and there is no other: a client "+
			"needs a port with <soap:binding>", candidates[0].binding.name)
	case r.isLost(""):
	default:
		r.Faultf(r.frames[0].node.pos, "there is no binding: a client needs one with <soap:binding>, and a port for it")
	}
}

// styleOf returns the style of the operation o of b (WSDL 1.1, section 3.4).
func (b *binding) styleOf(o *operation) string { return cmp.Or(o.style, b.style, "document") }
