// Definitions that the client does not use: services, port types and messages.

package wsdl

import (
	"fmt"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// reportUnused reports the services without ports, the port types without a binding, and the messages that nothing
// refers to. Unused ports and bindings are reported by choosePorts.
func (r *resolver) reportUnused() {
	isBound := map[*portType]bool{}
	isUsed := map[*message]bool{}
	use := func(n *xmltree.Node, name string) { isUsed[r.message(n, name)] = true }
	for _, d := range r.documents {
		for _, s := range d.services {
			if len(s.ports) == 0 {
				pos := s.node.AttrPos("name")
				r.Warnf(pos, "service %q has no ports: there is nothing to call", s.name)
				r.leftOut = append(r.leftOut, &schema.LeftOut{Kind: "service", Name: s.name, Reason: "it has no ports", Pos: pos})
			}
		}
		for _, b := range d.bindings {
			isBound[r.portType(b)] = true
			for _, op := range b.operations {
				for _, d := range op.directions() {
					for _, h := range d.headers {
						use(h.node, h.message)
						for _, fault := range soapExtensions(h.node, "headerfault") {
							use(fault, fault.Get("message"))
						}
					}
				}
			}
		}
		for _, p := range d.portTypes {
			for _, op := range p.operations {
				for _, d := range op.directions() {
					use(d.node, d.message)
				}
			}
		}
	}
	var unused []*message
	for _, d := range r.documents {
		for _, p := range d.portTypes {
			if name := (schema.QName{Space: d.target, Local: p.name}); r.portTypes[name] == p && !isBound[p] {
				r.leaveOut(&schema.LeftOut{Kind: "port type", Name: p.name, PortType: p.name, Operations: p.operationNames(),
					Pos: p.node.AttrPos("name")}, fmt.Sprintf("port type %q", p.name), " with its operations", "it has no binding")
			}
		}
		for _, m := range d.messages {
			if name := (schema.QName{Space: d.target, Local: m.name}); r.messages[name] == m && !isUsed[m] {
				unused = append(unused, m)
			}
		}
	}
	switch {
	case len(unused) == 1:
		r.Warnf(unused[0].node.AttrPos("name"), "message %q is left out: nothing refers to it", unused[0].name)
	case len(unused) > 1: // often all of a document
		var names []string
		for _, m := range unused {
			names = append(names, m.name)
		}
		r.Warnf(unused[0].node.AttrPos("name"), "messages %s are left out: nothing refers to them", listing(names))
	}
}
