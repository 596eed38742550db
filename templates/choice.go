// Choices: which of the alternatives a value takes.

package templates

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// branch is an alternative of a choice.
type branch struct {
	particle *schema.Particle
	chosen   condition     // under which a value takes it
	certain  *schema.Field // what is there under that condition; nil where that is not one and the same field
	name     string        // on the wire
}

// conditions are those of branches, names what they are called on the wire.
func conditions(branches []branch) (list []jen.Code) {
	for _, b := range branches {
		list = append(list, b.chosen)
	}
	return list
}

func names(branches []branch) (list []string) {
	for _, b := range branches {
		list = append(list, b.name)
	}
	return list
}

// choice is what is known of the alternatives of a choice.
type choice struct {
	*generator
	fields  [][]*schema.Field       // by alternative
	first   [][]*schema.Field       // those that it can begin with
	holders map[*schema.Field][]int // the alternatives that have a field
}

// branches are the alternatives of the choice p. A value takes the one of which it has an element. Of an element that
// stands in several alternatives, that is the one which the element can begin (XSD Part 1, section 3.8.6, "Unique
// Particle Attribution"), unless an element of another says otherwise.
func (g *generator) branches(p *schema.Particle) []branch {
	c := &choice{generator: g, holders: map[*schema.Field][]int{}}
	for i, child := range p.Children {
		c.fields, c.first = append(c.fields, child.Fields()), append(c.first, beginnings(child))
		for _, f := range c.fields[i] {
			c.holders[f] = append(c.holders[f], i)
		}
	}
	shared := sharedFields(p)
	var branches []branch
	for i, child := range p.Children {
		b := branch{particle: child, name: strings.Join(wireNames(c.fields[i]), "+")}
		foreign := slices.DeleteFunc(slices.Clone(shared), func(f *schema.Field) bool {
			return slices.Contains(c.holders[f], i)
		})
		var chosen []condition
		for _, f := range c.fields[i] {
			if evidence, ok := c.evidence(f, i, foreign); ok {
				chosen = append(chosen, evidence)
				b.certain = f
			}
		}
		if len(chosen) == 0 { // all that it has is another's
			continue
		}
		if len(chosen) > 1 || b.certain.Nillable {
			b.certain = nil
		}
		required := []condition{anyHolds(chosen)}
		for _, f := range foreign {
			required = append(required, c.occurs(f, false))
		}
		b.chosen = allHold(required)
		branches = append(branches, b)
	}
	return branches
}

// evidence is the condition under which the field f says that a value takes alternative i, where nothing of foreign is
// there, and whether there is one.
func (c *choice) evidence(f *schema.Field, i int, foreign []*schema.Field) (evidence condition, ok bool) {
	switch {
	case len(c.holders[f]) == 1:
		return c.occurs(f, true), true
	case !slices.Contains(c.first[i], f):
		return condition{}, false
	}
	required := []condition{c.occurs(f, true)}
	contrary := map[*schema.Field]bool{}
	for _, j := range c.holders[f] {
		if j < i && slices.Contains(c.first[j], f) { // which no valid schema says
			return condition{}, false
		}
		for _, other := range c.fields[j] {
			isOnly := j != i && len(c.holders[other]) == 1
			isContrary := isOnly || j < i && slices.Contains(c.first[j], other)
			if isContrary && !contrary[other] && !slices.Contains(foreign, other) {
				contrary[other] = true
				required = append(required, c.occurs(other, false))
			}
		}
	}
	return allHold(required), true
}

// sharedFields are the fields that several alternatives of the choice p have.
func sharedFields(p *schema.Particle) []*schema.Field {
	var shared []*schema.Field
	seen := map[*schema.Field]bool{}
	for _, child := range p.Children {
		for _, f := range child.Fields() {
			if seen[f] && !slices.Contains(shared, f) {
				shared = append(shared, f)
			}
			seen[f] = true
		}
	}
	return shared
}

// beginnings are the fields whose element can be the first of p.
func beginnings(p *schema.Particle) []*schema.Field {
	if p.Field != nil {
		return []*schema.Field{p.Field}
	}
	var first []*schema.Field
	for _, child := range p.Children {
		first = append(first, beginnings(child)...)
		if p.Kind == schema.Sequence && !emptiable(child) {
			break
		}
	}
	return first
}

// maxListed is how many alternatives a comment lists.
const maxListed = 8

// choiceDocs say for each choice in t, but for those within others, which of its fields can be set together.
func choiceDocs(t *schema.Type) []string {
	if p := onlyChoice(t); p != nil && !emptiable(p) && !slices.ContainsFunc(p.Children, isGroup) {
		return []string{"Exactly one field is set."}
	}
	var docs []string
	var visit func(p *schema.Particle, optional bool)
	visit = func(p *schema.Particle, optional bool) {
		switch {
		case p == nil || len(p.Children) == 0:
		case p.Kind != schema.Choice:
			for _, child := range p.Children {
				visit(child, optional || p.Min == 0)
			}
		case optional || emptiable(p):
			docs = append(docs, "At most one of these is set: "+choiceNames(p)+".")
		default:
			docs = append(docs, "Exactly one of these is set: "+choiceNames(p)+".")
		}
	}
	visit(t.Content, false)
	return docs
}

// choiceNames lists the alternatives of the choice p by their fields in Go.
func choiceNames(p *schema.Particle) string {
	var alternatives []string
	for _, child := range p.Children {
		var fields []string
		for _, f := range child.Fields() {
			fields = append(fields, f.Name)
		}
		alternative := fields[0]
		if len(fields) > 1 {
			alternative += " with " + list(fields[1:min(len(fields), maxListed)])
		}
		alternatives = append(alternatives, alternative)
	}
	if n := len(alternatives); n > maxListed {
		return alternatives[0] + " to " + alternatives[n-1] + ", " + strconv.Itoa(n) + " in all"
	}
	return strings.Join(alternatives, "; ")
}

// isGroup reports whether p is not a single field.
func isGroup(p *schema.Particle) bool { return p.Field == nil }

// wireNames are the names of the elements of fields.
func wireNames(fields []*schema.Field) (names []string) {
	for _, f := range fields {
		names = append(names, f.Wire.Local)
	}
	return names
}

// condition is a boolean expression; isSum says that it is one of || at its top.
type condition struct {
	jen.Code
	isSum bool
}

// anyOf is the condition that something of p is there.
func (g *generator) anyOf(p *schema.Particle) condition {
	var list []condition
	for _, f := range p.Fields() {
		list = append(list, g.occurs(f, true))
	}
	return anyHolds(list)
}

// occurs is the condition that there is an element for the field m.f, be it nil, or none where there is false.
func (g *generator) occurs(f *schema.Field, there bool) condition {
	value := condition{g.holds(f, there), false}
	if !f.HasFlag() {
		return value
	}
	flag := jen.Id("m").Dot(nilFlag(f))
	if there {
		return anyHolds([]condition{value, {flag, false}})
	}
	return allHold([]condition{value, {jen.Op("!").Add(flag), false}})
}

// anyHolds is the condition that one of list holds, allHold that all do.
func anyHolds(list []condition) condition {
	whole := jen.Add(list[0])
	for _, c := range list[1:] {
		whole.Op("||").Add(c)
	}
	return condition{whole, list[0].isSum || len(list) > 1}
}

func allHold(list []condition) condition {
	if len(list) == 1 {
		return list[0]
	}
	whole := jen.Null()
	for i, c := range list {
		if i > 0 {
			whole.Op("&&")
		}
		if c.isSum {
			whole.Parens(c)
		} else {
			whole.Add(c)
		}
	}
	return condition{whole, false}
}
