// Tests of dates and decimals in JSON.

package jsonvalue_test

import (
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonvalue"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

func TestAppendDecimal(t *testing.T) {
	for text, valid := range map[string]bool{"0": true, "-12.50": true, "123456789012345678901234567890": true,
		"": false, "01.5": false, "+1": false, ".5": false, "5.": false, "1e2": false, "x": false} {
		b := jsonvalue.AppendDecimal(nil, text)
		err := wire.CheckEncoded(b)
		switch {
		case valid && string(b) != text:
			t.Errorf("%s: got %s, %v", text, b, err)
		case !valid && (err == nil || err.Error() != "a decimal that is not a JSON number, such as -12.50"):
			t.Errorf("%s: got error %v", text, err)
		}
	}
}

func TestDates(t *testing.T) {
	date := scalar.Date{Year: 2026, Month: 2, Day: 28}
	moment := scalar.DateTime{Year: 2026, Month: 2, Day: 28, Hour: 23, Second: 5, Zone: scalar.UTC}
	for _, test := range []struct {
		got  []byte
		want string
	}{
		{jsonvalue.AppendDate(nil, date), `"2026-02-28"`},
		{jsonvalue.AppendDateOrEmpty(nil, date), `"2026-02-28"`},
		{jsonvalue.AppendDateOrEmpty(nil, scalar.Date{}), `""`},
		{jsonvalue.AppendDateTime(nil, moment), `"2026-02-28T23:00:05Z"`},
		{jsonvalue.AppendDateTimeOrEmpty(nil, moment), `"2026-02-28T23:00:05Z"`},
		{jsonvalue.AppendDateTimeOrEmpty(nil, scalar.DateTime{}), `""`},
	} {
		if string(test.got) != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
	if wire.CheckEncoded(jsonvalue.AppendDate(nil, scalar.Date{})) == nil {
		t.Error("a zero date can be sent")
	}
	if d := jsonwire.NewDecoder(`"2026-02-28"`); *jsonvalue.NewDate[scalar.Date](d) != date || d.Close() != nil {
		t.Error("the date is not read")
	}
	if d := jsonwire.NewDecoder(`"2026-02-28T23:00:05Z"`); *jsonvalue.NewDateTime[scalar.DateTime](d) != moment {
		t.Error("the date and time is not read")
	}
	for _, absent := range []string{"null", `""`} {
		if d := jsonwire.NewDecoder(absent); jsonvalue.NewDate[scalar.Date](d) != nil || d.Close() != nil {
			t.Errorf("%s is read as a date", absent)
		}
	}
	for _, other := range []string{`"2026-02-30"`, "20260228", "{}"} {
		if d := jsonwire.NewDecoder(other); jsonvalue.NewDate[scalar.Date](d) != nil || d.Close() == nil {
			t.Errorf("%s is read as a date", other)
		}
	}
}
