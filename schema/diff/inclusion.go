// Inclusion: whether all that one arrangement allows is allowed by another one too.

package diff

import "slices"

// maxSteps bounds the work on all content models of a contract. Once it is used up, no inclusion is assumed.
const maxSteps = 1 << 21

// included reports whether every sequence of elements that a allows is allowed by b, and if not, returns the names in
// one of the shortest that are not.
func (c *comparison) included(a, b *arrangement) (witness []string, ok bool) {
	a, b = differing(a, b) // what is the same around them does not matter
	if isSame(a, b) || a.kind == never {
		return nil, true
	}
	p, q := newAutomaton(a), newAutomaton(b)
	if p == nil || q == nil {
		return a.leaves(nil), false
	}
	type state struct {
		at  int    // in p
		set string // where q may be
	}
	type visit struct {
		at    int
		among bitset
		from  int // index in the queue; -1 for the first
	}
	start := bitset{1}
	queue, seen := []visit{{0, start, -1}}, map[state]bool{{0, start.key()}: true}
	for i := 0; i < len(queue); i++ {
		v := queue[i]
		if p.final.has(v.at) && !q.final.meets(v.among) {
			for j := i; queue[j].from >= 0; j = queue[j].from {
				witness = append(witness, p.leaves[queue[j].at].name)
			}
			slices.Reverse(witness)
			return witness, false
		}
		for to := range p.follow[v.at].all() {
			if c.budget--; c.budget < 0 {
				return a.leaves(nil), false
			}
			among := q.step(v.among, p.leaves[to].symbol)
			if next := (state{to, among.key()}); !seen[next] {
				seen[next] = true
				queue = append(queue, visit{to, among, i})
			}
		}
	}
	return nil, true
}

// leaves appends the names of the elements in g to names.
func (g *arrangement) leaves(names []string) []string {
	if g.kind == leaf {
		return append(names, g.name)
	}
	for _, c := range g.children {
		names = c.leaves(names)
	}
	return names
}
