// Default values of XSD: what an attribute has that is absent, and an element that is empty.

package xmlwire

// AttrOr moves to an attribute of the pending element as Attr does; one that the element does not have is added to it
// with the value (XSD Part 1, section 3.4.5, "attribute default").
func (d *Decoder) AttrOr(ns int, name, value string) {
	if d.Attr(ns, name) || d.state == atNothing {
		return
	}
	d.attrs = append(d.attrs, attribute{Attr: Attr{d.namespaces[ns], name, value}, ns: ns})
	d.Attr(ns, name)
}

// Default makes text the value that the caller takes next from the pending element, if that has no content of its own:
// neither characters nor elements (XSD Part 1, section 3.3.5, "element default value").
func (d *Decoder) Default(text string) {
	if d.state == atNothing {
		return
	}
	after := *d
	if after.Text() == "" && after.err == nil {
		*d = after
		d.implied, d.state = text, atDefault
	}
}
