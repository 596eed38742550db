// The form tree: operations and types with their contents, one on each line.

package describe

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// Tree writes d as text with branches drawn in lines.
func Tree(w io.Writer, d *Description) error {
	root := &node{text: words(d.Title, d.Service.Protocol, d.Service.Address)}
	root.add(&node{text: "contract " + d.Contract}, &node{text: "package " + d.Package})
	if s := serviceNode(d.Service); len(s.children) > 0 {
		root.add(s)
	}
	operations := &node{text: "operations"}
	for _, op := range d.Operations {
		operations.add(operationNode(op))
	}
	types := &node{text: "types"}
	for _, t := range d.Types {
		types.add(typeNode(t))
	}
	root.add(operations, types)
	b := bufio.NewWriter(w)
	root.write(b, "", "")
	return b.Flush()
}

// node is a line and the lines below it.
type node struct {
	text     string
	children []*node
}

func (n *node) add(children ...*node) { n.children = append(n.children, children...) }

// write writes n after the branch that leads to it. margin is the beginning of the lines below.
func (n *node) write(b *bufio.Writer, branch, margin string) {
	b.WriteString(branch + printable(n.text) + "\n")
	for i, c := range n.children {
		if i == len(n.children)-1 {
			c.write(b, margin+"└── ", margin+"    ")
		} else {
			c.write(b, margin+"├── ", margin+"│   ")
		}
	}
}

// printable returns text without characters that move the cursor of a terminal or change its colors.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsGraphic(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// words joins the words that are not empty by spaces.
func words(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " ")
}

// flag returns word if it applies.
func flag(word string, applies bool) string {
	if !applies {
		return ""
	}
	return word
}

// goName returns the Go name of name, if the two differ in more than letter case.
func goName(name, wire string) string {
	return flag("(Go "+name+")", name != "" && !strings.EqualFold(name, wire))
}

// labelled returns a label and a text, or nothing without the text.
func labelled(label, text string) string {
	if text == "" {
		return ""
	}
	return label + " " + text
}

func serviceNode(s *Service) *node {
	n := &node{text: "service"}
	for _, space := range s.Namespaces {
		n.add(&node{text: words("namespace", space.Prefix, space.URI)})
	}
	for _, p := range s.Ports {
		port := &node{text: words("port type", p.PortType, labelled("port", p.Port), labelled("of service", p.Service),
			"(Go "+p.GoName+")", p.Protocol, p.Address)}
		for _, e := range p.Endpoints {
			port.add(&node{text: words("port", e.Port, "of service", e.Service, "(Go "+e.GoName+")", e.Address)})
		}
		n.add(port)
	}
	for _, l := range s.LeftOut {
		n.add(&node{text: "left out: " + l.Shows() + ": " + l.Reason})
	}
	for _, p := range s.Parameters {
		n.add(parameterNode(p))
	}
	for _, text := range []string{
		labelled("header prefix", s.HeaderPrefix), labelled("time zone", s.TimeZone), flag("MultiCall", s.MultiCall),
	} {
		if text != "" {
			n.add(&node{text: text})
		}
	}
	for _, scheme := range s.Auth {
		auth := &node{text: words("auth", scheme.Name, goName(scheme.GoName, scheme.Name)) + ": " + scheme.Shows}
		if server := scheme.Server; server != nil {
			for _, text := range []string{
				labelled("authorization", server.AuthorizationURL), labelled("token", server.TokenURL),
				labelled("user info", server.UserInfoURL), labelled("revocation", server.RevocationURL),
				labelled("grants", strings.Join(server.Grants, ", ")), labelled("scopes", strings.Join(server.Scopes, " ")),
				labelled("client authentication", server.ClientAuth), labelled("subject", server.Subject),
			} {
				if text != "" {
					auth.add(&node{text: text})
				}
			}
		}
		n.add(auth)
	}
	for _, refusal := range s.NotAuthenticated {
		text := fmt.Sprintf("not authenticated: status %d", refusal.Status)
		if refusal.Contains != "" {
			text += fmt.Sprintf(" with %q", refusal.Contains)
		}
		n.add(&node{text: text})
	}
	if s.Errors != nil {
		n.add(&node{text: "errors " + s.Errors.Name})
	}
	return n
}

func operationNode(op *Operation) *node {
	n := &node{text: words(op.Name, goName(op.GoName, op.Name), labelled("of", op.Client), op.Method, op.Path, flag("cacheable", op.Cacheable), op.Safety,
		flag("deprecated", op.Deprecated != ""), labelled("pages by", op.Paging))}
	if len(op.Auth) > 0 {
		n.add(&node{text: "auth " + strings.Join(op.Auth, " or ")})
	}
	for _, p := range op.Parameters {
		if p.Place != "url" {
			n.add(parameterNode(p))
		}
	}
	if op.IdempotencyKey != "" {
		n.add(&node{text: "header " + op.IdempotencyKey + " idempotency key"})
	}
	n.addMessages("request", op.Request)
	n.addMessages("request header", op.RequestHeaders...)
	n.addMessages("response", op.Response)
	n.addMessages("response header", op.ResponseHeaders...)
	n.addMessages("fault", op.Faults...)
	if len(op.Security) > 0 {
		n.add(&node{text: "policy demands " + strings.Join(op.Security, ", ")})
	}
	for _, reason := range op.NotWrapped {
		n.add(&node{text: "not wrapped: " + reason})
	}
	n.addBody("body", op.Body)
	n.addBody("result", op.Result)
	for _, p := range op.HeaderFields {
		n.add(parameterNode(p))
	}
	for _, e := range op.Errors {
		n.add(&node{text: words("error", e.Status, e.Type.Name)})
	}
	return n
}

