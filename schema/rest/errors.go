// Error responses: the messages for the user, and the types by status.

package rest

import (
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// readErrors reads the error responses of the service: their types by status, and the field with the messages.
func (r *reader) readErrors(n *yamldoc.Node) {
	m, statuses := n.MappingOr(isNumber, "type", "field", "default")
	r.rest.Errors = r.readStatusErrors(m, statuses)
	if m.Get("type") != nil || m.Get("field") != nil || m.Get("default") == nil && len(statuses) == 0 {
		r.readMessages(m)
	}
}

// readFunctionErrors reads the types of error responses of a function, by status.
func (r *reader) readFunctionErrors(n *yamldoc.Node) []*schema.StatusError {
	m, statuses := n.MappingOr(isNumber, "default")
	return r.readStatusErrors(m, statuses)
}

func isNumber(key string) bool { return strings.Trim(key, "0123456789") == "" }

// readStatusErrors reads the types of error responses: those in statuses, and the one under default in m.
func (r *reader) readStatusErrors(m yamldoc.Mapping, statuses []yamldoc.Entry) (errors []*schema.StatusError) {
	add := func(status int, n *yamldoc.Node, pos schema.Pos) {
		switch typ := r.typeNamed(n); {
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
		add(status, e.Value, e.Pos)
	}
	if n := m.Get("default"); n != nil {
		add(0, n, n.Pos())
	}
	return errors
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
	field.Faultf("type %q has no field %q%s", typ.Wire.Local, name, yamldoc.Suggest(name, names))
}
