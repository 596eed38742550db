// Derivation: the types that may stand in place of another (xsi:type; XSD Part 1, sections 2.6.1 and 3.4.6).

package xsd

import (
	"iter"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// derivations finds the types that may stand in place of each type.
type derivations struct {
	*types
	complex  *complexTypes
	blocking map[*schema.Type][]*component // the elements of each type that block some derived types
	ignored  []*component                  // those whose fields take blocked types
}

// addElement notes the element e of type t.
func (b *derivations) addElement(t *schema.Type, e *component) {
	if t.Kind == schema.Struct && len(b.resolver.methods(e, "block", "blockDefault")) > 0 {
		b.blocking[t] = append(b.blocking[t], e)
	}
}

// setDerived sets the derived types of every type. All types have their fields.
func (b *derivations) setDerived() {
	defer b.reportIgnored()
	for _, c := range b.resolver.globals {
		if c.node.Name.Local != "complexType" || c.node.IsTrue("abstract") {
			continue
		}
		for base, methods := range b.resolver.ancestors(c) {
			if !b.count(1, c.node.AttrPos("name")) {
				return
			}
			if built := b.complex.built[base.node]; built != nil && built.t.Dimensions == 0 && !hasAny(b.resolver.prohibited(base), methods) {
				built.t.Derived = append(built.t.Derived, b.complex.built[c.node].t)
				b.ignoreBlocks(built.t, methods)
			}
		}
	}
}

// ignoreBlocks notes the elements of type t that block types derived by the methods: their fields take them anyway.
func (b *derivations) ignoreBlocks(t *schema.Type, methods []string) {
	b.blocking[t] = slices.DeleteFunc(b.blocking[t], func(e *component) bool {
		isBlocked := hasAny(b.resolver.methods(e, "block", "blockDefault"), methods)
		if isBlocked {
			b.ignored = append(b.ignored, e)
		}
		return isBlocked
	})
}

// reportIgnored reports the elements whose block is ignored, by the first one: a schema can have hundreds.
func (b *derivations) reportIgnored() {
	switch n := len(b.ignored); n {
	case 0:
	case 1:
		b.Warnf(b.ignored[0].node.AttrPos("block"), "block is ignored: the field of element %q takes all derived types",
			b.ignored[0].name.Local)
	default:
		b.Warnf(b.ignored[0].node.AttrPos("block"),
			"block is ignored: the fields of element %q and of %d more take all derived types", b.ignored[0].name.Local, n-1)
	}
}

// ancestors returns the named complex types from which the complex type c is derived, the nearest first, each with the
// methods of the derivation so far: "extension", "restriction" or both.
func (r *resolver) ancestors(c *component) iter.Seq2[*component, []string] {
	return func(yield func(*component, []string) bool) {
		var methods []string
		base, method := r.baseOf(c)
		for range xmltree.MaxDepth {
			if base == nil {
				return
			}
			if !slices.Contains(methods, method) {
				methods = append(methods, method)
			}
			if r.redefined[base.node] == nil && !yield(base, methods) {
				return
			}
			base, method = r.baseOf(base)
		}
	}
}

// baseOf returns the complex type from which c is derived, nil for none, and the method.
func (r *resolver) baseOf(c *component) (base *component, method string) {
	for _, content := range c.node.Children {
		if !content.Is(xmltree.XSDNamespace, "complexContent") && !content.Is(xmltree.XSDNamespace, "simpleContent") {
			continue
		}
		for _, derivation := range content.Children {
			name, _ := r.loader.resolve(derivation, derivation.Get("base"))
			base = r.types[name].seenFrom(derivation)
			if base != nil && base.node.Name.Local == "complexType" {
				return base, derivation.Name.Local
			}
		}
	}
	return nil, ""
}

// prohibited returns the methods of derivation by which nothing may stand in place of the type or element c: those in
// its attribute block, and those in final, which prohibits the derivation itself.
func (r *resolver) prohibited(c *component) []string {
	return append(r.methods(c, "block", "blockDefault"), r.methods(c, "final", "finalDefault")...)
}

// methods returns the methods in c's attribute, or those that its schema gives by default.
func (r *resolver) methods(c *component, attr, byDefault string) []string {
	text, ok := c.node.Attr(attr)
	if !ok {
		text = r.loader.document(c.node).root.Get(byDefault)
	}
	return strings.Fields(text)
}

// hasAny reports whether one of the methods is prohibited.
func hasAny(prohibited, methods []string) bool {
	return slices.ContainsFunc(prohibited, func(p string) bool { return p == "#all" || slices.Contains(methods, p) })
}
