// The built-in types of XSD: how Go holds their values, and what their lexical forms are (XSD Part 2, section 3).

package runtime

import (
	"regexp"
	"strings"
)

// kind says how Go holds a simple value.
type kind uint8

const (
	kindText    kind = iota // a string
	kindDecimal             // a string that is a number
	kindBool
	kindInt8
	kindInt16
	kindInt32
	kindInt64
	kindUint8
	kindUint16
	kindUint32
	kindUint64
	kindFloat32
	kindFloat64
	kindDate
	kindDateTime
	kindTime
	kindBase64
	kindHex
	kindQName
	kindList
)

// whiteSpace says what a reader makes of white space (XSD Part 2, section 4.3.6).
type whiteSpace uint8

const (
	collapseSpace whiteSpace = iota
	preserveSpace
	replaceSpace
)

// builtinType is a built-in type.
type builtinType struct {
	kind        kind
	space       whiteSpace
	form        func(string) bool // for kindText, kindDecimal: whether a text is a value; nil if every text is
	want        string            // what such a value is called
	order       func(a, b string) (order int, ok bool)
	least, most string // bounds that the type sets and its Go type does not
}

var builtinTypes = map[string]*builtinType{
	"anySimpleType":      {kind: kindText, space: preserveSpace},
	"string":             {kind: kindText, space: preserveSpace},
	"normalizedString":   {kind: kindText, space: replaceSpace},
	"token":              {kind: kindText},
	"language":           {kind: kindText, form: isLanguage, want: "a language (de, en-GB)"},
	"Name":               {kind: kindText, form: isXMLName, want: "an XML name"},
	"NCName":             {kind: kindText, form: isNCName, want: "an XML name without a colon"},
	"ID":                 {kind: kindText, form: isNCName, want: "an XML name without a colon"},
	"IDREF":              {kind: kindText, form: isNCName, want: "an XML name without a colon"},
	"ENTITY":             {kind: kindText, form: isNCName, want: "an XML name without a colon"},
	"NMTOKEN":            {kind: kindText, form: isNMTOKEN, want: "a name token"},
	"anyURI":             {kind: kindText},
	"NOTATION":           {kind: kindText},
	"QName":              {kind: kindQName, want: "a qualified name"},
	"boolean":            {kind: kindBool},
	"decimal":            {kind: kindDecimal, form: ValidDecimal, want: "a decimal number", order: orderDecimal},
	"integer":            {kind: kindDecimal, form: isInteger, want: "an integer", order: orderDecimal},
	"nonPositiveInteger": {kind: kindDecimal, form: isInteger, want: "an integer", order: orderDecimal, most: "0"},
	"negativeInteger":    {kind: kindDecimal, form: isInteger, want: "an integer", order: orderDecimal, most: "-1"},
	"nonNegativeInteger": {kind: kindDecimal, form: isInteger, want: "an integer", order: orderDecimal, least: "0"},
	"positiveInteger":    {kind: kindDecimal, form: isInteger, want: "an integer", order: orderDecimal, least: "1"},
	"long":               {kind: kindInt64, order: orderDecimal},
	"int":                {kind: kindInt32, order: orderDecimal},
	"short":              {kind: kindInt16, order: orderDecimal},
	"byte":               {kind: kindInt8, order: orderDecimal},
	"unsignedLong":       {kind: kindUint64, order: orderDecimal},
	"unsignedInt":        {kind: kindUint32, order: orderDecimal},
	"unsignedShort":      {kind: kindUint16, order: orderDecimal},
	"unsignedByte":       {kind: kindUint8, order: orderDecimal},
	"float":              {kind: kindFloat32},
	"double":             {kind: kindFloat64},
	"dateTime":           {kind: kindDateTime},
	"time":               {kind: kindTime},
	"date":               {kind: kindDate},
	"duration":           {kind: kindText, form: ValidDuration, want: "a duration (P1Y2M3DT4H5M6S)", order: CompareDuration},
	"gYear":              {kind: kindText, form: ValidGYear, want: "a year (YYYY)", order: CompareGYear},
	"gYearMonth":         {kind: kindText, form: ValidGYearMonth, want: "a month of a year (YYYY-MM)", order: CompareGYearMonth},
	"gMonth":             {kind: kindText, form: ValidGMonth, want: "a month (--MM)", order: CompareGMonth},
	"gMonthDay":          {kind: kindText, form: ValidGMonthDay, want: "a day of a month (--MM-DD)", order: CompareGMonthDay},
	"gDay":               {kind: kindText, form: ValidGDay, want: "a day (---DD)", order: CompareGDay},
	"base64Binary":       {kind: kindBase64},
	"hexBinary":          {kind: kindHex},
}

// checksOnReading reports whether a text that is no value is a deviation. The names that XSD takes from XML are only
// checked before they are sent.
func (b *builtinType) checksOnReading() bool { return b.order != nil }

func orderDecimal(a, b string) (order int, ok bool) {
	if !ValidDecimal(a) || !ValidDecimal(b) {
		return 0, false
	}
	return CompareDecimal(a, b), true
}

var languagePattern = regexp.MustCompile(`^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$`)

// isLanguage reports whether s is an xs:language (XSD Part 2, section 3.3.3).
func isLanguage(s string) bool { return languagePattern.MatchString(s) }

// isXMLName reports whether s is a Name (XML 1.0, production 5), in which colons are as good as any other character.
func isXMLName(s string) bool { return isNCName(strings.ReplaceAll(s, ":", "_")) }

// isNMTOKEN reports whether s is an Nmtoken (XML 1.0, production 7).
func isNMTOKEN(s string) bool { return s != "" && isXMLName("_"+s) }
