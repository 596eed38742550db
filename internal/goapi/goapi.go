// Package goapi compares the Go API of two versions of a client: what changes for the code that calls it. A change is
// compatible where it keeps the promise of Go 1 (https://go.dev/doc/go1compat): code that compiles with the old version
// compiles with the new one, unless it relies on what that promise leaves out, such as literals of structs without the
// names of fields. Things are the same in both versions where they have the same name: the writer of clients keeps
// names.
package goapi

import (
	"cmp"
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// Change is one difference between two versions.
type Change struct {
	Breaking bool
	// Symbol is what changes and Message what about it: "Employee.Birthday" and "changed from Date to *Date".
	Symbol, Message string
	// Old and New are where the two versions have it. One of them is the zero Pos for what was added or removed, and
	// both are for what stands for no particular thing of the contract.
	Old, New schema.Pos
}

// Compare returns what changes from old to new: what breaks first, then by symbol. Both are of one [Checker].
func Compare(old, new *Package) []Change {
	c := &comparison{old: old, new: new}
	c.packages()
	slices.SortStableFunc(c.changes, func(a, b Change) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(a.Symbol, b.Symbol))
	})
	return c.changes
}

func rank(c Change) int {
	if c.Breaking {
		return 0
	}
	return 1
}
