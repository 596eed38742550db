// The form mermaid: a class diagram.

package describe

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// Mermaid writes d as a class diagram in the language of Mermaid: a class for the service with its operations, or for each of its port types, and
// one for every structure and enumeration. Names that could be taken for syntax are written as entity codes.
func Mermaid(w io.Writer, d *Description) error {
	m := &diagram{Writer: bufio.NewWriter(w), shown: map[string]*Type{}, classes: map[string]string{}}
	for _, t := range d.Types {
		if t.Kind == "structure" || t.Kind == "enumeration" {
			m.shown[t.ID], m.classes[t.ID] = t, fmt.Sprintf("type%d", len(m.classes)+1)
		}
	}
	m.line("classDiagram")
	if len(d.Service.Ports) < 2 {
		m.service(d, "service", d.Title, "")
	} else {
		for i, p := range d.Service.Ports {
			m.service(d, fmt.Sprintf("service%d", i+1), p.PortType, p.GoName)
		}
	}
	for _, t := range d.Types {
		if m.shown[t.ID] != nil {
			m.class(t)
		}
	}
	for _, t := range d.Types {
		if m.shown[t.ID] != nil {
			m.relations(t)
		}
	}
	return m.Flush()
}

// diagram is one that is being written.
type diagram struct {
	*bufio.Writer
	shown   map[string]*Type  // by id
	classes map[string]string // their names in the diagram, by id
}

func (m *diagram) line(format string, args ...any) { fmt.Fprintf(m, format+"\n", args...) }

// label is a text that no parser takes for anything else: what is neither a letter, a digit nor harmless is an entity
// code.
func label(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_.- ", r):
			b.WriteRune(r)
		case unicode.IsGraphic(r):
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}

// service writes the class called name of the operations of a client, which is all of them if there is only one.
func (m *diagram) service(d *Description, name, title, client string) {
	m.line("    class %s[\"%s\"] {", name, label(title))
	m.line("        <<service>>")
	used := map[string]bool{}
	for _, op := range d.Operations {
		if op.Client != client {
			continue
		}
		var arguments, results []string
		for _, message := range []*Message{op.Request, op.Response} {
			if message != nil && message.Type != nil {
				used[message.Type.ID] = true
			}
		}
		if op.Request != nil && op.Request.Type != nil {
			arguments = append(arguments, label(op.Request.Type.Name))
		}
		if op.Response != nil && op.Response.Type != nil {
			results = append(results, label(op.Response.Type.Name))
		}
		for _, p := range op.Parameters {
			if p.Place != "url" {
				arguments = append(arguments, label(p.Name))
			}
		}
		if op.Body != nil {
			arguments = append(arguments, m.body(op.Body, used))
		}
		if op.Result != nil {
			results = append(results, m.body(op.Result, used))
		}
		m.line("        +%s(%s) %s", label(op.Name), strings.Join(arguments, ", "), strings.Join(results, ""))
	}
	m.line("    }")
	for _, t := range d.Types {
		if used[t.ID] && m.shown[t.ID] != nil {
			m.line("    %s ..> %s", name, m.classes[t.ID])
		}
	}
}

// body is the type of a body, which is noted as used.
func (m *diagram) body(body *Body, used map[string]bool) string {
	if body.Type == nil {
		return label(strings.Join(body.MediaTypes, " or "))
	}
	used[body.Type.ID] = true
	if body.List {
		return label(body.Type.Name) + "[]"
	}
	return label(body.Type.Name)
}

func (m *diagram) class(t *Type) {
	m.line("    class %s[\"%s\"] {", m.classes[t.ID], label(t.Name))
	switch {
	case t.Kind == "enumeration":
		m.line("        <<enumeration>>")
	case t.Abstract:
		m.line("        <<abstract>>")
	}
	for _, v := range t.Values {
		m.line("        %s", label(v.Value))
	}
	for _, f := range t.members() {
		if f.occurs != "1" {
			m.line("        +%s %s [%s]", label(f.Name), label(f.Type.Name), f.occurs)
		} else {
			m.line("        +%s %s", label(f.Name), label(f.Type.Name))
		}
	}
	m.line("    }")
}

// relations writes what t is derived from, and what it holds.
func (m *diagram) relations(t *Type) {
	if t.Base != nil && m.shown[t.Base.ID] != nil {
		m.line("    %s <|-- %s", m.classes[t.Base.ID], m.classes[t.ID])
	}
	for _, f := range t.members() {
		if m.shown[f.Type.ID] != nil {
			m.line("    %s --> \"%s\" %s : %s", m.classes[t.ID], f.occurs, m.classes[f.Type.ID], label(f.Name))
		}
	}
}

// member is a field and how often it occurs in all of its type.
type member struct {
	*Field
	occurs string
}

// members are the fields of t, in order.
func (t *Type) members() []member {
	var list []member
	for _, a := range t.Attributes {
		list = append(list, member{a, a.Occurs})
	}
	if t.Text != nil {
		list = append(list, member{t.Text, t.Text.Occurs})
	}
	var add func(parts []*Part, least, most int)
	add = func(parts []*Part, least, most int) {
		for _, p := range parts {
			switch {
			case p.Field != nil:
				list = append(list, member{p.Field, occurs(least*p.Field.least, times(most, p.Field.most))})
			case p.Group == "choice":
				add(p.Parts, 0, times(most, p.most))
			default:
				add(p.Parts, least*p.least, times(most, p.most))
			}
		}
	}
	add(t.Content, 1, 1)
	return list
}

// times multiplies two upper bounds.
func times(a, b int) int {
	switch {
	case a == 0 || b == 0:
		return 0
	case a == schema.Unbounded || b == schema.Unbounded || a > math.MaxInt32/b:
		return schema.Unbounded
	default:
		return a * b
	}
}
