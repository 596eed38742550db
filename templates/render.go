// Package templates writes Go source from the model of a contract: each file of a generated package has a file here that
// writes it, and the parts that no contract changes are real Go packages under parts/, copied as they are.
//
// Everything is a pure function of the model: the same [schema.API] gives the same bytes on every machine.
package templates

import (
	"fmt"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// Render returns the files of api's client, by name. Every Go name must have been chosen by [schema.Name].
// runtimeImport is the import path of the runtime that the client calls. It fails where api holds what cannot be
// written yet: the diagnostics cite the contract.
func Render(api *schema.API, runtimeImport string) (map[string][]byte, error) {
	g := &generator{api: api, runtime: runtimeImport, files: map[string][]byte{}}
	g.declare()
	switch {
	case api.SOAP != nil:
		g.soapClient()
		g.xmlCodecs()
		g.validators()
		g.splits()
		g.part("soap/errors.go")
	case api.REST != nil:
		g.restClient()
		g.restOperations()
		g.jsonCodecs()
		g.part("rest/errors.go")
		g.part("rest/send.go")
		g.part("rest/file.go")
		if api.REST.MultiCall {
			g.multiCall()
		}
	}
	g.part("token/token.go")
	g.valueParts()
	if err := g.faults.Err(); err != nil {
		return nil, err
	}
	return g.files, g.err
}

// generator collects the files of one client.
type generator struct {
	api     *schema.API
	runtime string // import path
	files   map[string][]byte
	faults  schema.Diagnostics
	err     error // a fault of ours, not of the contract: what was written is not Go
	basics  map[schema.BuiltinType]bool

	expressions []pattern // the pattern facets that validators use
}

// unsupported records that the contract has something at pos that no code is written for yet.
func (g *generator) unsupported(pos schema.Pos, format string, args ...any) {
	g.faults.Faultf(pos, "%s cannot be generated yet", fmt.Sprintf(format, args...))
}
