// Members: the attributes, elements or JSON fields of a struct, each with its name and occurrence.

package diff

import (
	"fmt"
	"math"

	"github.com/kontrakt-dev/kontrakt/schema"
	xsdvalue "github.com/kontrakt-dev/kontrakt/schema/value"
)

// many stands for any number of occurrences. The readers take counts up to it.
const many = math.MaxInt32

// sum returns a + b, at most many.
func sum(a, b int) int { return int(min(many, int64(a)+int64(b))) }

// product returns a * b, at most many.
func product(a, b int) int { return int(min(many, int64(a)*int64(b))) }

// member is all attributes, elements or fields of a struct that have the same name.
type member struct {
	memberKey
	step     string // its part of a path
	field    *schema.Field
	message  *schema.Message // instead of a field, for a header block or a fault
	pos      schema.Pos
	min, max int // how often it occurs in the whole content; many for no bound
}

// memberKey identifies a member in both versions.
type memberKey struct {
	kind string // for messages: "element", "attribute", "part", "field", "group" or "wildcard"
	name schema.QName
}

// location is a member of a node, and its positions in the two contracts.
type location struct {
	kind, step string
	old, new   schema.Pos
}

// attributes returns the attributes of t as members.
func attributes(t *schema.Type) []*member {
	var members []*member
	for _, f := range t.Attributes {
		members = append(members, &member{memberKey: memberKey{"attribute", f.Wire}, step: "@" + f.Wire.Local, field: f,
			pos: f.Pos, min: f.Min, max: 1})
	}
	return members
}

// attachedParts returns the parts of t beside the envelope as members.
func attachedParts(t *schema.Type) []*member {
	var members []*member
	for _, f := range t.Attached {
		members = append(members, &member{memberKey: memberKey{"part", f.Wire}, step: f.Wire.Local, field: f, pos: f.Pos,
			min: f.Min, max: f.Max})
	}
	return members
}

// match is a member of both versions.
type match struct{ old, new *member }

// matchMembers returns the members that are in both versions, in the order of the new one, and those of only one
// version. A member that only moved to another namespace is in both.
func matchMembers(old, new []*member) (both []match, removed, added []*member) {
	type local struct{ kind, name string }
	byKey, byLocal := map[memberKey]*member{}, map[local]*member{}
	isNew, isMatched := map[memberKey]bool{}, map[*member]bool{}
	for _, m := range old {
		byKey[m.memberKey] = m
	}
	for _, m := range new {
		isNew[m.memberKey] = true
	}
	for _, m := range old {
		if l := (local{m.kind, m.name.Local}); !isNew[m.memberKey] && byLocal[l] == nil {
			byLocal[l] = m
		}
	}
	for _, m := range new {
		before, l := byKey[m.memberKey], local{m.kind, m.name.Local}
		if before == nil && byLocal[l] != nil {
			before = byLocal[l]
			delete(byLocal, l)
		}
		if before == nil {
			added = append(added, m)
			continue
		}
		isMatched[before] = true
		both = append(both, match{before, m})
	}
	for _, m := range old {
		if !isMatched[m] {
			removed = append(removed, m)
		}
	}
	return both, removed, added
}

// compareMembers compares the members of two versions of n, and returns those that are in both.
func (c *comparison) compareMembers(n *node, old, new []*member) []match {
	both, removed, added := matchMembers(old, new)
	for _, m := range removed {
		n.findIn(m.kind, m.step, Removed, m.pos, schema.Pos{}, "is removed")
	}
	for _, m := range both {
		c.compareMember(n, m.old, m.new)
	}
	for _, m := range added {
		if m.min > 0 {
			n.findIn(m.kind, m.step, RequiredAdded, schema.Pos{}, m.pos, "is new and required")
		} else {
			n.findIn(m.kind, m.step, OptionalAdded, schema.Pos{}, m.pos, "is new and optional")
		}
	}
	return both
}

