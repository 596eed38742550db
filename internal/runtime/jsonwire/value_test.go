// Tests of values and of the forms that are accepted.

package jsonwire_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonvalue"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// readJSON reads text as one value by read, which it gives back with the fault.
func readJSON[T any](text string, read func(*jsonwire.Decoder) T) (T, error) {
	d := jsonwire.NewDecoder(text)
	v := read(d)
	return v, d.Close()
}

// jsonValue is a JSON text and what it is read as: a value as fmt prints it, or else what the deviation found.
type jsonValue struct{ text, value, found string }

// jsonKind is a kind of values, and what is read in its place.
type jsonKind struct {
	name, want string
	read       func(*jsonwire.Decoder) string // "nil" for none
	values     []jsonValue
	absent     bool     // the empty string means that there is none
	texts      []string // that are values too, of those that every kind is tried with
}

// printed makes a reader of pointers one that says what it read.
func printed[T any](read func(*jsonwire.Decoder) *T) func(*jsonwire.Decoder) string {
	return func(d *jsonwire.Decoder) string {
		if v := read(d); v != nil {
			return fmt.Sprint(*v)
		}
		return "nil"
	}
}

var jsonKinds = []jsonKind{
	{"NewText", "a string", printed((*jsonwire.Decoder).NewText), []jsonValue{
		{text: `""`, value: ""},
		{text: `"Max"`, value: "Max"},
		{text: `"12345678"`, value: "12345678"},
		{text: ` "M\u00fcller & S\u00F6hne \/ \ud83d\ude00 \"\\\b\f\n\r\t"`,
			value: "Müller & Söhne / 😀 \"\\\b\f\n\r\t"},
		{text: `"\u0000"`, value: "\x00"},
		{text: `"` + strings.Repeat(`\u00fc`, 3000) + `"`, value: strings.Repeat("ü", 3000)},
		{text: `4711`, value: "4711"},
		{text: `-1.50e+3`, value: "-1.50e+3"},
	}, false, []string{`""`, `"x"`, `"0000-00-00"`, `"ja"`, `"1,5"`, `7`, `12.0`, `1e400`, `-0`, `12.5`, `"` +
		strings.Repeat("ü", 41) + `"`}},
	{"NewInt64", "an integer", printed((*jsonwire.Decoder).NewInt64), []jsonValue{
		{text: `0`, value: "0"},
		{text: `"0"`, value: "0"},
		{text: ` 480 `, value: "480"},
		{text: `"480"`, value: "480"},
		{text: `999999999`, value: "999999999"},
		{text: `1234567890`, value: "1234567890"},
		{text: `9007199254740993`, value: "9007199254740993"},
		{text: `"-9223372036854775808"`, value: "-9223372036854775808"},
		{text: `9223372036854775807`, value: "9223372036854775807"},
		{text: `12.0`, value: "12", found: `12.0`},
		{text: `"12.00"`, value: "12", found: `"12.00"`},
		{text: `-1e2`, value: "-100", found: `-1e2`},
		{text: `0.0`, value: "0", found: `0.0`},
		{text: `9007199254740993.0`, value: "nil", found: `9007199254740993.0`},
		{text: `1e-400`, value: "0", found: `1e-400`},
		{text: `"+1"`, value: "nil", found: `"+1"`},
		{text: `"01"`, value: "nil", found: `"01"`},
		{text: `" 1"`, value: "nil", found: `" 1"`},
	}, true, []string{`7`, `-0`}},
	{"NewFloat64", "a number", printed((*jsonwire.Decoder).NewFloat64), []jsonValue{
		{text: `1`, value: "1"},
		{text: `-1.5e3`, value: "-1500"},
		{text: `"1.5"`, value: "1.5"},
		{text: `1e-400`, value: "0"},
		{text: `"Inf"`, value: "nil", found: `"Inf"`},
		{text: `"0x1p4"`, value: "nil", found: `"0x1p4"`},
		{text: `"1_000"`, value: "nil", found: `"1_000"`},
	}, true, []string{`7`, `-0`, `12.0`, `12.5`}},
	{"NewBool", "a boolean", printed((*jsonwire.Decoder).NewBool), []jsonValue{
		{text: `true`, value: "true"},
		{text: `1`, value: "true"},
		{text: `"true"`, value: "true"},
		{text: `"1"`, value: "true"},
		{text: `false`, value: "false"},
		{text: `0`, value: "false"},
		{text: `"false"`, value: "false"},
		{text: `"0"`, value: "false"},
		{text: `"TRUE"`, value: "nil", found: `"TRUE"`},
		{text: `1.0`, value: "nil", found: `1.0`},
	}, true, []string{`true`, `false`}},
	{"NewDate", "a date as YYYY-MM-DD", printed(jsonvalue.NewDate[scalar.Date]), []jsonValue{
		{text: `"1980-02-29"`, value: "1980-02-29"},
		{text: ` "1980-02-29"`, value: "1980-02-29"},
		{text: `"1980-02-29+01:00"`, value: "1980-02-29+01:00"},
		{text: `"1981-02-29"`, value: "nil", found: `"1981-02-29"`},
		{text: `"29.02.1980"`, value: "nil", found: `"29.02.1980"`},
		{text: `19800229`, value: "nil", found: `19800229`},
		{text: `"1980-02-29T00:00:00"`, value: "nil", found: `"1980-02-29T00:00:00"`},
	}, true, nil},
	{"NewDateTime", "a date and time as YYYY-MM-DDTHH:MM:SS", printed(jsonvalue.NewDateTime[scalar.DateTime]),
		[]jsonValue{
			{text: `"2015-09-10T13:30:31"`, value: "2015-09-10T13:30:31"},
			{text: `"2015-09-10T13:30:31+02:00"`, value: "2015-09-10T13:30:31+02:00"},
			{text: `"2015-09-10 13:30:31"`, value: "nil", found: `"2015-09-10 13:30:31"`},
			{text: `"0000-00-00 00:00:00"`, value: "nil", found: `"0000-00-00 00:00:00"`},
			{text: `1441884631`, value: "nil", found: `1441884631`},
		}, true, nil},
}

