// Objects of generated types: optional members, and unknown members.

package jsonwire

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// CloseObject ends an object whose members were appended to b from start on, each after a comma. The first comma
// becomes the opening brace.
func CloseObject(b []byte, start int) []byte {
	if len(b) == start {
		return append(b, "{}"...)
	}
	b[start] = '{'
	return append(b, '}')
}

// AppendMembers appends members to an object for CloseObject, sorted by name. A name in known is refused.
func AppendMembers(b []byte, members map[string]json.RawMessage, known ...string) []byte {
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if slices.Contains(known, name) {
			b = wire.Refuse(b, "a member of Unknown has the name of a field")
			continue
		}
		b = AppendString(append(b, ','), name)
		b = AppendRaw(append(b, ':'), string(members[name]))
	}
	return b
}

// KeepMember stores the current member in members. A duplicate is a deviation and replaces the first.
func KeepMember(d *Decoder, members *map[string]json.RawMessage) {
	name := d.Name()
	if _, twice := (*members)[name]; twice {
		d.Repeated()
	}
	value := d.Raw()
	if d.err != nil {
		return
	}
	if *members == nil {
		*members = map[string]json.RawMessage{}
	}
	(*members)[name] = json.RawMessage(value)
}

// Name is Key for a name that is kept: it does not share the memory of a borrowed text.
func (d *Decoder) Name() string { return d.keep(d.Key()) }

// Repeated records that the current member is not the first of its name: a deviation.
func (d *Decoder) Repeated() { d.addDeviation(d.pos, "one member of this name", "another") }

// IsEmpty reports whether the text is empty or ends here.
func (d *Decoder) IsEmpty() bool { return d.peek() == 0 && d.pos == len(d.text) }
