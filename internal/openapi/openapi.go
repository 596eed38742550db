// Package openapi exports the description of a REST service as an OpenAPI 3.1 document.
//
// All that the description states is in the document: what OpenAPI has no word for is an extension, x-kontrakt-….
package openapi

import (
	"cmp"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// Version of the OpenAPI Specification that documents follow.
const Version = "3.1.1"

// unversioned stands for the version of the service, which descriptions do not state and OpenAPI asks for.
const unversioned = "unversioned"

// The media type of JSON, and the names of the components that every document has.
const (
	jsonType = "application/json"
	failed   = "failed"
)

// Export returns the document for api, which must describe a REST service. Where ds holds a fault the document is
// nil: api is a SOAP service, or has functions that OpenAPI cannot tell apart.
func Export(api *schema.API) (document *Document, ds schema.Diagnostics) {
	if api.REST == nil {
		pos := schema.Pos{File: api.Contract}
		for _, op := range api.SOAP.Operations {
			pos.File = op.Pos.File // as the user named it
		}
		ds.Faultf(pos, "describes a SOAP service: OpenAPI is for REST services, so export a YAML description")
		return nil, ds
	}
	e := &exporter{api: api, names: newNames(api), diagnostics: &ds}
	root := e.document()
	if ds.Faulty() {
		return nil, ds
	}
	return &Document{root}, ds
}

// exporter makes the parts of a document.
type exporter struct {
	api         *schema.API
	names       *names
	diagnostics *schema.Diagnostics
	shared      []*schema.Parameter // of the client, in paths
}

func (e *exporter) document() object {
	var root object
	rest := e.api.REST
	root.set("openapi", Version)
	root.set("info", e.info())
	root.set("servers", []any{e.server()})
	root.set("security", e.security(e.api.REST.Schemes, false))
	root.setUnless("x-kontrakt-headerPrefix", rest.HeaderPrefix, "")
	root.setUnless("x-kontrakt-timeZone", rest.TimeZone, "")
	root.setUnless("x-kontrakt-multiCall", rest.MultiCall, false)
	if responses := refusals(rest.Refusals); responses != nil {
		root.set("x-kontrakt-notAuthenticated", responses)
	}
	root.set("paths", e.paths())
	root.set("components", e.components())
	return root
}

func (e *exporter) info() object {
	var info object
	info.set("title", cmp.Or(e.api.Title, e.api.Contract))
	info.setUnless("description", e.api.Doc, "")
	info.set("version", unversioned)
	return info
}

// server is the base URL. OpenAPI wants a default of every variable: the name stands for one that the user must give.
func (e *exporter) server() object {
	var server, variables object
	server.set("url", schema.URLTemplate(e.api.REST.BaseURL))
	for _, part := range e.api.REST.BaseURL {
		p := part.Parameter
		if p == nil {
			continue
		}
		var variable object
		variable.set("default", cmp.Or(p.Default, p.Wire))
		variable.setUnless("description", p.Doc, "")
		variable.setUnless("x-kontrakt-required", p.Required, false)
		variables.set(p.Wire, variable)
	}
	if len(variables) > 0 {
		server.set("variables", variables)
	}
	return server
}

// paths lists the operations by path, in the order of the first function of each.
func (e *exporter) paths() object {
	var paths object
	templates := map[string]string{} // by their form: the path without the names of its parameters
	items := map[string]*object{}
	for _, op := range e.api.REST.Operations {
		path := cmp.Or(schema.URLTemplate(op.Path), "/")
		form := form(op.Path)
		if first, ok := templates[form]; ok && first != path {
			e.diagnostics.Faultf(op.Pos, "the path %s of %s and the path %s are the same to OpenAPI: "+
				"give their parameters the same names", path, op.Wire, first)
			continue
		}
		templates[form] = path
		item := items[path]
		if item == nil {
			item = new(object)
			items[path] = item
			paths.set(path, item)
		}
		item.set(strings.ToLower(op.Method), e.operation(op))
	}
	return paths
}

// form is a path without the names of its parameters.
func form(path []schema.PathPart) string {
	var b strings.Builder
	for _, part := range path {
		if part.Parameter != nil {
			b.WriteString("{}")
		}
		b.WriteString(part.Literal)
	}
	return b.String()
}

func (e *exporter) components() object {
	var components, schemas, parameters object
	for _, t := range e.api.Types {
		if t.DeclaredBy == "" {
			schemas.set(e.names.of(t), e.declaration(t))
		}
	}
	for _, p := range e.shared {
		parameters.set(e.names.of(p), e.parameter(p))
	}
	if len(schemas) > 0 {
		components.set("schemas", schemas)
	}
	if len(parameters) > 0 {
		components.set("parameters", parameters)
	}
	components.set("responses", object{{failed, e.failure()}})
	components.set("securitySchemes", e.securitySchemes())
	return components
}
