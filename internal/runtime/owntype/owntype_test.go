// Tests of values of Go types of a program's own.

package owntype_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/owntype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// own keeps its text, and refuses "refused" and the empty text.
type own struct{ text string }

func (o own) MarshalText() ([]byte, error) {
	if o.text == "refused" {
		return nil, errors.New("refused")
	}
	return []byte(o.text), nil
}

func (o *own) UnmarshalText(text []byte) error {
	if o.text = string(text); o.text == "refused" || o.text == "" {
		return errors.New("refused")
	}
	return nil
}

// forms are what a form reads and writes.
type forms struct {
	json  map[string]string // the text that each JSON gives; "" for a deviation
	texts map[string]string // the JSON that each text gives; "" if it is refused
}

func TestForms(t *testing.T) {
	testForm(t, owntype.Text, forms{map[string]string{`"a"`: "a", `1`: "1", `"refused"`: "", `true`: ""},
		map[string]string{`a"`: `"a\""`, "refused": "", "\xff": ""}})
	testForm(t, owntype.Bool, forms{map[string]string{`true`: "true", `"1"`: "true", `0`: "false", `"yes"`: ""},
		map[string]string{"true": "true", "0": "false", "no": ""}})
	testForm(t, owntype.Int64, forms{map[string]string{`7`: "7", `"-7"`: "-7", `9223372036854775808`: "", `12.0`: "12", `1.5`: ""},
		map[string]string{"+7": "7", "-9223372036854775808": "-9223372036854775808", "1.5": "", "x": ""}})
	testForm(t, owntype.Int32, forms{map[string]string{`7`: "7", `2147483648`: ""}, map[string]string{"7": "7", "2147483648": ""}})
	testForm(t, owntype.Float64, forms{map[string]string{`1.50`: "1.5", `1e400`: ""},
		map[string]string{"1.50": "1.5", "1e2": "100", "INF": "", "x": ""}})
	testForm(t, owntype.Float32, forms{map[string]string{`1.1`: "1.1", `1e39`: ""}, map[string]string{"1.1": "1.1", "NaN": ""}})
	testForm(t, owntype.Decimal, forms{map[string]string{`1.50`: "1.50", `"1.50"`: "1.50", `12e1`: "120", `"x"`: ""},
		map[string]string{"1.50": "1.50", "+01.50": "1.50", "-.5": "-0.5", "5.": "5", "000": "0", "-00.10": "-0.10", "1e3": "", "": ""}})
	testForm(t, owntype.Date, forms{map[string]string{`"2026-11-29"`: "2026-11-29", `"2026-13-01"`: "", `5`: ""},
		map[string]string{"2026-11-29": `"2026-11-29"`, "x": ""}})
	testForm(t, owntype.DateTime, forms{map[string]string{`"2026-11-29T24:00:00"`: "2026-11-30T00:00:00", `"2026-11-29"`: ""},
		map[string]string{"2026-11-29T12:00:00.50Z": `"2026-11-29T12:00:00.5Z"`, "": ""}})
	testForm(t, owntype.Bytes, forms{map[string]string{`"AA =="`: "AA==", `"A"`: ""}, map[string]string{"AA==": `"AA=="`, "A": ""}})
}

func testForm[V any](t *testing.T, f owntype.Form[V], want forms) {
	t.Helper()
	for text, value := range want.json {
		var field *own
		var items [2]own
		err := jsonwire.Unmarshal([]byte(text), func(d *jsonwire.Decoder) { field = owntype.New[own](d, f) })
		itemErr := jsonwire.Unmarshal([]byte(text), func(d *jsonwire.Decoder) { owntype.Item[own](f)(&items[0], d) })
		switch isOdd := text == "12.0"; {
		case value == "" && (err == nil || itemErr == nil || field != nil || items[0] != own{}):
			t.Errorf("%s is read as %v, %v", text, field, items[0])
		case value != "" && (field == nil || field.text != value || items[0] != *field || (err != nil) != isOdd || (itemErr != nil) != isOdd):
			t.Errorf("%s is read as %v, %v, %v, %v, want %s", text, field, err, items[0], itemErr, value)
		}
	}
	for text, want := range want.texts {
		v, value := new(check.Validator), own{text}
		_, ok := owntype.Check(v, "x", f, value)
		encoded := owntype.Append(nil, f, value)
		err, parameter := wire.CheckEncoded(encoded), owntype.TextOf(f, value)
		isRefused := want == "" && !(ok && err != nil) // an infinite number, or a text that is not UTF-8
		if (err == nil) != (want != "") || err == nil && string(encoded) != want || ok == isRefused || ok == v.IsFaulty() {
			t.Errorf("%q is written as %s, %v, %t, want %s", text, encoded, err, ok, want)
		}
		if want == "" {
			continue
		}
		parsed, err := owntype.Parse[own](f)(text)
		if err != nil || parsed.text != parameter {
			t.Errorf("%q is parsed as %v, %v, and written as %s", text, parsed, err, parameter)
		}
		if again := owntype.Append(nil, f, parsed); string(again) != want {
			t.Errorf("%q is written as %s after it was parsed, want %s", text, again, want)
		}
	}
	for _, absent := range []string{"null", `""`} {
		var field *own
		if err := jsonwire.Unmarshal([]byte(absent), func(d *jsonwire.Decoder) { field = owntype.New[own](d, f) }); field != nil || err != nil {
			t.Errorf("%s is read as %v, %v", absent, field, err)
		}
		if jsonwire.Unmarshal([]byte(absent), func(d *jsonwire.Decoder) { owntype.Item[own](f)(new(own), d) }) == nil {
			t.Errorf("%s is read as an item", absent)
		}
	}
}

func TestDefault(t *testing.T) {
	for text, want := range map[string]string{"07": "", "x": `expected a member, since "x", its default, is not a value of owntype_test.own, found none`} {
		var v *own
		err := jsonwire.Unmarshal([]byte("{}"), func(d *jsonwire.Decoder) {
			d.Object()
			d.Member()
			v = owntype.Default[own](d, owntype.Int64, text)
		})
		if got := fmt.Sprint(err); want == "" && (err != nil || v.text != "7") || want != "" && (v != nil || got != want) {
			t.Errorf("%s: %v, %v", text, v, err)
		}
	}
}
