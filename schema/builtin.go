// The built-in types: the 44 of XSD Part 2 and the two roots, and those that only JSON has.
//
// The table builtins is the only place that knows a built-in type by its name. The readers, the emitter, examples,
// validation, comparison, descriptions and OpenAPI ask its methods.

package schema

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
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

// Attachment is base64Binary that travels beside the envelope of a message.
const Attachment BuiltinType = "attachment"

// ReferredAttachment is an attachment beside the envelope of which a document has the URL alone, never the content (swaRef,
// WS-I Attachments Profile 1.0, section 4.4).
const ReferredAttachment BuiltinType = "swaRef"

// The built-in types of the YAML dialect that XSD has not.
const (
	JSON BuiltinType = "json" // any JSON value, kept raw
	URI  BuiltinType = "uri"  // a reference within the service
)

// builtin is a row of the table.
type builtin struct {
	class    class
	within   []BuiltinType // types that take each of its texts: the one it is derived from, and others
	item     BuiltinType   // the type of the items of a list
	space    WhiteSpace
	pattern  string                                 // the lexical form, as a pattern of XSD; "" if parse decides
	parse    func(text string) error                // how clients parse it; nil: every text is a value
	compare  func(a, b string) (order int, ok bool) // nil: its values have no order
	octets   func(text string) int                  // how many octets a text of a binary type has
	nearest  func(text string) string               // see Nearest
	min, max string                                 // the range of an integer type
	zero     bool                                   // whether the zero value of its Go type is one of its values
	form     GoForm
	json     JSONForm
	examples []string
}

// class is what built-in types have in common.
type class uint8

const (
	classAny  class = iota // raw XML or JSON
	classText              // every text is a value
	className              // a text with a pattern
	classQName
	classBoolean
	classNumber
	classInteger
	classMoment // a duration, date or time, or a part of one
	classBinary
	classList
)

// WhiteSpace is how white space in a text is treated (XSD Part 2, section 4.3.6).
type WhiteSpace uint8

const (
	// Collapse makes one space of each run of white space, and removes it at both ends.
	Collapse WhiteSpace = iota
	// Replace makes a space of each white space character.
	Replace
	// Preserve changes nothing.
	Preserve
)

// GoForm is how generated code holds values of a built-in type.
type GoForm struct {
	Type   string // of a field
	Codec  string // in names of the runtime's functions that read JSON: Text for NewText; "" for none
	Writer Writer
	Part   string // the file in templates/parts that declares Type; "" for a type of Go
}

// Writer is how generated code appends a value.
type Writer uint8

const (
	WriteText Writer = iota
	WriteBool
	WriteInt
	WriteUint
	WriteFloat32
	WriteFloat64
	WriteNumber // digits without conversion
	WriteDate
	WriteDateTime
	WriteTime
	WriteBase64
	WriteHex
	WriteRaw // XML or JSON without conversion
	WriteQName
)

// IsStruct reports whether the Go type is a struct.
func (f GoForm) IsStruct() bool {
	switch f.Writer {
	case WriteDate, WriteDateTime, WriteTime, WriteQName:
		return true
	}
	return f.Type == "Any"
}

// IsNumber reports whether the Go type is one of Go's number types.
func (f GoForm) IsNumber() bool {
	return f.Writer == WriteInt || f.Writer == WriteUint || f.Writer == WriteFloat32 || f.Writer == WriteFloat64
}

// JSONForm is how the YAML dialect and JSON have a built-in type. The zero value means that they do not.
type JSONForm struct {
	Dialect string        // the name in the YAML dialect
	Type    string        // of JSON Schema; "" for any
	Format  string        // of the OpenAPI Format Registry; "" for none
	Within  []BuiltinType // types that take each of its values
}

// ncNamePattern and qNamePattern are the forms of names (Namespaces in XML 1.0), as patterns of XSD.
const (
	ncNamePattern = `[\i-[:]][\c-[:]]*`
	qNamePattern  = `(` + ncNamePattern + `:)?` + ncNamePattern
)

