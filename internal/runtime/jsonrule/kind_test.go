// Tests of objects of several types.

package jsonrule_test

import (
	"fmt"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonrule"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
)

// Kind finds the member wherever it is, and consumes nothing.
func TestKind(t *testing.T) {
	for text, want := range map[string]string{
		`{"kind":"cat"}`: "cat", `{"a":{"kind":"no"},"b":[1,{"kind":"no"}],"kind":"dog"}`: "dog", `{}`: "", `{"a":1}`: "",
		`{"kind":7}`: "7", `{"kind":null}`: "", `[]`: "", `{"\u006bind":"cat"}`: "cat", ` { "kind" : "cat" }`: "cat",
		`{"a":"` + "\\u00e4" + `","kind":"ö"}`: "ö",
	} {
		var got string
		var raw string
		err := jsonwire.Unmarshal([]byte(`{"o":`+text+`}`), func(d *jsonwire.Decoder) {
			d.Object()
			for d.Member() {
				got = jsonrule.Kind(d, "kind")
				raw = d.Raw()
			}
		})
		if err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", text, got, err, want)
		}
		if len(raw) > len(text) || raw == "" {
			t.Errorf("%s: then %s is read", text, raw)
		}
	}
}

func TestOtherKind(t *testing.T) {
	for text, want := range map[string]string{
		`{"kind":"cow"}`: `expected the member "kind" with one of cat, dog, found "cow"`,
		`{"a":1}`:        `expected the member "kind" with one of cat, dog, found none`,
	} {
		var got string
		err := jsonwire.Unmarshal([]byte(text), func(d *jsonwire.Decoder) {
			got = string(jsonrule.OtherKind(d, "kind", "cat", "dog"))
		})
		if fmt.Sprint(err) != want || got != text {
			t.Errorf("%s: %s, %v, want %s", text, got, err, want)
		}
	}
}

func TestTag(t *testing.T) {
	for text, want := range map[string]string{`"cat"`: "<nil>", `"dog"`: `expected "cat", found "dog"`,
		`null`: `expected "cat", found null`, `7`: `expected "cat", found 7`} {
		err := jsonwire.Unmarshal([]byte(text), func(d *jsonwire.Decoder) { jsonrule.Tag(d, "cat") })
		if fmt.Sprint(err) != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
