// Lexical forms: which text is a value of a built-in type.

package wsdl

import (
	"math/big"
	"regexp"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

const zone = `(Z|[+-]\d\d:\d\d)?$`

// forms are the lexical forms of those built-in types that a pattern describes well enough to keep anything else out of
// generated code (XSD Part 2, section 3.2).
var forms = map[schema.BuiltinType]*regexp.Regexp{
	schema.Boolean:    regexp.MustCompile(`^(true|false|1|0)$`),
	schema.Decimal:    regexp.MustCompile(`^[+-]?(\d+(\.\d*)?|\.\d+)$`),
	schema.Float:      regexp.MustCompile(`^([+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|-?INF|NaN)$`),
	schema.Double:     regexp.MustCompile(`^([+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|-?INF|NaN)$`),
	schema.Duration:   regexp.MustCompile(`^-?P(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$`),
	schema.DateTime:   regexp.MustCompile(`^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?` + zone),
	schema.Time:       regexp.MustCompile(`^\d\d:\d\d:\d\d(\.\d+)?` + zone),
	schema.Date:       regexp.MustCompile(`^-?\d{4,}-\d\d-\d\d` + zone),
	schema.GYearMonth: regexp.MustCompile(`^-?\d{4,}-\d\d` + zone),
	schema.GYear:      regexp.MustCompile(`^-?\d{4,}` + zone),
	schema.GMonthDay:  regexp.MustCompile(`^--\d\d-\d\d` + zone),
	schema.GDay:       regexp.MustCompile(`^---\d\d` + zone),
	schema.GMonth:     regexp.MustCompile(`^--\d\d(--)?` + zone),
	schema.HexBinary:  regexp.MustCompile(`^([0-9a-fA-F]{2})*$`),
}

// integers are the ranges of those built-in types that are derived from integer; "" is no bound.
var integers = map[schema.BuiltinType]struct{ min, max string }{
	schema.Integer:            {"", ""},
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

// maxDigits bounds numbers, whose comparison takes time in proportion to the square of their length.
const maxDigits = 1000

// valid reports whether text, without surrounding white space, is a value of the built-in type t.
func valid(t schema.BuiltinType, text string) bool {
	if form, ok := forms[t]; ok {
		return form.MatchString(text)
	}
	limits, ok := integers[t]
	if !ok {
		return true
	}
	if len(text) > maxDigits {
		return false
	}
	number, ok := new(big.Int).SetString(text, 10)
	if min, bounded := new(big.Int).SetString(limits.min, 10); ok && bounded {
		ok = number.Cmp(min) >= 0
	}
	if max, bounded := new(big.Int).SetString(limits.max, 10); ok && bounded {
		ok = number.Cmp(max) <= 0
	}
	return ok
}

// zeroIsValue reports whether the zero value of the Go type for the built-in type t is one of t's values, and so cannot
// stand for an absent one. Numbers, booleans and free text have such a zero value; dates, names and bytes have none.
func zeroIsValue(t schema.BuiltinType) bool {
	switch t {
	case schema.DateTime, schema.Time, schema.Date, schema.GYearMonth, schema.GYear, schema.GMonthDay, schema.GDay,
		schema.GMonth, schema.Duration, schema.HexBinary, schema.Base64Binary, schema.Language, schema.NameType,
		schema.NCName, schema.ID, schema.IDREF, schema.IDREFS, schema.ENTITY, schema.ENTITIES, schema.NMTOKEN,
		schema.NMTOKENS, schema.QNameType, schema.NOTATION:
		return false
	}
	return true
}

// keepsSpace reports whether white space in the values of t is theirs to keep, in part at least.
func keepsSpace(t schema.BuiltinType) bool {
	return t == schema.String || t == schema.NormalizedString || t == schema.AnySimpleType || t == schema.AnyType
}

// collapse removes the white space around text, and all but one space within, where t's values have none (XSD Part 2,
// section 4.3.6).
func collapse(t schema.BuiltinType, text string) string {
	if keepsSpace(t) {
		return text
	}
	return strings.Join(strings.Fields(text), " ")
}
