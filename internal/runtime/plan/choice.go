// Choices: the alternatives of a content model of which a struct has values.

package plan

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
)

// IsPresent reports whether the struct at m has a value of q.
func (q *Particle) IsPresent(m memory.Ptr) bool {
	for _, f := range q.Fields {
		if f.IsPresent(m) {
			return true
		}
	}
	return false
}

// Single returns the only alternative of q, a choice, of which the struct at m has a value; nil if there is not exactly
// one.
func (q *Particle) Single(m memory.Ptr) *Particle {
	var single *Particle
	for _, c := range q.Children {
		if c.IsPresent(m) {
			if single != nil {
				return nil
			}
			single = c
		}
	}
	return single
}

// Choose returns the alternatives of q, a choice, of which the struct at m has values. fault says what is wrong if
// there is not exactly one, or none of an emptiable choice. If alternatives share fields, an alternative with all the
// fields that are present is preferred.
func (q *Particle) Choose(m memory.Ptr) (chosen []*Particle, fault string) {
	for _, c := range q.Children {
		if c.IsPresent(m) {
			chosen = append(chosen, c)
		}
	}
	if q.shared && len(chosen) > 1 {
		if fitting := q.fitting(chosen, m); fitting != nil {
			return []*Particle{fitting}, ""
		}
	}
	switch {
	case len(chosen) > 1, len(chosen) == 0 && !q.Emptiable:
		demand := "needs exactly one of "
		if q.Emptiable {
			demand = "may have at most one of "
		}
		return chosen, demand + strings.Join(q.Alternatives(), ", ")
	}
	return chosen, ""
}

// fitting returns an alternative with all the fields of q that are present in the struct at m, if possible one that is
// satisfied.
func (q *Particle) fitting(chosen []*Particle, m memory.Ptr) (fitting *Particle) {
	for _, c := range chosen {
		if !q.coversAll(c, m) {
			continue
		}
		if c.isSatisfied(m) {
			return c
		}
		if fitting == nil {
			fitting = c
		}
	}
	return fitting
}

// coversAll reports whether c has every field of q that is present in the struct at m.
func (q *Particle) coversAll(c *Particle, m memory.Ptr) bool {
	for _, f := range q.Fields {
		if f.IsPresent(m) && !slices.Contains(c.Fields, f) {
			return false
		}
	}
	return true
}

// isSatisfied reports whether the struct at m has everything that q requires.
func (q *Particle) isSatisfied(m memory.Ptr) bool {
	if !q.IsPresent(m) {
		return q.Emptiable
	}
	switch q.Kind {
	case contract.Leaf:
		n := 1
		if q.Field.Many >= ManyValues {
			n = memory.Slice(memory.Field(m, q.Field.Offset)).Len
		}
		return n >= q.Min && (q.Max < 0 || n <= q.Max)
	case contract.Choice:
		chosen, fault := q.Choose(m)
		return fault == "" && len(chosen) == 1 && chosen[0].isSatisfied(m)
	}
	for _, c := range q.Children {
		if !c.isSatisfied(m) {
			return false
		}
	}
	return true
}

// Alternatives returns the names of the alternatives of q, a choice.
func (q *Particle) Alternatives() []string {
	var names []string
	for _, c := range q.Children {
		var parts []string
		for _, f := range c.Fields {
			parts = append(parts, f.Local)
		}
		names = append(names, strings.Join(parts, "+"))
	}
	return names
}
