// Tests of encoding JSON, and of refusals.

package jsonwire_test

import (
	"math"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonvalue"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

func TestAppendString(t *testing.T) {
	for text, want := range map[string]string{
		"":                           `""`,
		"Max":                        `"Max"`,
		"exactly8":                   `"exactly8"`,
		"a quote \" after 8":         `"a quote \" after 8"`,
		"at the end of sixteen \\":   `"at the end of sixteen \\"`,
		"\b\f\n\r\t\x00\x1f\x7f":     "\"\\b\\f\\n\\r\\t\\u0000\\u001f\x7f\"",
		"Müller & Söhne </> § % 😀\n": `"Müller & Söhne </> § % 😀\n"`,
		"\u2028\ufeff\ufffd":         "\"\u2028\ufeff\ufffd\"",
	} {
		if got := string(jsonwire.AppendString([]byte("x"), text)); got != "x"+want {
			t.Errorf("%q: got %s, want %s after x", text, got, want)
		}
	}
}

func TestAppendJSONValues(t *testing.T) {
	date := scalar.Date{Year: 2015, Month: 9, Day: 10}
	dateTime := scalar.DateTime{Year: 2015, Month: 9, Day: 10, Hour: 13, Minute: 30, Second: 31}
	for _, test := range []struct {
		got  []byte
		want string
	}{
		{jsonvalue.AppendDate(nil, date), `"2015-09-10"`},
		{jsonvalue.AppendDateTime(nil, dateTime), `"2015-09-10T13:30:31"`},
		{jsonvalue.AppendDecimal(nil, "-12.50"), `-12.50`},
		{jsonwire.AppendFloat64(nil, 0), `0`},
		{jsonwire.AppendFloat64(nil, -1000000.25), `-1000000.25`},
		{jsonwire.AppendFloat64(nil, 1e20), `100000000000000000000`},
		{jsonwire.AppendFloat64(nil, 1e21), `1e+21`},
		{jsonwire.AppendFloat64(nil, 1e-7), `1e-07`},
		{jsonwire.AppendRaw(nil, ` {"a": [1]}`), ` {"a": [1]}`},
	} {
		if string(test.got) != test.want || jsonwire.Check(test.want) != nil {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
}

func TestAppendJSONRefuses(t *testing.T) {
	long := strings.Repeat("ü", 99)
	for name, test := range map[string]struct {
		got  []byte
		want string
	}{
		"invalid UTF-8":           {jsonwire.AppendString(nil, "geheim\xff"), "text that is not UTF-8"},
		"invalid UTF-8, long":     {jsonwire.AppendString(nil, long+"\xc3"), "text that is not UTF-8"},
		"surrogate":               {jsonwire.AppendString(nil, "\xed\xa0\x80"), "text that is not UTF-8"},
		"infinity":                {jsonwire.AppendFloat64(nil, math.Inf(-1)), "a number that is infinite"},
		"NaN":                     {jsonwire.AppendFloat64(nil, math.NaN()), "a number that is infinite"},
		"raw value, malformed":    {jsonwire.AppendRaw(nil, "{"), "raw JSON: line 1 column 2: "},
		"raw value, missing":      {jsonwire.AppendRaw(nil, ""), "raw JSON: line 1 column 1: "},
		"raw value, with a BOM":   {jsonwire.AppendRaw(nil, "\ufeff{}"), "raw JSON: line 1 column 1: "},
		"raw value, two of them":  {jsonwire.AppendRaw(nil, `1,"a":2`), "raw JSON: line 1 column 2: "},
		"raw value, repeated NUL": {jsonwire.AppendRaw(nil, "\x00\x00"), "raw JSON: line 1 column 1: "},
	} {
		err := wire.CheckEncoded(test.got)
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %s", name, err, test.want)
		}
		if err != nil && strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %v quotes the value", name, err)
		}
	}
}
