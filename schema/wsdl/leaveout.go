// What needs something undeclared is left out of the client.

package wsdl

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// leaveOutLacking returns those of the types and operations that need nothing undeclared, and reports the others. If no
// operation remains, or a document could not be read, the undeclared references are faults.
func (r *resolver) leaveOutLacking(types []*schema.Type, operations []*schema.SOAPOperation) ([]*schema.Type, []*schema.SOAPOperation) {
	undeclared := r.undeclared
	if undeclared.IsEmpty() {
		return types, operations
	}
	all := slices.Clone(types)
	for _, o := range operations {
		for _, m := range o.Messages() {
			all = append(all, m.Type)
		}
	}
	undeclared.Spread(all)
	isLacking := func(t *schema.Type) bool {
		_, ok := undeclared.NeededBy(t)
		return ok
	}
	isUsable := func(o *schema.SOAPOperation) bool {
		return !isLacking(o.Input.Type) && (o.Output == nil || !isLacking(o.Output.Type))
	}
	if !slices.ContainsFunc(operations, isUsable) || undeclared.IsHidden() {
		undeclared.Report(false)
		return types, operations
	}
	undeclared.Report(true)
	operations = slices.DeleteFunc(operations, func(o *schema.SOAPOperation) bool {
		text, lacks := undeclared.NeededBy(o.Input.Type)
		if !lacks && o.Output != nil {
			text, lacks = undeclared.NeededBy(o.Output.Type)
		}
		if lacks {
			r.leaveOutOperation(o.Port, o.Pos, o.Wire, "it needs %q, which nothing declares", text)
		}
		return lacks
	})
	without := func(messages []*schema.Message, kind string, o *schema.SOAPOperation) []*schema.Message {
		return slices.DeleteFunc(messages, func(m *schema.Message) bool {
			text, lacks := undeclared.NeededBy(m.Type)
			if lacks {
				undeclared.Warnf(m.Pos, "a %s of operation %q is left out: it needs %q, which nothing declares", kind,
					o.Wire, text)
			}
			return lacks
		})
	}
	for _, o := range operations {
		o.Faults = without(o.Faults, "fault", o)
		o.InputHeaders = without(o.InputHeaders, "header", o)
		o.OutputHeaders = without(o.OutputHeaders, "header", o)
	}
	types = slices.DeleteFunc(types, isLacking)
	for _, t := range types {
		t.Derived = slices.DeleteFunc(t.Derived, isLacking)
	}
	return types, operations
}
