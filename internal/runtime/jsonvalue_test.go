// Reading JSON: values, and how widely they are taken.

package runtime_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

// readJSON reads text as one value by read, which it gives back with the fault.
func readJSON[T any](text string, read func(*runtime.JSONDecoder) T) (T, error) {
	d := runtime.NewJSONDecoder(text)
	v := read(d)
	return v, d.Close()
}

// jsonTest is a text and the value that is read from it; where fault is not empty, the end of the error's text.
type jsonTest[T comparable] struct {
	text  string
	want  T
	fault string
}

func testJSON[T comparable](t *testing.T, read func(*runtime.JSONDecoder) T, tests []jsonTest[T]) {
	t.Helper()
	for _, test := range tests {
		got, err := readJSON(test.text, read)
		if test.fault != "" {
			if err == nil || !strings.HasSuffix(err.Error(), ": "+test.fault) {
				t.Errorf("%s: got fault %v, want %s", test.text, err, test.fault)
			}
		} else if err != nil {
			t.Errorf("%s: %v", test.text, err)
		}
		if got != test.want {
			t.Errorf("%s: got %v, want %v", test.text, got, test.want)
		}
	}
}

func TestJSONText(t *testing.T) {
	long := strings.Repeat("ü", 3000)
	testJSON(t, (*runtime.JSONDecoder).Text, []jsonTest[string]{
		{text: `""`},
		{text: `"Max"`, want: "Max"},
		{text: `"12345678"`, want: "12345678"},
		{text: ` "M\u00fcller & S\u00F6hne \/ \ud83d\ude00 \"\\\b\f\n\r\t"`, want: "Müller & Söhne / 😀 \"\\\b\f\n\r\t"},
		{text: `"\u0000"`, want: "\x00"},
		{text: `"` + strings.Repeat(`\u00fc`, 3000) + `"`, want: long},
		{text: `null`},
		{text: `4711`, want: "4711"},
		{text: `-1.50e+3`, want: "-1.50e+3"},
		{text: `true`, want: "true"},
		{text: `false`, want: "false"},
		{text: `[]`, fault: "expected a string, found an array"},
		{text: `{}`, fault: "expected a string, found an object"},
		{text: `"\ud83d"`, fault: "invalid escape in a string"},
		{text: `"\ude00\ud83d"`, fault: "invalid escape in a string"},
	})
}