func (n *node) addMessages(label string, messages ...*Message) {
	for _, m := range messages {
		switch {
		case m == nil:
		case m.Type == nil:
			n.add(&node{text: words(label, "empty")})
		default:
			n.add(&node{text: words(label, m.Element, flag("without an envelope", m.Element == ""),
				flag(m.Type.Name, !strings.HasSuffix(m.Element, "}"+m.Type.Name)))})
		}
	}
}

func (n *node) addBody(label string, body *Body) {
	switch {
	case body == nil:
	case body.Type == nil:
		n.add(&node{text: words(label, strings.Join(body.MediaTypes, " or "))})
	default:
		n.add(&node{text: words(label, flag("list of", body.List), body.Type.Name)})
	}
}

func parameterNode(p *Parameter) *node {
	what := p.Type.Name
	if p.File != nil {
		what = "file of " + strings.Join(p.File, " or ")
	}
	return &node{text: words(p.Place, p.Name, flag("list of", p.List), what, flag("with commas", p.Comma),
		flag("optional", !p.Required), labelled("default", quoted(p.Default)), labelled("example", firstOf(p.Examples)),
		flag("deprecated", p.Deprecated != ""))}
}

func quoted(s string) string {
	if s == "" {
		return ""
	}
	return strconv.Quote(s)
}

func typeNode(t *Type) *node {
	derivation := "from"
	if t.Kind != "structure" {
		derivation = "of"
	}
	n := &node{text: words(t.Name, goName(t.GoName, t.Name), t.Kind,
		flag("deprecated", t.Deprecated != ""), flag("abstract", t.Abstract), flag("mixed", t.Mixed), flag("open", t.Open), labelled(derivation, names(t.Base)),
		labelled("of", names(t.Item)), labelled("of", names(t.Members...)), labelled("by", t.Discriminator), labelled("derived", names(t.Derived...)),
		constraints(t.Facets), labelled("example", firstOf(t.Examples)))}
	if t.Tag != nil {
		n.add(&node{text: words(t.Tag.Name, strconv.Quote(t.Tag.Value))})
	}
	for _, v := range t.Values {
		n.add(&node{text: words(strconv.Quote(v.Value), v.GoName, flag("deprecated", v.Deprecated != ""))})
	}
	for _, a := range t.Attributes {
		n.add(&node{text: "@" + fieldText(a)})
	}
	if t.Text != nil {
		n.add(&node{text: fieldText(t.Text)})
	}
	n.addParts(t.Content)
	if t.OtherAttributes != nil {
		n.add(&node{text: "any attribute " + t.OtherAttributes.String()})
	}
	if t.KeepsUnknown {
		n.add(&node{text: "any other member"})
	}
	return n
}

func (n *node) addParts(parts []*Part) {
	for _, p := range parts {
		if p.Field != nil {
			n.add(&node{text: fieldText(p.Field)})
			continue
		}
		field := "(Go " + p.GoName + " []" + p.GoType + ")"
		group := &node{text: words(p.Group, flag(p.Occurs, p.Occurs != "1"), flag(field, p.GoName != ""))}
		group.addParts(p.Parts)
		n.add(group)
	}
}

// names returns the names of references as a sentence lists them.
func names(references ...*Reference) string {
	var list []string
	for _, r := range references {
		if r != nil {
			list = append(list, r.Name)
		}
	}
	return strings.Join(list, ", ")
}

func fieldText(f *Field) string {
	valuesOf := ""
	if f.ValuesOf != nil {
		valuesOf = "values of " + f.ValuesOf.Name
	}
	name, kind := f.Name, f.Type.Name
	if f.Any != nil {
		name, kind = "any element", f.Any.String()
	}
	return words(name, goName(f.GoName, f.Name), kind, f.Outside(),
		flag(f.Occurs, f.Occurs != "1"), flag("nillable", f.Nillable), flag("secret", f.Secret),
		flag("deprecated", f.Deprecated != ""),
		literal("default", f.Default), literal("fixed", f.Fixed), valuesOf, constraints(f.Facets),
		labelled("example", firstOf(f.Examples)))
}

// firstOf returns the first of examples on one line, as far as it is short; "" if there is none.
func firstOf(examples []string) string {
	if len(examples) == 0 {
		return ""
	}
	const most = 60
	text := []rune(strings.Join(strings.Fields(examples[0]), " "))
	if len(text) > most {
		return string(text[:most]) + "…"
	}
	return string(text)
}

// Outside says that f is an attachment outside of the envelope, "" if it is not.
func (f *Field) Outside() string {
	if f.MediaTypes == nil {
		return ""
	}
	if f.Alone {
		return "the whole message (" + strings.Join(f.MediaTypes, ", ") + ")"
	}
	return "outside of the envelope (" + strings.Join(f.MediaTypes, ", ") + ")"
}

// literal returns a label and a text in quotes, which may be empty; or nothing.
func literal(label string, text *string) string {
	if text == nil {
		return ""
	}
	return label + " " + strconv.Quote(*text)
}

// constraints returns facets as name=value. The values of a pattern are alternatives.
func constraints(facets []*Facet) string {
	var list []string
	for _, f := range facets {
		list = append(list, f.Name+"="+strings.Join(f.Values, "|"))
	}
	return strings.Join(list, " ")
}
