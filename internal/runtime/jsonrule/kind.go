// Objects of several types, which a member tells apart.

package jsonrule

import (
	"encoding/json"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Kind returns the text of the member name of the pending object, "" if there is none. It consumes nothing.
func Kind(d *jsonwire.Decoder, name string) string {
	ahead := d.Ahead()
	if !ahead.Object() {
		return ""
	}
	for ahead.Member() {
		if ahead.Key() == name {
			return ahead.Text()
		}
		ahead.Skip()
	}
	return ""
}

// OtherKind returns the pending object, whose member name is none of values: a deviation.
func OtherKind(d *jsonwire.Decoder, name string, values ...string) json.RawMessage {
	found := "none"
	if kind := Kind(d, name); kind != "" {
		found = wire.Quote(kind)
	}
	d.Next()
	d.DeviateHere("the member "+wire.Quote(name)+" with one of "+strings.Join(values, ", "), found)
	return json.RawMessage(d.Raw())
}

// Tag reads a member whose only value is the text value. Another value is a deviation.
func Tag(d *jsonwire.Decoder, value string) {
	start := d.Next()
	if text := d.NewText(); text == nil || *text != value {
		d.DeviateAt(start, wire.Quote(value))
	}
}