// builtins is the table of the built-in types.
var builtins = map[BuiltinType]builtin{
	AnyType: {class: classAny, space: Preserve, zero: true, form: GoForm{"Any", "", WriteRaw, "value/any.go"}},

	AnySimpleType: {class: classText, within: typeList(String), space: Preserve, zero: true, form: textForm("Text"),
		examples: texts("text")},
	String: {class: classText, within: typeList(NormalizedString), space: Preserve, zero: true, form: textForm("Text"),
		json: JSONForm{"string", "string", "", nil}, examples: texts("text")},
	// White space is collapsed, not rejected, so that these two take all texts too.
	NormalizedString: {class: classText, within: typeList(Token), space: Replace, zero: true, form: textForm(""),
		examples: texts("text")},
	Token:  {class: classText, within: typeList(String), zero: true, form: textForm(""), examples: texts("text")},
	AnyURI: {class: classText, zero: true, form: textForm(""), examples: texts("https://www.example.org/")},

	Language: {class: className, within: typeList(Token), pattern: `[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*`,
		form:     textForm(""),
		examples: texts("en", "en-GB")},
	NMTOKEN: {class: className, within: typeList(Token), pattern: `\c+`, form: textForm(""), examples: texts("token")},
	NameType: {class: className, within: typeList(NMTOKEN), pattern: `\i\c*`, form: textForm(""),
		examples: texts("name")},
	NCName: {class: className, within: typeList(NameType, QNameType), pattern: ncNamePattern, form: textForm(""),
		examples: texts("name")},
	ID: {class: className, within: typeList(NCName), pattern: ncNamePattern, form: textForm("")},
	IDREF: {class: className, within: typeList(NCName), pattern: ncNamePattern, form: textForm(""),
		examples: texts("id1")},
	ENTITY: {class: className, within: typeList(NCName), pattern: ncNamePattern, form: textForm(""),
		examples: texts("name")},

	IDREFS:   {class: classList, item: IDREF},
	ENTITIES: {class: classList, item: ENTITY},
	NMTOKENS: {class: classList, item: NMTOKEN},

	QNameType: {class: classQName, pattern: qNamePattern, form: GoForm{"QName", "", WriteQName, "value/qname.go"},
		examples: texts("name")},
	NOTATION: {class: classQName, pattern: qNamePattern, form: textForm(""), examples: texts("name")},

	Boolean: {class: classBoolean, zero: true, parse: parser(scalar.ParseBool),
		form: GoForm{"bool", "Bool", WriteBool, ""},
		json: JSONForm{"bool", "boolean", "", nil}, examples: texts("true", "false", "1", "0")},
	Decimal: {class: classNumber, within: typeList(Double), zero: true, parse: parser(scalar.ParseDecimal),
		compare: compareDecimal, form: GoForm{"Decimal", "Decimal", WriteNumber, "value/decimal.go"},
		json: JSONForm{"decimal", "number", "decimal", typeList(Double)}, examples: texts("1.5", "1", "0")},
	Float: {class: classNumber, within: typeList(Double), zero: true, parse: parser(scalar.ParseFloat32),
		compare: comparer(scalar.ParseFloat32, compareFloat), nearest: withoutExponent,
		form: GoForm{"float32", "Float32", WriteFloat32, ""}, json: JSONForm{"float", "number", "float", typeList(Double)},
		examples: texts("1.5", "1", "0")},
	Double: {class: classNumber, zero: true, parse: parser(scalar.ParseFloat64),
		compare: comparer(scalar.ParseFloat64, compareFloat), nearest: withoutExponent,
		form: GoForm{"float64", "Float64", WriteFloat64, ""}, json: JSONForm{"number", "number", "double", nil},
		examples: texts("1.5", "1", "0")},

	Integer:            integers("", "", "1", Decimal),
	NonPositiveInteger: integers("", "0", "-1", Integer),
	NegativeInteger:    integers("", "-1", "-1", NonPositiveInteger),
	NonNegativeInteger: integers("0", "", "1", Integer),
	PositiveInteger:    integers("1", "", "1", NonNegativeInteger),
	Long:               machineIntegers("int64", WriteInt, parser(scalar.ParseInt64), Integer),
	Int:                machineIntegers("int32", WriteInt, parser(scalar.ParseInt32), Long),
	Short:              machineIntegers("int16", WriteInt, parser(scalar.ParseInt16), Int),
	Byte:               machineIntegers("int8", WriteInt, parser(scalar.ParseInt8), Short),
	UnsignedLong:       machineIntegers("uint64", WriteUint, parser(scalar.ParseUint64), NonNegativeInteger),
	UnsignedInt:        machineIntegers("uint32", WriteUint, parser(scalar.ParseUint32), UnsignedLong, Long),
	UnsignedShort:      machineIntegers("uint16", WriteUint, parser(scalar.ParseUint16), UnsignedInt, Int),
	UnsignedByte:       machineIntegers("uint8", WriteUint, parser(scalar.ParseUint8), UnsignedShort, Short),

	DateTime: {class: classMoment, parse: parser(scalar.ParseDateTime),
		compare: comparer(scalar.ParseDateTime, scalar.CompareDateTime), nearest: nearer,
		form: GoForm{"DateTime", "DateTime", WriteDateTime, "value/datetime.go"},
		json: JSONForm{"dateTime", "string", "date-time", typeList(String)},
		examples: texts("2026-01-31T12:00:00", "2026-01-31T12:00:00Z", "2026-01-31T12:00:00+01:00",
			"2026-01-31T12:00:00.000", "2026-01-31T12:00:00.000Z", "2026-01-31T12:00:00.000+01:00")},
	Time: {class: classMoment, zero: true, parse: parser(scalar.ParseTimeOfDay), // midnight
		compare: comparer(scalar.ParseTimeOfDay, scalar.CompareTimeOfDay), nearest: nearer,
		form:     GoForm{"TimeOfDay", "", WriteTime, "value/timeofday.go"},
		examples: texts("12:00:00", "12:00:00Z", "12:00:00+01:00", "12:00:00.000", "12:00:00.000Z")},

	Date: {class: classMoment, parse: parser(scalar.ParseDate), compare: comparer(scalar.ParseDate, scalar.CompareDate),
		nearest: nearer, form: GoForm{"Date", "Date", WriteDate, "value/date.go"},
		json:     JSONForm{"date", "string", "date", typeList(String)},
		examples: texts("2026-01-31", "2026-01-31Z", "2026-01-31+01:00")},
	Duration: {class: classMoment, parse: parser(scalar.ParseDuration), compare: scalar.CompareDuration,
		form: textForm(""), examples: texts("P1D", "P1M", "P1Y", "PT1H", "PT1M", "PT1S", "PT0S", "P10Y", "P1000Y",
			"-P1D", "-P1000Y")},
	GYear: {class: classMoment, parse: parser(scalar.ParseGYear), compare: scalar.CompareGYear, nearest: nearer,
		form: textForm(""), examples: texts("2026", "2099", "1900")},
	GYearMonth: {class: classMoment, parse: parser(scalar.ParseGYearMonth), compare: scalar.CompareGYearMonth,
		nearest: nearer, form: textForm(""), examples: texts("2026-01", "2099-12", "1900-01")},
	GMonth: {class: classMoment, parse: parser(scalar.ParseGMonth), compare: scalar.CompareGMonth, form: textForm(""),
		examples: texts("--01", "--07", "--12")},
	GMonthDay: {class: classMoment, parse: parser(scalar.ParseGMonthDay), compare: scalar.CompareGMonthDay,
		form: textForm(""), examples: texts("--01-31", "--07-01", "--12-31")},
	GDay: {class: classMoment, parse: parser(scalar.ParseGDay), compare: scalar.CompareGDay, form: textForm(""),
		examples: texts("---31", "---15", "---01")},

	HexBinary: binaries(scalar.ParseHex, "", WriteHex, JSONForm{}, "CAFE"),
	Base64Binary: binaries(scalar.ParseBase64, "Bytes", WriteBase64, JSONForm{"bytes", "string", "byte", typeList(String)},
		"ZXhhbXBsZQ=="),
	Attachment:         attachments(),
	ReferredAttachment: {class: classBinary, form: attachmentForm, examples: texts("cid:part@example.org")},

	JSON: {class: classAny, zero: true, form: GoForm{"json.RawMessage", "Raw", WriteRaw, ""},
		json: JSONForm{"json", "", "", nil}},
	URI: {class: classText, zero: true, form: textForm("Text"),
		json: JSONForm{"uri", "string", "uri-reference", typeList(String)}, examples: texts("/resource")},
}

