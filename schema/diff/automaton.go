// Automata: an arrangement as its position automaton (V. M. Glushkov, The abstract theory of automata, 1961). A state
// is the leaf that was read last; state 0 is the beginning.

package diff

import (
	"encoding/binary"
	"iter"
	"math/bits"
)

// maxLeaves bounds the size of an automaton, which grows with the square of the leaves.
const maxLeaves = 2000

// automaton is the position automaton of an arrangement.
type automaton struct {
	leaves   []*arrangement // by state; nil for state 0
	follow   []bitset       // by state: the states after it
	final    bitset         // states in which it can end
	bySymbol map[int]bitset // the leaves of an element
}

// newAutomaton returns the automaton of g, nil if it would be too large.
func newAutomaton(g *arrangement) *automaton {
	m := &automaton{leaves: []*arrangement{nil}, bySymbol: map[int]bitset{}}
	m.number(g)
	if len(m.leaves) > maxLeaves {
		return nil
	}
	m.follow = make([]bitset, len(m.leaves))
	for i := range m.follow {
		m.follow[i] = m.none()
	}
	next := 1
	whole := m.part(g, &next)
	m.follow[0].add(whole.first)
	m.final = whole.last
	if whole.isOptional {
		m.final[0] |= 1
	}
	return m
}

// number collects the leaves of g.
func (m *automaton) number(g *arrangement) {
	if g.kind == leaf {
		m.leaves = append(m.leaves, g)
	}
	for _, c := range g.children {
		m.number(c)
	}
}

// part is a part of an arrangement: the leaves that it can begin and end with.
type part struct {
	first, last bitset
	isOptional  bool
}

// part connects the leaves in g. next is the number of the first one, and afterwards that of the first one after g.
func (m *automaton) part(g *arrangement, next *int) part {
	p := part{m.none(), m.none(), g.kind == sequence || g.kind == interleaved}
	switch g.kind {
	case leaf:
		i := *next
		*next++
		p.first.set(i)
		p.last.set(i)
		if m.bySymbol[g.symbol] == nil {
			m.bySymbol[g.symbol] = m.none()
		}
		m.bySymbol[g.symbol].set(i)
	case sequence:
		for _, c := range g.children {
			inner := m.part(c, next)
			m.connect(p.last, inner.first)
			if p.isOptional {
				p.first.add(inner.first)
			}
			if !inner.isOptional {
				p.last = m.none()
			}
			p.last.add(inner.last)
			p.isOptional = p.isOptional && inner.isOptional
		}
	case choice, interleaved:
		for _, c := range g.children {
			inner := m.part(c, next)
			p.first.add(inner.first)
			p.last.add(inner.last)
			p.isOptional = p.isOptional || inner.isOptional
		}
	}
	if g.repeats || g.kind == interleaved {
		m.connect(p.last, p.first)
	}
	p.isOptional = p.isOptional || g.optional
	return p
}

// connect lets each leaf of to follow each leaf of from.
func (m *automaton) connect(from, to bitset) {
	for i := range from.all() {
		m.follow[i].add(to)
	}
}

// step returns the possible states after an element, from one of the given states.
func (m *automaton) step(states bitset, symbol int) bitset {
	after := m.none()
	leaves := m.bySymbol[symbol]
	if leaves == nil {
		return after
	}
	for i := range states.all() {
		for w := range after {
			after[w] |= m.follow[i][w] & leaves[w]
		}
	}
	return after
}

// none returns the empty set of states.
func (m *automaton) none() bitset { return make(bitset, (len(m.leaves)+63)/64) }

// bitset is a set of small numbers.
type bitset []uint64

func (s bitset) set(i int) { s[i/64] |= 1 << (i % 64) }

// has reports whether i is in s.
func (s bitset) has(i int) bool { return i/64 < len(s) && s[i/64]&(1<<(i%64)) != 0 }

// add adds all of o, which is not longer than s.
func (s bitset) add(o bitset) {
	for w := range o {
		s[w] |= o[w]
	}
}

// meets reports whether s and o have a number in common.
func (s bitset) meets(o bitset) bool {
	for w := range min(len(s), len(o)) {
		if s[w]&o[w] != 0 {
			return true
		}
	}
	return false
}

// all yields the numbers in s in their order.
func (s bitset) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for w, word := range s {
			for ; word != 0; word &= word - 1 {
				if !yield(w*64 + bits.TrailingZeros64(word)) {
					return
				}
			}
		}
	}
}

// key returns s as a key for maps.
func (s bitset) key() string {
	b := make([]byte, 0, 8*len(s))
	for _, word := range s {
		b = binary.LittleEndian.AppendUint64(b, word)
	}
	return string(b)
}