// everyKind are the values that every kind is tried with, and how a deviation names those that are none of it.
var everyKind = []jsonValue{
	{text: `"x"`}, {text: `"0000-00-00"`}, {text: `"ja"`}, {text: `"1,5"`}, {text: `7`}, {text: `12.0`}, {text: `12.5`},
	{text: `-0`}, {text: `1e400`}, {text: `true`}, {text: `false`}, {text: `[]`, found: "an array"},
	{text: `[1,{"a":[]}]`, found: "an array"}, {text: `{}`, found: "an object"}, {text: `{"0":1}`, found: "an object"},
	{text: `"` + strings.Repeat("ü", 41) + `"`, found: `"` + strings.Repeat("ü", 39) + "…"},
}

// TestJSONValues reads each kind of value from each kind of JSON, alone and between two others: what is not of the kind
// is a deviation with its path, and what stands beside it is read.
func TestJSONValues(t *testing.T) {
	for _, kind := range jsonKinds {
		tests := slices.Clone(kind.values)
		known := func(v jsonValue) bool {
			return slices.ContainsFunc(kind.values, func(w jsonValue) bool { return w.text == v.text })
		}
		for _, v := range everyKind {
			if known(v) || slices.Contains(kind.texts, v.text) {
				continue
			}
			if v.value = "nil"; v.found == "" {
				v.found = v.text
			}
			tests = append(tests, v)
		}
		tests = append(tests, jsonValue{text: "null", value: "nil"})
		if kind.absent {
			tests = append(tests, jsonValue{text: `""`, value: "nil"})
		}
		for _, test := range tests {
			name := kind.name + " of " + test.text
			var got string
			d := jsonwire.NewDecoder(`{"davor":"a","Feld":[["\"]",` + test.text + `],"b"]}`)
			var beside []string
			for ok := d.Object(); ok && d.Member(); {
				if d.Key() == "davor" {
					beside = append(beside, d.Text())
					continue
				}
				d.Array(false)
				d.Element()
				d.Array(false)
				d.Element()
				beside = append(beside, d.Text())
				d.Element()
				got = kind.read(d)
				if d.Element() {
					t.Errorf("%s: it was not consumed", name)
				}
				d.Element()
				beside = append(beside, d.Text())
				d.Element()
			}
			err := d.Close()
			if d.Err() != nil || got != test.value || !slices.Equal(beside, []string{"a", `"]`, "b"}) {
				t.Errorf("%s: got %s beside %q, %v; want %s", name, got, beside, d.Err(), test.value)
			}
			var deviating *wire.DeviationError
			switch errors.As(err, &deviating); {
			case test.found == "" && err != nil:
				t.Errorf("%s: %v", name, err)
			case test.found == "":
			case deviating == nil || len(deviating.Deviations) != 1:
				t.Errorf("%s: got %v, want one deviation", name, err)
			default:
				got, want := deviating.Deviations[0],
					wire.Deviation{Path: "Feld[0][1]", Expected: kind.want, Found: test.found}
				got.Expected = strings.TrimSuffix(got.Expected, " of 64 bits")
				if got != want {
					t.Errorf("%s: got %+v, want %+v", name, got, want)
				}
			}
		}
	}
}

