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
	// Operations are the contract's names of the operations that it concerns, none where it is the whole service.
	Operations []string
	// Subject is what changes, in the words of the contract, and Message what about it: "request element list/item/id"
	// and "is now required".
	Subject, Message string
	// Places is how many elements and messages have the types that changed; the subject leads to one of them.
	Places int
	// Old and New are where the contract says it, of which one is the zero Pos for what was added or removed.
	Old, New schema.Pos
}

// String returns c as a sentence without its judgement: "operation A (and 2 more): request element b/c is now
// required".
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

// Compare returns what changes on the wire from old to new, which are both read from a WSDL or both from a YAML
// description. What breaks comes first, and then what the contract says first. Types that no operation needs are never
// on the wire.
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
	changes := append(c.changes, c.located()...)
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

// comparison is the work on two contracts. Its first part compares operations, and notes which types have to be
// compared because they stand in the same place. Its second part compares each pair of types once, wherever they occur.
// Only then does it look for the ways from the operations to what differs.
type comparison struct {
	isJSON  bool     // whether the messages are JSON rather than XML
	changes []Change // what differs in the service and its operations themselves

	roots   []*root
	pairs   map[pairKey]*pair
	ordered []*pair // in the order in which they were found

	values map[*schema.Type]*schema.Type // see withAttributes
	within map[pairKey]bool              // see isWithin
	budget int                           // see included
}

// note adds a change in an operation, or in the service where operation is empty, that concerns what is sent.
func (c *comparison) note(rule Rule, operation, subject string, old, new schema.Pos, format string, args ...any) {
	c.noteIn(sent, rule, operation, subject, old, new, format, args...)
}

// noteIn adds a change in an operation that concerns one direction.
func (c *comparison) noteIn(
	d direction, rule Rule, operation, subject string, old, new schema.Pos, format string, args ...any,
) {
	change := Change{Rule: rule, Breaking: rule.judgement().breaks(d), Subject: subject,
		Message: fmt.Sprintf(format, args...), Old: old, New: new}
	if operation != "" {
		change.Operations = []string{operation}
	}
	c.changes = append(c.changes, change)
}
