// Tables: lists of composite literals, one on each line, which are written formatted. A large contract has thousands of
// entries, and formatting them would take longer than everything else.

package templates

import (
	"reflect"
	"strconv"
	"strings"
)

// entry is a composite literal on one line, without its type.
type entry struct{ strings.Builder }

// set adds a field with a value that is written as Go.
func (e *entry) set(field, value string) {
	separator := ", "
	if e.Len() == 0 {
		separator = "{"
	}
	e.WriteString(separator + field + ": " + value)
}

// text adds a field with a text.
func (e *entry) text(field, text string) { e.set(field, strconv.Quote(text)) }

// entryOf returns the literal of v, a struct of strings, lists of strings and booleans. Zero values are omitted.
func entryOf(v any) *entry {
	e := new(entry)
	value := reflect.ValueOf(v)
	for i := range value.NumField() {
		name := value.Type().Field(i).Name
		switch field := value.Field(i).Interface().(type) {
		case string:
			if field != "" {
				e.set(name, quoted(field))
			}
		case bool:
			if field {
				e.set(name, "true")
			}
		case []string:
			if len(field) > 0 {
				items := make([]string, len(field))
				for i, item := range field {
					items[i] = quoted(item)
				}
				e.set(name, "[]string{"+strings.Join(items, ", ")+"}")
			}
		}
	}
	return e
}

// list returns a slice literal with the entries, which are indented by depth tabs.
func (f *file) list(typ string, depth int, entries []*entry) string {
	indent := strings.Repeat("\t", depth)
	var b strings.Builder
	b.WriteString("[]" + typ + "{\n")
	for _, e := range entries {
		line, err := breakEntry(indent, e.String()+"},")
		if err != nil && f.err == nil {
			f.err = err
		}
		b.WriteString(indent + line + "\n")
	}
	b.WriteString(indent[1:] + "}")
	return b.String()
}

// breakEntry breaks an entry if it is too long, without the list around it.
func breakEntry(indent, line string) (string, error) {
	if width([]byte(indent+line)) <= lineWidth {
		return line, nil
	}
	before, after := "var _ = []t{\n\t", "\n}\n"
	if len(indent) > 1 {
		before, after = "var _ = &t{\n\tlist: []t{\n\t\t", "\n\t},\n}\n"
	}
	broken, err := breakLines([]byte(before + line + after))
	return strings.TrimSuffix(strings.TrimPrefix(string(broken), before), after), err
}
