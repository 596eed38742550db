// Places: where in the messages of which operations a type occurs, so that what differs in it can be named once, and in
// the user's terms.

package diff

import (
	"fmt"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// direction is which way a message travels.
type direction uint8

const (
	sent direction = iota
	received
)

func (j judgement) breaks(d direction) bool {
	if d == sent {
		return j.sent
	}
	return j.received
}

// root is a message of an operation, or a parameter: what is in both versions, and compared in detail.
type root struct {
	operation string
	label     string // "request", "answer", "fault NoStock", …
	direction direction
	node
}

// node is where findings are made: a message or a pair of types.
type node struct {
	findings []finding
	edges    []edge
}

// edge leads to the types that something in a message has.
type edge struct {
	step string // what stands between two types in a path: an element's name; "" for the content of a message
	to   *pair
}

// finding is one difference between two messages or two types.
type finding struct {
	rule     Rule
	kind     string // "element", "attribute", "field"; "" for the message or type itself
	step     string // the name of the element that it is about, behind the path of the type; "" for the type itself
	message  string
	old, new schema.Pos
}

// pairKey is a type of the old contract and what stands in its place in the new one.
type pairKey struct{ old, new *schema.Type }

// pair is two structs, or groups that repeat, that stand in the same place of the two contracts.
type pair struct {
	pairKey
	node
	roots []uint64 // the roots that lead here: a set of bits
	ways  [2]way   // by direction: the first way from a root to here
	reach [2]bool  // whether there is one
	uses  uses     // the edges that lead here
}

// uses counts edges by the directions, a bit for each, in which they are passed.
type uses [4]int

// in returns how many of u are passed in one of the directions.
func (u *uses) in(directions int) int {
	n := 0
	for mask, count := range u {
		if mask&directions != 0 {
			n += count
		}
	}
	return n
}

// way is the last step of the way to a pair.
type way struct {
	root *root
	from *pair // nil where the step is the first
	step string
}

// pair returns the pair of a and b, to be compared later on.
func (c *comparison) pair(a, b *schema.Type) *pair {
	key := pairKey{a, b}
	p, ok := c.pairs[key]
	if !ok {
		p = &pair{pairKey: key}
		c.pairs[key] = p
		c.ordered = append(c.ordered, p)
	}
	return p
}

// comparePairs compares all pairs that roots lead to.
func (c *comparison) comparePairs() {
	for i := 0; i < len(c.ordered); i++ {
		c.compareStructs(c.ordered[i])
	}
}

// located returns what was found in messages and types as changes of the operations that it occurs in, each once.
func (c *comparison) located() []Change {
	c.findWays()
	c.spreadRoots()
	m, masks := &merger{comparison: c, known: map[finding]*merged{}}, c.masks()
	for i, r := range c.roots {
		set := make([]uint64, c.words())
		set[i/64] |= 1 << (i % 64)
		for _, f := range r.findings {
			m.add(f).reach(r.direction, way{root: r}, set, masks[r.direction])
		}
	}
	for _, p := range c.ordered {
		for _, f := range p.findings {
			statement := m.add(f)
			for mask, count := range p.uses {
				statement.places[mask] += count
			}
			for d := range p.ways {
				if p.reach[d] {
					statement.reach(direction(d), p.ways[d], p.roots, masks[d])
				}
			}
		}
	}
	return m.changes()
}

// words is how many words a set of roots has.
func (c *comparison) words() int { return (len(c.roots) + 63) / 64 }

// masks returns, by direction, the set of the roots that have it.
func (c *comparison) masks() (masks [2][]uint64) {
	for d := range masks {
		masks[d] = make([]uint64, c.words())
	}
	for i, r := range c.roots {
		masks[r.direction][i/64] |= 1 << (i % 64)
	}
	return masks
}

// findWays gives every pair its shortest ways, from the first operation that has one.
func (c *comparison) findWays() {
	for d := range [2]direction{} {
		var queue []*pair
		visit := func(edges []edge, w way) {
			for _, e := range edges {
				if !e.to.reach[d] {
					e.to.reach[d] = true
					w.step = e.step
					e.to.ways[d] = w
					queue = append(queue, e.to)
				}
			}
		}
		for _, r := range c.roots {
			if r.direction == direction(d) {
				visit(r.edges, way{root: r})
			}
		}
		for i := 0; i < len(queue); i++ {
			p := queue[i]
			visit(p.edges, way{root: p.ways[d].root, from: p})
		}
	}
}

// spreadRoots tells every pair the roots that lead to it. Types refer to each other in circles, so it goes on until
// nothing is new.
func (c *comparison) spreadRoots() {
	for _, p := range c.ordered {
		p.roots = make([]uint64, c.words())
	}
	for i, r := range c.roots {
		for _, e := range r.edges {
			e.to.roots[i/64] |= 1 << (i % 64)
			e.to.uses[1<<r.direction]++
		}
	}
	for _, p := range c.ordered {
		mask := 0
		for d, isReached := range p.reach {
			if isReached {
				mask |= 1 << d
			}
		}
		for _, e := range p.edges {
			e.to.uses[mask]++
		}
	}
	for isNew := true; isNew; {
		isNew = false
		for _, p := range c.ordered {
			for _, e := range p.edges {
				for w, set := range p.roots {
					if set&^e.to.roots[w] != 0 {
						e.to.roots[w] |= set
						isNew = true
					}
				}
			}
		}
	}
}

// merger makes one change of findings that are the same statement of the contract: types share fields with those that
// they extend, and with all that refer to the same group.
type merger struct {
	*comparison
	known   map[finding]*merged // by statement
	ordered []*merged
}

// merged is a finding and where it was made.
type merged struct {
	finding
	direction direction // in which it is worst
	way       way       // nil root where it was not reached yet
	roots     [2][]uint64
	places    uses
}

// statement returns what f has in common with other findings that say the same.
func (f finding) statement() finding {
	f.kind, f.step = "", "" // what several elements have is said of their type
	if f.rule == NamespaceChanged {
		f.old, f.new = schema.Pos{}, schema.Pos{} // one move of a namespace moves all that is in it
	}
	return f
}

// add returns what says the same as f.
func (m *merger) add(f finding) *merged {
	known, ok := m.known[f.statement()]
	if !ok {
		known = &merged{finding: f, roots: [2][]uint64{make([]uint64, m.words()), make([]uint64, m.words())}}
		m.known[f.statement()] = known
		m.ordered = append(m.ordered, known)
	}
	return known
}

// reach notes that w leads to f in direction d, as do other ways from all of roots that are in mask.
func (f *merged) reach(d direction, w way, roots, mask []uint64) {
	if j := f.rule.judgement(); f.way.root == nil || j.breaks(d) && !j.breaks(f.direction) {
		f.direction, f.way = d, w
	}
	for i := range roots {
		f.roots[d][i] |= roots[i] & mask[i]
	}
}

// changes returns what was found, in the order in which it was.
func (m *merger) changes() []Change {
	var changes []Change
	for _, f := range m.ordered {
		j := f.rule.judgement()
		change := Change{Rule: f.rule, Breaking: j.breaks(f.direction), Message: f.message, Old: f.old, New: f.new,
			Subject: f.subject(m.separator()), Operations: []string{f.way.root.operation}}
		isNamed, directions := map[string]bool{f.way.root.operation: true}, 0
		for d, set := range f.roots {
			if j.breaks(direction(d)) != change.Breaking {
				continue
			}
			directions |= 1 << d
			for i := range bitset(set).all() {
				if name := m.roots[i].operation; !isNamed[name] {
					isNamed[name] = true
					change.Operations = append(change.Operations, name)
				}
			}
		}
		change.Places = f.places.in(directions)
		changes = append(changes, change)
	}
	return changes
}

// separator is what stands between the names of a path.
func (c *comparison) separator() string {
	if c.isJSON {
		return "."
	}
	return "/"
}

// subject returns what f is about: "request element incidentList/item/newIncident".
func (f *merged) subject(separator string) string {
	steps := []string{f.step}
	for w := f.way; ; w = w.from.ways[f.direction] {
		steps = append(steps, w.step)
		if w.from == nil {
			break
		}
	}
	var path strings.Builder
	for i := len(steps) - 1; i >= 0; i-- {
		if path.Len() > 0 && steps[i] != "" && !strings.HasPrefix(steps[i], "[") {
			path.WriteString(separator)
		}
		path.WriteString(steps[i])
	}
	kind := f.kind
	if path.Len() == 0 {
		return f.way.root.label
	}
	if kind == "" {
		kind = "element"
		if separator == "." {
			kind = "field"
		}
	}
	return fmt.Sprintf("%s %s %s", f.way.root.label, kind, path.String())
}
