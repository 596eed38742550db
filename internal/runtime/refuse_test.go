// Tests of refusals.

package runtime_test

import (
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

func TestCheckEncoded(t *testing.T) {
	refuse := func(before, reason, after string) []byte {
		return append(runtime.Refuse([]byte(before), reason), after...)
	}
	for _, test := range []struct {
		encoded []byte
		want    string
	}{
		{nil, ""},
		{[]byte("<a>text</a>"), ""},
		{refuse("<a><b>x</b><c x='1'><d/><e>text", "no such thing", "</e></c></a>"), "a/c/e: no such thing"},
		{refuse("<a><b x=\"", "no such thing", "\"/></a>"), "a/b: no such thing"},
		{refuse("<a>", "first", string(refuse("", "second", "</a>"))), "a: first"},
		{refuse("", "no such thing", ""), "no such thing"},
		{refuse("<a/>", "no such thing", ""), "no such thing"},
		{refuse(`{"a":`, "no such thing", "}"), "no such thing"},
		{refuse("<a>", "with \x00 inside", "</a>"), "a: with  inside"},
	} {
		err := runtime.CheckEncoded(test.encoded)
		if got := errorText(err); got != test.want {
			t.Errorf("%q: got %q, want %q", test.encoded, got, test.want)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
