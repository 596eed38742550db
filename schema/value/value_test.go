package value_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/value"
)

// builtin returns a built-in type.
func builtin(b schema.BuiltinType) *schema.Type {
	return &schema.Type{Kind: schema.Builtin, Wire: schema.QName{Local: string(b)}, Builtin: b}
}

// restricted returns the type T, a restriction of b.
func restricted(b schema.BuiltinType, f schema.Facets) *schema.Type {
	return &schema.Type{Kind: schema.Simple, Wire: schema.QName{Local: "T"}, Builtin: b, Facets: &f}
}

// enum returns the enumeration E.
func enum(b schema.BuiltinType, values ...string) *schema.Type {
	t := &schema.Type{Kind: schema.Enum, Wire: schema.QName{Local: "E"}, Builtin: b}
	for _, v := range values {
		t.Values = append(t.Values, &schema.EnumValue{Value: v})
	}
	return t
}

// TestBuiltins checks texts against every built-in type.
func TestBuiltins(t *testing.T) {
	day := strings.Fields("2024-02-29 0001-01-01 -0001-12-31 2147483647-01-01 99999999999-02-28 2024-01-31+14:00 " +
		"2024-01-31Z")
	noDay := strings.Fields("2024-02-30 2023-02-29 2024-13-01 2024-00-01 2024-01-32 24-01-01 0000-01-01 02024-01-01 " +
		"2024-1-1 2024-01-01+14:01 2024-01-01T00:00:00 99999999999-02-29 2024-01-01z")
	name, noName := strings.Fields("a _a ä a-1.b"), strings.Fields("1a -a a:b: a$ :")
	for _, test := range []struct {
		types     string
		yes, no   []string
		alsoEmpty bool
	}{
		{types: "boolean", yes: strings.Fields("true false 1 0"), no: strings.Fields("True 2 yes 01")},
		{types: "decimal", yes: strings.Fields("1 -1.5 +.5 5. 007 " + strings.Repeat("9", 50)),
			no: strings.Fields("1e5 . - 1,5 INF 1.2.3")},
		{types: "integer long", yes: strings.Fields("0 -0 +7 -9223372036854775808"),
			no: strings.Fields("1.0 1e3 -- a")},
		{types: "nonNegativeInteger unsignedLong", yes: strings.Fields("0 -0 18446744073709551615"),
			no: strings.Fields("-1 1.0")},
		{types: "positiveInteger", yes: strings.Fields("1 +1"), no: strings.Fields("0 -1")},
		{types: "nonPositiveInteger", yes: strings.Fields("0 -1 +0"), no: strings.Fields("1")},
		{types: "negativeInteger", yes: strings.Fields("-1"), no: strings.Fields("0 -0 1")},
		{types: "int", yes: strings.Fields("2147483647 -2147483648"), no: strings.Fields("2147483648 -2147483649")},
		{types: "unsignedInt", yes: strings.Fields("4294967295"), no: strings.Fields("4294967296 -1")},
		{types: "short", yes: strings.Fields("32767 -32768"), no: strings.Fields("32768 -32769")},
		{types: "unsignedShort", yes: strings.Fields("65535"), no: strings.Fields("65536")},
		{types: "byte", yes: strings.Fields("127 -128"), no: strings.Fields("128 -129")},
		{types: "unsignedByte", yes: strings.Fields("255"), no: strings.Fields("256")},
		{types: "float double", yes: strings.Fields("1 -1.5e-3 .5E5 INF -INF NaN 1e999"),
			no: strings.Fields("inf +INF nan 0x1 1e 1_0 Infinity")},
		{types: "duration", yes: strings.Fields("P1Y PT0.5S -P1Y2M3DT4H5M6.7S P99999999999999999999Y"),
			no: strings.Fields("P P1 PT 1Y P1S P-1Y PT1.5M")},
		{types: "date", yes: day, no: noDay},
		{types: "dateTime", yes: strings.Fields("2024-02-29T23:59:59 2024-02-29T24:00:00Z 2024-01-01T00:00:00.12345678901"),
			no: strings.Fields("2024-02-29 2024-02-30T00:00:00 2024-02-29T24:00:01 2024-02-29T25:00:00 2024-02-29T00:00 2024-02-29T00:60:00")},
		{types: "time", yes: strings.Fields("00:00:00 23:59:59.999Z 24:00:00"),
			no: strings.Fields("24:00:01 00:00 0:00:00 00:00:60 12:00:00+15:00")},
		{types: "gYear", yes: strings.Fields("2024 -0001 12345 2024Z"), no: strings.Fields("24 0000 2024-01 02024")},
		{types: "gYearMonth", yes: strings.Fields("2024-12 2024-01+01:00"), no: strings.Fields("2024-13 2024 2024-00")},
		{types: "gMonth", yes: strings.Fields("--12 --01Z"), no: strings.Fields("12 --13 --00 --1")},
		{types: "gMonthDay", yes: strings.Fields("--02-29 --12-31Z"), no: strings.Fields("--02-30 --13-01 12-31")},
		{types: "gDay", yes: strings.Fields("---31 ---01Z"), no: strings.Fields("---32 ---00 31")},
		{types: "hexBinary", yes: strings.Fields("CAFE cafe 00"), no: strings.Fields("C CAF xx"), alsoEmpty: true},
		{types: "base64Binary", yes: strings.Fields("AAAA AA== AAA="),
			no: strings.Fields("A AA AB== AAAA=*"), alsoEmpty: true},
		{types: "language", yes: strings.Fields("de de-CH x-klingon"), no: strings.Fields("toolonglanguage de_CH 1")},
		{types: "NMTOKEN", yes: strings.Fields("1a -a a:b"), no: strings.Fields("a$ a/b")},
		{types: "Name", yes: strings.Fields("a a:b :a"), no: strings.Fields("1a -a")},
		{types: "NCName ID IDREF ENTITY", yes: name, no: noName},
		{types: "QName NOTATION", yes: append(name, "a:b"), no: append(noName, "a:b:c")},
		{types: "string normalizedString token anyURI anySimpleType", yes: strings.Fields("a 1 %zz"), alsoEmpty: true},
	} {
		for b := range strings.FieldsSeq(test.types) {
			typ := builtin(schema.BuiltinType(b))
			for _, text := range test.yes {
				if err := value.Check(typ, " \n"+text+"\t"); err != nil && !errors.Is(err, value.ErrBeyond) {
					t.Errorf("xs:%s: %q %v", b, text, err)
				}
			}
			no := test.no
			if !test.alsoEmpty {
				no = append(slices.Clone(no), "")
			}
			for _, text := range no {
				if err := value.Check(typ, text); err == nil || err.Error() != "is not a value of xs:"+b {
					t.Errorf("xs:%s: %q: %v", b, text, err)
				}
			}
		}
	}
}

