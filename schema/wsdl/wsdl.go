// Package wsdl reads a WSDL 1.1 document, with the XML schemas in it and those that they refer to, into the model of
// package schema.
//
// A contract is read in four steps: its documents become trees whose every element and attribute has a position
// (tree.go, load.go); the frame, which is all of the WSDL but its types, is read with gowsdl's document types
// (frame.go); the components of the schemas are collected by name (collect.go) and then resolved into types
// (resolve.go, complex.go, particle.go, simple.go); and the operations of the first SOAP 1.1 port are put together from
// both (operation.go).
//
// A contract is not trusted. Nothing outside of its folder is opened, document type declarations are refused, sizes
// and depths are bounded, and names are checked before they can reach generated code.
package wsdl

import "github.com/kontrakt-dev/kontrakt/schema"

// Read reads the contract src. The Go names in the result are left to be chosen; the result is nil where the
// diagnostics, which are sorted, hold a fault. What is understood but not supported is always reported: as a fault
// where the client would be wrong, as a warning where it would lack something.
func Read(src schema.Source) (*schema.API, schema.Diagnostics) {
	r := newReader(src)
	api := r.read()
	r.Sort()
	if r.Faulty() {
		return nil, r.Diagnostics
	}
	return api, r.Diagnostics
}
