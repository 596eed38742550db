// JSON: what a queue or a file keeps of a message.

package cases_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
)

// Messages survive encoding/json, unless they have a field of an interface type, which it cannot read.
func TestMessagesAsJSON(t *testing.T) {
	tried := 0
	for _, d := range documents {
		if hasInterface(reflect.TypeOf(d.new().value), map[reflect.Type]bool{}) {
			continue
		}
		for _, instance := range d.instances(t, "valid") {
			m, again := d.new(), d.new()
			if err := m.decode(instance.doc); err != nil {
				t.Fatalf("%s: %v", instance.file, err)
			}
			text, err := json.Marshal(m.value)
			if unsupported := new(json.UnsupportedValueError); errors.As(err, &unsupported) {
				continue // an infinite number
			} else if err != nil {
				t.Errorf("%s: %v", instance.file, err)
				continue
			}
			tried++
			if err := json.Unmarshal(text, again.value); err != nil || !reflect.DeepEqual(m.value, again.value) {
				t.Errorf("%s: %v: %+v became %+v by\n%s", instance.file, err, m.value, again.value, text)
			}
		}
	}
	if tried < 20 {
		t.Errorf("only %d messages were tried", tried)
	}
}

// hasInterface reports whether values of typ can hold an interface.
func hasInterface(typ reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[typ] {
		return false
	}
	seen[typ] = true
	switch typ.Kind() {
	case reflect.Interface:
		return true
	case reflect.Pointer, reflect.Slice:
		return hasInterface(typ.Elem(), seen)
	case reflect.Struct:
		for i := range typ.NumField() {
			if hasInterface(typ.Field(i).Type, seen) {
				return true
			}
		}
	}
	return false
}
