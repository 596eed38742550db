// Wildcards: the elements and attributes that a contract leaves open (XSD Part 1, section 3.10).

package diff

import (
	"fmt"
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// compareWildcards compares which elements or attributes, as what says, are allowed in addition to those that the
// contract names. Either wildcard may be nil.
func compareWildcards(a, b *schema.Wildcard, what string, find func(rule Rule, format string, args ...any)) {
	rule, isStillValid := WildcardNarrowed, isWildcardWithin(a, b)
	switch {
	case isStillValid && isWildcardWithin(b, a):
		return
	case isStillValid:
		rule = WildcardWidened
	}
	find(rule, "now allows these %s that the contract does not name: %s (was %s)", what, wildcardLabel(b),
		wildcardLabel(a))
}

// isWildcardWithin reports whether b allows everything that a allows.
func isWildcardWithin(a, b *schema.Wildcard) bool {
	switch {
	case a == nil:
		return true
	case b == nil:
		return a.Listed && len(a.Spaces) == 0
	case a.Listed:
		isRefused := func(space string) bool { return slices.Contains(b.Spaces, space) != b.Listed }
		return !slices.ContainsFunc(a.Spaces, isRefused)
	}
	return !b.Listed && isSubset(b.Spaces, a.Spaces)
}

// wildcardLabel describes w for messages.
func wildcardLabel(w *schema.Wildcard) string {
	switch {
	case w == nil:
		return "none"
	case w.Listed:
		return fmt.Sprintf("of namespaces %q", w.Spaces)
	case len(w.Spaces) > 0:
		return fmt.Sprintf("of all namespaces except %q", w.Spaces)
	}
	return "any"
}
