// Messages: which elements they have, and which namespaces occur in them.

package description

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// findMessages finds every message once, in the order of the operations. Elements without a namespace, of message parts
// that name types, can have several types.
func (d *describer) findMessages() {
	type document struct {
		element schema.QName
		t       *schema.Type
	}
	known := map[document]bool{}
	for _, op := range d.api.SOAP.Operations {
		for _, m := range op.Messages() {
			if key := (document{m.Element, m.Type}); m.HasContent() && !known[key] {
				known[key] = true
				d.Messages = append(d.Messages, m)
			}
		}
	}
}

// findNamespaces finds for every struct the namespaces of the elements and attributes in and below it.
func (d *describer) findNamespaces() {
	d.namespaces = map[*schema.Type]map[string]bool{}
	own := map[string][]*schema.Type{} // the structs with fields of each namespace
	for _, t := range d.api.Types {
		if t.Kind != schema.Struct {
			continue
		}
		for _, f := range t.Fields() {
			if f != t.Value && !f.Type.Group {
				own[f.Wire.Space] = append(own[f.Wire.Space], t)
			}
		}
	}
	users := schema.Users((*schema.Type).Uses, slices.Values(d.api.Types))
	for space, types := range own {
		for t := range schema.Walk(func(t *schema.Type) []*schema.Type { return users[t] }, types...) {
			if d.namespaces[t] == nil {
				d.namespaces[t] = map[string]bool{}
			}
			d.namespaces[t][space] = true
		}
	}
}