// TestJSONMalformedValues: what is malformed is a fault for every kind of value.
func TestJSONMalformedValues(t *testing.T) {
	for _, kind := range jsonKinds {
		for _, text := range slices.Concat(malformed, refused) {
			if text == "\ufeff1" {
				continue // a byte order mark, which is ignored
			}
			if _, err := readJSON(text, kind.read); !errors.As(err, new(*wire.SyntaxError)) {
				t.Errorf("%s of %q: got %v, want a fault", kind.name, text, err)
			}
		}
	}
}

// Strings whose escapes were resolved stay as they are while others are read.
func TestJSONTextsAreIndependent(t *testing.T) {
	const n = 1000
	d := jsonwire.NewDecoder(`[` + strings.Repeat(`"\u00e4","\u00f6",`, n) + `""]`)
	var texts []string
	for d.Array(false); d.Element(); {
		texts = append(texts, d.Text())
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(texts, ""); got != strings.Repeat("äö", n) {
		t.Errorf("got %.40q…, %d bytes", got, len(got))
	}
}

// A list that is extended holds what was read, whatever its length, and has not room for much more.
func TestJSONExtend(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 16, 17, 5000} {
		var list []int64
		d := jsonwire.NewDecoder("[" + strings.TrimSuffix(strings.Repeat("7,", n), ",") + "]")
		for d.Array(false); d.Element(); {
			list = jsonwire.Extend(d, list)
			if last := &list[len(list)-1]; *last != 0 {
				t.Fatalf("a new element is %d", *last)
			} else {
				*last = *d.NewInt64()
			}
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		if len(list) != n || cap(list) > 2*n+2 || strings.Count(fmt.Sprint(list), "7") != n {
			t.Errorf("%d elements: got %d of %d", n, len(list), cap(list))
		}
	}
}

// Null is null alone; Absent is the empty string too, which is how PHP writes null where a string is expected.
func TestJSONAbsence(t *testing.T) {
	for _, test := range []struct {
		text         string
		null, absent bool
	}{
		{`null`, true, true}, {`""`, false, true}, {`"\u0000"`, false, false}, {`0`, false, false},
		{`[]`, false, false},
	} {
		for _, method := range []struct {
			read func(*jsonwire.Decoder) bool
			want bool
		}{
			{(*jsonwire.Decoder).Null, test.null},
			{(*jsonwire.Decoder).Absent, test.absent},
		} {
			d := jsonwire.NewDecoder(test.text)
			got := method.read(d)
			if !got {
				d.Skip() // nothing was consumed: the value is still there
			}
			if err := d.Close(); got != method.want || err != nil {
				t.Errorf("%s: got %v, %v; want %v", test.text, got, err, method.want)
			}
		}
	}
}
