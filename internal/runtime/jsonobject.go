// JSON objects as generated types keep them: members that may be left out, and members that nobody knows.

package runtime

import (
	"encoding/json"
	"maps"
	"slices"
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
			b = Refuse(b, "a member of Unknown has the name of a field")
			continue
		}
		b = AppendString(append(b, ','), name)
		b = AppendJSON(append(b, ':'), string(members[name]))
	}
	return b
}

// KeepMember keeps the member at hand, which d has read the name of, in members. One that occurs twice is an error.
func KeepMember(d *JSONDecoder, members *map[string]json.RawMessage) {
	name := d.own(d.Key())
	value := d.Raw()
	if _, twice := (*members)[name]; twice {
		d.Failf("member %.40q occurs twice", name)
		return
	}
	if *members == nil {
		*members = map[string]json.RawMessage{}
	}
	(*members)[name] = json.RawMessage(value)
}

// JSONStrings returns list as a JSON array.
func JSONStrings(list []string) string {
	b := []byte{'['}
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = AppendString(b, s)
	}
	return string(append(b, ']'))
}

// JSONMessages returns the strings of an array that is a member of text, a JSON object; a string in its place counts as
// an array of one. What cannot be read gives none: an error is reported without the messages then, rather than not at
// all.
func JSONMessages(text, member string) []string {
	var messages []string
	d := NewJSONDecoder(text)
	if !d.Object() {
		return nil
	}
	for d.Member() {
		switch {
		case d.Key() != member:
			d.Skip()
		case d.Absent():
		case d.IsString():
			messages = append(messages, d.Text())
		case d.Array():
			for d.Element() {
				messages = append(messages, d.Text())
			}
		}
	}
	if d.Close() != nil {
		return nil
	}
	return messages
}

// IsString reports whether the value at hand is a string. It consumes nothing.
func (d *JSONDecoder) IsString() bool { return d.peek() == '"' }

// IsEmpty reports whether there is no value at hand because the text is empty or ends here.
func (d *JSONDecoder) IsEmpty() bool { return d.peek() == 0 && d.pos == len(d.text) }
