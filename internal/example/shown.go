// Values that the documentation of the service shows, which come before those that are made up.

package example

import (
	"encoding/json"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// shown returns the next of examples, "" if there is none. After the last one it begins again.
func (m *maker) shown(examples []string) string {
	if len(examples) == 0 {
		return ""
	}
	turn := m.turns[&examples[0]]
	m.turns[&examples[0]]++
	return examples[turn%len(examples)]
}

// shownJSON is shown for a value of t in JSON; nil if there is none.
func (m *maker) shownJSON(examples []string, t *schema.Type) *jsonValue {
	text := m.shown(examples)
	if text == "" {
		return nil
	}
	return m.completed(parseJSON(text), t)
}

// completed returns v, an example of a value of t, with the members that it leaves out if m is to show all of them.
func (m *maker) completed(v *jsonValue, t *schema.Type) *jsonValue {
	if !m.isComplete || t.Kind != schema.Struct || v.literal != "" || v.items != nil {
		return v
	}
	whole := m.object(t)
	given := map[string]*jsonValue{}
	for _, member := range v.members {
		given[member.name] = member.value
	}
	for i, member := range whole.members {
		if value := given[member.name]; value != nil {
			whole.members[i].value = value
			delete(given, member.name)
		}
	}
	for _, member := range v.members {
		if given[member.name] != nil {
			whole.members = append(whole.members, member)
		}
	}
	return whole
}

// parseJSON returns text, which is JSON, as a value.
func parseJSON(text string) *jsonValue {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	return nextJSON(d)
}

// nextJSON returns the next value of d.
func nextJSON(d *json.Decoder) *jsonValue {
	token, _ := d.Token() // the text is valid
	switch token := token.(type) {
	case json.Delim:
		v := &jsonValue{}
		if token == '[' {
			v.items = []*jsonValue{}
		}
		for d.More() {
			if token == '[' {
				v.items = append(v.items, nextJSON(d))
				continue
			}
			name, _ := d.Token()
			v.members = append(v.members, jsonMember{name.(string), nextJSON(d)})
		}
		d.Token()
		return v
	case string:
		return &jsonValue{literal: quote(token)}
	case json.Number:
		return &jsonValue{literal: token.String()}
	case bool:
		if token {
			return &jsonValue{literal: "true"}
		}
		return &jsonValue{literal: "false"}
	}
	return &jsonValue{literal: "null"}
}
