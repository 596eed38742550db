// Facets: whether a type allows a value (XSD Part 2, section 4.3).

package example

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/pattern"
)

// allows reports whether text is a value of t, a simple type. What cannot be told is not allowed.
func allows(t *schema.Type, text string) bool {
	switch {
	case t.Kind == schema.Enum && !t.Open:
		if !slices.ContainsFunc(t.Values, func(v *schema.EnumValue) bool { return v.Value == text }) {
			return false
		}
	case t.Kind == schema.List:
		for item := range strings.FieldsSeq(text) {
			if !allows(t.Item, item) {
				return false
			}
		}
	case len(t.Members) > 0:
		if !slices.ContainsFunc(t.Members, func(member *schema.Type) bool { return allows(member, text) }) {
			return false
		}
	case !inForm(t.Builtin, text):
		return false
	}
	f := t.Facets
	return f == nil || hasLength(t, f, text) && isBound(t.Builtin, f, text) && hasDigits(f, text) && isMatched(f, text)
}

// inForm reports whether text has the form of the built-in type b (XSD Part 2, section 3).
func inForm(b schema.BuiltinType, text string) bool {
	valid := true
	switch b {
	case schema.Token, schema.AnyURI:
		valid = strings.Join(strings.Fields(text), " ") == text
	case schema.NormalizedString:
		valid = !strings.ContainsAny(text, "\t\n\r")
	case schema.Boolean:
		valid = slices.Contains(likely[b], text)
	case schema.Decimal:
		valid = runtime.ValidDecimal(text)
	case schema.Float, schema.Double:
		_, valid = float(text)
	case schema.Duration:
		valid = runtime.ValidDuration(text)
	case schema.Date:
		_, err := runtime.ParseDate(text)
		valid = err == nil
	case schema.DateTime:
		_, err := runtime.ParseDateTime(text)
		valid = err == nil
	case schema.Time:
		_, err := runtime.ParseTimeOfDay(text)
		valid = err == nil
	case schema.GYear:
		valid = runtime.ValidGYear(text)
	case schema.GYearMonth:
		valid = runtime.ValidGYearMonth(text)
	case schema.GMonth:
		valid = runtime.ValidGMonth(text)
	case schema.GMonthDay:
		valid = runtime.ValidGMonthDay(text)
	case schema.GDay:
		valid = runtime.ValidGDay(text)
	case schema.HexBinary, schema.Base64Binary:
		_, valid = octets(b, text)
	default:
		if form, ok := forms[b]; ok {
			valid = form.MatchString(text)
		}
		if b.IsInteger() {
			valid = inRange(b, text)
		}
	}
	return valid
}

// forms are what the built-in types that are names look like, in ASCII.
var forms = func() map[schema.BuiltinType]*regexp.Regexp {
	name := regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)
	return map[schema.BuiltinType]*regexp.Regexp{
		schema.Language:  regexp.MustCompile(`^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$`),
		schema.NMTOKEN:   regexp.MustCompile(`^[A-Za-z0-9_.:-]+$`),
		schema.NameType:  regexp.MustCompile(`^[A-Za-z_:][A-Za-z0-9_.:-]*$`),
		schema.NCName:    name,
		schema.ID:        name,
		schema.IDREF:     name,
		schema.ENTITY:    name,
		schema.QNameType: name,
		schema.NOTATION:  name,
	}
}()

// ranges are the least and the greatest value of the integer types; "" for none.
var ranges = map[schema.BuiltinType][2]string{
	schema.NonPositiveInteger: {"", "0"},
	schema.NegativeInteger:    {"", "-1"},
	schema.NonNegativeInteger: {"0", ""},
	schema.PositiveInteger:    {"1", ""},
	schema.Long:               {strconv.FormatInt(math.MinInt64, 10), strconv.FormatInt(math.MaxInt64, 10)},
	schema.Int:                {strconv.Itoa(math.MinInt32), strconv.Itoa(math.MaxInt32)},
	schema.Short:              {strconv.Itoa(math.MinInt16), strconv.Itoa(math.MaxInt16)},
	schema.Byte:               {strconv.Itoa(math.MinInt8), strconv.Itoa(math.MaxInt8)},
	schema.UnsignedLong:       {"0", strconv.FormatUint(math.MaxUint64, 10)},
	schema.UnsignedInt:        {"0", strconv.FormatUint(math.MaxUint32, 10)},
	schema.UnsignedShort:      {"0", strconv.Itoa(math.MaxUint16)},
	schema.UnsignedByte:       {"0", strconv.Itoa(math.MaxUint8)},
}

