// Unused declarations: services, port types and messages that the client has nothing of.

package wsdl

import "github.com/kontrakt-dev/kontrakt/schema"

// reportUnused reports the services without ports, the port types without a binding, and the messages that nothing
// refers to. Ports and bindings are reported where one of them is chosen: see [reader.endpoint].
func (r *reader) reportUnused() {
	isBound := map[*portType]bool{}
	isUsed := map[*message]bool{}
	use := func(n *node, name string) { isUsed[optional(r, r.messages, n, "message", name)] = true }
	for _, f := range r.frames {
		for _, s := range f.services {
			if len(s.ports) == 0 {
				r.Warnf(s.node.at("name"), "service %q has no ports: there is nothing to call", s.name)
			}
		}
		for _, b := range f.bindings {
			isBound[optional(r, r.portTypes, b.node, "type", b.portType)] = true
			for _, op := range b.operations {
				for _, d := range op.directions() {
					for _, h := range d.headers {
						use(h.node, h.message)
						for _, fault := range h.node.soap("headerfault") {
							use(fault, fault.get("message"))
						}
					}
				}
			}
		}
		for _, p := range f.portTypes {
			for _, op := range p.operations {
				for _, d := range op.directions() {
					use(d.node, d.message)
				}
			}
		}
	}
	var unused []*message
	for _, f := range r.frames {
		for _, p := range f.portTypes {
			if name := (schema.QName{Space: f.target, Local: p.name}); r.portTypes[name] == p && !isBound[p] {
				r.Warnf(p.node.at("name"), "port type %q is left out with its operations: no binding has it", p.name)
			}
		}
		for _, m := range f.messages {
			if name := (schema.QName{Space: f.target, Local: m.name}); r.messages[name] == m && !isUsed[m] {
				unused = append(unused, m)
			}
		}
	}
	switch {
	case len(unused) == 1:
		r.Warnf(unused[0].node.at("name"), "message %q is left out: nothing refers to it", unused[0].name)
	case len(unused) > 1: // often whole documents of them
		var names []string
		for _, m := range unused {
			names = append(names, m.name)
		}
		r.Warnf(unused[0].node.at("name"), "messages %s are left out: nothing refers to them", listing(names))
	}
}

// directions returns the messages of op that there are.
func (op *operation) directions() []*direction {
	var found []*direction
	for _, d := range append([]*direction{op.input, op.output}, op.faults...) {
		if d != nil {
			found = append(found, d)
		}
	}
	return found
}
