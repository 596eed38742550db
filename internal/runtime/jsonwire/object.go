// JSON objects as generated types keep them: members that may be left out, and members that nobody knows.

package jsonwire

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// CloseObject ends an object whose members were appended to b from start on, each beginning with a comma: the first
// comma becomes the opening brace.
func CloseObject(b []byte, start int) []byte {
	if len(b) == start {
		return append(b, "{}"...)
	}
	b[start] = '{'
	return append(b, '}')
}

// AppendMembers appends members to an object that CloseObject ends, in the order of their names.
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

// KeepMember keeps the member at hand, which d has read the name of, in members. Of one that occurs twice, which is a
// deviation, the second is kept.
func KeepMember(d *Decoder, members *map[string]json.RawMessage) {
	name, start := d.own(d.Key()), d.pos
	value := d.Raw()
	if d.err != nil {
		return
	}
	if _, twice := (*members)[name]; twice {
		d.note(start, "one member of this name", "another")
	}
	if *members == nil {
		*members = map[string]json.RawMessage{}
	}
	(*members)[name] = json.RawMessage(value)
}

// IsEmpty reports whether there is no value at hand because the text is empty or ends here.
func (d *Decoder) IsEmpty() bool { return d.peek() == 0 && d.pos == len(d.text) }
