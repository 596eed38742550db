// Enumerations.

package rest

import (
	"strconv"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// readEnum makes t the enumeration m, of text or of integers: a list of values, or a mapping from each to its meaning.
func (r *reader) readEnum(t *schema.Type, m yamldoc.Mapping) {
	t.Kind, t.Builtin = schema.Enum, schema.String
	n := m.Get("enum")
	base := m.Get("base")
	if base == nil {
		base = m.Get("type")
	}
	switch name := base.Text(); name {
	case "string", "":
		if base == nil && n.IsList() && len(n.Items()) > 0 && n.Items()[0].IsInt() {
			t.Builtin = schema.Long
		}
	case "int":
		t.Builtin = schema.Long
	case "int32":
		t.Builtin = schema.Int
	default:
		base.Faultf("an enumeration has values of the type string, int or int32")
		return
	}
	if n.IsList() {
		for _, item := range n.Items() {
			r.addEnumValue(t, &schema.EnumValue{Value: enumText(t, item), Pos: item.Pos()})
		}
	} else {
		for _, e := range n.Entries() {
			v := &schema.EnumValue{Value: e.Key, Pos: e.Pos}
			if e.Value.IsMapping() {
				m := e.Value.Mapping("doc", "deprecated")
				v.Doc, v.Deprecated = doc(m), deprecated(m)
			} else {
				v.Doc = e.Value.Text()
			}
			r.addEnumValue(t, v)
		}
	}
	if n.IsList() && len(n.Items()) == 0 || n.IsMapping() && len(n.Entries()) == 0 {
		n.Faultf("expected at least one value, found none")
	}
}

// enumText returns the text of n, a value of the enumeration t, or "" after a fault.
func enumText(t *schema.Type, n *yamldoc.Node) string {
	if t.Builtin == schema.String {
		return n.Text()
	}
	if i, ok := n.Int(); ok {
		return strconv.FormatInt(i, 10)
	}
	return ""
}

// addEnumValue adds v to the enumeration t, unless its value has a fault.
func (r *reader) addEnumValue(t *schema.Type, v *schema.EnumValue) {
	if v.Value == "" {
		return
	}
	if t.Builtin != schema.String && t.Builtin.Parse(v.Value) != nil {
		r.diagnostics.Faultf(v.Pos, "%q is not a value of the type %s", v.Value, t.Builtin.Label(true))
		return
	}
	for _, other := range t.Values {
		if other.Value == v.Value {
			r.diagnostics.Faultf(v.Pos, "value %q occurs twice: it is already in line %d", v.Value, other.Pos.Line)
			return
		}
	}
	t.Values = append(t.Values, v)
}
