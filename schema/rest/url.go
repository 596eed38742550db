// URLs: the base URL, the paths below it, and the parameters in them.

package rest

import (
	"net/url"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// readClientParameters reads the parameters in the configuration of a client.
func (r *reader) readClientParameters(n *yamldoc.Node) {
	for _, e := range n.Entries() {
		m := e.Value.Mapping("doc", "default", "example")
		p := &schema.Parameter{
			Wire: e.Key, Doc: doc(m), Pos: e.Pos, Type: r.types.byName["string"],
			Client: true, Default: m.Get("default").Text(),
		}
		p.Required = p.Default == ""
		r.laterExample(m, p.Type, false, nil, func(json string) { p.Examples = []string{json} })
		r.clientParameters.add(e.Key, p)
		r.rest.Parameters = append(r.rest.Parameters, p)
	}
}

func (r *reader) checkClientParametersUsed() {
	for _, p := range r.rest.Parameters {
		if !r.used[p] {
			r.diagnostics.Faultf(p.Pos, "no URL uses this parameter: put {%s} into baseUrl or a path, or remove it",
				p.Wire)
		}
	}
}

// readBaseURL reads the absolute URL before all paths.
func (r *reader) readBaseURL(n *yamldoc.Node) {
	text := n.Text()
	if text == "" {
		return
	}
	r.rest.Pos = n.Pos()
	r.rest.BaseURL = r.readTemplate(n, text, func(name string) *schema.Parameter {
		p, ok := r.clientParameters.find(name)
		if !ok {
			n.Faultf("parameter {%s} is not among parameters%s", name, schema.Suggest(name, r.clientParameters.names))
		}
		return p
	})
	_, rest, _ := strings.Cut(text, "://")
	if host, _, _ := strings.Cut(rest, "/"); strings.Contains(host, "{") {
		n.Faultf("a parameter can only be in the path of the URL")
		return
	}
	checkURL(n, filled(r.rest.BaseURL))
	if strings.HasSuffix(text, "/") {
		n.Faultf("every path begins with a slash: remove the slash at the end of the base URL")
	}
}

// readPath reads the path of op. Its parameters are those of the client, otherwise op's own.
func (r *reader) readPath(op *schema.RESTOperation, n *yamldoc.Node) {
	text := n.Text()
	if text == "" {
		return
	}
	if !strings.HasPrefix(text, "/") {
		n.Faultf("path %q is not below the base URL: begin it with a slash", text)
		return
	}
	op.Path = r.readTemplate(n, text, func(name string) *schema.Parameter {
		if p, ok := r.clientParameters.find(name); ok {
			return p
		}
		p := &schema.Parameter{
			Wire: name, Pos: n.Pos(), Place: schema.InPath, Type: r.types.byName["string"], Required: true,
		}
		op.Parameters = append(op.Parameters, p)
		return p
	})
	checkURL(n, "https://host"+filled(op.Path))
}

// checkURL adds faults if text is not an absolute URL of http or https with a plain path.
func checkURL(n *yamldoc.Node, text string) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		n.Faultf("not a URL: expected for example https://www.example.org/path (RFC 3986)")
		return
	case u.User != nil:
		n.Faultf("a URL in a description has no credentials: remove the part before the @")
	case u.RawQuery != "" || u.ForceQuery:
		n.Faultf("a path has no query: list its parameters under query")
	case strings.Contains(text, "#"):
		n.Faultf("a path has no fragment: remove the # and the rest")
	case !strings.HasSuffix(text, u.EscapedPath()):
		n.Faultf("the path has characters that are not allowed in a URL: percent-encode them (RFC 3986 section 3.3)")
	}
	if segments := strings.Split(u.Path, "/"); slices.Contains(segments, ".") || slices.Contains(segments, "..") {
		n.Faultf("the path has a segment . or ..: remove it")
	}
}

// readTemplate splits template, the text of n, into literals and {parameters}, which lookup finds. A parameter that
// lookup does not find is left out.
func (r *reader) readTemplate(
	n *yamldoc.Node, template string, lookup func(name string) *schema.Parameter,
) []schema.PathPart {
	var parts []schema.PathPart
	seen := map[string]bool{}
	for template != "" {
		literal, rest, found := strings.Cut(template, "{")
		if strings.Contains(literal, "}") {
			n.Faultf("a } has no { before it: write a parameter as {name}")
		}
		if literal != "" {
			parts = append(parts, schema.PathPart{Literal: literal})
		}
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, "}")
		switch {
		case !closed:
			n.Faultf("a { has no } after it: write a parameter as {name}")
			return parts
		case !isName(name):
			n.Faultf("{%s} is not a parameter: %s", name, nameRule)
		case seen[name]:
			n.Faultf("parameter {%s} occurs twice: remove one", name)
		default:
			if p := lookup(name); p != nil {
				r.used[p] = true
				parts = append(parts, schema.PathPart{Parameter: p})
			}
		}
		seen[name] = true
		template = after
	}
	return parts
}

// filled returns the URL or path of parts with an x for every parameter, to check it.
func filled(parts []schema.PathPart) string {
	var b strings.Builder
	for _, p := range parts {
		if p.Parameter != nil {
			b.WriteByte('x')
		}
		b.WriteString(p.Literal)
	}
	return b.String()
}
