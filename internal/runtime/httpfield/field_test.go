// Tests of header fields.

package httpfield_test

import (
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
)

// Of all bytes, a name may have the characters of a token, and a value everything but control characters.
func TestFieldCheck(t *testing.T) {
	const token = httpfield.Letters + httpfield.Digits + "!#$%&'*+-.^_`|~"
	for c := range 256 {
		text := "a" + string([]byte{byte(c)}) + "b"
		inName := httpfield.Field{Name: text}.Check() == nil
		if want := strings.IndexByte(token, byte(c)) >= 0; inName != want {
			t.Errorf("byte %#x in a name: valid %t, want %t", c, inName, want)
		}
		inValue := httpfield.Field{Name: "X", Value: text}.Check() == nil
		if want := c == '\t' || c >= ' ' && c != 0x7F; inValue != want {
			t.Errorf("byte %#x in a value: valid %t, want %t", c, inValue, want)
		}
	}
	if (httpfield.Field{}).Check() == nil {
		t.Error("an empty name is valid")
	}
	if err := (httpfield.Field{Name: "X", Value: "secret\n"}).Check(); strings.Contains(err.Error(), "secret") {
		t.Errorf("%v quotes the value", err)
	}
}

func TestCut(t *testing.T) {
	for _, test := range []struct{ value, element, rest string }{
		{"", "", ""},
		{"a", "a", ""},
		{" a , b", "a", " b"},
		{`"a,b" , c`, `"a,b"`, " c"},
		{`"a\",b", c`, `"a\",b"`, " c"},
		{`"a,b`, `"a,b`, ""},
		{`a\,b`, `a\`, "b"},
	} {
		if element, rest := httpfield.Cut(test.value, ','); element != test.element || rest != test.rest {
			t.Errorf("%s: got %q and %q, want %q and %q", test.value, element, rest, test.element, test.rest)
		}
	}
}

func TestUnquote(t *testing.T) {
	for value, want := range map[string]string{"": "", `"`: `"`, `""`: "", `"a b"`: "a b", "a": "a", `"a`: `"a`, `a\b`: `a\b`,
		`"a\"b"`: `a"b`, `"\\"`: `\`, `"\\\"\\"`: `\"\`, `"\a\\b"`: `a\b`, "\"\\\xe4\xf6\"": "\xe4\xf6"} {
		if got := httpfield.Unquote(value); got != want {
			t.Errorf("%s: got %q, want %q", value, got, want)
		}
	}
}

// Any text in quotes, with every byte or only those that need it escaped, is read as that text.
func TestUnquoteEscaped(t *testing.T) {
	texts := []string{"", `a"b\\c"`, `\`, `"`}
	for c := range 256 {
		texts = append(texts, "x"+string([]byte{byte(c), byte(c)}))
	}
	for _, text := range texts {
		var all strings.Builder
		for _, c := range []byte(text) {
			all.Write([]byte{'\\', c})
		}
		needed := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text)
		for _, escaped := range []string{needed, all.String()} {
			if got := httpfield.Unquote(`"` + escaped + `"`); got != text {
				t.Errorf("%q is read as %q, want %q", escaped, got, text)
			}
		}
	}
}
