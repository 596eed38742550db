// The built-in types of XSD: their Go kinds and lexical forms (XSD Part 2, section 3).

package datatype

import (
	"regexp"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// WhiteSpace is the whiteSpace facet (XSD Part 2, section 4.3.6).
type WhiteSpace uint8

const (
	CollapseSpace WhiteSpace = iota
	PreserveSpace
	ReplaceSpace
)

// Builtin is a built-in type.
type Builtin struct {
	Kind        Kind
	Space       WhiteSpace
	form        func(string) bool // of a KindText or KindDecimal: whether a text is valid; nil if every text is
	Want        string            // the name of a value in messages
	Order       func(a, b string) (order int, ok bool)
	least, most string // bounds of the type that its Go type does not have
}

// Builtins are the built-in types by name.
var Builtins = map[string]*Builtin{
	"anySimpleType":    {Kind: KindText, Space: PreserveSpace},
	"string":           {Kind: KindText, Space: PreserveSpace},
	"normalizedString": {Kind: KindText, Space: ReplaceSpace},
	"token":            {Kind: KindText},
	"language":         {Kind: KindText, form: isLanguage, Want: "a language (de, en-GB)"},
	"Name":             {Kind: KindText, form: isXMLName, Want: "an XML name"},
	"NCName":           {Kind: KindText, form: xmlwire.IsNCName, Want: "an XML name without a colon"},
	"ID":               {Kind: KindText, form: xmlwire.IsNCName, Want: "an XML name without a colon"},
	"IDREF":            {Kind: KindText, form: xmlwire.IsNCName, Want: "an XML name without a colon"},
	"ENTITY":           {Kind: KindText, form: xmlwire.IsNCName, Want: "an XML name without a colon"},
	"NMTOKEN":          {Kind: KindText, form: isNMTOKEN, Want: "a name token"},
	"anyURI":           {Kind: KindText},
	"NOTATION":         {Kind: KindText},
	"QName":            {Kind: KindQName, Want: "a qualified name"},
	"boolean":          {Kind: KindBool},
	"decimal":          {Kind: KindDecimal, form: scalar.ValidDecimal, Want: "a decimal number", Order: orderDecimal},
	"integer":          {Kind: KindDecimal, form: scalar.IsInteger, Want: "an integer", Order: orderDecimal},
	"nonPositiveInteger": {Kind: KindDecimal, form: scalar.IsInteger, Want: "an integer", Order: orderDecimal,
		most: "0"},
	"negativeInteger": {Kind: KindDecimal, form: scalar.IsInteger, Want: "an integer", Order: orderDecimal,
		most: "-1"},
	"nonNegativeInteger": {Kind: KindDecimal, form: scalar.IsInteger, Want: "an integer", Order: orderDecimal,
		least: "0"},
	"positiveInteger": {Kind: KindDecimal, form: scalar.IsInteger, Want: "an integer", Order: orderDecimal,
		least: "1"},
	"long":          {Kind: kindInt64, Order: orderDecimal},
	"int":           {Kind: kindInt32, Order: orderDecimal},
	"short":         {Kind: kindInt16, Order: orderDecimal},
	"byte":          {Kind: kindInt8, Order: orderDecimal},
	"unsignedLong":  {Kind: kindUint64, Order: orderDecimal},
	"unsignedInt":   {Kind: kindUint32, Order: orderDecimal},
	"unsignedShort": {Kind: kindUint16, Order: orderDecimal},
	"unsignedByte":  {Kind: kindUint8, Order: orderDecimal},
	"float":         {Kind: kindFloat32},
	"double":        {Kind: kindFloat64},
	"dateTime":      {Kind: KindDateTime},
	"time":          {Kind: KindTime},
	"date":          {Kind: KindDate},
	"duration": {Kind: KindText, form: scalar.ValidDuration, Want: "a duration (P1Y2M3DT4H5M6S)",
		Order: scalar.CompareDuration},
	"gYear": {Kind: KindText, form: scalar.ValidGYear, Want: "a year (YYYY)", Order: scalar.CompareGYear},
	"gYearMonth": {Kind: KindText, form: scalar.ValidGYearMonth, Want: "a month of a year (YYYY-MM)",
		Order: scalar.CompareGYearMonth},
	"gMonth": {Kind: KindText, form: scalar.ValidGMonth, Want: "a month (--MM)", Order: scalar.CompareGMonth},
	"gMonthDay": {Kind: KindText, form: scalar.ValidGMonthDay, Want: "a day of a month (--MM-DD)",
		Order: scalar.CompareGMonthDay},
	"gDay":         {Kind: KindText, form: scalar.ValidGDay, Want: "a day (---DD)", Order: scalar.CompareGDay},
	"base64Binary": {Kind: KindBase64},
	"hexBinary":    {Kind: KindHex},
}

// checksOnReading reports whether an invalid text is a deviation. The names of XML are only checked before they are
// sent.
func (b *Builtin) checksOnReading() bool { return b.Order != nil }

func orderDecimal(a, b string) (order int, ok bool) {
	if !scalar.ValidDecimal(a) || !scalar.ValidDecimal(b) {
		return 0, false
	}
	return scalar.CompareDecimal(a, b), true
}

var languagePattern = regexp.MustCompile(`^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$`)

// isLanguage reports whether s is an xs:language (XSD Part 2, section 3.3.3).
func isLanguage(s string) bool { return languagePattern.MatchString(s) }

// isXMLName reports whether s is a Name (XML 1.0, production 5), in which a colon is like any other name character.
func isXMLName(s string) bool { return xmlwire.IsNCName(strings.ReplaceAll(s, ":", "_")) }

// isNMTOKEN reports whether s is an Nmtoken (XML 1.0, production 7).
func isNMTOKEN(s string) bool { return s != "" && isXMLName("_"+s) }
