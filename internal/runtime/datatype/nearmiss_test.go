// Tests of near misses.

package datatype_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
)

// near has a field of each kind of which near misses are read.
type near struct {
	B *bool             `soap:"b"`
	I *int32            `soap:"i"`
	N *string           `soap:"n,type=integer"`
	D *string           `soap:"d,type=decimal"`
	F *float64          `soap:"f"`
	T *scalar.DateTime  `soap:"t"`
	Y *scalar.Date      `soap:"y"`
	C *scalar.TimeOfDay `soap:"c"`
}

// value is the one value that m has.
func (m *near) value() string {
	switch {
	case m.B != nil:
		return fmt.Sprint(*m.B)
	case m.I != nil:
		return fmt.Sprint(*m.I)
	case m.N != nil:
		return *m.N
	case m.D != nil:
		return *m.D
	case m.F != nil:
		return fmt.Sprint(*m.F)
	case m.T != nil:
		return m.T.String()
	case m.Y != nil:
		return m.Y.String()
	case m.C != nil:
		return m.C.String()
	}
	return ""
}

func TestNearMisses(t *testing.T) {
	types := xmltype.New(new(contract.Types))
	for _, test := range []struct{ field, text, want string }{
		{"b", "True", "true"}, {"b", "FALSE", "false"}, {"b", "yes", ""}, {"b", "", ""},
		{"i", "12.0", "12"}, {"i", "-3.000", "-3"}, {"i", "12.", "12"}, {"i", "12.5", ""}, {"i", ".0", ""},
		{"i", "1e3", ""},
		{"i", "3000000000", ""}, {"i", "3000000000.0", ""}, {"i", "", ""},
		{"n", "12345678901234567890.0", "12345678901234567890"}, {"n", "1.5", ""},
		{"d", "1E-7", "0.0000001"}, {"d", "-1.5e+3", "-1500"}, {"d", "1e999999999", ""}, {"d", "1e301", ""},
		{"d", "1,5", ""},
		{"d", "e5", ""}, {"d", "1e", ""},
		{"f", "Infinity", "+Inf"}, {"f", "-Infinity", "-Inf"}, {"f", "+Infinity", ""}, {"f", "1,5", ""},
		{"t", "2010-11-20 10:00:00", "2010-11-20T10:00:00"}, {"t", "2010-11-20T10:00", "2010-11-20T10:00:00"},
		{"t", "2010-11-20T10:00Z", "2010-11-20T10:00:00Z"},
		{"t", "2010-11-20T10:00:00+0200", "2010-11-20T10:00:00+02:00"},
		{"t", "2010-11-20T10:00+02:00", "2010-11-20T10:00:00+02:00"}, {"t", "2010-11-20", ""},
		{"t", "0000-00-00T00:00:00", ""},
		{"t", "2010-11-31 10:00:00", ""}, {"t", "T", ""}, {"t", "-0", ""}, {"t", "2010-11-20T", ""},
		{"t", "2010-11-20T+02:0", ""},
		{"y", "2015-08-05T00:00:00", "2015-08-05"}, {"y", "2015-08-05T00:00:00+02:00", "2015-08-05+02:00"},
		{"y", "2015-08-05T10:00:00", ""}, {"y", "20150805", ""}, {"y", "0000-00-00", ""},
		{"c", "10:00", "10:00:00"}, {"c", "10:00Z", "10:00:00Z"}, {"c", "10:00+0200", "10:00:00+02:00"},
		{"c", "10", ""},
		{"c", "10:00:00-0500", "10:00:00-05:00"}, {"c", "25:00", ""}, {"c", "", ""}, {"c", ":", ""},
		{"c", "-05:00", ""},
	} {
		var m near
		err := types.DecodeDocument([]byte("<m><"+test.field+">"+test.text+"</"+test.field+"></m>"), "m", &m)
		var deviating *wire.DeviationError
		if !errors.As(err, &deviating) || len(deviating.Deviations) != 1 || deviating.Deviations[0].Path != test.field {
			t.Errorf("%s %q: got %v, want one deviation", test.field, test.text, err)
		}
		if got := m.value(); got != test.want {
			t.Errorf("%s %q: got %q, want %q", test.field, test.text, got, test.want)
		}
	}
}
