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

// KeepMember keeps the member at hand, which d has read the name of, in members. Of one that occurs twice, which is a
// deviation, the second is kept.
func KeepMember(d *JSONDecoder, members *map[string]json.RawMessage) {
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

// JSONMessages returns the messages that a member of text, a JSON object, holds: an array of strings, or what services
// write in its place, such as a string, or an object with a message for each field. What cannot be read gives none: an
// error is reported without the messages then, rather than not at all.
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
		case !d.Absent():
			messages = d.appendTexts(messages)
		}
	}
	d.Close()
	if d.Err() != nil {
		return nil
	}
	return messages
}

// appendTexts appends the strings and numbers that the value at hand has at any depth.
func (d *JSONDecoder) appendTexts(list []string) []string {
	switch c := d.peek(); {
	case c == '"', c == '-', isDigit(c):
		return append(list, d.Text())
	case c == '[':
		for ok := d.enter(); ok && d.Element(); {
			list = d.appendTexts(list)
		}
	case c == '{':
		for ok := d.enter(); ok && d.Member(); {
			list = d.appendTexts(list)
		}
	default:
		d.Skip()
	}
	return list
}

// IsEmpty reports whether there is no value at hand because the text is empty or ends here.
func (d *JSONDecoder) IsEmpty() bool { return d.peek() == 0 && d.pos == len(d.text) }
