// The built-in types: the 44 of XSD Part 2 plus the two roots, and those that only JSON has.

package schema

import (
	"strconv"
	"strings"
)

// BuiltinType names a built-in type. The XSD ones are spelled as XSD Part 2, section 3, spells them.
type BuiltinType string

// The built-in types of XSD.
const (
	AnyType            BuiltinType = "anyType"       // raw XML
	AnySimpleType      BuiltinType = "anySimpleType" // a string
	String             BuiltinType = "string"
	NormalizedString   BuiltinType = "normalizedString"
	Token              BuiltinType = "token"
	Language           BuiltinType = "language"
	NameType           BuiltinType = "Name"
	NCName             BuiltinType = "NCName"
	ID                 BuiltinType = "ID"
	IDREF              BuiltinType = "IDREF"
	IDREFS             BuiltinType = "IDREFS"
	ENTITY             BuiltinType = "ENTITY"
	ENTITIES           BuiltinType = "ENTITIES"
	NMTOKEN            BuiltinType = "NMTOKEN"
	NMTOKENS           BuiltinType = "NMTOKENS"
	AnyURI             BuiltinType = "anyURI"
	QNameType          BuiltinType = "QName"
	NOTATION           BuiltinType = "NOTATION"
	Boolean            BuiltinType = "boolean"
	Decimal            BuiltinType = "decimal"
	Integer            BuiltinType = "integer"
	NonPositiveInteger BuiltinType = "nonPositiveInteger"
	NegativeInteger    BuiltinType = "negativeInteger"
	NonNegativeInteger BuiltinType = "nonNegativeInteger"
	PositiveInteger    BuiltinType = "positiveInteger"
	Long               BuiltinType = "long"
	Int                BuiltinType = "int"
	Short              BuiltinType = "short"
	Byte               BuiltinType = "byte"
	UnsignedLong       BuiltinType = "unsignedLong"
	UnsignedInt        BuiltinType = "unsignedInt"
	UnsignedShort      BuiltinType = "unsignedShort"
	UnsignedByte       BuiltinType = "unsignedByte"
	Float              BuiltinType = "float"
	Double             BuiltinType = "double"
	Duration           BuiltinType = "duration"
	DateTime           BuiltinType = "dateTime"
	Time               BuiltinType = "time"
	Date               BuiltinType = "date"
	GYearMonth         BuiltinType = "gYearMonth"
	GYear              BuiltinType = "gYear"
	GMonthDay          BuiltinType = "gMonthDay"
	GDay               BuiltinType = "gDay"
	GMonth             BuiltinType = "gMonth"
	HexBinary          BuiltinType = "hexBinary"
	Base64Binary       BuiltinType = "base64Binary"
)

// The built-in types of the YAML dialect that XSD has not.
const (
	JSON BuiltinType = "json" // any JSON value, kept raw
	URI  BuiltinType = "uri"  // a reference within the service
)

// IsText reports whether b is string or derived from it, without the lists, or a URI, or of any simple type.
func (b BuiltinType) IsText() bool {
	switch b {
	case String, NormalizedString, Token, Language, NameType, NCName, ID, IDREF, ENTITY, NMTOKEN, AnyURI, AnySimpleType:
		return true
	}
	return false
}

// IsInteger reports whether b is integer or derived from it.
func (b BuiltinType) IsInteger() bool {
	switch b {
	case Integer, NonPositiveInteger, NegativeInteger, NonNegativeInteger, PositiveInteger,
		Long, Int, Short, Byte, UnsignedLong, UnsignedInt, UnsignedShort, UnsignedByte:
		return true
	}
	return false
}

// HeldInteger returns the built-in type of which Go holds every value of t, an integer type without bounds, as a
// number: long or unsignedLong, if its facets or the values of its enumeration allow that. It returns t's own built-in
// type for all others.
func HeldInteger(t *Type) BuiltinType {
	unsigned := t.Builtin == NonNegativeInteger || t.Builtin == PositiveInteger
	switch t.Builtin {
	case Integer, NonPositiveInteger, NegativeInteger, NonNegativeInteger, PositiveInteger:
	default:
		return t.Builtin
	}
	held := Long
	if unsigned {
		held = UnsignedLong
	}
	fits := func(text string) bool {
		text = strings.TrimPrefix(text, "+")
		if unsigned {
			_, err := strconv.ParseUint(text, 10, 64)
			return err == nil
		}
		_, err := strconv.ParseInt(text, 10, 64)
		return err == nil
	}
	if t.Kind == Enum && !t.Open {
		for _, v := range t.Values {
			if !fits(v.Value) {
				return t.Builtin
			}
		}
		return held
	}
	f := t.Facets
	if f == nil {
		return t.Builtin
	}
	const most = 18 // digits that a number of 64 bits has for sure
	bounds := func(limits ...*string) bool {
		for _, limit := range limits {
			if limit != nil && fits(*limit) {
				return true
			}
		}
		return false
	}
	isBelow := bounds(f.MaxInclusive, f.MaxExclusive) || t.Builtin == NonPositiveInteger || t.Builtin == NegativeInteger
	isAbove := bounds(f.MinInclusive, f.MinExclusive) || unsigned
	if f.TotalDigits != nil && *f.TotalDigits <= most || isBelow && isAbove {
		return held
	}
	return t.Builtin
}

// IsXSD reports whether b is a built-in type of XSD.
func (b BuiltinType) IsXSD() bool {
	switch b {
	case AnyType, AnySimpleType, String, NormalizedString, Token, Language, NameType, NCName, ID, IDREF, IDREFS, ENTITY,
		ENTITIES, NMTOKEN, NMTOKENS, AnyURI, QNameType, NOTATION, Boolean, Decimal, Float, Double, Duration, DateTime,
		Time, Date, GYearMonth, GYear, GMonthDay, GDay, GMonth, HexBinary, Base64Binary:
		return true
	}
	return b.IsInteger()
}

func (b BuiltinType) Item() BuiltinType {
	return map[BuiltinType]BuiltinType{NMTOKENS: NMTOKEN, IDREFS: IDREF, ENTITIES: ENTITY}[b]
}

func (b BuiltinType) HasOrder() bool {
	switch b {
	case Decimal, Float, Double, Duration, DateTime, Time, Date, GYearMonth, GYear, GMonthDay, GDay, GMonth:
		return true
	}
	return b.IsInteger()
}

func (b BuiltinType) ZeroIsValue() bool {
	switch b {
	case DateTime, Date, GYearMonth, GYear, GMonthDay, GDay,
		GMonth, Duration, HexBinary, Base64Binary, Language, NameType,
		NCName, ID, IDREF, IDREFS, ENTITY, ENTITIES, NMTOKEN,
		NMTOKENS, QNameType, NOTATION:
		return false
	}
	return true
}

func (b BuiltinType) KeepsSpace() bool {
	return b == String || b == NormalizedString || b == AnySimpleType || b == AnyType
}

func (b BuiltinType) MayBeEmpty() bool {
	return b.KeepsSpace() && b != AnyType || b == Token || b == AnyURI
}

func (b BuiltinType) IsMachineInteger() bool {
	switch b {
	case Long, Int, Short, Byte, UnsignedLong, UnsignedInt, UnsignedShort, UnsignedByte:
		return true
	}
	return false
}

func (b BuiltinType) IsQName() bool { return b == QNameType || b == NOTATION }