// TestBeyond checks values that no client holds, and that an enumeration holds them.
func TestBeyond(t *testing.T) {
	for b, text := range map[schema.BuiltinType]string{
		schema.Double: "1e999", schema.Float: "1e39", schema.Date: "9999999999-12-31", schema.GYear: "9999999999",
		schema.DateTime: "2024-01-01T00:00:00.0000000001Z", schema.Time: "00:00:00.0000000001",
	} {
		if err := value.Check(builtin(b), text); !errors.Is(err, value.ErrBeyond) {
			t.Errorf("xs:%s %s: %v", b, text, err)
		}
		if err := value.Check(enum(b, text), text); err != nil {
			t.Errorf("enumeration of xs:%s %s: %v", b, text, err)
		}
	}
}

// TestFacets checks the errors for texts that a facet does not allow.
func TestFacets(t *testing.T) {
	two, text := 2, func(s string) *string { return &s }
	list := &schema.Type{Kind: schema.List, Wire: schema.QName{Local: "L"}, Item: builtin(schema.Int),
		Facets: &schema.Facets{MaxLength: &two}}
	union := &schema.Type{Kind: schema.Enum, Open: true, Wire: schema.QName{Local: "U"}, Builtin: schema.Token,
		Members: []*schema.Type{enum(schema.Token, "all"), builtin(schema.Int)}}
	closed := &schema.Type{Kind: schema.Enum, Wire: schema.QName{Local: "C"}, Builtin: schema.Token, Members: union.Members,
		Values: []*schema.EnumValue{{Value: "7"}}}
	unknown := restricted(schema.String, schema.Facets{Patterns: [][]string{{`\p{IsNowhere}`}}})
	for _, test := range []struct {
		t    *schema.Type
		text string
		want string
	}{
		{restricted(schema.String, schema.Facets{Length: &two}), "äö", ""},
		{restricted(schema.String, schema.Facets{Length: &two}), "a", `has 1 characters, and type "T" has 2`},
		{restricted(schema.Token, schema.Facets{MinLength: &two}), " a ", `has 1 characters, and type "T" at least 2`},
		{restricted(schema.String, schema.Facets{MaxLength: &two}), " a ", `has 3 characters, and type "T" at most 2`},
		{restricted(schema.HexBinary, schema.Facets{MaxLength: &two}), "CAFE", ""},
		{restricted(schema.HexBinary, schema.Facets{MaxLength: &two}), "CAFE00",
			`has 3 octets, and type "T" at most 2`},
		{restricted(schema.Base64Binary, schema.Facets{Length: &two}), "AA==", `has 1 octets, and type "T" has 2`},
		{restricted(schema.Decimal, schema.Facets{TotalDigits: &two}), "0012.0", ""},
		{restricted(schema.Decimal, schema.Facets{TotalDigits: &two}), "12.3", `has 3 digits, and type "T" at most 2`},
		{restricted(schema.Decimal, schema.Facets{FractionDigits: &two}), "1.230", ""},
		{restricted(schema.Decimal, schema.Facets{FractionDigits: &two}), "1.234",
			`has 3 digits after the point, and type "T" at most 2`},
		{restricted(schema.Int, schema.Facets{MinInclusive: text("5")}), "05", ""},
		{restricted(schema.Int, schema.Facets{MinInclusive: text("5")}), "4", `is less than 5, the bound of type "T"`},
		{restricted(schema.Double, schema.Facets{MaxExclusive: text("1e1")}), "10",
			`is not less than 1e1, the bound of type "T"`},
		{restricted(schema.Double, schema.Facets{MaxInclusive: text("1e1")}), "NaN",
			`is more than 1e1, the bound of type "T"`},
		{restricted(schema.Date, schema.Facets{MinExclusive: text("2024-01-31Z")}), "2024-01-31",
			`is not more than 2024-01-31Z, the bound of type "T"`},
		{restricted(schema.Date, schema.Facets{MinExclusive: text("2024-01-31Z")}), "2024-03-01", ""},
		{restricted(schema.Duration, schema.Facets{MaxInclusive: text("P1M")}), "P31D",
			`is more than P1M, the bound of type "T"`},
		{restricted(schema.GYear, schema.Facets{MaxInclusive: text("2024")}), "2025",
			`is more than 2024, the bound of type "T"`},
		{restricted(schema.String, schema.Facets{Patterns: [][]string{{"a", "b"}, {"[a-c]"}}}), "b", ""},
		{restricted(schema.String, schema.Facets{Patterns: [][]string{{"a", "b"}, {"[a-c]"}}}), "c",
			`does not match the pattern "a" of type "T"`},
		{unknown, "a", `is not known to be a value: the pattern "\\p{IsNowhere}" is not understood`},
		{enum(schema.Decimal, "7.0"), "7.00", ""},
		{enum(schema.Decimal, "7.0"), "7.01", `is not one of the values of type "E"`},
		{enum(schema.Decimal, "7.0"), "seven", `is not a value of xs:decimal`},
		{list, " 1\n2 ", ""},
		{list, "1 2 3", `has 3 items, and type "L" at most 2`},
		{list, "1 x", `has the item "x", which is not a value of xs:int`},
		{union, "all", ""},
		{union, "42", ""},
		{union, "some", `is not a value of type "E" or xs:int`},
		{closed, "07", ""},
		{closed, "8", `is not one of the values of type "C"`},
		{&schema.Type{Kind: schema.Simple, Builtin: schema.Token, Members: []*schema.Type{unknown}}, "a",
			`is not known to be a value: the pattern "\\p{IsNowhere}" is not understood`},
	} {
		err, got := value.Check(test.t, test.text), ""
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%q: %s\nwant %s", test.text, got, test.want)
		}
		isUnknown := strings.HasPrefix(test.want, value.ErrUnknown.Error())
		if errors.Is(err, value.ErrUnknown) != isUnknown {
			t.Errorf("%q: unknown %v, want %v", test.text, !isUnknown, isUnknown)
		}
	}
}

