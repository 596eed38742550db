// Response headers: fields of the header of a response that a function returns.

package rest

import (
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

func (r *reader) readResponseHeaders(function string, n *yamldoc.Node) []*schema.Parameter {
	var headers []*schema.Parameter
	known := map[string]int{}
	for _, e := range n.Entries() {
		r.place = inFunction(function, "response header", e.Key, "enum")
		v := r.readValueOr(e.Value, []string{"listOf", "enum"}, append([]string{"doc", "deprecated", "example"}, simpleKeys...)...)
		if v.typ == nil {
			continue
		}
		checkSimple(e.Value, v.typ, "response header")
		if v.typ.Builtin == schema.JSON || v.typ.Builtin == schema.Base64Binary {
			e.Value.Faultf("a response header cannot be %s: make it a string", v.typ.Builtin.Label(true))
		}
		name := strings.ToLower(e.Key)
		switch line := known[name]; {
		case !isToken(e.Key):
			r.diagnostics.Faultf(e.Pos, "%q cannot name a header: use letters, digits and hyphens", e.Key)
		case line > 0:
			r.diagnostics.Faultf(e.Pos, "header %s is already in line %d: names of headers have no case (RFC 9110, section 5.1)",
				e.Key, line)
		}
		known[name] = e.Pos.Line
		headers = append(headers, r.newParameter(e, schema.InResponse, v))
	}
	return headers
}
