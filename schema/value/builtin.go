// Built-in types: their lexical forms.

package value

import (
	"regexp"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/pattern"
)

// patterns are the forms of the built-in types that are text, as patterns of XSD (XSD Part 2, sections 3.3.3 to
// 3.3.11).
var patterns = map[schema.BuiltinType]string{
	schema.Language: `[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*`,
	schema.NMTOKEN:  `\c+`,
	schema.NameType: `\i\c*`,
	schema.NCName:   ncName,
	schema.ID:       ncName,
	schema.IDREF:    ncName,
	schema.ENTITY:   ncName,

	schema.QNameType: qName,
	schema.NOTATION:  qName,
}

const (
	ncName = `[\i-[:]][\c-[:]]*`
	qName  = `(` + ncName + `:)?` + ncName
)

// compiled are the patterns in Go.
var compiled = sync.OnceValue(func() map[schema.BuiltinType]*regexp.Regexp {
	all := map[schema.BuiltinType]*regexp.Regexp{}
	for b, text := range patterns {
		expression, err := pattern.Translate([]string{text})
		if err != nil {
			panic(err) // it is part of the program
		}
		all[b] = regexp.MustCompile(expression)
	}
	return all
})

// IsBuiltin reports whether text, without white space around it, is a value of the built-in type b, though it may be
// one that no client holds, such as the year 10000000000.
func IsBuiltin(b schema.BuiltinType, text string) bool {
	switch {
	case b.IsInteger():
		return isInteger(b, text)
	case compiled()[b] != nil:
		return compiled()[b].MatchString(text)
	}
	return parse(b, text) == nil || parse(b, heldOf(b, text)) == nil
}

// HasForms reports whether values of the built-in type b can be written in several ways, as 7.0 and 7.00 are one.
func HasForms(b schema.BuiltinType) bool {
	switch b {
	case schema.Boolean, schema.Decimal, schema.Float, schema.Double, schema.Duration, schema.DateTime, schema.Time,
		schema.Date, schema.GYearMonth, schema.GYear, schema.GMonthDay, schema.GDay, schema.GMonth, schema.HexBinary,
		schema.Base64Binary:
		return true
	}
	return b.IsInteger()
}

// limits are the ranges of those built-in types that are derived from integer; "" is no bound.
var limits = map[schema.BuiltinType]struct{ min, max string }{
	schema.NonPositiveInteger: {"", "0"},
	schema.NegativeInteger:    {"", "-1"},
	schema.NonNegativeInteger: {"0", ""},
	schema.PositiveInteger:    {"1", ""},
	schema.Long:               {"-9223372036854775808", "9223372036854775807"},
	schema.Int:                {"-2147483648", "2147483647"},
	schema.Short:              {"-32768", "32767"},
	schema.Byte:               {"-128", "127"},
	schema.UnsignedLong:       {"0", "18446744073709551615"},
	schema.UnsignedInt:        {"0", "4294967295"},
	schema.UnsignedShort:      {"0", "65535"},
	schema.UnsignedByte:       {"0", "255"},
}

// Range returns the bounds of an integer type, "" for none.
func Range(b schema.BuiltinType) (min, max string) { return limits[b].min, limits[b].max }

func isInteger(b schema.BuiltinType, text string) bool {
	if _, err := runtime.ParseInteger(text); err != nil {
		return false
	}
	limit := limits[b]
	return (limit.min == "" || runtime.CompareDecimal(text, limit.min) >= 0) &&
		(limit.max == "" || runtime.CompareDecimal(text, limit.max) <= 0)
}

var (
	finerThanNanoseconds = regexp.MustCompile(`(\.\d{9})\d+`)
	longYear             = regexp.MustCompile(`^(-?)[1-9]\d{5,}(\d{4})([-Z+]|$)`)
	exponent             = regexp.MustCompile(`[eE][+-]?\d+$`)
)

// heldOf returns a text that a client holds if, and only if, text is a value of b: without what is finer than a
// nanosecond, in a nearer year with as many days, and without the exponent.
func heldOf(b schema.BuiltinType, text string) string {
	switch b {
	case schema.Float, schema.Double:
		return exponent.ReplaceAllString(text, "")
	case schema.Duration:
		return text
	}
	text = finerThanNanoseconds.ReplaceAllString(text, "$1")
	return longYear.ReplaceAllString(text, "${1}1${2}${3}")
}

// parse returns the error that a client gets for text, without white space around it, as a value of b.
func parse(b schema.BuiltinType, text string) error {
	var err error
	switch b {
	case schema.Boolean:
		_, err = runtime.ParseBool(text)
	case schema.Decimal:
		_, err = runtime.ParseDecimal(text)
	case schema.Long:
		_, err = runtime.ParseInt64(text)
	case schema.Int:
		_, err = runtime.ParseInt32(text)
	case schema.Short:
		_, err = runtime.ParseInt16(text)
	case schema.Byte:
		_, err = runtime.ParseInt8(text)
	case schema.UnsignedLong:
		_, err = runtime.ParseUint64(text)
	case schema.UnsignedInt:
		_, err = runtime.ParseUint32(text)
	case schema.UnsignedShort:
		_, err = runtime.ParseUint16(text)
	case schema.UnsignedByte:
		_, err = runtime.ParseUint8(text)
	case schema.Float:
		_, err = runtime.ParseFloat32(text)
	case schema.Double:
		_, err = runtime.ParseFloat64(text)
	case schema.Duration:
		_, err = runtime.ParseDuration(text)
	case schema.DateTime:
		_, err = runtime.ParseDateTime(text)
	case schema.Time:
		_, err = runtime.ParseTimeOfDay(text)
	case schema.Date:
		_, err = runtime.ParseDate(text)
	case schema.GYear:
		_, err = runtime.ParseGYear(text)
	case schema.GYearMonth:
		_, err = runtime.ParseGYearMonth(text)
	case schema.GMonth:
		_, err = runtime.ParseGMonth(text)
	case schema.GMonthDay:
		_, err = runtime.ParseGMonthDay(text)
	case schema.GDay:
		_, err = runtime.ParseGDay(text)
	case schema.HexBinary:
		_, err = runtime.ParseHex(text)
	case schema.Base64Binary:
		_, err = runtime.ParseBase64(text)
	}
	return err
}
