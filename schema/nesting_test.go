// Tests of which types nest without end.

package schema_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// TestNesting compares Nesting with what the naive closure of random types says.
func TestNesting(t *testing.T) {
	for seed := range uint64(500) {
		random := rand.New(rand.NewPCG(seed, 1))
		types := make([]*schema.Type, 1+random.IntN(10))
		for i := range types {
			types[i] = &schema.Type{Kind: schema.Struct}
		}
		next := map[*schema.Type][]*schema.Type{}
		for range random.IntN(2 * len(types)) {
			from, to := types[random.IntN(len(types))], types[random.IntN(len(types))]
			next[from] = append(next[from], to)
		}
		leads := map[[2]*schema.Type]bool{} // by one step or more
		for range types {
			for _, a := range types {
				for _, b := range next[a] {
					leads[[2]*schema.Type{a, b}] = true
					for _, c := range types {
						if leads[[2]*schema.Type{b, c}] {
							leads[[2]*schema.Type{a, c}] = true
						}
					}
				}
			}
		}
		isBetween := func(m *schema.Type) bool {
			var before, after bool
			for _, c := range types {
				if leads[[2]*schema.Type{c, c}] {
					before = before || leads[[2]*schema.Type{c, m}]
					after = after || leads[[2]*schema.Type{m, c}]
				}
			}
			return before && after
		}
		found := schema.Nesting(func(m *schema.Type) []*schema.Type { return next[m] }, slices.Values(types))
		for i, m := range types {
			if found[m] != isBetween(m) {
				t.Errorf("seed %d, type %d: %t", seed, i, found[m])
			}
		}
	}
}
