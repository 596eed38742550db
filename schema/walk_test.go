// Tests of the walk over types.

package schema_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// TestWalk compares Walk with a naive closure, on random types that use each other in every way.
func TestWalk(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		types := make([]*schema.Type, 1+random.IntN(12))
		for i := range types {
			types[i] = &schema.Type{Kind: schema.Struct}
		}
		pick := func() *schema.Type { return types[random.IntN(len(types))] }
		leads := map[*schema.Type][]*schema.Type{} // what Uses must return
		for range random.IntN(3 * len(types)) {
			from, to := pick(), pick()
			leads[from] = append(leads[from], to)
			switch random.IntN(5) {
			case 0:
				from.Members = append(from.Members, to)
			case 1:
				from.Derived = append(from.Derived, to)
			case 2:
				if from.Item != nil {
					from.Members = append(from.Members, to)
				} else {
					from.Item = to
				}
			case 3:
				from.Attributes = append(from.Attributes, &schema.Field{Type: to})
			default:
				leaf := &schema.Particle{Kind: schema.Element, Field: &schema.Field{Type: to}}
				from.Content = &schema.Particle{Kind: schema.Choice, Children: []*schema.Particle{leaf, from.Content}}
				if from.Content.Children[1] == nil {
					from.Content.Children = from.Content.Children[:1]
				}
			}
		}
		root := pick()
		want := map[*schema.Type]bool{root: true}
		for range types {
			for from := range want {
				for _, to := range leads[from] {
					want[to] = true
				}
			}
		}
		seen := map[*schema.Type]bool{}
		for found := range schema.Walk((*schema.Type).Uses, nil, root, root) {
			isLed := found == root
			for from := range seen {
				isLed = isLed || slices.Contains(leads[from], found)
			}
			if seen[found] || !want[found] || !isLed {
				t.Fatalf("seed %d: a type is repeated, cannot be reached, or comes before those that lead to it", seed)
			}
			seen[found] = true
		}
		if len(seen) != len(want) {
			t.Fatalf("seed %d: %d types are found, want %d", seed, len(seen), len(want))
		}
		for used, users := range schema.Users((*schema.Type).Uses, slices.Values(types)) {
			for _, user := range users {
				if !slices.Contains(leads[user], used) {
					t.Fatalf("seed %d: a type is said to use another that it does not", seed)
				}
			}
		}
	}
}
