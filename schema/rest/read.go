// Package rest reads the contract of a REST service from a YAML description.
//
// dialect.schema.json, a JSON Schema that editors use, specifies the dialect. mvp.yaml in the folder above explains
// every construct where it first occurs.
package rest

import (
	"path"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // so that timeZone can be checked on machines without a time zone database

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// dialectVersion is the version of the dialect that this package reads: the value of the key "kontrakt".
const dialectVersion = 1

// Read reads the YAML description that src names. It returns the service without Go names, which schema.Name chooses,
// and all diagnostics, sorted. The service is nil if there is a fault.
func Read(src schema.Source) (*schema.API, schema.Diagnostics) {
	rest := &schema.REST{}
	r := &reader{
		source: src, included: map[string]bool{}, mimeAt: map[string]schema.Pos{},
		api:  &schema.API{Contract: path.Base(src.Name), REST: rest},
		rest: rest,
		used: map[*schema.Parameter]bool{}, routes: map[string]*schema.RESTOperation{}, inner: map[*schema.Type][]*schema.Type{},
	}
	if root := yamldoc.Read(src, &r.diagnostics); root != nil {
		r.service(root)
	}
	r.diagnostics.Sort()
	if r.diagnostics.Faulty() {
		return nil, r.diagnostics
	}
	return r.api, r.diagnostics
}

// reader reads a description. It reads the parts in an order in which every name is declared before it is used: MIME
// types, types without their fields, client parameters, schemes of authentication, functions, fields.
type reader struct {
	diagnostics schema.Diagnostics
	api         *schema.API
	rest        *schema.REST

	clientParameters index[*schema.Parameter]
	used             map[*schema.Parameter]bool // client parameters that occur in a URL
	source           schema.Source
	included         map[string]bool // the files that were included, by their names in source
	mimeTypes        index[string]
	mimeAt           map[string]schema.Pos // where each is declared
	types            index[*schema.Type]   // those of the description and the built-in ones
	keepUnknown      bool                  // whether types keep unknown members that do not say so
	place            place                 // of types that are defined without a name
	undefined        []declaredStruct
	oneOfs           []declaredOneOf
	inner            map[*schema.Type][]*schema.Type // the types that are defined in place, by the type around them
	schemes          index[*schema.Scheme]

	authorizationServer *schema.AuthorizationServer // of the scheme oauth2

	operations index[*schema.RESTOperation]
	routes     map[string]*schema.RESTOperation // by method and path
	pagings    []paging                         // to be read when the fields of types are known
	examples   []example                        // likewise
}

// index finds values by their names in the description.
type index[T any] struct {
	byName map[string]T
	names  []string // in the order in which they were added
}

func (x *index[T]) add(name string, value T) {
	if x.byName == nil {
		x.byName = map[string]T{}
	}
	x.byName[name] = value
	x.names = append(x.names, name)
}

// find returns the value called name. ok is false if there is none.
func (x *index[T]) find(name string) (value T, ok bool) {
	value, ok = x.byName[name]
	return value, ok
}

// service reads the whole description.
func (r *reader) service(root *yamldoc.Node) {
	m := root.Mapping("kontrakt", "title", "doc", "baseUrl", "parameters", "headerPrefix", "timeZone", "multiCall",
		"auth", "notAuthenticated", "errors", "include", "mimeTypes", "keepUnknown", "types", "functions")
	if !r.readVersion(m) {
		return
	}
	r.api.Title = strings.TrimSpace(m.Need("title").Text())
	r.api.Doc = doc(m)
	r.readHeaderPrefix(m.Get("headerPrefix"))
	r.readTimeZone(m.Get("timeZone"))
	r.rest.MultiCall = m.Get("multiCall").Bool()
	r.readMIMETypes(m.Get("mimeTypes"))

	r.keepUnknown = m.Get("keepUnknown").Bool()
	r.declareTypes(m.Get("types"))
	r.readIncludes(m.Get("include"), r.source.Name, nil)
	r.declareBuiltins()
	r.readClientParameters(m.Get("parameters"))
	r.readBaseURL(m.Need("baseUrl"))
	r.readSchemes(m.Get("auth"))
	r.readRefusals(m.Get("notAuthenticated"))
	r.readFunctions(m.Need("functions"))
	messages := r.readErrors(m.Get("errors"))
	r.defineTypes()
	for _, p := range r.pagings {
		r.readPaging(p)
	}
	if messages != nil {
		r.readMessages(*messages)
	}
	r.checkClientParametersUsed()
	r.checkSchemesUsed()
	r.readExamples()
}

func (r *reader) readHeaderPrefix(n *yamldoc.Node) {
	r.rest.HeaderPrefix = n.Text()
	if p := r.rest.HeaderPrefix; p != "" && !isToken(p) {
		n.Faultf("%q cannot begin a header's name: use letters, digits and hyphens", p)
	}
}

func (r *reader) readTimeZone(n *yamldoc.Node) {
	r.rest.TimeZone = n.Text()
	if _, err := time.LoadLocation(r.rest.TimeZone); err != nil || r.rest.TimeZone == "Local" {
		n.Faultf("time zone %q does not exist: expected a name of the IANA database such as Europe/Berlin",
			r.rest.TimeZone)
	}
}

// doc returns the documentation under the key "doc".
func doc(m yamldoc.Mapping) string { return strings.TrimSpace(m.Get("doc").Text()) }

// deprecated returns the text under the key "deprecated", which can be true instead; "" if there is none.
func deprecated(m yamldoc.Mapping) string {
	n := m.Get("deprecated")
	if n.IsBool() {
		if n.Bool() {
			return "do not use it in new code"
		}
		return ""
	}
	return strings.TrimSpace(n.Text())
}

// oneOf returns the one of keys that m, the mapping n, has. If it has none or several, that is a fault, and oneOf
// returns "".
func oneOf(n *yamldoc.Node, m yamldoc.Mapping, keys ...string) string {
	found := slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return m.Get(key) == nil })
	switch len(found) {
	case 0:
		n.Faultf("one of the keys %s is missing", strings.Join(keys, ", "))
	case 1:
		return found[0]
	default:
		n.Faultf("the keys %s exclude one another: keep one", strings.Join(found, ", "))
	}
	return ""
}