func typeList(list ...BuiltinType) []BuiltinType { return list }

func texts(list ...string) []string { return list }

// textForm is the form of a type that is a string in Go.
func textForm(codec string) GoForm { return GoForm{"string", codec, WriteText, ""} }

// integers returns the row of an integer type without a bound on one side.
func integers(min, max, example string, within ...BuiltinType) builtin {
	examples := texts(example)
	if min != "1" && max != "-1" {
		examples = append(examples, "0")
	}
	return builtin{class: classInteger, within: within, parse: parser(scalar.ParseInteger), compare: compareDecimal,
		zero: true, min: min, max: max, form: GoForm{"Integer", "", WriteNumber, "value/integer.go"},
		examples: examples}
}

// machineIntegers returns the row of an integer type that Go has too.
func machineIntegers(goType string, writer Writer, parse func(string) error, within ...BuiltinType) builtin {
	bits, _ := strconv.Atoi(strings.TrimLeft(goType, "uint"))
	b := builtin{class: classInteger, within: within, parse: parse, compare: compareDecimal, zero: true,
		form: GoForm{goType, "", writer, ""}, examples: texts("1", "0")}
	if writer == WriteUint {
		b.min, b.max = "0", strconv.FormatUint(1<<bits-1, 10)
	} else {
		b.min, b.max = strconv.FormatInt(-1<<(bits-1), 10), strconv.FormatInt(1<<(bits-1)-1, 10)
	}
	switch goType {
	case "int64": // PHP, Java and Go services count with 64 bits
		b.form.Codec, b.json = "Int64", JSONForm{"int", "integer", "int64", typeList(Decimal)}
	case "int32":
		b.form.Codec, b.json = "Int32", JSONForm{"int32", "integer", "int32", typeList(Long)}
	}
	return b
}