// TestNormalize checks that no other white space than XML's is touched.
func TestNormalize(t *testing.T) {
	const text = " a\u00a0b \t\n c\u2003"
	for b, want := range map[schema.BuiltinType]string{
		schema.String: text, schema.AnySimpleType: text, schema.NormalizedString: " a\u00a0b    c\u2003",
		schema.Token: "a\u00a0b c\u2003", schema.Int: "a\u00a0b c\u2003",
	} {
		if got := value.Normalize(builtin(b), text); got != want {
			t.Errorf("xs:%s: %q, want %q", b, got, want)
		}
	}
}

// TestEqual checks values of lists and unions, each item and member by its own type.
func TestEqual(t *testing.T) {
	list := &schema.Type{Kind: schema.List, Item: builtin(schema.Decimal)}
	union := &schema.Type{Kind: schema.Simple, Builtin: schema.String,
		Members: []*schema.Type{builtin(schema.Decimal), builtin(schema.String)}}
	for _, test := range []struct {
		t    *schema.Type
		a, b string
		want bool
	}{
		{list, "1 2.0", " 1.0\n2", true}, {list, "1 2", "1 2 0", false}, {list, "1 2", "2 1", false},
		{union, "1", "1.0", true}, {union, "a", "a ", false}, {union, "1", " 1 ", true}, {union, "a", "a", true},
		{builtin(schema.Token), "a  b", "a b", true}, {builtin(schema.String), "a  b", "a b", false},
	} {
		if got := value.Equal(test.t, test.a, test.b); got != test.want {
			t.Errorf("%q and %q are equal: %v", test.a, test.b, got)
		}
	}
}
