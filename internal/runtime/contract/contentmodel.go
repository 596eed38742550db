// Content models as text: which elements a struct has, in which order and how often (XSD Part 1, section 3.8).

package contract

import (
	"fmt"
	"strconv"
	"strings"
)

// ParticleKind is the kind of a particle, by its children.
type ParticleKind uint8

const (
	// Leaf is a field: an element, a wildcard, or a repeated group.
	Leaf ParticleKind = iota
	// Sequence has its children in order.
	Sequence
	// Choice has one of its children.
	Choice
	// All has its children in any order.
	All
)

// Particle is a node of a content model.
type Particle struct {
	Kind     ParticleKind
	Field    string // the Go name of a Leaf's field
	Min, Max int    // -1 means no limit
	Children []*Particle
}

// connectors separate the children of a particle.
var connectors = map[ParticleKind]string{Sequence: ", ", Choice: " | ", All: " & "}

// ParseContentModel parses a model in the syntax of a DTD: names of fields, "a, b" for a sequence, "a | b" for a
// choice, "a & b" for any order, and parentheses. After a name or a parenthesis, "?", "*", "+", "{2,5}" or "{2,}" is
// the number of occurrences.
func ParseContentModel(model string) (*Particle, error) {
	p := &modelParser{rest: model}
	particle := p.group()
	if p.err == nil && p.rest != "" {
		p.fail()
	}
	if p.err != nil {
		return nil, fmt.Errorf("%w of the content model %q", p.err, model)
	}
	return particle, nil
}

// maxDepth is the largest depth of parentheses.
const maxDepth = 256

// modelParser parses the rest of a model.
type modelParser struct {
	rest  string
	depth int
	err   error
}

func (p *modelParser) fail() {
	if p.err == nil {
		p.err = fmt.Errorf("unexpected %.20q at the end", p.rest)
	}
}

// accept consumes text if it is next.
func (p *modelParser) accept(text string) bool {
	rest, ok := strings.CutPrefix(p.rest, text)
	p.rest = rest
	return ok
}

// group parses children with one kind of connector between them. A single child is returned itself.
func (p *modelParser) group() *Particle {
	first := p.unit()
	for kind, connector := range connectors {
		if !strings.HasPrefix(p.rest, connector) {
			continue
		}
		group := &Particle{Kind: kind, Min: 1, Max: 1, Children: []*Particle{first}}
		for p.err == nil && p.accept(connector) {
			group.Children = append(group.Children, p.unit())
		}
		return group
	}
	return first
}

// unit parses a name or a group in parentheses, and its occurrence. A group of one child with an occurrence becomes a
// sequence, because the child may have its own occurrence.
func (p *modelParser) unit() *Particle {
	if p.depth++; p.depth > maxDepth {
		p.fail()
	}
	defer func() { p.depth-- }()
	if p.err != nil {
		return nil
	}
	if !p.accept("(") {
		end := strings.IndexAny(p.rest, " ,|&()?*+{")
		if end < 0 {
			end = len(p.rest)
		}
		leaf := &Particle{Field: p.rest[:end], Min: 1, Max: 1}
		if p.rest = p.rest[end:]; leaf.Field == "" {
			p.fail()
		}
		p.occurrence(leaf)
		return leaf
	}
	group := p.group()
	if p.err != nil || !p.accept(")") {
		p.fail()
		return nil
	}
	outer := &Particle{Kind: Sequence, Min: 1, Max: 1, Children: []*Particle{group}}
	p.occurrence(outer)
	if group.Kind != Leaf && group.Min == 1 && group.Max == 1 {
		group.Min, group.Max = outer.Min, outer.Max
		return group
	}
	return outer
}

// occurrence parses the number of occurrences of particle.
func (p *modelParser) occurrence(particle *Particle) {
	switch {
	case p.accept("?"):
		particle.Min = 0
	case p.accept("*"):
		particle.Min, particle.Max = 0, -1
	case p.accept("+"):
		particle.Max = -1
	case p.accept("{"):
		bounds, rest, _ := strings.Cut(p.rest, "}")
		min, max, _ := strings.Cut(bounds, ",")
		var minErr, maxErr error
		particle.Min, minErr = strconv.Atoi(min)
		if particle.Max = -1; max != "" {
			particle.Max, maxErr = strconv.Atoi(max)
		}
		if minErr != nil || maxErr != nil {
			p.fail()
			return
		}
		p.rest = rest
	}
}

// String returns p in the syntax of ParseContentModel.
func (p *Particle) String() string { return p.text(false) }

func (p *Particle) text(nested bool) string {
	occurrence := p.occurrence()
	if p.Kind == Leaf {
		return p.Field + occurrence
	}
	texts := make([]string, len(p.Children))
	for i, c := range p.Children {
		texts[i] = c.text(true)
	}
	text := strings.Join(texts, connectors[p.Kind])
	if nested || occurrence != "" {
		text = "(" + text + ")" + occurrence
	}
	return text
}

func (p *Particle) occurrence() string {
	switch {
	case p.Min == 1 && p.Max == 1:
		return ""
	case p.Min == 0 && p.Max == 1:
		return "?"
	case p.Min == 0 && p.Max < 0:
		return "*"
	case p.Min == 1 && p.Max < 0:
		return "+"
	case p.Max < 0:
		return fmt.Sprintf("{%d,}", p.Min)
	}
	return fmt.Sprintf("{%d,%d}", p.Min, p.Max)
}
