// Digits, dates and numbers, which are read and written by arithmetic of their own, against naive twins, math/big,
// package time and strconv.

package scalar

import (
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/texttest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// decimals are what a sign, a whole part and a fraction make, as far as that is a decimal.
func decimals() (all []string) {
	for _, sign := range []string{"", "+", "-"} {
		for _, whole := range []string{"", "0", "00", "1", "01", "9", "10", "010", "123456789012345678901"} {
			for _, fraction := range []string{
				"", ".", ".0", ".5", ".50", ".05", ".49", ".51", ".000", ".001", ".123456789012345678901",
			} {
				if s := sign + whole + fraction; ValidDecimal(s) {
					all = append(all, s)
				}
			}
		}
	}
	return all
}

func TestCompareDecimalLikeTwin(t *testing.T) {
	all := decimals()
	values := make([]*big.Rat, len(all))
	for i, s := range all {
		var ok bool
		if values[i], ok = new(big.Rat).SetString(s); !ok {
			t.Fatalf("%q is no decimal", s)
		}
	}
	for i, a := range all {
		for j, b := range all {
			if got, want := CompareDecimal(a, b), values[i].Cmp(values[j]); got != want {
				t.Fatalf("CompareDecimal(%q, %q) = %d, want %d", a, b, got, want)
			}
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 100_000 { // most of which differ in a digit or in the sign
		digits := func() string {
			s := strconv.FormatUint(random.Uint64N(1000), 10)
			return strings.Repeat("0", random.IntN(3)) + s
		}
		a := []string{"", "-", "+"}[random.IntN(3)] + digits() + "." + digits()
		b := []byte(a)
		if i := random.IntN(len(b)); IsDigit(b[i]) {
			b[i] = byte('0' + random.IntN(10))
		} else if b[i] != '.' {
			b[i] = "+-"[random.IntN(2)]
		}
		x, _ := new(big.Rat).SetString(a)
		y, _ := new(big.Rat).SetString(string(b))
		if got := CompareDecimal(a, string(b)); got != x.Cmp(y) {
			t.Fatalf("CompareDecimal(%q, %q) = %d, want %d", a, b, got, x.Cmp(y))
		}
	}
}

func TestDecimalDigitsLikeTwin(t *testing.T) {
	for _, s := range decimals() {
		value, _ := new(big.Rat).SetString(s)
		text := strings.TrimPrefix(value.FloatString(30), "-")
		text = strings.TrimRight(text, "0")
		whole, fraction, _ := strings.Cut(text, ".")
		whole = strings.TrimLeft(whole, "0")
		if total, places := DecimalDigits(s); total != len(whole)+len(fraction) || places != len(fraction) {
			t.Errorf("DecimalDigits(%q) = %d, %d, want those of %s.%s", s, total, places, whole, fraction)
		}
	}
}

// The greatest and the smallest numbers, and those right beyond them.
func TestFloatBounds(t *testing.T) {
	for _, test := range []struct {
		text   string
		bits   int
		want   float64
		refuse bool
	}{
		{"1.7976931348623157E308", 64, math.MaxFloat64, false},
		{"-1.7976931348623157E308", 64, -math.MaxFloat64, false},
		{"1.7976931348623158E308", 64, math.MaxFloat64, false}, // which is nearest
		{"1.7976931348623159E308", 64, 0, true},
		{"-1.7976931348623159E308", 64, 0, true},
		{"4.9E-324", 64, math.SmallestNonzeroFloat64, false},
		{"-4.9E-324", 64, -math.SmallestNonzeroFloat64, false},
		{"2.4E-324", 64, 0, false},
		{"INF", 64, math.Inf(1), false},
		{"-INF", 64, math.Inf(-1), false},
		{"3.4028235E38", 32, math.MaxFloat32, false},
		{"-3.4028235E38", 32, -math.MaxFloat32, false},
		{"3.4028236E38", 32, 0, true},
		{"1E39", 32, 0, true},
		{"1E39", 64, 1e39, false},
		{"1.4E-45", 32, math.SmallestNonzeroFloat32, false},
		{"0.5E-45", 32, 0, false},
		{"INF", 32, math.Inf(1), false},
	} {
		got, err := ParseFloat64(test.text)
		if test.bits == 32 {
			var f float32
			f, err = ParseFloat32(test.text)
			got = float64(f)
		}
		if (err != nil) != test.refuse || err == nil && got != test.want {
			t.Errorf("%s of %d bits is %v, %v, want %v", test.text, test.bits, got, err, test.want)
		}
	}
	random := rand.New(rand.NewPCG(3, 4))
	for range 50_000 {
		v := math.Float64frombits(random.Uint64())
		text := string(AppendFloat64(nil, v))
		if got, err := ParseFloat64(text); err != nil || got != v && !(math.IsNaN(v) && math.IsNaN(got)) {
			t.Fatalf("%v is written as %s, which is %v, %v", v, text, got, err)
		}
		w := math.Float32frombits(random.Uint32())
		text = string(AppendFloat32(nil, w))
		if got, err := ParseFloat32(text); err != nil || got != w && !(w != w && got != got) {
			t.Fatalf("%v is written as %s, which is %v, %v", w, text, got, err)
		}
	}
}

var zones = []string{
	"", "Z", "+00:00", "-00:00", "+01:00", "-05:30", "+14:00", "-14:00", "+14:01", "-15:00", "+1:00", "+01:60", "z",
	"Z ",
	"+0100",
}

var (
	datePattern  = regexp.MustCompile(`^-?([1-9]\d{4,}|\d{4})-(\d\d)-(\d\d)`)
	clockPattern = regexp.MustCompile(`^(\d\d):(\d\d):(\d\d)(\.(\d+))?`)
	zonePattern  = regexp.MustCompile(`^(|Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)$`)
)

// naiveDate cuts a date off the front of s.
func naiveDate(s string) (rest string, ok bool) {
	found := datePattern.FindString(s)
	if found == "" {
		return "", false
	}
	negative := strings.HasPrefix(found, "-")
	parts := strings.Split(strings.TrimPrefix(found, "-"), "-")
	year, err := strconv.ParseInt(parts[0], 10, 32)
	month, _ := strconv.Atoi(parts[1])
	day, _ := strconv.Atoi(parts[2])
	if err != nil || year == 0 {
		return "", false
	}
	if negative {
		year = 1 - year // as package time counts
	}
	d := time.Date(int(year), time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return s[len(found):], d.Year() == int(year) && int(d.Month()) == month && d.Day() == day
}

// naiveClock cuts a time of day off the front of s.
func naiveClock(s string) (rest string, ok bool) {
	parts := clockPattern.FindStringSubmatch(s)
	if parts == nil {
		return "", false
	}
	hour, minute, second := parts[1], parts[2], parts[3]
	fraction := strings.TrimRight(parts[5], "0")
	ok = len(fraction) <= 9 && hour < "24" && minute < "60" && second < "60" ||
		hour == "24" && minute == "00" && second == "00" && fraction == ""
	return s[len(parts[0]):], ok
}

// checkMoment compares the verdicts on s, and what comes back of a value that is in its usual form.
func checkMoment(t *testing.T, s string) {
	t.Helper()
	rest, ok := naiveDate(s)
	isDate := ok && zonePattern.MatchString(rest)
	clock, timed := strings.CutPrefix(rest, "T")
	zone, clockOK := naiveClock(clock)
	isDateTime := ok && timed && clockOK && zonePattern.MatchString(zone)
	zone, clockOK = naiveClock(s)
	isTime := clockOK && zonePattern.MatchString(zone)

	usual := func(written string) bool {
		return written == s || strings.HasSuffix(s, "00:00") || strings.Contains(s, "24:00:00") ||
			strings.Contains(s, ".")
	}
	if d, err := ParseDate(s); (err == nil) != isDate || isDate && !usual(string(AppendDate(nil, d))) {
		t.Fatalf("date %q: %v, %v", s, d, err)
	}
	if d, err := ParseDateTime(s); (err == nil) != isDateTime || isDateTime && !usual(string(AppendDateTime(nil, d))) {
		t.Fatalf("date and time %q: %v, %v", s, d, err)
	}
	if d, err := ParseTimeOfDay(s); (err == nil) != isTime || isTime && !usual(string(AppendTime(nil, d))) {
		t.Fatalf("time %q: %v, %v", s, d, err)
	}
}

// Every byte in the place of every other one, in dates and times of every form.
func TestMomentsLikeTwin(t *testing.T) {
	for _, s := range []string{
		"2024-02-29", "2023-02-28", "1900-12-31", "-0001-02-29", "12024-01-10", "0001-01-01", "0000-01-01",
		"2024-02-29T23:59:59", "2024-12-31T24:00:00", "2024-02-29T10:11:12.123456789", "23:59:59", "24:00:00",
		"10:11:12.500",
	} {
		for i, zone := range zones {
			text := []byte(s + zone)
			checkMoment(t, string(text))
			for place := range text {
				old := text[place]
				for c := range 256 {
					if i < 2 || strings.IndexByte("0123456789+-:.TZ \x00\xff", byte(c)) >= 0 {
						text[place] = byte(c)
						checkMoment(t, string(text))
					}
				}
				text[place] = old
				checkMoment(t, s[:min(place, len(s))]+zone) // cut off
			}
		}
	}
}

func TestEveryDay(t *testing.T) {
	for _, year := range []int{
		-400, -5, -4, -1, 0, 1, 4, 99, 100, 400, 999, 1000, 1582, 1599, 1600, 1700, 1899, 1900, 1999, 2000, 2023, 2024,
		2100,
		2400, 9999, 10000, 12345, 99999,
	} {
		for month := range 14 {
			for day := range 33 {
				d := Date{historical(year), uint8(month), uint8(day), 0}
				then := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
				exists := then.Year() == year && int(then.Month()) == month && then.Day() == day
				b := AppendDate(nil, d)
				if !exists {
					if wire.CheckEncoded(b) == nil {
						t.Fatalf("%+v is written as %s", d, b)
					}
					continue
				}
				want := fmt.Sprintf("%04d-%02d-%02d", year, month, day)
				if year <= 0 {
					want = fmt.Sprintf("-%04d-%02d-%02d", 1-year, month, day)
				}
				if string(b) != want || DateOf(then) != d {
					t.Fatalf("%s is written as %s; %v", want, b, DateOf(then))
				}
				if got, err := ParseDate(want); err != nil || got != d {
					t.Fatalf("%s is read as %v, %v", want, got, err)
				}
				if tomorrow := DateOf(then.AddDate(0, 0, 1)); nextDay(d) != tomorrow {
					t.Fatalf("the day after %s is %v, not %v", want, nextDay(d), tomorrow)
				}
			}
		}
	}
}

func TestHexLikeTwin(t *testing.T) {
	octets := make([]byte, 256)
	for i := range octets {
		octets[i] = byte(i)
		if got := string(AppendHex(nil, octets[:i])); got != strings.ToUpper(hex.EncodeToString(octets[:i])) {
			t.Fatalf("got %s", got)
		}
	}
}

func TestWhiteSpaceLikeTwin(t *testing.T) {
	check := func(s string) {
		want := strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' }), " ")
		if got := CollapseSpace(s); got != want {
			t.Fatalf("CollapseSpace of %q is %q, not %q", s, got, want)
		}
		if got := IsCollapsed(s); got != (s == want) {
			t.Fatalf("isCollapsed of %q is %v", s, got)
		}
	}
	for length := range texttest.LongestText + 1 {
		for _, filling := range []string{strings.Repeat("a", length), strings.Repeat("ü", length)[:length]} {
			text := []byte(filling)
			for i := range text {
				for j := range i + 1 {
					for _, pair := range []string{"  ", "\n ", " \t", " x", "x ", "\r\n", "! ", "\x7f ", "\xc2\xa0"} {
						text[i], text[j] = pair[0], pair[1]
						check(string(text))
						text[i], text[j] = filling[i], filling[j]
					}
				}
			}
		}
	}
	texttest.RandomTexts(50_000, texttest.LongestText, []string{" ", "  ", "\n", "\t", "\r", "ü", "\u00a0", "\u0085"},
		check)
}
