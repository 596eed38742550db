// Types with alternatives, which a member of the JSON object tells apart.

package rest

import (
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// declaredOneOf is a type with alternatives that have not been read yet.
type declaredOneOf struct {
	typ   *schema.Type
	types *yamldoc.Node
}

// readOneOf makes t the type with the alternatives that n describes. They are found later: see findAlternatives.
func (r *reader) readOneOf(t *schema.Type, n *yamldoc.Node) {
	t.Kind = schema.OneOf
	m := n.Mapping("discriminator", "types")
	if t.Discriminator = m.Get("discriminator").Text(); m.Get("discriminator") == nil {
		n.Faultf("missing key \"discriminator\": if no member tells the types apart, make the field json")
	}
	types := m.Need("types")
	if types.IsMapping() && len(types.Entries()) == 0 {
		types.Faultf("expected at least one alternative, found none")
	}
	r.oneOfs = append(r.oneOfs, declaredOneOf{t, types})
}

// findAlternatives finds the alternatives of the types that have them, after the fields of all types were read.
func (r *reader) findAlternatives() {
	for _, o := range r.oneOfs {
		known := map[*schema.Type]bool{}
		for _, e := range o.types.Entries() {
			t := r.typeNamed(e.Value)
			switch {
			case t == nil:
				continue
			case t.Kind != schema.Struct:
				e.Value.Faultf("type %q has no fields: an alternative is a type with fields; make the field json if it has "+
					"other alternatives", t.Wire.Local)
				continue
			case known[t]:
				e.Value.Faultf("type %q is an alternative already: declare another type", t.Wire.Local)
				continue
			}
			known[t] = true
			r.tag(t, schema.Tag{Name: o.typ.Discriminator, Value: e.Key}, e.Value)
			o.typ.Alternatives = append(o.typ.Alternatives, &schema.Alternative{Value: e.Key, Type: t, Pos: e.Pos})
		}
	}
}

// tag gives t, an alternative at n, its value of a discriminator.
func (r *reader) tag(t *schema.Type, tag schema.Tag, n *yamldoc.Node) {
	if t.Tag != nil && *t.Tag != tag {
		n.Faultf("type %q already has the %s %q: an alternative of several types has the same discriminator and value in each",
			t.Wire.Local, t.Tag.Name, t.Tag.Value)
		return
	}
	for _, f := range t.Fields() {
		if f.Wire.Local == tag.Name && t.Tag == nil {
			r.diagnostics.Faultf(f.Pos, "this field tells the alternatives apart: remove it, since clients write %q themselves",
				tag.Value)
		}
	}
	t.Tag = &tag
}
