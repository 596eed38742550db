// Reach: a contract cut down to the operations that are wanted, and to what those need.

package schema

import "slices"

// Reach leaves out of api, after [Name], the operations that are not among those given, by their names on the wire, and
// every type that none of the others needs. No operation given means all of them: then only types are left out. An
// operation that api does not have is a fault where it is asked for. What is left keeps its names.
func Reach(api *API, operations []Setting) Diagnostics {
	var ds Diagnostics
	wanted := map[string]bool{}
	for _, op := range operations {
		wanted[op.Value] = true
	}
	isUnwanted := func(wire string) bool { return len(wanted) > 0 && !wanted[wire] }
	known := map[string]bool{}
	r := reached{}
	switch {
	case api.SOAP != nil:
		for _, op := range api.SOAP.Operations {
			known[op.Wire] = true
		}
		api.SOAP.Operations = slices.DeleteFunc(api.SOAP.Operations, func(op *SOAPOperation) bool {
			return isUnwanted(op.Wire)
		})
		for _, op := range api.SOAP.Operations {
			r.messages(op.Input, op.Output)
			r.messages(op.Faults...)
			r.messages(op.InputHeaders...)
			r.messages(op.OutputHeaders...)
		}
	case api.REST != nil:
		for _, op := range api.REST.Operations {
			known[op.Wire] = true
		}
		api.REST.Operations = slices.DeleteFunc(api.REST.Operations, func(op *RESTOperation) bool {
			return isUnwanted(op.Wire)
		})
		r.rest(api)
	}
	for _, op := range operations {
		if !known[op.Value] {
			ds.Faultf(op.Pos, "there is no operation %s in %s", op.Value, api.Contract)
		}
	}
	api.Types = slices.DeleteFunc(api.Types, func(t *Type) bool { return !r[t] })
	if api.SOAP != nil {
		api.SOAP.Namespaces = slices.DeleteFunc(api.SOAP.Namespaces, func(n *Namespace) bool {
			return !r.isUsed(api, n.URI)
		})
	}
	return ds
}

// reached holds the types that are needed.
type reached map[*Type]bool

func (r reached) messages(messages ...*Message) {
	for _, m := range messages {
		if m != nil {
			r.add(m.Type)
		}
	}
}

// rest adds what the operations of a REST service need, and what its errors hold.
func (r reached) rest(api *API) {
	isLeft := map[*RESTOperation]bool{}
	for _, op := range api.REST.Operations {
		isLeft[op] = true
		for _, p := range op.Parameters {
			r.add(p.Type)
		}
		for _, b := range []*Body{op.Body, op.Result} {
			if b != nil {
				r.add(b.Type)
			}
		}
	}
	for _, p := range api.REST.Parameters {
		r.add(p.Type)
	}
	for _, t := range api.Types {
		fields := t.Fields()
		if slices.Contains(fields, api.REST.Messages) {
			r.add(t)
		}
		for _, f := range fields {
			if !isLeft[f.ValuesOf] {
				f.ValuesOf = nil
			}
		}
	}
}

// add adds t and all that its values can hold. Types nest deeply, so it keeps a list rather than calling itself.
func (r reached) add(t *Type) {
	for next := []*Type{t}; len(next) > 0; {
		t := next[len(next)-1]
		next = next[:len(next)-1]
		if t == nil || r[t] {
			continue
		}
		r[t] = true
		next = slices.Concat(next, []*Type{t.Item}, t.Derived, t.Members)
		for _, f := range t.Fields() {
			next = append(next, f.Type)
		}
	}
}

// isUsed reports whether something that is left has a name in the namespace.
func (r reached) isUsed(api *API, uri string) bool {
	for _, op := range api.SOAP.Operations {
		for _, m := range slices.Concat([]*Message{op.Input, op.Output}, op.Faults, op.InputHeaders, op.OutputHeaders) {
			if m != nil && m.Element.Space == uri {
				return true
			}
		}
	}
	for t := range r {
		names := func(f *Field) bool {
			return f.Wire.Space == uri || f.Wildcard != nil && slices.Contains(f.Wildcard.Spaces, uri)
		}
		if slices.ContainsFunc(t.Fields(), names) {
			return true
		}
	}
	return false
}
