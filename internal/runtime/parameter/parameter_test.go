// Tests of parameters.

package parameter_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/parameter"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 1e6: "1000000", -0.5: "-0.5", 1e21: "1e+21"} {
		if got := parameter.Number(v); got != want {
			t.Errorf("%v: got %s, want %s", v, got, want)
		}
	}
	if got := parameter.Number(math.Inf(1)); !strings.Contains(got, "\x00") {
		t.Errorf("infinity: %q is no refusal", got)
	}
}

// TestCommaList sends lists whose items must be told apart again.
func TestCommaList(t *testing.T) {
	for _, test := range []struct {
		values []string
		want   string // "" if the list cannot be sent
	}{
		{nil, "l="}, {[]string{}, "l="}, {[]string{"a"}, "l=a"}, {[]string{"a", "b c"}, "l=a%2Cb+c"},
		{[]string{"", ""}, "l=%2C"}, {[]string{"a", ""}, "l=a%2C"}, {[]string{""}, ""}, {[]string{"a,b"}, ""},
		{[]string{"a", ","}, ""},
	} {
		call := &transport.Call{}
		parameter.SetCommaList(call, "l", test.values)
		if got := call.Query.Encode(); (call.Err != nil) != (test.want == "") || test.want != "" && got != test.want {
			t.Errorf("%q: got %s, %v, want %s", test.values, got, call.Err, test.want)
		}
	}
}

// FuzzASCII writes texts as JSON in a header, which must be printable ASCII and mean the same.
func FuzzASCII(f *testing.F) {
	for _, s := range []string{"", "a", "ä", "\u0080\u07ff\uffff\U00010000\U0010ffff", "😀", "\x7f\x00\n\\\"", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return // it is refused
		}
		list := parameter.JSON(func(b []byte) []byte {
			return append(jsonwire.AppendString(append(jsonwire.AppendString(append(b, '['), s), ','), s), ']')
		})
		for _, c := range []byte(list) {
			if c < ' ' || c > '~' {
				t.Fatalf("%q contains %q", list, c)
			}
		}
		var want, got []string
		if err := json.Unmarshal([]byte(list), &got); err != nil {
			t.Fatal(err)
		}
		plain := jsonwire.AppendString([]byte("["), s)
		if err := json.Unmarshal(append(jsonwire.AppendString(append(plain, ','), s), ']'), &want); err != nil {
			t.Fatal(err)
		}
		if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestCompact(t *testing.T) {
	if got := parameter.Compact(json.RawMessage(" {\n \"a b\" : [ 1 ] }")); got != `{"a b":[1]}` {
		t.Errorf("got %s", got)
	}
	for _, text := range []string{"", "{", "{} {}"} {
		if got := parameter.Compact(json.RawMessage(text)); !strings.Contains(got, "\x00") {
			t.Errorf("%q: %q is no refusal", text, got)
		}
	}
	if got := parameter.JSON(func(b []byte) []byte { return append(b, "{ \"ä\": 1 }"...) }); got != `{"\u00e4":1}` {
		t.Errorf("got %s", got)
	}
}