// Strings whose escapes were resolved stay as they are while others are read.
func TestJSONTextsAreIndependent(t *testing.T) {
	const n = 1000
	d := runtime.NewJSONDecoder(`[` + strings.Repeat(`"\u00e4","\u00f6",`, n) + `""]`)
	var texts []string
	for d.Array(); d.Element(); {
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
		d := runtime.NewJSONDecoder("[" + strings.TrimSuffix(strings.Repeat("7,", n), ",") + "]")
		for d.Array(); d.Element(); {
			list = runtime.Extend(d, list)
			if last := &list[len(list)-1]; *last != 0 {
				t.Fatalf("a new element is %d", *last)
			} else {
				*last = d.Int64()
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

func TestJSONIntegers(t *testing.T) {
	testJSON(t, (*runtime.JSONDecoder).Int64, []jsonTest[int64]{
		{text: `0`},
		{text: `-0`},
		{text: `"0"`},
		{text: ` 480 `, want: 480},
		{text: `"480"`, want: 480},
		{text: `999999999`, want: 999999999},
		{text: `1234567890`, want: 1234567890},
		{text: `"-9223372036854775808"`, want: -1 << 63},
		{text: `9223372036854775807`, want: 1<<63 - 1},
		{text: `9223372036854775808`, fault: `"9223372036854775808" does not fit into 64 bits`},
		{text: `1.0`, fault: `expected an integer, found "1.0"`},
		{text: `1e2`, fault: `expected an integer, found "1e2"`},
		{text: `"1.0"`, fault: `expected an integer, found "1.0"`},
		{text: `"+1"`, fault: `expected an integer, found "+1"`},
		{text: `"01"`, fault: `expected an integer, found "01"`},
		{text: `01`, fault: `expected nothing after the value, found a number`},
		{text: `" 1"`, fault: `expected an integer, found " 1"`},
		{text: `""`, fault: `expected an integer, found ""`},
		{text: `null`, fault: `expected an integer, found null`},
		{text: `true`, fault: `expected an integer, found a boolean`},
		{text: `[]`, fault: `expected an integer, found an array`},
	})
	testJSON(t, (*runtime.JSONDecoder).Int32, []jsonTest[int32]{
		{text: `"-2147483648"`, want: -1 << 31},
		{text: `2147483647`, want: 1<<31 - 1},
		{text: `2147483648`, fault: `"2147483648" does not fit into 32 bits`},
	})
}

func TestJSONFloat64(t *testing.T) {
	testJSON(t, (*runtime.JSONDecoder).Float64, []jsonTest[float64]{
		{text: `1`, want: 1},
		{text: `-1.5e3`, want: -1500},
		{text: `"1.5"`, want: 1.5},
		{text: `1e-400`},
		{text: `1e400`, fault: `"1e400" is too large a number`},
		{text: `"1,5"`, fault: `expected a number, found "1,5"`},
		{text: `"Inf"`, fault: `expected a number, found "Inf"`},
		{text: `"0x1p4"`, fault: `expected a number, found "0x1p4"`},
		{text: `"1_000"`, fault: `expected a number, found "1_000"`},
		{text: `""`, fault: `expected a number, found ""`},
		{text: `null`, fault: `expected a number, found null`},
	})
}

func TestJSONDecimal(t *testing.T) {
	digits := strings.Repeat("12345678901234567890", 5)
	testJSON(t, (*runtime.JSONDecoder).Decimal, []jsonTest[string]{
		{text: `0`, want: "0"},
		{text: `-1.50`, want: "-1.50"},
		{text: `"1.50"`, want: "1.50"},
		{text: digits + `.` + digits, want: digits + "." + digits},
		{text: `1e2`, fault: `expected a decimal number without an exponent, found "1e2"`},
		{text: `"1,5"`, fault: `expected a decimal number, found "1,5"`},
		{text: `".5"`, fault: `expected a decimal number, found ".5"`},
		{text: `""`, fault: `expected a decimal number, found ""`},
		{text: `false`, fault: `expected a decimal number, found a boolean`},
	})
}

func TestJSONBool(t *testing.T) {
	testJSON(t, (*runtime.JSONDecoder).Bool, []jsonTest[bool]{
		{text: `true`, want: true},
		{text: `"true"`, want: true},
		{text: `1`, want: true},
		{text: `"1"`, want: true},
		{text: `false`},
		{text: `"false"`},
		{text: `0`},
		{text: `"0"`},
		{text: `2`, fault: `expected a boolean, found "2"`},
		{text: `"ja"`, fault: `expected a boolean, found "ja"`},
		{text: `""`, fault: `expected a boolean, found ""`},
		{text: `null`, fault: `expected a boolean, found null`},
		{text: `[]`, fault: `expected a boolean, found an array`},
	})
}

func TestJSONDates(t *testing.T) {
	testJSON(t, (*runtime.JSONDecoder).Date, []jsonTest[runtime.Date]{
		{text: `"1980-02-29"`, want: runtime.Date{Year: 1980, Month: 2, Day: 29}},
		{text: `null`},
		{text: `""`},
		{text: `"1981-02-29"`, fault: `expected a date as YYYY-MM-DD, found "1981-02-29"`},
		{text: `"29.02.1980"`, fault: `expected a date as YYYY-MM-DD, found "29.02.1980"`},
		{text: `19800229`, fault: `expected a date as YYYY-MM-DD, found "19800229"`},
	})
	wall := runtime.DateTime{Year: 2015, Month: 9, Day: 10, Hour: 13, Minute: 30, Second: 31}
	testJSON(t, (*runtime.JSONDecoder).DateTime, []jsonTest[runtime.DateTime]{
		{text: `"2015-09-10T13:30:31"`, want: wall},
		{text: `null`},
		{text: `""`},
		{text: `"2015-09-10 13:30:31"`,
			fault: `expected a date and time as YYYY-MM-DDTHH:MM:SS, found "2015-09-10 13:30:31"`},
	})
	got, err := readJSON(`"2015-09-10T13:30:31+02:00"`, (*runtime.JSONDecoder).DateTime)
	if err != nil || got.Zone == wall.Zone || got.String() != "2015-09-10T13:30:31+02:00" {
		t.Errorf("with an offset: got %v, %v", got, err)
	}
}

// Null is null alone; Absent is the empty string too, which is how PHP writes null where a string is expected.
func TestJSONAbsence(t *testing.T) {
	for _, test := range []struct {
		text         string
		null, absent bool
	}{
		{`null`, true, true}, {`""`, false, true}, {`"\u0000"`, false, false}, {`0`, false, false}, {`[]`, false, false},
	} {
		for _, method := range []struct {
			read func(*runtime.JSONDecoder) bool
			want bool
		}{
			{(*runtime.JSONDecoder).Null, test.null},
			{(*runtime.JSONDecoder).Absent, test.absent},
		} {
			d := runtime.NewJSONDecoder(test.text)
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
