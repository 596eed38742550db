// Package wsdl reads a WSDL 1.1 document, with its XML schemas and all documents that they refer to, into the model of
// package schema.
//
// Three packages share the work, each using those before it: xmltree reads documents into trees with positions, xsd
// makes types of their schemas, and wsdl makes operations of their messages, port types and bindings. In wsdl, the
// loader (load.go) reads the WSDL documents, gowsdl.go decodes their definitions, the resolver (resolver.go) finds
// definitions by name, port.go chooses the ports that clients call, and the operation builder (operation.go,
// message.go, header.go) builds their operations.
//
// A contract is not trusted: see package xmltree. Names are checked before they reach generated code.
package wsdl

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
	"github.com/kontrakt-dev/kontrakt/schema/xsd"
)

// Read reads the contract src. [schema.Name] chooses the Go names of the result later. The result is nil if the
// diagnostics, which are sorted, contain a fault. Everything that is understood but not supported is reported: as a
// fault if the client would be wrong, as a warning if it would lack something.
func Read(src schema.Source) (*schema.API, schema.Diagnostics) {
	var ds schema.Diagnostics
	files := xmltree.NewLoader(src, &ds)
	schemas := xsd.New(files)
	api := read(files, schemas, src.Ports, &ds)
	files.ReportUnavailable(schemas.HasNamespace)
	ds.Sort()
	if ds.Faulty() {
		return nil, ds
	}
	return api, ds
}

// read reads the whole contract. The result is incomplete after a fault.
func read(files *xmltree.Loader, schemas *xsd.Schemas, choice schema.PortChoice, ds *schema.Diagnostics) *schema.API {
	l := &loader{Diagnostics: ds, files: files, schemas: schemas}
	l.loadContract()
	if ds.Faulty() {
		return nil
	}
	r := newResolver(files, schemas.Undeclared, l.documents)
	policies := newPolicies(l.documents)
	reportExtensions(ds, l.documents, policies)
	chosen := r.choosePorts(choice)
	if chosen == nil {
		schemas.Undeclared.Report(false)
		return nil
	}
	if slices.ContainsFunc(chosen, func(c *candidate) bool { return c.binding.hasEncoded() }) {
		schemas.SetEncoded()
	}
	schemas.Collect()
	b := &operationBuilder{Diagnostics: ds, resolver: r, schemas: schemas, policies: policies}
	ports, operations := b.ports(chosen)
	types, operations := r.leaveOutLacking(schemas.Types(), operations)
	if len(operations) == 0 && schemas.Undeclared.IsEmpty() && !ds.Faulty() {
		ds.Faultf(chosen[0].binding.node.Pos, "binding %q has no operations that can be called: there is nothing to write",
			chosen[0].binding.name)
	}
	if ds.Faulty() {
		return nil
	}
	for _, c := range chosen {
		r.reportHTTP(c, policies)
	}
	ports = r.withOperations(ports, operations)
	r.reportUnused()
	doc := xmltree.Documentation(l.documents[0].node, xmltree.WSDLNamespace)
	return &schema.API{
		Contract: files.Name(),
		Title:    chosen[0].title,
		Doc:      xmltree.JoinParagraphs([]string{doc, chosen[0].doc}),
		Types:    types,
		SOAP: &schema.SOAP{
			Namespaces: namespaces(files.Roots(), types, operations),
			Ports:      ports,
			Operations: operations,
			LeftOut:    r.leftOut,
			MTOM:       slices.ContainsFunc(chosen, policies.hasMTOM),
		},
	}
}