// inRange reports whether text is an integer that b holds.
func inRange(b schema.BuiltinType, text string) bool {
	limits := ranges[b]
	return runtime.ValidDecimal(text) && !strings.Contains(text, ".") &&
		(limits[0] == "" || runtime.CompareDecimal(text, limits[0]) >= 0) &&
		(limits[1] == "" || runtime.CompareDecimal(text, limits[1]) <= 0)
}

// float reads a floating-point number as XSD writes it: Go knows more forms.
func float(text string) (float64, bool) {
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil && strings.Trim(text, "+-0123456789.eE") == "" || text == "INF" || text == "-INF"
}

// octets returns how many octets a binary value has.
func octets(b schema.BuiltinType, text string) (n int, ok bool) {
	decode := base64.StdEncoding.DecodeString
	if b == schema.HexBinary {
		decode = hex.DecodeString
	}
	data, err := decode(text)
	return len(data), err == nil
}

// hasLength reports whether text has a length that f allows: in items, octets or characters.
func hasLength(t *schema.Type, f *schema.Facets, text string) bool {
	n := utf8.RuneCountInString(text)
	switch {
	case t.Kind == schema.List:
		n = len(strings.Fields(text))
	case t.Builtin == schema.HexBinary || t.Builtin == schema.Base64Binary:
		n, _ = octets(t.Builtin, text)
	case t.Builtin == schema.QNameType || t.Builtin == schema.NOTATION: // it says nothing (section 4.3.1.3)
		return true
	}
	return (f.Length == nil || n == *f.Length) && (f.MinLength == nil || n >= *f.MinLength) &&
		(f.MaxLength == nil || n <= *f.MaxLength)
}

// isBound reports whether text, a value of b, lies within the bounds of f.
func isBound(b schema.BuiltinType, f *schema.Facets, text string) bool {
	for _, limit := range []struct {
		bound *string
		holds func(order int, ok bool) bool
	}{
		{f.MinInclusive, runtime.AtLeast}, {f.MaxInclusive, runtime.AtMost},
		{f.MinExclusive, runtime.MoreThan}, {f.MaxExclusive, runtime.LessThan},
	} {
		if limit.bound != nil && !limit.holds(order(b, text, *limit.bound)) {
			return false
		}
	}
	return true
}

// order compares two values of b; ok is false where they are in none.
func order(b schema.BuiltinType, value, bound string) (order int, ok bool) {
	switch b {
	case schema.Float, schema.Double:
		x, okX := float(value)
		y, okY := float(bound)
		return cmp.Compare(x, y), okX && okY
	case schema.Duration:
		return runtime.CompareDuration(value, bound)
	case schema.GYear:
		return runtime.CompareGYear(value, bound)
	case schema.GYearMonth:
		return runtime.CompareGYearMonth(value, bound)
	case schema.GMonth:
		return runtime.CompareGMonth(value, bound)
	case schema.GMonthDay:
		return runtime.CompareGMonthDay(value, bound)
	case schema.GDay:
		return runtime.CompareGDay(value, bound)
	case schema.Date:
		return parsed(runtime.ParseDate, runtime.CompareDate, value, bound)
	case schema.DateTime:
		return parsed(runtime.ParseDateTime, runtime.CompareDateTime, value, bound)
	case schema.Time:
		return parsed(runtime.ParseTimeOfDay, runtime.CompareTimeOfDay, value, bound)
	}
	if runtime.ValidDecimal(value) && runtime.ValidDecimal(bound) {
		return runtime.CompareDecimal(value, bound), true
	}
	return 0, value == bound
}

// parsed compares two values once they are parsed.
func parsed[T any](
	parse func(string) (T, error), compare func(a, b T) (int, bool), value, bound string,
) (order int, ok bool) {
	x, errX := parse(value)
	y, errY := parse(bound)
	order, ok = compare(x, y)
	return order, ok && errX == nil && errY == nil
}

// hasDigits reports whether text has no more digits than f allows.
func hasDigits(f *schema.Facets, text string) bool {
	if f.TotalDigits == nil && f.FractionDigits == nil {
		return true
	}
	if !runtime.ValidDecimal(text) {
		return false
	}
	total, fraction := runtime.DecimalDigits(text)
	return (f.TotalDigits == nil || total <= *f.TotalDigits) &&
		(f.FractionDigits == nil || fraction <= *f.FractionDigits)
}

// isMatched reports whether text matches a pattern of every group.
func isMatched(f *schema.Facets, text string) bool {
	for _, group := range f.Patterns {
		expression, err := pattern.Translate(group)
		if err != nil {
			return false
		}
		compiled, err := regexp.Compile(expression)
		if err != nil || !compiled.MatchString(text) {
			return false
		}
	}
	return true
}
