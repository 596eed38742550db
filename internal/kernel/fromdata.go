// Messages from JSON and YAML.
//
// A member has the name of its element, attribute or member in the contract. For XML, a list has the elements of one name,
// and a group that repeats is a list called item; if a type has several of one name, the second is item2, and so on. The member @name is an attribute, #text the text of an element with
// attributes, #xml content that the contract leaves open, and @xsi:type the name of a derived type. An attachment is its
// content in Base64, or an object with the members content and contentType.

package kernel

import (
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// The members with a meaning of their own.
const (
	attributePrefix = "@"
	typeMember      = "@xsi:type"
	textMember      = "#text"
	markupMember    = "#xml"

	contentMember     = "content" // of an attachment
	contentTypeMember = "contentType"
)

// FromData reads text, JSON or YAML, as a message of type t. The node is nil if text is malformed.
func (c *Contract) FromData(text string, t *schema.Type) (*Node, []Violation) {
	d, violations := parseData(text)
	if d == nil || len(violations) > 0 {
		return nil, violations
	}
	return c.fromData(d, t)
}

func (c *Contract) fromData(d *data, t *schema.Type) (*Node, []Violation) {
	r := &dataReading{isXML: c.API.SOAP != nil}
	n := r.value(d, t, "")
	sortViolations(r.violations)
	return n, r.violations
}

// dataReading makes nodes of data.
type dataReading struct {
	isXML      bool
	violations []Violation
}

// add adds a violation at d.
func (r *dataReading) add(d *data, path, message string) {
	r.violations = append(r.violations, Violation{Path: path, Line: d.line, Column: d.column, Message: message})
}

// value returns d as a value of t.
func (r *dataReading) value(d *data, t *schema.Type, path string) *Node {
	n := &Node{Type: t, Line: d.line, Column: d.column, index: -1}
	isObject := t.Kind == schema.Struct || t.Kind == schema.OneOf || t.Kind == schema.Map
	switch {
	case d.kind == nullData:
		n.Nil = true
	case t.Builtin == schema.JSON:
		n.Markup = string(d.appendTo(nil))
	case t.IsOpen():
		r.open(d, n, path)
	case t.Kind == schema.List && r.isXML && d.kind == listData:
		var texts []string
		for _, item := range d.items {
			texts = append(texts, item.text)
		}
		n.Text = strings.Join(texts, " ")
	case t.Kind == schema.List && !r.isXML:
		if d.kind != listData {
			r.add(d, path, "expected a list, found "+d.called())
			break
		}
		for i, item := range d.items {
			n.Children = append(n.Children, r.value(item, t.Item, step(path, i)))
		}
	case t.Kind == schema.Struct && t.Value != nil && d.kind == scalarData:
		n.Text = d.text
	case isObject && d.kind != objectData:
		r.add(d, path, "expected an object, found "+d.called())
	case t.Kind == schema.Map:
		for i, name := range d.names {
			child := r.value(d.items[i], t.Item, join(path, name))
			child.Name = name
			n.Children = append(n.Children, child)
		}
	case t.Kind == schema.OneOf:
		return r.oneOf(d, t, path)
	case t.Kind == schema.Struct:
		r.members(d, n, path)
	default:
		r.simple(d, n, t, path)
	}
	return n
}

// simple sets n, a value of the simple type t, to d: a single value or, for an attachment, an object.
func (r *dataReading) simple(d *data, n *Node, t *schema.Type, path string) {
	if !t.IsAttachment() || d.kind != objectData {
		if n.Text = d.text; d.kind != scalarData {
			r.add(d, path, "expected a single value, found "+d.called())
		}
		return
	}
	for i, name := range d.names {
		switch item := d.items[i]; {
		case item.kind != scalarData:
			r.add(item, join(path, name), "expected a single value, found "+item.called())
		case name == contentMember:
			n.Text = item.text
		case name == contentTypeMember:
			n.ContentType = item.text
		default:
			r.add(item, join(path, name), "is not allowed here: expected "+contentMember+" or "+contentTypeMember)
		}
	}
}

// open sets n, a value of xs:anyType, to d: a text, or an object with #xml.
func (r *dataReading) open(d *data, n *Node, path string) {
	if d.kind == scalarData {
		n.Markup = string(xmlwire.AppendText(nil, d.text))
		return
	}
	for i, name := range d.names {
		switch item := d.items[i]; name {
		case typeMember:
			space, local, ok := strings.Cut(strings.TrimPrefix(item.text, "{"), "}")
			if !ok {
				space, local = "", item.text
			}
			n.OpenType = xmlwire.QName{Space: space, Local: local}
		case markupMember:
			n.Markup = item.text
		default:
			r.add(item, join(path, name), "is not allowed here: expected "+typeMember+" or "+markupMember)
		}
	}
}

// oneOf returns d as the alternative of t that its discriminator names.
func (r *dataReading) oneOf(d *data, t *schema.Type, path string) *Node {
	if i := slices.Index(d.names, t.Discriminator); i >= 0 {
		for _, a := range t.Alternatives {
			if a.Value == d.items[i].text {
				return r.value(d, a.Type, path)
			}
		}
	}
	return &Node{Type: t, Markup: string(d.appendTo(nil)), Line: d.line, Column: d.column}
}

// members adds the members of d to n, in the order of the contract.
func (r *dataReading) members(d *data, n *Node, path string) {
	if i := slices.Index(d.names, typeMember); i >= 0 {
		r.derive(d.items[i], n, path)
	}
	t := n.Type
	fields, names := t.Fields(), memberNames(t, r.isXML)
	for i, name := range d.names {
		item, below := d.items[i], join(path, name)
		if slices.Index(d.names, name) < i {
			r.add(item, below, "occurs twice")
			continue
		}
		var f *schema.Field
		for _, field := range fields {
			if names[field] == name {
				f = field
			}
		}
		switch {
		case name == typeMember, t.Tag != nil && name == t.Tag.Name:
		case name == textMember && r.isXML && t.Value != nil:
			r.simple(item, n, t.Value.Type, below)
		case name == markupMember && r.isXML && t.Mixed:
			n.Markup = item.text
		case f == nil && t.KeepUnknown:
			n.Children = append(n.Children, &Node{Name: name, Markup: string(item.appendTo(nil)), Line: item.line, Column: item.column})
		case f == nil:
			r.add(item, below, "is not in the contract"+expectedMembers(t, names))
		default:
			n.Children = append(n.Children, r.field(item, f, below)...)
		}
	}
	present := map[*schema.Field]bool{}
	for _, c := range n.Children {
		present[c.Field] = true
	}
	order := arrange(t.Content, present)
	slices.SortStableFunc(n.Children, func(a, b *Node) int {
		return slices.Index(order, a.Field) - slices.Index(order, b.Field) // attributes are the first
	})
}

// arrange returns the fields of p that are present, in the order in which a document has them. Alternatives of a choice
// can share fields in different orders: the one with all fields of the choice that are present counts.
func arrange(p *schema.Particle, present map[*schema.Field]bool) []*schema.Field {
	isPresent := func(f *schema.Field) bool { return present[f] }
	switch {
	case p == nil:
		return nil
	case p.Field != nil:
		return slices.DeleteFunc([]*schema.Field{p.Field}, func(f *schema.Field) bool { return !isPresent(f) })
	}
	var order []*schema.Field
	wanted := slices.DeleteFunc(p.Fields(), func(f *schema.Field) bool { return !isPresent(f) })
	for _, c := range p.Children {
		part := arrange(c, present)
		if p.Kind == schema.Choice && len(part) == len(wanted) {
			return part
		}
		for _, f := range part {
			if !slices.Contains(order, f) {
				order = append(order, f)
			}
		}
	}
	return order
}

// derive sets the type of n to the one that d names.
func (r *dataReading) derive(d *data, n *Node, path string) {
	var names []string
	for _, t := range append([]*schema.Type{n.Type}, n.Type.Derived...) {
		if d.text == t.Wire.Local || d.text == t.Wire.String() {
			n.Type = t
			return
		}
		names = append(names, t.Wire.Local)
	}
	r.add(d, join(path, typeMember), "expected "+wire.OrList(names)+", found "+wire.Quote(d.text))
}

// Member returns the field of t that the member called name has, or of a type derived from t; nil if there is none.
func (c *Contract) Member(t *schema.Type, name string) *schema.Field {
	for _, t := range append([]*schema.Type{t}, t.Derived...) {
		for f, n := range memberNames(t, c.API.SOAP != nil) {
			if n == name {
				return f
			}
		}
	}
	return nil
}

// memberNames returns the names of the members for the fields of t.
func memberNames(t *schema.Type, isXML bool) map[*schema.Field]string {
	names, taken := map[*schema.Field]string{}, map[string]bool{}
	for _, f := range t.Fields() {
		if f == t.Value {
			continue
		}
		base := f.Wire.Local
		if isXML && slices.Contains(t.Attributes, f) {
			base = attributePrefix + base
		}
		name := base
		for i := 2; taken[name]; i++ {
			name = base + strconv.Itoa(i)
		}
		names[f], taken[name] = name, true
	}
	return names
}

// expectedMembers returns which members t has, for a message.
func expectedMembers(t *schema.Type, names map[*schema.Field]string) string {
	var list []string
	for _, f := range t.Fields() {
		if names[f] != "" {
			list = append(list, names[f])
		}
	}
	if len(list) == 0 {
		return ""
	}
	return ": expected " + wire.OrList(list)
}

// field returns the nodes of f, whose value is d: several for the elements of a list in XML.
func (r *dataReading) field(d *data, f *schema.Field, path string) []*Node {
	named := func(n *Node) *Node {
		n.Name, n.Field = f.Wire.Local, f
		return n
	}
	one := func(d *data, path string) *Node {
		if f.Wildcard != nil {
			return named(&Node{Markup: d.text, Line: d.line, Column: d.column})
		}
		return named(r.value(d, f.Type, path))
	}
	if !r.isXML {
		return []*Node{named(r.value(d, valueType(f), path))}
	}
	if f.Form != schema.BySlice {
		return []*Node{one(d, path)}
	}
	if d.kind != listData {
		r.add(d, path, "expected a list, found "+d.called())
		return nil
	}
	var nodes []*Node
	for i, item := range d.items {
		nodes = append(nodes, one(item, step(path, i)))
	}
	return nodes
}
