// Types whose values can nest without end.

package schema

import "iter"

// Nesting returns those of types that are part of a cycle by next, or lead from one cycle to another: a value of one can
// contain itself.
func Nesting(next func(*Type) []*Type, types iter.Seq[*Type]) map[*Type]bool {
	users := Users(next, types)
	nesting := map[*Type]bool{}
	for t := range types {
		nesting[t] = true
	}
	// What leads to no cycle goes first, then what no cycle leads to.
	peel(nesting, next, func(t *Type) []*Type { return users[t] })
	peel(nesting, func(t *Type) []*Type { return users[t] }, next)
	return nesting
}

// peel deletes the types from which next leads to no cycle. before is the inverse of next.
func peel(types map[*Type]bool, next, before func(*Type) []*Type) {
	open := map[*Type]int{} // how often next leads to one of types
	var ends []*Type
	for t := range types {
		for _, n := range next(t) {
			if types[n] {
				open[t]++
			}
		}
		if open[t] == 0 {
			ends = append(ends, t)
		}
	}
	for len(ends) > 0 {
		t := ends[len(ends)-1]
		ends = ends[:len(ends)-1]
		delete(types, t)
		for _, b := range before(t) {
			if open[b]--; open[b] == 0 && types[b] {
				ends = append(ends, b)
			}
		}
	}
}
