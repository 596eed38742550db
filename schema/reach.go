// Reach: a contract cut down to the operations that are wanted, and to the types that those need.

package schema

import "slices"

// Reach removes from api, after [Name], the operations that are not among those given by their names on the wire, and
// every type that no remaining operation needs. If none is given, only types are removed. An operation that api does not
// have is a fault at its position. What remains keeps its names.
func Reach(api *API, operations []Setting) Diagnostics {
	var ds Diagnostics
	wanted := map[string]bool{}
	for _, op := range operations {
		wanted[op.Value] = true
	}
	known := map[string]bool{}
	var names []string // of known, those that messages suggest
	isUnwanted := func(called ...string) bool {
		for _, name := range called {
			known[name] = true
		}
		if !slices.Contains(names, called[0]) {
			names = append(names, called[0])
		}
		return len(wanted) > 0 && !slices.ContainsFunc(called, func(name string) bool { return wanted[name] })
	}
	var roots []*Type
	switch {
	case api.SOAP != nil:
		api.SOAP.Operations = slices.DeleteFunc(api.SOAP.Operations, func(op *SOAPOperation) bool {
			return isUnwanted(op.Wire, op.qualified())
		})
		api.SOAP.Ports = slices.DeleteFunc(api.SOAP.Ports, func(p *Port) bool {
			return !slices.ContainsFunc(api.SOAP.Operations, func(op *SOAPOperation) bool { return op.Port == p })
		})
		for _, op := range api.SOAP.Operations {
			for _, m := range op.Messages() {
				roots = append(roots, m.Type)
			}
		}
	case api.REST != nil:
		api.REST.Operations = slices.DeleteFunc(api.REST.Operations, func(op *RESTOperation) bool {
			return isUnwanted(op.Wire)
		})
		roots = api.restRoots()
		api.keepValuesOf()
	}
	for _, op := range operations {
		if !known[op.Value] {
			api.faultMissing(op, names, &ds)
		}
	}
	reached := map[*Type]bool{}
	for t := range Walk((*Type).Uses, roots...) {
		reached[t] = true
	}
	api.Types = slices.DeleteFunc(api.Types, func(t *Type) bool { return !reached[t] })
	if api.SOAP != nil {
		used := usedNamespaces(api, reached)
		api.SOAP.Namespaces = slices.DeleteFunc(api.SOAP.Namespaces, func(n *Namespace) bool { return !used[n.URI] })
	}
	return ds
}

// restRoots returns the types of the parameters, bodies and errors of a REST service.
func (api *API) restRoots() []*Type {
	roots := []*Type{api.ErrorType()}
	parameters := slices.Clone(api.REST.Parameters)
	for _, op := range api.REST.Operations {
		parameters = append(append(parameters, op.Parameters...), op.ResponseHeaders...)
		for _, e := range api.REST.ErrorsOf(op) {
			roots = append(roots, e.Type)
		}
		for _, b := range []*Body{op.Body, op.Result} {
			if b != nil {
				roots = append(roots, b.Type)
			}
		}
	}
	for _, p := range parameters {
		roots = append(roots, p.Type)
	}
	return roots
}

// keepValuesOf clears the ValuesOf of fields whose operation is not in api.
func (api *API) keepValuesOf() {
	for _, t := range api.Types {
		for _, f := range t.Fields() {
			if f.ValuesOf != nil && !slices.Contains(api.REST.Operations, f.ValuesOf) {
				f.ValuesOf = nil
			}
		}
	}
}

// usedNamespaces returns the namespaces of api's messages and of the fields of the types.
func usedNamespaces(api *API, types map[*Type]bool) map[string]bool {
	used := map[string]bool{}
	for _, op := range api.SOAP.Operations {
		for _, m := range op.Messages() {
			used[m.Element.Space] = true
		}
	}
	for t := range types {
		for _, f := range t.Fields() {
			used[f.Wire.Space] = true
			if f.Wildcard != nil {
				for _, space := range f.Wildcard.Spaces {
					used[space] = true
				}
			}
		}
	}
	return used
}
