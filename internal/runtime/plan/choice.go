// Choices: which alternatives of a content model a struct holds something of.

package plan

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
)

// IsPresent reports whether the struct at m holds anything of q.
func (q *Particle) IsPresent(m memory.Ptr) bool {
	for _, f := range q.Fields {
		if f.IsPresent(m) {
			return true
		}
	}
	return false
}

// Only returns the one alternative of q, a choice, of which the struct at m holds something; nil if there is not
// exactly one.
func (q *Particle) Only(m memory.Ptr) *Particle {
	var only *Particle
	for _, c := range q.Children {
		if c.IsPresent(m) {
			if only != nil {
				return nil
			}
			only = c
		}
	}
	return only
}

// Choose returns the alternatives of q, a choice, of which the struct at m holds something, and what is wrong if they
// are not exactly one, or none of a choice that may be empty. Of alternatives that share a field, those are considered
// which have all that is there.
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
	case len(chosen) > 1, len(chosen) == 0 && !q.Empties:
		demand := "needs exactly one of "
		if q.Empties {
			demand = "takes at most one of "
		}
		return chosen, demand + strings.Join(q.Alternatives(), ", ")
	}
	return chosen, ""
}

// fitting returns the alternative that has every field of q which the struct at m holds: one that lacks nothing if
// there is one.
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

// coversAll reports whether c has every field of q that the struct at m holds.
func (q *Particle) coversAll(c *Particle, m memory.Ptr) bool {
	for _, f := range q.Fields {
		if f.IsPresent(m) && !slices.Contains(c.Fields, f) {
			return false
		}
	}
	return true
}

// isSatisfied reports whether the struct at m holds all that q demands.
func (q *Particle) isSatisfied(m memory.Ptr) bool {
	if !q.IsPresent(m) {
		return q.Empties
	}
	switch q.Kind {
	case contract.Leaf:
		n := 1
		if q.Field.Many >= ManyValues {
			n = memory.Slice(memory.At(m, q.Field.Offset)).Len
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

// Alternatives are the names of those of q, a choice.
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
