// Package diff compares two versions of a contract: what changes on the wire, and whether that breaks a client that is
// made from the old version and calls a service of the new version.
//
// A change breaks what a client sends if something that was valid becomes invalid or means something else. It breaks
// what a client receives if something may come that the client cannot read, or if something that it relies on may be
// missing. A type that is both sent and received gets the worse of the two. [Rules] lists the rules.
package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// Change is one difference on the wire.
type Change struct {
	Rule     Rule
	Breaking bool
	// Operations are the contract's names of the operations that it affects, none if it affects the whole service.
	Operations []string
	// Subject is the changed component in the words of the contract, and Message the change: "request element
	// list/item/id" and "is now required".
	Subject, Message string
	// Places is how many elements and messages have the changed types; Subject is one of them.
	Places int
	// Old and New are the positions in the contracts. One is the zero Pos for an addition or a removal.
	Old, New schema.Pos
}

// String returns c as a sentence that does not say whether it is breaking: "operation A (and 2 more): request element
// b/c is now required".
func (c Change) String() string {
	var b strings.Builder
	if len(c.Operations) > 0 {
		b.WriteString("operation " + c.Operations[0])
		if more := len(c.Operations) - 1; more > 0 {
			fmt.Fprintf(&b, " (and %d more)", more)
		}
		if c.Subject != "" {
			b.WriteByte(':')
		}
		b.WriteByte(' ')
	}
	b.WriteString(c.Subject)
	if c.Subject != "" {
		b.WriteByte(' ')
	}
	b.WriteString(c.Message)
	if c.Places > len(c.Operations) {
		fmt.Fprintf(&b, " (in %d places)", c.Places)
	}
	return b.String()
}

// Compare returns the changes on the wire from old to new, which are both read from a WSDL or both from a YAML
// description. Breaking changes come first; otherwise the order is that of the contract. Types that no operation needs
// are not compared.
func Compare(old, new *schema.API) []Change {
	c := &comparison{pairs: map[pairKey]*pair{}, values: map[*schema.Type]*schema.Type{},
		within: map[pairKey]bool{}, budget: maxSteps}
	switch {
	case old.SOAP != nil && new.SOAP != nil:
		c.soap(old.SOAP, new.SOAP)
	case old.REST != nil && new.REST != nil:
		c.isJSON = true
		c.rest(old.REST, new.REST)
	}
	c.comparePairs()
	changes := append(c.changes, c.foundChanges()...)
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Compare(rank(a), rank(b))
	})
	return changes
}

func rank(c Change) int {
	if c.Breaking {
		return 0
	}
	return 1
}

// comparison compares two contracts. First it compares operations, and collects the pairs of types that stand in the
// same place. Then it compares each pair once, wherever it occurs. At last it finds the routes from the operations to
// the differences.
type comparison struct {
	isJSON  bool     // whether the messages are JSON rather than XML
	changes []Change // of the service and its operations

	roots   []*root
	pairs   map[pairKey]*pair
	ordered []*pair // in the order of finding

	values map[*schema.Type]*schema.Type // see withAttributes
	within map[pairKey]bool              // see isWithin
	budget int                           // see included
}

// note adds a change of what a client sends, in an operation or, if operation is empty, in the service.
func (c *comparison) note(rule Rule, operation, subject string, old, new schema.Pos, format string, args ...any) {
	c.noteIn(sent, rule, operation, subject, old, new, format, args...)
}

// noteIn adds a change of an operation in one direction.
func (c *comparison) noteIn(
	d direction, rule Rule, operation, subject string, old, new schema.Pos, format string, args ...any,
) {
	change := Change{Rule: rule, Breaking: rule.breaks(d), Subject: subject,
		Message: fmt.Sprintf(format, args...), Old: old, New: new}
	if operation != "" {
		change.Operations = []string{operation}
	}
	c.changes = append(c.changes, change)
}