// binaries returns the row of a binary type.
func binaries(parse func(string) ([]byte, error), codec string, writer Writer, json JSONForm, example string) builtin {
	octets := func(text string) int {
		decoded, _ := parse(text)
		return len(decoded)
	}
	return builtin{class: classBinary, parse: parser(parse), octets: octets, form: GoForm{"[]byte", codec, writer, ""},
		json: json, examples: texts(example)}
}

// attachments returns the row of the type of attachments.
func attachments() builtin {
	b := binaries(scalar.ParseBase64, "", WriteBase64, JSONForm{}, "ZXhhbXBsZQ==")
	b.form = attachmentForm
	return b
}

// attachmentForm is the form of types of attachments.
var attachmentForm = GoForm{"Attachment", "", WriteBase64, "value/attachment.go"}

func parser[T any](parse func(string) (T, error)) func(string) error {
	return func(text string) error {
		_, err := parse(text)
		return err
	}
}

func comparer[T any](
	parse func(string) (T, error), compare func(a, b T) (int, bool),
) func(x, y string) (order int, ok bool) {
	return func(x, y string) (order int, ok bool) {
		a, errA := parse(x)
		b, errB := parse(y)
		order, ok = compare(a, b)
		return order, ok && errA == nil && errB == nil
	}
}

