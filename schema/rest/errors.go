// Error responses: the messages for the user, and the types by status.

package rest

import (
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// readErrors reads the error responses of the service: their types by status. It returns the mapping that names the
// field with the messages, which is read when the fields of types are known; nil for none.
func (r *reader) readErrors(n *yamldoc.Node) *yamldoc.Mapping {
	m, statuses := n.MappingOr(isNumber, "type", "field", "default")
	r.rest.Errors = r.readStatusErrors("", m, statuses)
	if n == nil || m.Get("type") == nil && m.Get("field") == nil && (m.Get("default") != nil || len(statuses) > 0) {
		return nil
	}
	return &m
}

// readFunctionErrors reads the types of error responses of a function, by status.
func (r *reader) readFunctionErrors(function string, n *yamldoc.Node) []*schema.StatusError {
	m, statuses := n.MappingOr(isNumber, "default")
	return r.readStatusErrors(function+"/", m, statuses)
}

func isNumber(key string) bool { return strings.Trim(key, "0123456789") == "" }

// readStatusErrors reads the types of error responses: those in statuses, and the one under default in m. The names of
// those that are defined in place begin with prefix.
func (r *reader) readStatusErrors(prefix string, m yamldoc.Mapping, statuses []yamldoc.Entry) (errors []*schema.StatusError) {
	add := func(status int, name string, n *yamldoc.Node, pos schema.Pos) {
		r.place = place{by: "error", name: prefix + "error/" + name}
		switch typ := r.readErrorType(n); {
		case typ == nil:
		case typ.Kind != schema.Struct:
			n.Faultf("type %q has no fields: expected the type of error responses", typ.Wire.Local)
		default:
			typ.Error = true
			errors = append(errors, &schema.StatusError{Status: status, Type: typ, Pos: pos})
		}
	}
	for _, e := range statuses {
		status, err := strconv.Atoi(e.Key)
		if err != nil || status < 400 || status > 599 || len(e.Key) != 3 {
			r.diagnostics.Faultf(e.Pos, "%s is not the status of an error: expected 400 to 599 (RFC 9110, section 15)", e.Key)
			continue
		}
		add(status, e.Key, e.Value, e.Pos)
	}
	if n := m.Get("default"); n != nil {
		add(0, "default", n, n.Pos())
	}
	return errors
}

// readErrorType reads the type of an error response: its name, or its fields. It returns nil after a fault.
func (r *reader) readErrorType(n *yamldoc.Node) *schema.Type {
	if !n.IsMapping() {
		return r.typeNamed(n)
	}
	m := n.Mapping("doc", "fields", "keepUnknown")
	if m.Need("fields") == nil {
		return nil
	}
	t := r.defineInPlace("fields", n, m)
	t.Doc = doc(m)
	return t
}

// readMessages finds the field with the messages of an error response.
func (r *reader) readMessages(m yamldoc.Mapping) {
	typ := r.typeNamed(m.Need("type"))
	field := m.Need("field")
	name := field.Text()
	if typ == nil || name == "" {
		return
	}
	if typ.Kind != schema.Struct {
		m.Get("type").Faultf("type %q has no fields: expected the type of error responses", typ.Wire.Local)
		return
	}
	var names []string
	for _, f := range typ.Fields() {
		if f.Wire.Local == name {
			if f.Type.Builtin != schema.String {
				field.Faultf("field %q is not text: expected the field with the messages for the user", name)
			}
			r.rest.Messages = f
			return
		}
		names = append(names, f.Wire.Local)
	}
	field.Faultf("type %q has no field %q%s", typ.Wire.Local, name, schema.Suggest(name, names))
}
