// Tests of refusals in XML.

package xmlwire_test

import (
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

func TestCheckXML(t *testing.T) {
	refuse := func(before, reason, after string) []byte {
		return append(wire.Refuse([]byte(before), reason), after...)
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
		{refuse("<a>", "with \x00 inside", "</a>"), "a: with  inside"},
		{refuse("", "no such thing", ""), "no such thing"},
		{refuse("<a/>", "no such thing", ""), "no such thing"},
	} {
		got := ""
		if err := xmlwire.CheckEncoded(test.encoded); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%q: got %q, want %q", test.encoded, got, test.want)
		}
	}
}