func compareDecimal(x, y string) (order int, ok bool) {
	if scalar.ValidDecimal(x) && scalar.ValidDecimal(y) {
		return scalar.CompareDecimal(x, y), true
	}
	return 0, x == y
}

// compareFloat compares two numbers; NaN equals itself and has no order to others (XSD Part 2, section 3.2.4).
func compareFloat[T float32 | float64](x, y T) (order int, ok bool) {
	return cmp.Compare(x, y), x == x == (y == y)
}

var (
	exponent             = regexp.MustCompile(`[eE][+-]?\d+$`)
	finerThanNanoseconds = regexp.MustCompile(`(\.\d{9})\d+`)
	longYear             = regexp.MustCompile(`^(-?)[1-9]\d{5,}(\d{4})([-Z+]|$)`)
)

func withoutExponent(text string) string { return exponent.ReplaceAllString(text, "") }

// nearer removes what is finer than a nanosecond, and replaces a long year by a shorter one with as many days.
func nearer(text string) string {
	text = finerThanNanoseconds.ReplaceAllString(text, "$1")
	return longYear.ReplaceAllString(text, "${1}1${2}${3}")
}

// IsXSD reports whether b is a built-in type of XSD.
func (b BuiltinType) IsXSD() bool {
	_, ok := builtins[b]
	return ok && b != JSON && b != URI && b != Attachment && b != ReferredAttachment
}

// DialectTypes returns the built-in types of the YAML dialect in the order of its documentation.
func DialectTypes() []BuiltinType {
	return typeList(String, Long, Int, Double, Float, Decimal, Boolean, Date, DateTime, Base64Binary, URI, JSON)
}

// IsText reports whether b is string or derived from it, without the lists, or a URI of XSD, or of any simple type.
func (b BuiltinType) IsText() bool {
	return b != URI && (builtins[b].class == classText || builtins[b].class == className)
}

// TakesAnyText reports whether every text is a value of b, an XSD type.
func (b BuiltinType) TakesAnyText() bool { return b != URI && builtins[b].class == classText }

// IsAny reports whether values of b are any XML or JSON.
func (b BuiltinType) IsAny() bool { return b != "" && builtins[b].class == classAny }

// IsInteger reports whether b is integer or derived from it.
func (b BuiltinType) IsInteger() bool { return builtins[b].class == classInteger }

// IsMachineInteger reports whether b is an integer type that Go has too.
func (b BuiltinType) IsMachineInteger() bool { return b.IsInteger() && b.Go().IsNumber() }

// IsQName reports whether the values of b are qualified names, so that they need the prefixes around them.
func (b BuiltinType) IsQName() bool { return builtins[b].class == classQName }

// IsParsed reports whether clients parse texts of b, so that they cannot read other texts.
func (b BuiltinType) IsParsed() bool { return builtins[b].form.Type != "string" }

// Item returns the type of the items of b, "" if it is not a list.
func (b BuiltinType) Item() BuiltinType { return builtins[b].item }

// Space returns how white space in texts of b is treated.
func (b BuiltinType) Space() WhiteSpace { return builtins[b].space }

// Pattern returns the lexical form of b as a pattern of XSD, "" if Parse decides.
func (b BuiltinType) Pattern() string { return builtins[b].pattern }

// Range returns the bounds of an integer type, "" for none.
func (b BuiltinType) Range() (min, max string) { return builtins[b].min, builtins[b].max }

// Parse returns the error that a client gets for text, without white space around it, as a value of b.
func (b BuiltinType) Parse(text string) error {
	if parse := builtins[b].parse; parse != nil {
		return parse(text)
	}
	return nil
}

