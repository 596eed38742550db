// Package goapi compares the Go API of two versions of a client. A change is compatible if it keeps the promise of Go 1
// (https://go.dev/doc/go1compat): code that compiles with the old version compiles with the new one, unless it relies
// on what that promise excludes, such as struct literals without field names. Declarations are the same in both
// versions if they have the same name.
package goapi

import (
	"cmp"
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// Change is one difference between two versions.
type Change struct {
	Breaking bool
	// Symbol is the name that changed and Message describes the change: "Employee.Birthday" and "changed from Date to
	// *Date".
	Symbol, Message string
	// Old and New are the positions in the two versions. One of them is the zero Pos for an addition or a removal. Both
	// are if the symbol is not from the contract.
	Old, New schema.Pos
}

// Compare returns the changes from old to new: breaking ones first, then by symbol. The same [Checker] must have made
// both.
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
