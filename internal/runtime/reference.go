// References within a document: servers write an object that occurs twice only once, with an id, and refer to it by href
// elsewhere (SOAP 1.1, section 5.4.1), in literal messages too.

package runtime

import "strings"

// maxReferences is how many references of one document are followed.
const maxReferences = 10000

// target is an element with an id: where its start tag begins, and what is declared around it.
type target struct {
	at        int
	bindings  []binding
	defaultNS int
}

// refers reports whether the element at hand is a reference, and then reads the element that it refers to into the field
// f of the struct at m. An element that is declared to have an attribute href is none.
func (x *xmlReader) refers(f *fieldPlan, m ptr) bool {
	if x.state != atEmpty || f.shape == rawShape || f.shape == openShape {
		return false
	}
	if f.shape == structShape && f.plan.ready().declares("href") || !x.Attr(0, "href") {
		return false
	}
	href := x.attrs[x.attr].Value
	x.leaveAttribute()
	id, ok := strings.CutPrefix(href, "#")
	if !ok || id == "" {
		return false
	}
	at, found := x.targets()[id]
	if !found || x.followed == maxReferences || len(x.open) == maxElementDepth || x.isOpen(id) {
		x.deviate(f.local, "an element with the id that is referred to", quote(href))
		x.Skip()
		return true
	}
	x.Skip()
	x.followed++
	x.open = append(x.open, id)
	outer := x.XMLDecoder
	x.XMLDecoder = outer.from(at)
	if x.startTag(at.at + len("<")) {
		x.element(f, m)
	}
	outer.texts, outer.strings, outer.Slabs = x.texts, x.strings, x.Slabs
	x.XMLDecoder = outer
	x.open = x.open[:len(x.open)-1]
	return true
}

// isOpen reports whether the element with the id is being read, so that a reference to it would have no end.
func (x *xmlReader) isOpen(id string) bool {
	for _, open := range x.open {
		if open == id {
			return true
		}
	}
	return false
}

// declares reports whether p has an attribute of that name, in no namespace.
func (p *plan) declares(name string) bool {
	for _, a := range p.attrs {
		if a.ns == 0 && a.local == name {
			return true
		}
	}
	return p.others != nil
}

// targets returns the elements of the document that have an id.
func (x *xmlReader) targets() map[string]target {
	if x.ids != nil {
		return x.ids
	}
	x.ids = map[string]target{}
	d := NewXMLDecoder("", x.namespaces)
	d.doc, d.err = x.doc, nil
	var walk func()
	walk = func() {
		for d.Child() {
			around := d.bindings[:d.current().bindings]
			if d.Attr(0, "id") {
				id := d.attrs[d.attr].Value
				d.leaveAttribute()
				if _, known := x.ids[id]; !known {
					b, _ := lookup(around, "")
					x.ids[strings.Clone(id)] = target{d.tagStart(), append([]binding(nil), around...), b.ns}
				}
			}
			walk()
		}
	}
	walk()
	return x.ids
}

// from returns a decoder of d's document that is about to read the start tag at t.
func (d *XMLDecoder) from(t target) *XMLDecoder {
	other := NewXMLDecoder("", d.namespaces)
	other.doc, other.pos, other.rootSeen = d.doc, t.at, true
	other.bindings = append([]binding(nil), t.bindings...)
	other.defaultNS, other.borrowed, other.passesElements = t.defaultNS, d.borrowed, d.passesElements
	other.texts, other.strings, other.Slabs = d.texts, d.strings, d.Slabs
	other.depth = 1 // inside of an element, whose end is never read
	return other
}
