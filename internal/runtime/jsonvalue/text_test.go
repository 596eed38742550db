// Tests of messages.

package jsonvalue_test

import (
	"reflect"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonvalue"
)

// TestMessages reads messages in every form that services write them in.
func TestMessages(t *testing.T) {
	for text, want := range map[string][]string{
		`{"Meldungen":["a","b"]}`:                              {"a", "b"},
		`{"Meldungen":"a"}`:                                    {"a"},
		`{"Meldungen":{"0":"a","2":"b"}}`:                      {"a", "b"},
		`{"Meldungen":{"Name":"fehlt","Ort":["kurz","leer"]}}`: {"fehlt", "kurz", "leer"},
		`{"Meldungen":[{"Text":"a"},null,false,"",7]}`:         {"a", "", "7"},
		`{"Meldungen":["","Übertragung fehlt"]}`:               {"", "Übertragung fehlt"},
		`{"x":1,"Meldungen":["a"],"Meldungen":["b"]}`:          {"a", "b"},
		`{"Meldungen":null}`:                                   nil,
		`{"Meldungen":["a"]`:                                   nil,
		`["a"]`:                                                nil,
		`null`:                                                 nil,
	} {
		if got := jsonvalue.Messages(text, "Meldungen"); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
