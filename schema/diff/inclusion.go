// Inclusion: whether one arrangement allows everything that another one allows.

package diff

import "slices"

// maxSteps bounds the work on all content models of a contract. After that, no inclusion is assumed.
const maxSteps = 1 << 21

// included reports whether b allows every sequence of elements that a allows. If not, it returns one of the shortest
// sequences that b does not allow.
func (c *comparison) included(a, b *arrangement) (example []string, ok bool) {
	a, b = differing(a, b) // equal surroundings do not matter
	if isSame(a, b) || a.kind == never {
		return nil, true
	}
	p, q := newAutomaton(a), newAutomaton(b)
	if p == nil || q == nil {
		return a.leaves(nil), false
	}
	type state struct {
		at  int    // in p
		set string // of states of q
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
				example = append(example, p.leaves[queue[j].at].name)
			}
			slices.Reverse(example)
			return example, false
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
