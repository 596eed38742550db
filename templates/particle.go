// Particles: properties of a content model that several files here need.

package templates

import "github.com/kontrakt-dev/kontrakt/schema"

// firstField returns the field of the first leaf of p, or nil.
func firstField(p *schema.Particle) *schema.Field {
	if p == nil {
		return nil
	}
	if p.Field != nil {
		return p.Field
	}
	for _, c := range p.Children {
		if f := firstField(c); f != nil {
			return f
		}
	}
	return nil
}

// emptiable reports whether p is satisfied by nothing (XSD Part 1, section 3.9.6, "Particle Emptiable").
func emptiable(p *schema.Particle) bool {
	if p == nil || p.Min == 0 {
		return true
	}
	switch p.Kind {
	case schema.Choice:
		for _, c := range p.Children {
			if emptiable(c) {
				return true
			}
		}
		return len(p.Children) == 0
	case schema.Sequence, schema.All:
		for _, c := range p.Children {
			if !emptiable(c) {
				return false
			}
		}
		return true
	}
	return false
}
