// Members that the contract does not name.

package jsonitems

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// AppendMembers appends members to an object for [jsonwire.CloseObject], sorted by name. A name in known is refused.
func AppendMembers(b []byte, members map[string]json.RawMessage, known ...string) []byte {
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if slices.Contains(known, name) {
			b = wire.Refuse(b, "a member of Unknown has the name of a field")
			continue
		}
		b = jsonwire.AppendString(append(b, ','), name)
		b = jsonwire.AppendRaw(append(b, ':'), string(members[name]))
	}
	return b
}

// KeepMember stores the current member in members. A duplicate is a deviation and replaces the first.
func KeepMember(d *jsonwire.Decoder, members *map[string]json.RawMessage) {
	name := d.Name()
	if _, twice := (*members)[name]; twice {
		d.Repeated()
	}
	value := d.Raw()
	if d.Err() != nil {
		return
	}
	if *members == nil {
		*members = map[string]json.RawMessage{}
	}
	(*members)[name] = json.RawMessage(value)
}
