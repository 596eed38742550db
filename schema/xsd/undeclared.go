// The undeclared: references to what nothing declares. What needs it is left out, and everything else is written.

package wsdl

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// undeclared is a reference to something that nothing declares.
type undeclared struct {
	pos     schema.Pos
	text    string // the reference as it is spelled
	message string // what there is to say about it: "" where something else is said
}

// missing is the state of what is known to be undeclared.
type missing struct {
	references []*undeclared
	lacking    map[*schema.Type]*undeclared // the types that need such a thing themselves
}

// miss notes that nothing declares what text refers to.
func (r *reader) miss(at schema.Pos, text, format string, args ...any) {
	r.references = append(r.references, &undeclared{at, text, fmt.Sprintf(format, args...)})
}

// missedType returns a type in place of what was missed last, or of what needs that.
func (r *reader) missedType() *schema.Type {
	t := &schema.Type{Kind: schema.Simple, Builtin: schema.String}
	r.lack(t)
	return t
}

// lack notes that t needs what was missed last.
func (r *reader) lack(t *schema.Type) { r.lacking[t] = r.references[len(r.references)-1] }

// inherit notes that the simple type t lacks what other or its items do, from which it is made.
func (r *reader) inherit(t, other *schema.Type) {
	for ; other != nil; other = other.Item {
		if l := r.lacking[other]; l != nil {
			r.lacking[t] = l
		}
	}
}

// leaveOut returns those of the types and operations that need nothing undeclared, and reports the others. Where no
// operation is left, or a document could not be had, what is missing is a fault.
func (r *reader) leaveOut(types []*schema.Type,
	operations []*schema.SOAPOperation) ([]*schema.Type, []*schema.SOAPOperation) {
	if len(r.references) == 0 {
		return types, operations
	}
	r.spread(types, operations)
	isLeftOut := func(o *schema.SOAPOperation) bool { return r.lacks(o.Input) != nil || r.lacks(o.Output) != nil }
	isLost := func(l *undeclared) bool { return l.message == "" }
	if !slices.ContainsFunc(operations, func(o *schema.SOAPOperation) bool { return !isLeftOut(o) }) ||
		slices.ContainsFunc(r.references, isLost) {
		r.reportMissing(false)
		return types, operations
	}
	r.reportMissing(true)
	for _, o := range operations {
		if l := cmp.Or(r.lacks(o.Input), r.lacks(o.Output)); l != nil {
			r.Warnf(o.Pos, "operation %q is left out: it needs %q, which nothing declares", o.Wire, l.text)
		}
	}
	operations = slices.DeleteFunc(operations, isLeftOut)
	for _, o := range operations {
		o.Faults = r.without(o.Faults, "fault", o)
		o.InputHeaders = r.without(o.InputHeaders, "header", o)
		o.OutputHeaders = r.without(o.OutputHeaders, "header", o)
	}
	isLacking := func(t *schema.Type) bool { return r.lacking[t] != nil }
	types = slices.DeleteFunc(types, isLacking)
	for _, t := range types {
		t.Derived = slices.DeleteFunc(t.Derived, isLacking)
	}
	return types, operations
}

// lacks returns what m needs that nothing declares: nil where there is nothing, or no m.
func (r *reader) lacks(m *schema.Message) *undeclared {
	if m == nil {
		return nil
	}
	return r.lacking[m.Type]
}

// without returns those of the messages of o, each of which is called kind, that need nothing undeclared.
func (r *reader) without(messages []*schema.Message, kind string, o *schema.SOAPOperation) []*schema.Message {
	return slices.DeleteFunc(messages, func(m *schema.Message) bool {
		l := r.lacks(m)
		if l != nil {
			r.Warnf(m.Pos, "a %s of operation %q is left out: it needs %q, which nothing declares", kind, o.Wire,
				l.text)
		}
		return l != nil
	})
}

// spread notes of every type in and below types and operations whether it needs a type that lacks something: where
// several are lacking, the reference that was found first.
func (r *reader) spread(types []*schema.Type, operations []*schema.SOAPOperation) {
	next := slices.Clone(types)
	for _, o := range operations {
		for _, m := range slices.Concat([]*schema.Message{o.Input, o.Output}, o.Faults, o.InputHeaders,
			o.OutputHeaders) {
			if m != nil {
				next = append(next, m.Type)
			}
		}
	}
	users := map[*schema.Type][]*schema.Type{} // the types that need each
	seen := map[*schema.Type]bool{nil: true}
	for len(next) > 0 {
		t := next[len(next)-1]
		next = next[:len(next)-1]
		if seen[t] {
			continue
		}
		seen[t] = true
		needed := []*schema.Type{t.Item, t.Base, t.Owner}
		for _, f := range t.Fields() {
			needed = append(needed, f.Type)
		}
		for _, n := range needed {
			users[n] = append(users[n], t)
		}
		next = append(next, needed...)
	}
	byReference := map[*undeclared][]*schema.Type{}
	for t, l := range r.lacking {
		byReference[l] = append(byReference[l], t)
	}
	reached := map[*schema.Type]bool{}
	for _, l := range r.references {
		for next := byReference[l]; len(next) > 0; {
			t := next[len(next)-1]
			next = next[:len(next)-1]
			if !reached[t] {
				reached[t], r.lacking[t] = true, l
				next = append(next, users[t]...)
			}
		}
	}
}

// reportMissing reports the references: as warnings where something can be written without what they refer to.
func (r *reader) reportMissing(isWarning bool) {
	for _, l := range r.references {
		switch {
		case l.message == "":
		case isWarning:
			r.Warnf(l.pos, "%s; what needs it is left out", l.message)
		default:
			r.Faultf(l.pos, "%s", l.message)
		}
	}
}
