// Structs: their attributes, their derived types, and their kind of content.

package diff

import (
	"fmt"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// find adds a finding about n itself.
func (n *node) find(rule Rule, old, new schema.Pos, format string, args ...any) {
	n.findings = append(n.findings, finding{rule: rule, message: fmt.Sprintf(format, args...), old: old, new: new})
}

// finder returns find for a location of n.
func (n *node) finder(loc location) func(rule Rule, format string, args ...any) {
	return func(rule Rule, format string, args ...any) { n.find(rule, loc.old, loc.new, format, args...) }
}

// findIn adds a finding about the element, attribute or field of n called step.
func (n *node) findIn(kind, step string, rule Rule, old, new schema.Pos, format string, args ...any) {
	n.findings = append(n.findings, finding{rule, kind, step, fmt.Sprintf(format, args...), old, new})
}

// compareStructs compares the two structs of p, and collects the pairs of types in them.
func (c *comparison) compareStructs(p *pair) {
	a, b := p.old, p.new
	switch {
	case a.Abstract && !b.Abstract:
		p.find(NoLongerAbstract, a.Pos, b.Pos, "can now be of type %s itself, which is no longer abstract",
			b.Wire.Local)
	case !a.Abstract && b.Abstract:
		p.find(NowAbstract, a.Pos, b.Pos, "can no longer be of type %s itself, which is now abstract", b.Wire.Local)
	}
	compareDeprecation(a.Deprecated, b.Deprecated, func(rule Rule, format string, args ...any) {
		p.find(rule, a.Pos, b.Pos, format, args...)
	})
	compareWildcards(a.OtherAttributes, b.OtherAttributes, "attributes", func(rule Rule, format string, args ...any) {
		p.find(rule, a.Pos, b.Pos, format, args...)
	})
	c.compareDerived(p)
	compareFiles(p)
	c.compareMembers(&p.node, attributes(a), attributes(b))
	c.compareMembers(&p.node, attachedParts(a), attachedParts(b))

	switch shapeOf(a) == shapeOf(b) {
	case true:
		if a.Value != nil {
			c.compareTypes(&p.node, location{old: a.Value.Pos, new: b.Value.Pos}, a.Value.Type, b.Value.Type)
		}
		if !a.Mixed {
			c.compareContent(p)
		}
	case false:
		c.compareShapes(&p.node, location{old: a.Pos, new: b.Pos}, a, b)
	}
}

// compareFiles compares the fields that refer to the files that values of the structs stand for.
func compareFiles(p *pair) {
	a, b := p.old.File, p.new.File
	switch {
	case a == nil && b != nil:
		p.find(FileAdded, p.old.Pos, b.Pos, "now stands for the file that field %s refers to", b.Wire.Local)
	case a != nil && b == nil:
		p.find(FileChanged, a.Pos, p.new.Pos, "no longer stands for the file that field %s refers to", a.Wire.Local)
	case a != nil && a.Wire != b.Wire:
		p.find(FileChanged, a.Pos, b.Pos, "now stands for the file that field %s refers to (was %s)", b.Wire.Local,
			a.Wire.Local)
	}
}

// compareDerived compares the types that may stand in place of those of p.
func (c *comparison) compareDerived(p *pair) {
	known := make(map[schema.QName]*schema.Type, len(p.old.Derived))
	for _, d := range p.old.Derived {
		known[d.Wire] = d
	}
	for _, d := range p.new.Derived {
		before, ok := known[d.Wire]
		delete(known, d.Wire)
		if !ok {
			p.find(DerivedAdded, schema.Pos{}, d.Pos, "can now be of type %s (xsi:type)", d.Wire.Local)
			continue
		}
		p.edges = append(p.edges, edge{"[" + d.Wire.Local + "]", c.pair(before, d)})
	}
	for _, d := range p.old.Derived {
		if _, gone := known[d.Wire]; gone {
			p.find(DerivedRemoved, d.Pos, schema.Pos{}, "can no longer be of type %s (xsi:type)", d.Wire.Local)
		}
	}
}

// shape is the kind of content of a type, in words. That of a type with items names its collection.
type shape string

const (
	elements     shape = "elements of its own"
	text         shape = "text"
	severalTypes shape = "an object of several types"
	anything     shape = "content of any kind" // mixed or untyped: kept as raw XML or JSON
)

// shapeOf returns the shape of t's content. An empty struct has the shape elements.
func shapeOf(t *schema.Type) shape {
	switch {
	case t.Mixed, t.Builtin.IsAny():
		return anything
	case t.Kind == schema.OneOf:
		return severalTypes
	case t.Collection() != "":
		return shape("a " + t.Collection() + " of values")
	case t.Kind != schema.Struct, t.Value != nil:
		return text
	}
	return elements
}

// compareShapes reports two types with different shapes.
func (c *comparison) compareShapes(n *node, loc location, a, b *schema.Type) {
	rule, x, y := TypeChanged, shapeOf(a), shapeOf(b)
	switch {
	case y == anything:
		rule = TypeWidened
	case x == anything:
		rule = TypeNarrowed
	}
	n.findIn(loc.kind, loc.step, rule, loc.old, loc.new, "now contains %v (was %v)", c.shapeName(y), c.shapeName(x))
}

// shapeName returns s for messages.
func (c *comparison) shapeName(s shape) string {
	if c.isJSON && s == elements {
		return "an object"
	}
	return string(s)
}
