// Messages in the bodies of errors.

package jsonvalue

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Messages returns the messages in a member of text, a JSON object: an array of strings, or what services write
// instead, such as a string, or an object with a message for each field. It returns none if text cannot be read, so
// that the error is reported without messages.
func Messages(text, member string) (messages []string) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if begin, err := d.Token(); err != nil || begin != json.Delim('{') {
		return nil
	}
	for d.More() {
		name, err := d.Token()
		var value json.RawMessage
		if err != nil || d.Decode(&value) != nil {
			return nil
		}
		if name == member {
			messages = append(messages, textsIn(value)...)
		}
	}
	if _, err := d.Token(); err != nil {
		return nil
	}
	return messages
}

// textsIn returns the strings and numbers in value, at any depth, without the names of members.
func textsIn(value json.RawMessage) (texts []string) {
	var items []json.RawMessage
	var text string
	var number json.Number
	switch {
	case json.Unmarshal(value, &items) == nil:
		for _, item := range items {
			texts = append(texts, textsIn(item)...)
		}
	case json.Unmarshal(value, &text) == nil && value[0] == '"':
		texts = append(texts, text)
	case json.Unmarshal(value, &number) == nil && value[0] != 'n':
		texts = append(texts, number.String())
	case len(value) > 0 && value[0] == '{':
		d := json.NewDecoder(bytes.NewReader(value))
		d.Token() // the brace
		for d.More() {
			var item json.RawMessage
			d.Token() // the name
			if d.Decode(&item) != nil {
				return texts
			}
			texts = append(texts, textsIn(item)...)
		}
	}
	return texts
}
