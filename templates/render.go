// Package templates writes Go source from the model of a contract: each file of a generated package has a file here
// that writes it, and the parts that no contract changes are real Go packages under parts/, copied as they are.
//
// Everything is a pure function of the model: the same [schema.API] gives the same bytes on every machine.
package templates

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// Render returns the files of api's client, by name. Every Go name must have been chosen by [schema.Name].
// runtimeImport is the import path of the runtime that the client calls. The diagnostics cite the contract: a fault
// where api holds what cannot be written yet, and then there are no files; a warning where something is left out.
func Render(api *schema.API, runtimeImport string) (map[string][]byte, schema.Diagnostics) {
	g := &generator{api: api, runtime: runtimeImport, files: map[string][]byte{}, basics: map[schema.BuiltinType]bool{},
		partNames: map[string]bool{}, spaces: map[*schema.Type]map[string]bool{}}
	g.prepare()
	g.declare()
	switch {
	case api.SOAP != nil:
		g.soapClient()
		g.xmlCodecs()
		g.splits()
		g.part("soap/errors.go")
		g.part("soap/call.go")
		if slices.ContainsFunc(api.SOAP.Operations, returnsValue) {
			g.part("soap/valuecall.go")
		}
		if slices.ContainsFunc(api.SOAP.Operations, returnsNothing) {
			g.part("soap/onewaycall.go")
		}
		if slices.ContainsFunc(api.Types, func(t *schema.Type) bool { return len(t.Derived) > 0 }) {
			g.part("soap/base.go")
		}
	case api.REST != nil:
		g.restClient()
		g.restOperations()
		g.jsonCodecs()
		g.part("rest/errors.go")
		g.part("rest/send.go")
		g.part("rest/file.go")
		g.part("rest/cachestore.go")
		if api.REST.MultiCall {
			g.multiCall()
		}
	}
	g.part("token/token.go")
	g.part("deviation/deviation.go")
	g.valueParts()
	g.diagnostics.Sort()
	if g.diagnostics.Faulty() {
		return nil, g.diagnostics
	}
	return g.files, g.diagnostics
}

// generator collects the files of one client.
type generator struct {
	api     *schema.API
	runtime string // import path
	files   map[string][]byte
	basics  map[schema.BuiltinType]bool

	diagnostics schema.Diagnostics

	messages  []*schema.Message // of all operations, each once
	documents []*schema.Message // those whose type is the type of no other message
	described *describer        // the description of the contract's types

	spaces    map[*schema.Type]map[string]bool // see findSpaces
	partNames map[string]bool                  // the value types that the package declares
}

// prepare finds the messages.
func (g *generator) prepare() {
	if g.api.SOAP != nil {
		g.collectMessages()
		g.findSpaces()
		g.described = g.newDescriber()
	}
}

// unsupported records that the contract has something at pos that no code is written for yet, and what to do instead.
func (g *generator) unsupported(pos schema.Pos, what, remedy string) {
	g.diagnostics.Faultf(pos, "%s cannot be generated yet: %s", what, remedy)
}
