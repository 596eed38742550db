// Default values of absent attributes and empty elements.

package xmlwire

// AttrOr moves to an attribute of the pending element as Attr does. If the element does not have it, it is added with
// the value (XSD Part 1, section 3.4.5, "attribute default").
func (d *Decoder) AttrOr(ns int, name, value string) {
	if d.Attr(ns, name) || d.state == atNothing {
		return
	}
	d.attrs = append(d.attrs, attribute{Attr: Attr{d.namespaces[ns], name, value}, ns: ns})
	d.Attr(ns, name)
}

// Default makes text the value of the pending element if that has no content: neither characters nor elements (XSD Part
// 1, section 3.3.5, "element default value").
func (d *Decoder) Default(text string) {
	if d.state == atNothing {
		return
	}
	after := *d
	if after.Text() == "" && after.err == nil {
		*d = after
		d.defaultText, d.state = text, atDefault
	}
}
