// Elements that are read out of order, because another one refers to them.

package xmlwire

import "strings"

// Target is an element that can be referred to: the offset of its start tag, and the declarations in scope.
type Target struct {
	tagStart  int
	scope     Scope
	defaultNS int
}

// Targets returns the elements of the whole document by the value of their attribute name, which has no namespace. Of
// several with the same value it returns the first.
func (d *Decoder) Targets(name string) map[string]Target {
	targets := map[string]Target{}
	all := NewDecoder("", d.namespaces)
	all.doc, all.err, all.MaxDepth = d.doc, nil, d.MaxDepth
	var walk func()
	walk = func() {
		for all.Child() {
			scope := all.bindings[:all.current().bindings]
			if all.Attr(0, name) {
				id := all.AttrValue()
				if _, known := targets[id]; !known {
					b, _ := lookup(scope, "")
					targets[strings.Clone(id)] = Target{all.tagStart(), append(Scope(nil), scope...), b.ns}
				}
			}
			walk()
		}
	}
	walk()
	return targets
}

// Branch returns a decoder of d's document that has moved to t. Its values share memory with those of d, which must not
// be used until [Decoder.Join].
func (d *Decoder) Branch(t Target) *Decoder {
	branch := NewDecoder("", d.namespaces)
	branch.doc, branch.pos, branch.rootSeen = d.doc, t.tagStart, true
	branch.bindings = append([]binding(nil), t.scope...)
	branch.defaultNS, branch.borrowed, branch.skipsElements = t.defaultNS, d.borrowed, d.skipsElements
	branch.MaxDepth = d.MaxDepth
	branch.texts, branch.strings, branch.Slabs = d.texts, d.strings, d.Slabs
	branch.depth = 1 // inside of an element, whose end is never read
	branch.startTag(t.tagStart + len("<"))
	return branch
}

// Join ends a branch of d.
func (d *Decoder) Join(branch *Decoder) {
	d.texts, d.strings, d.Slabs = branch.texts, branch.strings, branch.Slabs
}
