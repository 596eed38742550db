// Routes: in which messages of which operations a type occurs, so that a difference in it is reported once, and in the
// user's terms.

package diff

import (
	"fmt"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// direction is whether a client sends or receives a message.
type direction uint8

const (
	sent direction = iota
	received
)

// breaks reports whether a change by r breaks what a client sends, or what it receives.
func (r Rule) breaks(d direction) bool {
	if d == sent {
		return byName[r].sent
	}
	return byName[r].received
}

// root is a message of an operation, or a parameter, that is in both versions.
type root struct {
	operation string
	label     string // "request", "response", "fault NoStock", …
	direction direction
	node
}

// node is a message or a pair of types, with its differences.
type node struct {
	findings []finding
	edges    []edge
}

// edge leads from a node to the types of one of its components.
type edge struct {
	step string // the part of a path between two types: an element's name; "" for the content of a message
	to   *pair
}

// finding is one difference between two messages or two types.
type finding struct {
	rule     Rule
	kind     string // "element", "attribute", "field"; "" for the message or type itself
	step     string // the name of the element, at the end of the path of the type; "" for the type itself
	message  string
	old, new schema.Pos
}

// pairKey is a type of the old contract and the type in its place in the new one.
type pairKey struct{ old, new *schema.Type }

// pair is two structs, or groups that repeat, that stand in the same place of the two contracts.
type pair struct {
	pairKey
	node
	roots      []uint64   // the roots that lead here, a set of bits
	routes     [2]route   // by direction, the first route from a root
	isReached  [2]bool    // by direction, whether there is a route
	edgeCounts edgeCounts // how many edges lead here
}

// edgeCounts are numbers of edges by the directions, a bit for each, in which they are used.
type edgeCounts [4]int

// in returns how many of u are used in one of the directions.
func (u *edgeCounts) in(directions int) int {
	n := 0
	for mask, count := range u {
		if mask&directions != 0 {
			n += count
		}
	}
	return n
}

// route is the last step of a route to a pair.
type route struct {
	root *root
	from *pair // nil for the first step
	name string
}

// pair returns the pair of a and b, which is compared later.
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

// foundChanges returns the differences of messages and types as changes of the operations in which they occur, each
// once.
func (c *comparison) foundChanges() []Change {
	c.findRoutes()
	c.propagateRoots()
	m, masks := &merger{comparison: c, known: map[finding]*merged{}}, c.masks()
	for i, r := range c.roots {
		set := make([]uint64, c.words())
		set[i/64] |= 1 << (i % 64)
		for _, f := range r.findings {
			m.add(f).addRoute(r.direction, route{root: r}, set, masks[r.direction])
		}
	}
	for _, p := range c.ordered {
		for _, f := range p.findings {
			statement := m.add(f)
			for mask, count := range p.edgeCounts {
				statement.edgeCounts[mask] += count
			}
			for d := range p.routes {
				if p.isReached[d] {
					statement.addRoute(direction(d), p.routes[d], p.roots, masks[d])
				}
			}
		}
	}
	return m.changes()
}

// words returns how many words a set of roots has.
func (c *comparison) words() int { return (len(c.roots) + 63) / 64 }

// masks returns, by direction, the set of its roots.
func (c *comparison) masks() (masks [2][]uint64) {
	for d := range masks {
		masks[d] = make([]uint64, c.words())
	}
	for i, r := range c.roots {
		masks[r.direction][i/64] |= 1 << (i % 64)
	}
	return masks
}

// findRoutes gives every pair its shortest routes, from the first operation that has one.
func (c *comparison) findRoutes() {
	for d := range [2]direction{} {
		var queue []*pair
		visit := func(edges []edge, w route) {
			for _, e := range edges {
				if !e.to.isReached[d] {
					e.to.isReached[d] = true
					w.name = e.step
					e.to.routes[d] = w
					queue = append(queue, e.to)
				}
			}
		}
		for _, r := range c.roots {
			if r.direction == direction(d) {
				visit(r.edges, route{root: r})
			}
		}
		for i := 0; i < len(queue); i++ {
			p := queue[i]
			visit(p.edges, route{root: p.routes[d].root, from: p})
		}
	}
}

// propagateRoots gives every pair the roots that lead to it. Types refer to each other in circles, so it continues
// until nothing changes.
func (c *comparison) propagateRoots() {
	for _, p := range c.ordered {
		p.roots = make([]uint64, c.words())
	}
	for i, r := range c.roots {
		for _, e := range r.edges {
			e.to.roots[i/64] |= 1 << (i % 64)
			e.to.edgeCounts[1<<r.direction]++
		}
	}
	for _, p := range c.ordered {
		mask := 0
		for d, isReached := range p.isReached {
			if isReached {
				mask |= 1 << d
			}
		}
		for _, e := range p.edges {
			e.to.edgeCounts[mask]++
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

// merger makes one change of findings that are at the same position of the contract: types share fields with their
// bases, and with all types that refer to the same group.
type merger struct {
	*comparison
	known   map[finding]*merged // by mergeKey
	ordered []*merged
}

// merged is a finding and all that equal it.
type merged struct {
	finding
	direction  direction // the worst one
	route      route     // without a root if there is none yet
	roots      [2][]uint64
	edgeCounts edgeCounts
}

// mergeKey returns the part of f that equal findings have in common.
func (f finding) mergeKey() finding {
	f.kind, f.step = "", "" // a difference that several elements have is reported for their type
	if f.rule == NamespaceChanged {
		f.old, f.new = schema.Pos{}, schema.Pos{} // all components move with their namespace
	}
	return f
}

// add returns the merged finding of f.
func (m *merger) add(f finding) *merged {
	known, ok := m.known[f.mergeKey()]
	if !ok {
		known = &merged{finding: f, roots: [2][]uint64{make([]uint64, m.words()), make([]uint64, m.words())}}
		m.known[f.mergeKey()] = known
		m.ordered = append(m.ordered, known)
	}
	return known
}

// addRoute notes that r leads to f in direction d, as do the roots that are in mask.
func (f *merged) addRoute(d direction, r route, roots, mask []uint64) {
	if f.route.root == nil || f.rule.breaks(d) && !f.rule.breaks(f.direction) {
		f.direction, f.route = d, r
	}
	for i := range roots {
		f.roots[d][i] |= roots[i] & mask[i]
	}
}

// changes returns the merged findings as changes, in the order of finding.
func (m *merger) changes() []Change {
	var changes []Change
	for _, f := range m.ordered {
		change := Change{Rule: f.rule, Breaking: f.rule.breaks(f.direction), Message: f.message, Old: f.old, New: f.new,
			Subject: f.subject(m.separator()), Operations: []string{f.route.root.operation}}
		isNamed, directions := map[string]bool{f.route.root.operation: true, "": true}, 0
		for d, set := range f.roots {
			if f.rule.breaks(direction(d)) != change.Breaking {
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
		if f.route.root.operation == "" { // the whole service
			change.Operations = nil
		}
		change.Places = f.edgeCounts.in(directions)
		changes = append(changes, change)
	}
	return changes
}

// separator returns the separator of the names in a path.
func (c *comparison) separator() string {
	if c.isJSON {
		return "."
	}
	return "/"
}

// subject returns the subject of f: "request element incidentList/item/newIncident".
func (f *merged) subject(separator string) string {
	steps := []string{f.step}
	for w := f.route; ; w = w.from.routes[f.direction] {
		steps = append(steps, w.name)
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
		return f.route.root.label
	}
	if kind == "" {
		kind = "element"
		if separator == "." {
			kind = "field"
		}
	}
	return fmt.Sprintf("%s %s %s", f.route.root.label, kind, path.String())
}