// compareMember compares two versions of a member.
func (c *comparison) compareMember(n *node, a, b *member) {
	loc := location{b.kind, b.step, a.pos, b.pos}
	find := func(rule Rule, format string, args ...any) {
		n.findIn(loc.kind, loc.step, rule, loc.old, loc.new, format, args...)
	}
	if a.name.Space != b.name.Space {
		find(NamespaceChanged, "is now in namespace %q (was %q)", b.name.Space, a.name.Space)
	}
	isAnything := shapeOf(a.field.Type) == anything || shapeOf(b.field.Type) == anything
	if !c.isJSON || !isAnything { // any JSON can be a list
		compareOccurrence(a, b, find)
	}
	switch {
	case !a.field.Nillable && b.field.Nillable:
		find(NowNillable, "can now be nil")
	case a.field.Nillable && !b.field.Nillable:
		find(NoLongerNillable, "can no longer be nil")
	}
	compareDeprecation(a.field.Deprecated, b.field.Deprecated, find)
	compareItems(a.field.Items, b.field.Items, find)
	compareMediaTypes(a.field.ContentTypes, b.field.ContentTypes, find)
	compareValue(b.field.Type, a.field.Default, b.field.Default, func(old, new string) {
		switch {
		case a.field.Default == nil:
			find(DefaultAdded, "now has the default value %s", new)
		default:
			find(DefaultChanged, "has another default value: %s (was %s)", new, old)
		}
	})
	compareValue(b.field.Type, a.field.Fixed, b.field.Fixed, func(old, new string) {
		switch {
		case b.field.Fixed == nil:
			find(FixedRemoved, "no longer has the fixed value %s", old)
		case a.field.Fixed == nil:
			find(FixedAdded, "now has the fixed value %s", new)
		default:
			find(FixedAdded, "has another fixed value: %s (was %s)", new, old)
		}
	})
	switch {
	case b.kind == "group":
		n.edges = append(n.edges, edge{b.step, c.pair(a.field.Type, b.field.Type)})
	case b.kind == "wildcard":
		compareWildcards(a.field.Wildcard, b.field.Wildcard, "elements", find)
	default:
		c.compareTypes(n, loc, a.field.Type, b.field.Type)
	}
}

// compareDeprecation compares whether something is deprecated.
func compareDeprecation(old, new string, find func(rule Rule, format string, args ...any)) {
	switch {
	case old == "" && new != "":
		find(NowDeprecated, "is now deprecated: %s", new)
	case old != "" && new == "":
		find(NotDeprecated, "is no longer deprecated")
	}
}

// compareItems compares how many items a list in JSON has.
func compareItems(old, new *schema.Facets, find func(rule Rule, format string, args ...any)) {
	limits := func(f *schema.Facets) (least, most int) {
		most = many
		if f != nil && f.MinLength != nil {
			least = *f.MinLength
		}
		if f != nil && f.MaxLength != nil {
			most = *f.MaxLength
		}
		return least, most
	}
	oldLeast, oldMost := limits(old)
	newLeast, newMost := limits(new)
	switch {
	case oldLeast < newLeast:
		find(MinimumRaised, "must now have at least %d items (was %d)", newLeast, oldLeast)
	case oldLeast > newLeast:
		find(MinimumLowered, "need now have only %d items (was %d)", newLeast, oldLeast)
	}
	switch {
	case oldMost < newMost:
		find(MaximumRaised, "can now have %s items (was %s)", upTo(newMost), upTo(oldMost))
	case oldMost > newMost:
		find(MaximumLowered, "can now have only %s items (was %s)", upTo(newMost), upTo(oldMost))
	}
}

// compareOccurrence compares how often a member occurs.
func compareOccurrence(a, b *member, find func(rule Rule, format string, args ...any)) {
	switch {
	case a.min == 0 && b.min > 0:
		find(NowRequired, "is now required")
	case a.min > 0 && b.min == 0:
		find(NowOptional, "is now optional")
	case a.min < b.min:
		find(MinimumRaised, "must now occur at least %d times (was %d)", b.min, a.min)
	case a.min > b.min:
		find(MinimumLowered, "need now occur only %d times (was %d)", b.min, a.min)
	}
	switch {
	case a.max <= 1 && b.max > 1:
		find(NowRepeated, "can now occur %s times (was once)", upTo(b.max))
	case a.max > 1 && b.max <= 1:
		find(NoLongerRepeated, "can now occur only once (was %s times)", upTo(a.max))
	case a.max < b.max:
		find(MaximumRaised, "can now occur %s times (was %s)", upTo(b.max), upTo(a.max))
	case a.max > b.max:
		find(MaximumLowered, "can now occur only %s times (was %s)", upTo(b.max), upTo(a.max))
	}
}

// upTo returns max for messages.
func upTo(max int) string {
	if max >= many {
		return "any number of"
	}
	return fmt.Sprint("up to ", max)
}

// compareValue calls report with two optional values of t, if they differ.
func compareValue(t *schema.Type, old, new *string, report func(old, new string)) {
	if old != nil && new != nil && xsdvalue.Equal(t, *old, *new) {
		return
	}
	quoted := func(s *string) string {
		if s == nil {
			return "none"
		}
		return fmt.Sprintf("%q", *s)
	}
	if a, b := quoted(old), quoted(new); a != b {
		report(a, b)
	}
}
