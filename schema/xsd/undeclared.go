// References to names that nothing declares: what needs them is left out, and everything else is written.

package xsd

import (
	"fmt"
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// Undeclared are the references of a contract to names that nothing declares, and the types that need them.
type Undeclared struct {
	*schema.Diagnostics
	references []*reference
	types      map[*schema.Type]*reference // by type, the reference that it needs
}

// reference is a reference to a name that nothing declares.
type reference struct {
	pos     schema.Pos
	text    string // as the document spells it
	message string // "" if something else has been reported in its place
}

// Note adds the reference text at pos. An empty format means that something else is reported in its place.
func (u *Undeclared) Note(pos schema.Pos, text, format string, args ...any) {
	u.references = append(u.references, &reference{pos, text, fmt.Sprintf(format, args...)})
}

// IsEmpty reports whether everything is declared.
func (u *Undeclared) IsEmpty() bool { return len(u.references) == 0 }

// IsHidden reports whether something else is reported in place of some reference.
func (u *Undeclared) IsHidden() bool {
	return slices.ContainsFunc(u.references, func(r *reference) bool { return r.message == "" })
}

// Placeholder returns a type that stands for the reference noted last, or for something that needs it.
func (u *Undeclared) Placeholder() *schema.Type {
	t := &schema.Type{Kind: schema.Simple, Builtin: schema.String}
	u.markLast(t)
	return t
}

// markLast notes that t needs the reference noted last.
func (u *Undeclared) markLast(t *schema.Type) { u.types[t] = u.references[len(u.references)-1] }

// inherit notes that the simple type t, which is made of other, needs the reference that other or its items need.
func (u *Undeclared) inherit(t, other *schema.Type) {
	for ; other != nil; other = other.Item {
		if r := u.types[other]; r != nil {
			u.types[t] = r
		}
	}
}

// NeededBy returns the reference that t needs, as its document spells it, and whether there is one.
func (u *Undeclared) NeededBy(t *schema.Type) (text string, ok bool) {
	if r := u.types[t]; r != nil {
		return r.text, true
	}
	return "", false
}

// Spread finds the types that need an undeclared reference through others, among those given and all that they need.
// A type that needs several gets the one that was noted first.
func (u *Undeclared) Spread(types []*schema.Type) {
	needs := func(t *schema.Type) []*schema.Type { return append(t.Parts(), t.Base, t.Owner) }
	users := schema.Users(needs, schema.Walk(needs, types...))
	byReference := map[*reference][]*schema.Type{}
	for t, r := range u.types {
		byReference[r] = append(byReference[r], t)
	}
	reached := map[*schema.Type]bool{}
	unreachedUsers := func(t *schema.Type) []*schema.Type {
		return slices.DeleteFunc(users[t], func(user *schema.Type) bool { return reached[user] })
	}
	for _, r := range u.references {
		for t := range schema.Walk(unreachedUsers, byReference[r]...) {
			if !reached[t] {
				reached[t], u.types[t] = true, r
			}
		}
	}
}

// Report reports the references: as warnings if what needs them can be left out.
func (u *Undeclared) Report(isWarning bool) {
	for _, r := range u.references {
		switch {
		case r.message == "":
		case isWarning:
			u.Warnf(r.pos, "%s; what needs it is left out", r.message)
		default:
			u.Faultf(r.pos, "%s", r.message)
		}
	}
}
