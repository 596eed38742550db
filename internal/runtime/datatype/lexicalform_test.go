// Tests of lexical forms and patterns.

package datatype

import (
	"iter"
	"math"
	"regexp"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Each value is written in the form that its pattern demands, and in the usual one where it cannot be.
func TestAppendForm(t *testing.T) {
	date := scalar.Date{Year: 2026, Month: 1, Day: 2, Zone: scalar.UTC}
	local := scalar.DateTime{Year: 2026, Month: 1, Day: 2, Hour: 3, Nanosecond: 500_000_000}
	for _, test := range []struct {
		forms         iter.Seq[string]
		pattern, want string
		ok            bool
	}{
		{scalar.BoolForms(true), `0|1`, "1", true},
		{scalar.BoolForms(false), `0|1`, "0", true},
		{scalar.BoolForms(true), `false`, "true", false},
		{scalar.IntForms(7), `.*`, "7", true},
		{scalar.IntForms(-7), `-[0-9]{3}`, "-007", true},
		{scalar.IntForms(math.MinInt64), `-0.*`, "-09223372036854775808", true},
		{scalar.IntForms(7), `\+7`, "+7", true},
		{scalar.IntForms(7), `8`, "7", false},
		{scalar.UintForms(math.MaxUint64), `[0-9]{21}`, "018446744073709551615", true},
		{scalar.Float64Forms(1e21), `[0-9]+`, "1000000000000000000000", true},
		{scalar.Float64Forms(2), `[0-9]\.[0-9]{2}`, "2.00", true},
		{scalar.Float32Forms(0.1), `[0-9.]{5}`, "0.100", true},
		{scalar.Float64Forms(1500), `1\.5E3`, "1.5E3", true},
		{scalar.Float64Forms(1000), `1\.0E3`, "1.0E3", true},
		{scalar.Float64Forms(math.Inf(-1)), `x`, "-INF", false},
		{scalar.DateForms(date), `.*Z`, "2026-01-02Z", true},
		{scalar.DateForms(date), `.*\+00:00`, "2026-01-02+00:00", true},
		{scalar.DateTimeForms(local), `.*\.[0-9]{7}`, "2026-01-02T03:00:00.5000000", true},
		{scalar.TimeForms(scalar.TimeOfDay{Hour: 3, Zone: scalar.NewZone(time.Hour)}), `.*\.0\+01:00`,
			"03:00:00.0+01:00",
			true},
		{scalar.TimeForms(scalar.TimeOfDay{Hour: 3}), `.*Z`, "03:00:00", false},
		{scalar.HexForms([]byte{0xAB}), `[a-f]*`, "ab", true},
		{scalar.HexForms([]byte{0xAB}), `[A-F]*`, "AB", true},
		{scalar.HexForms(nil), `[A-F]*`, "", true},
		{scalar.Base64Forms([]byte("hello")), `.*=`, "aGVsbG8=", true},
	} {
		pattern := regexp.MustCompile("^(?:" + test.pattern + ")$")
		anything := regexp.MustCompile("")
		if got := string(scalar.AppendForm(nil, test.forms, anything, pattern)); got != test.want {
			t.Errorf("%s: written as %s, want %s", test.pattern, got, test.want)
		}
		var v check.Validator
		checkForms(&v, "x", test.forms, anything, pattern)
		if ok := v.Err() == nil; ok != test.ok {
			t.Errorf("%s: %v", test.pattern, v.Err())
		}
	}
	for _, forms := range []iter.Seq[string]{
		scalar.DateForms(scalar.Date{}), scalar.DateTimeForms(scalar.DateTime{Year: 2026}),
		scalar.TimeForms(scalar.TimeOfDay{Hour: 24}),
	} {
		if b := scalar.AppendForm([]byte("<x>"), forms, regexp.MustCompile("")); wire.CheckEncoded(b) == nil {
			t.Errorf("a value that is none is written: %s", b)
		}
	}
}
