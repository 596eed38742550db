// Authentication: the schemes of the service, and those that a function accepts.

package rest

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// noAuth is the name that stands for a call without credentials.
const noAuth = "none"

// plainSchemes are the kinds of schemes that have no settings of their own.
var plainSchemes = []string{string(schema.Basic), string(schema.Bearer), string(schema.Signature)}

// readSchemes reads the ways to authenticate.
func (r *reader) readSchemes(n *yamldoc.Node) {
	entries := n.Entries()
	if n.IsMapping() && len(entries) == 0 {
		n.Faultf("no schemes: leave auth out if the service needs no authentication")
	}
	for _, e := range entries {
		switch {
		case e.Key == noAuth:
			r.diagnostics.Faultf(e.Pos, "%q is no name for a scheme: a function says auth: none if it needs none", noAuth)
		case !isName(e.Key):
			r.diagnostics.Faultf(e.Pos, "%q cannot name a scheme: %s", e.Key, nameRule)
		}
		s := &schema.Scheme{Wire: e.Key, Pos: e.Pos}
		r.readScheme(s, e.Value)
		r.schemes.add(e.Key, s)
		r.rest.Schemes = append(r.rest.Schemes, s)
	}
}

// readScheme reads the kind of s: a word, or a mapping.
func (r *reader) readScheme(s *schema.Scheme, n *yamldoc.Node) {
	kind := n
	if n.IsMapping() {
		m := n.Mapping("doc", "type", "apiKey", "oauth2")
		s.Doc = doc(m)
		switch oneOf(n, m, "type", "apiKey", "oauth2") {
		case "apiKey":
			r.readAPIKey(s, m.Get("apiKey"))
			return
		case "oauth2":
			r.readOAuth2(s, m.Get("oauth2"))
			return
		case "type":
			kind = m.Get("type")
		default:
			return
		}
	}
	name := kind.Text()
	if name != "" && !slices.Contains(plainSchemes, name) {
		kind.Faultf("%q is not a kind of authentication%s", name, schema.Suggest(name, plainSchemes))
	}
	s.Kind = schema.SchemeKind(name)
}

// readAPIKey reads where a request has an API key.
func (r *reader) readAPIKey(s *schema.Scheme, n *yamldoc.Node) {
	s.Kind = schema.APIKey
	m := n.Mapping("header", "query")
	switch place := oneOf(n, m, "header", "query"); place {
	case "header":
		s.Place, s.Key = schema.InHeader, m.Get(place).Text()
		r.checkKeyHeader(s, m.Get(place))
	case "query":
		s.Place, s.Key = schema.InQuery, m.Get(place).Text()
	}
}

// clientHeaders are the headers that a client sets itself. Their names are in lower case.
var clientHeaders = []string{"accept", "accept-encoding", "authorization", "connection", "content-encoding",
	"content-length", "content-type", "host", "if-modified-since", "if-none-match", "range", "te", "trailer",
	"transfer-encoding", "upgrade", "user-agent"}

// checkKeyHeader adds a fault if the header that n names cannot have an API key.
func (r *reader) checkKeyHeader(s *schema.Scheme, n *yamldoc.Node) {
	switch name := strings.ToLower(s.Key); {
	case name == "":
	case !isToken(name):
		n.Faultf("%q cannot name a header: use letters, digits and hyphens", s.Key)
	case name == "authorization":
		n.Faultf("the client writes the header %s itself: expected basic, bearer or signature", s.Key)
	case slices.Contains(clientHeaders, name):
		n.Faultf("the client writes the header %s itself: expected a header of the service's own", s.Key)
	}
}

// readAlternatives reads which schemes a function accepts: the name of one, a list of names, or none. Without n, it
// accepts each scheme of the service.
func (r *reader) readAlternatives(n *yamldoc.Node) (a schema.Alternatives) {
	names := []*yamldoc.Node{n}
	switch {
	case n == nil:
		a.Schemes = r.rest.Schemes
		return a
	case len(r.rest.Schemes) == 0:
		n.Faultf("the description has no schemes: list them under auth at its top")
		return a
	case n.IsList():
		names = n.Items()
	}
	if len(names) == 0 {
		n.Faultf("expected at least one scheme, found no item: write %s if the function needs no authentication", noAuth)
	}
	for _, name := range names {
		text := name.Text()
		s, ok := r.schemes.find(text)
		switch {
		case text == "":
		case text == noAuth && !a.Optional:
			a.Optional = true
		case text == noAuth || slices.Contains(a.Schemes, s):
			name.Faultf("scheme %q occurs twice: remove one", text)
		case !ok:
			name.Faultf("scheme %q is not under auth%s", text, schema.Suggest(text, append(r.schemes.names, noAuth)))
		default:
			a.Schemes = append(a.Schemes, s)
		}
	}
	a.Optional = a.Optional && len(a.Schemes) > 0
	return a
}

// checkKeys adds a fault for each parameter of op whose place in the request has the API key of a scheme.
func (r *reader) checkKeys(op *schema.RESTOperation) {
	for _, s := range op.Auth.Schemes {
		for _, p := range op.Parameters {
			name := p.Wire
			if p.Place == schema.InHeader {
				name = r.rest.HeaderPrefix + name
			}
			isSame := name == s.Key || p.Place == schema.InHeader && strings.EqualFold(name, s.Key)
			if s.Kind == schema.APIKey && p.Place == s.Place && isSame {
				r.diagnostics.Faultf(p.Pos, "the client writes the API key of scheme %q here: remove the parameter",
					s.Wire)
			}
		}
	}
}

// checkSchemesUsed adds a fault for each scheme that no function accepts.
func (r *reader) checkSchemesUsed() {
	for _, s := range r.rest.Schemes {
		isUsed := slices.ContainsFunc(r.rest.Operations, func(op *schema.RESTOperation) bool {
			return slices.Contains(op.Auth.Schemes, s)
		})
		if !isUsed {
			r.diagnostics.Faultf(s.Pos, "no function accepts this scheme: name it in the auth of one, or remove it")
		}
	}
}
