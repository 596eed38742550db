// Package templates writes Go source from the model of a contract. Each file of a generated package has a file here that
// writes it. Files that do not depend on the contract are copied from the Go packages below parts/.
//
// Everything is a pure function of the model: the same [schema.API] gives the same bytes on every machine.
package templates

import (
	"github.com/kontrakt-dev/kontrakt/schema"
)

// Render returns the files of api's client, by name. Every Go name must have been chosen by [schema.Name].
// runtimeImport is the import path of the folder of the runtime's packages that the client calls. The diagnostics cite the contract: a fault
// if api has something that cannot be generated yet, and then there are no files; a warning if something is left out.
func Render(api *schema.API, runtimeImport string) (map[string][]byte, schema.Diagnostics) {
	return render(api, runtimeImport, (*generator).write)
}

// RenderShared returns the files of the package api of types that clients share; see [schema.Share] and [Render].
func RenderShared(api *schema.API, runtimeImport string) (map[string][]byte, schema.Diagnostics) {
	return render(api, runtimeImport, (*generator).writeShared)
}

// render returns the files that write writes.
func render(api *schema.API, runtimeImport string, write func(*generator)) (map[string][]byte, schema.Diagnostics) {
	g := &generator{plan: newPlan(api), runtime: runtimeImport, files: map[string][]byte{}}
	if !g.diagnostics.Faulty() {
		write(g)
	}
	g.diagnostics.Sort()
	if g.diagnostics.Faulty() {
		return nil, g.diagnostics
	}
	return g.files, g.diagnostics
}

// generator writes the files of one client.
type generator struct {
	*plan
	isShared bool   // whether it is the package of the types that clients share
	runtime  string // the import path of the folder of the runtime's packages
	files    map[string][]byte
}

// room returns the import path of a package of the runtime.
func (g *generator) room(name string) string { return g.runtime + "/" + name }

// write writes the files.
func (g *generator) write() {
	g.types("")
	g.aliases()
	switch {
	case g.api.SOAP != nil:
		g.soapClient()
		g.xmlCodecs()
		g.splits()
	case g.api.REST != nil:
		g.restClient()
		g.signIn()
		g.restOperations()
		g.jsonCodecs()
		g.rules()
		if g.api.REST.MultiCall {
			g.multiCall()
		}
	}
	for _, name := range g.parts {
		g.part(name)
	}
	g.service()
}
