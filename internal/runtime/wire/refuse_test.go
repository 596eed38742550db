// Tests of refusals.

package wire_test

import (
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

func TestCheckEncoded(t *testing.T) {
	refuse := func(before, reason, after string) []byte {
		return append(wire.Refuse([]byte(before), reason), after...)
	}
	for _, test := range []struct {
		encoded []byte
		want    string
	}{
		{nil, ""},
		{[]byte("<a>text</a>"), ""},
		{refuse("", "no such thing", ""), "no such thing"},
		{refuse("<a/>", "no such thing", ""), "no such thing"},
		{refuse(`{"a":`, "no such thing", "}"), "no such thing"},
	} {
		err := wire.CheckEncoded(test.encoded)
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
