// Which word was meant.

package schema_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/schema"
)

func TestSuggest(t *testing.T) {
	known := []string{"type", "listOf", "doc", "nullable"}
	tests := []struct{ word, want string }{
		{"tpye", `: did you mean "type"?`},
		{"typ", `: did you mean "type"?`},
		{"typed", `: did you mean "type"?`},
		{"tyqe", `: did you mean "type"?`},
		{"LISTOF", `: did you mean "listOf"?`},
		{"nulable", `: did you mean "nullable"?`},
		{"epyt", ": expected one of type, listOf, doc, nullable"},
		{"", ": expected one of type, listOf, doc, nullable"},
		{strings.Repeat("type", 1000), ": expected one of type, listOf, doc, nullable"},
	}
	for _, test := range tests {
		if got := schema.Suggest(test.word, known); got != test.want {
			t.Errorf("%.20q: got %q, want %q", test.word, got, test.want)
		}
	}
}

func TestSuggestFromManyOrNone(t *testing.T) {
	var many []string
	for i := range 1000 {
		many = append(many, "word"+strconv.Itoa(i))
	}
	if got, want := schema.Suggest("wort77", many), `: did you mean "word77"?`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := schema.Suggest("other", many) + schema.Suggest("other", nil); got != "" {
		t.Errorf("got %q, want nothing", got)
	}
}