// Nearest returns a text that clients can hold if, and only if, text is a value of b: without an exponent, without
// fractions of nanoseconds, and in a year that is near enough.
func (b BuiltinType) Nearest(text string) string {
	if nearest := builtins[b].nearest; nearest != nil {
		return nearest(text)
	}
	return text
}

// HasOrder reports whether values of b have an order, and so may have bounds (XSD Part 2, appendix C.1).
func (b BuiltinType) HasOrder() bool { return builtins[b].compare != nil }

// Compare compares two values of b; ok is false if they have no order.
func (b BuiltinType) Compare(x, y string) (order int, ok bool) {
	if compare := builtins[b].compare; compare != nil {
		return compare(x, y)
	}
	return 0, x == y
}

// HasForms reports whether a value of b can be written in several ways, such as 7.0 and 7.00.
func (b BuiltinType) HasForms() bool { return builtins[b].parse != nil }

// Length returns the length of text, a value of b, as facets count it, and the unit. ok is false if values of b have no
// length. That of qualified names has no meaning (XSD Part 2, section 4.3.1.3).
func (b BuiltinType) Length(text string) (n int, unit string, ok bool) {
	switch row := builtins[b]; {
	case row.octets != nil:
		return row.octets(text), "octets", true
	case row.class == classQName, row.class == classBoolean, row.class == classNumber, row.class == classInteger,
		row.class == classMoment && b.IsParsed():
		return 0, "", false
	}
	return utf8.RuneCountInString(text), "characters", true
}

// ZeroIsValue reports whether the zero value of the Go type of b is a value of b, and so cannot stand for an absent
// one.
func (b BuiltinType) ZeroIsValue() bool { return builtins[b].zero }

// KeepsSpace reports whether values of b can have white space at their ends, or more than one space in a row.
func (b BuiltinType) KeepsSpace() bool { return builtins[b].space != Collapse }

// Go returns how generated code holds values of b.
func (b BuiltinType) Go() GoForm { return builtins[b].form }

// JSON returns how the YAML dialect and JSON have b.
func (b BuiltinType) JSON() JSONForm { return builtins[b].json }

// Label returns the name of b in a YAML description, or in a WSDL.
func (b BuiltinType) Label(isYAML bool) string {
	if isYAML {
		return builtins[b].json.Dialect
	}
	switch b {
	case Attachment:
		return "attachment"
	case ReferredAttachment:
		return "attachment (swaRef)"
	}
	return "xs:" + string(b)
}

// Examples returns likely values of b, the best first.
func (b BuiltinType) Examples() []string { return builtins[b].examples }

// IsWithin reports whether every value of b is also one of other: as a text or, if isJSON, as a JSON value.
func (b BuiltinType) IsWithin(other BuiltinType, isJSON bool) bool {
	if other == JSON || !isJSON && other == AnySimpleType {
		return true
	}
	seen := map[BuiltinType]bool{}
	for next := typeList(b); len(next) > 0; next = next[1:] {
		t := next[0]
		switch {
		case t == other:
			return true
		case seen[t]:
			continue
		case isJSON:
			next = append(next, builtins[t].json.Within...)
		case len(builtins[t].within) > 0:
			next = append(next, builtins[t].within...)
		case t != String: // every value is a text
			next = append(next, String)
		}
		seen[t] = true
	}
	return false
}

// HeldInteger returns the built-in type of which Go holds every value of t, an integer type without bounds, as a
// number: long or unsignedLong, if its facets or the values of its enumeration allow that. It returns t's own built-in
// type for all others.
func HeldInteger(t *Type) BuiltinType {
	unsigned := t.Builtin == NonNegativeInteger || t.Builtin == PositiveInteger
	if !t.Builtin.IsInteger() || t.Builtin.IsMachineInteger() {
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
	const most = 18 // digits that always fit into 64 bits
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
