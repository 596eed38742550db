// Random types: the client of whatever simple types a contract has takes the values that xmllint takes.

package templates_test

import (
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// drawnValues are values of each built-in type, and others that are none, though nearly.
var drawnValues = map[string][]string{
	"string":           {"", "a", " a  b ", "äöü", "abcdefgh", "a\tb\nc"},
	"normalizedString": {"", "a", " a  b ", "a\tb"},
	"token":            {"", "a", " a  b ", "abcdefgh", "ß"},
	"language":         {"de", "de-DE", "toolonglanguage", "1", "", "x-a1"},
	"NMTOKEN":          {"a", "a b", "1:2", "", "-x.y"},
	"Name":             {"a", "a:b", "1a", "", "_x"},
	"NCName":           {"a", "a:b", "1a", "", "ä"},
	"boolean":          {"true", "false", "1", "0", "True", "", " true ", "2"},
	"decimal":          {"1", "-1.50", "+3", ".5", "1.", "1e3", "", "12345678901234567890", "0.000", "007.10", "1 2"},
	"integer":          {"009", "-08", "+7", "1.0", "99999999999999999999", "", "-5", "0x1", " 12 "},
	"int":              {"2147483647", "2147483648", "-2147483648", "007", "", "1.0"},
	"long":             {"9223372036854775807", "9223372036854775808", "-9223372036854775808", "0012", "a"},
	"short":            {"32767", "32768", "-32768", "00", ""},
	"byte":             {"127", "128", "-128", "-129", "+001"},

	"unsignedLong":       {"18446744073709551615", "18446744073709551616", "0", "-1"},
	"unsignedInt":        {"4294967295", "4294967296", "0", "-1", "05"},
	"unsignedShort":      {"65535", "65536", "0", "007"},
	"unsignedByte":       {"255", "256", "0", "-1", "01"},
	"positiveInteger":    {"1", "0", "+5", "00012", "-1", "123456789012345678901234"},
	"nonNegativeInteger": {"0", "1", "-1", "01", "123456789012345678901234"},
	"negativeInteger":    {"-1", "0", "-0001", "1"},
	"nonPositiveInteger": {"0", "-1", "1", "-007"},

	"float":        {"1", "1.5e3", "INF", "-INF", "inf", "", "0.1", ".5"},
	"double":       {"1", "1.5e3", "INF", "-INF", "Infinity", "", "0.1", "1e-300"},
	"date":         {"2020-02-29", "2021-02-29", "2020-02-29Z", "2020-02-29+14:00", "2020-02-29+14:01", "20200229", ""},
	"dateTime":     {"2020-02-29T12:00:00", "2020-02-29T12:00:00.5Z", "2020-02-29T12:00:00-05:30", "2020-02-29", "2020-02-29T25:00:00"},
	"time":         {"12:00:00", "12:00:00.25", "12:00:00Z", "12:00", "23:59:60", "00:00:00"},
	"gYear":        {"2020", "2020Z", "02020", "20"},
	"gYearMonth":   {"2020-05", "2020-13", "2020-05+01:00", "2020"},
	"gMonth":       {"--05", "--13", "--12Z", "05"},
	"gDay":         {"---31", "---32", "---01Z", "31"},
	"gMonthDay":    {"--02-29", "--02-30", "--12-31Z", "02-29"},
	"duration":     {"P1D", "-P1Y2M", "P", "PT", "PT1.5S", "P1Y2M3DT4H5M6S", "1D", ""},
	"base64Binary": {"QUJD", "QUI=", "QUJ", "", "QQ==", "QUJDREVG"},
	"hexBinary":    {"0aFF", "0", "zz", "", "00"},
	"QName":        {"a", "t:g", "x:y", "1", ""},
}

var (
	drawnBuiltins = strings.Fields("string normalizedString token language NMTOKEN Name NCName boolean decimal integer int " +
		"long short byte unsignedLong unsignedInt unsignedShort unsignedByte positiveInteger nonNegativeInteger " +
		"negativeInteger nonPositiveInteger float double date dateTime time gYear gYearMonth gMonth gDay gMonthDay duration " +
		"base64Binary hexBinary QName")
	drawnPatterns = []string{`[0-9]+`, `\d{1,3}`, `[a-z]*`, `\S+`, `.{2,4}`, `(a|b|1|-)+.*`, `[^a]*`, `\i\c*`, `-?[0-9.]+`}
)

// drawnType is a simple type: its schema, and what values of it may look like.
type drawnType struct {
	schema string // a type attribute, or an anonymous type
	isName bool   // whether schema is that of an attribute
	values []string
}

// typeMaker makes simple types.
type typeMaker struct{ *rand.Rand }

func (g *typeMaker) pick(list []string) string { return list[g.IntN(len(list))] }

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

// attribute is t as the type of a declaration: an attribute of it, and its content.
func (t *drawnType) attribute() (attribute, content string) {
	if t.isName {
		return ` type="` + t.schema + `"`, ""
	}
	return "", t.schema
}

func (g *typeMaker) simple(depth int) *drawnType {
	name := g.pick(drawnBuiltins)
	if name == "QName" && depth < 2 {
		name = "token" // what a prefix means in a union or a list is not known
	}
	plain := &drawnType{"xs:" + name, true, drawnValues[name]}
	if depth == 0 || name == "QName" {
		return plain
	}
	switch g.IntN(8) {
	case 0, 1, 2, 3:
		return &drawnType{"<xs:simpleType>" + g.restriction("xs:"+name, "", drawnValues[name], name) + "</xs:simpleType>", false,
			drawnValues[name]}
	case 4:
		item := g.simple(min(depth-1, 1))
		attribute, content := item.attribute()
		attribute = strings.Replace(attribute, " type=", " itemType=", 1)
		values := []string{""}
		for range 6 {
			var items []string
			for range g.IntN(4) {
				items = append(items, g.pick(item.values))
			}
			values = append(values, strings.Join(items, " "))
		}
		list := "<xs:simpleType><xs:list" + attribute + ">" + content + "</xs:list></xs:simpleType>"
		if g.IntN(3) == 0 {
			return &drawnType{"<xs:simpleType>" + g.restriction("", list, values, "list") + "</xs:simpleType>", false, values}
		}
		return &drawnType{list, false, values}
	case 5:
		a, b := g.simple(depth-1), g.simple(depth-1)
		var members []string
		var content string
		for _, m := range []*drawnType{a, b} {
			if m.isName {
				members = append(members, m.schema)
			} else {
				content += m.schema
			}
		}
		return &drawnType{fmt.Sprintf(`<xs:simpleType><xs:union memberTypes="%s">%s</xs:union></xs:simpleType>`,
			strings.Join(members, " "), content), false, append(append([]string(nil), a.values...), b.values...)}
	}
	return plain
}

// restriction makes a restriction of a type, which is called base or stands in it, whose values look like values.
func (g *typeMaker) restriction(base, anonymous string, values []string, kind string) string {
	var facets string
	facet := func(name, value string) { facets += fmt.Sprintf(`<xs:%s value="%s"/>`, name, escaped(value)) }
	isText := strings.Contains(" string normalizedString token language NMTOKEN Name NCName base64Binary hexBinary list ",
		" "+kind+" ")
	isOrdered := !isText && kind != "boolean" && kind != "QName" &&
		!strings.Contains(" date dateTime time gYear gYearMonth gMonth gMonthDay gDay ", " "+kind+" ") // which xmllint compares without regard to time zones
	switch n := g.IntN(6); {
	case n == 0 && kind != "list": // the generator warns that it ignores those
		for range 1 + g.IntN(3) {
			facet("enumeration", g.pick(values))
		}
	case n == 1 && kind != "QName":
		facet("pattern", g.pick(drawnPatterns))
	case n == 2 && isText:
		facet("length", fmt.Sprint(g.IntN(5)))
	case n == 3 && isText:
		facet("minLength", fmt.Sprint(g.IntN(3)))
		facet("maxLength", fmt.Sprint(3+g.IntN(3)))
	case n <= 3 && isOrdered:
		facet(g.pick([]string{"minInclusive", "minExclusive"}), g.pick(values))
	case n == 4 && isOrdered:
		facet(g.pick([]string{"maxInclusive", "maxExclusive"}), g.pick(values))
	case n == 5 && strings.Contains(" decimal integer int long short positiveInteger ", " "+kind+" "):
		facet("totalDigits", fmt.Sprint(1+g.IntN(4)))
	}
	if base != "" {
		return `<xs:restriction base="` + base + `">` + facets + `</xs:restriction>`
	}
	return `<xs:restriction>` + anonymous + facets + `</xs:restriction>`
}

// drawnField is an element or an attribute of a random type.
type drawnField struct {
	*drawnType
	name     string
	min, max int
	nillable bool
}

// declare makes the declaration of an element with some fields.
func (g *typeMaker) declare(id int) (elements, attributes []drawnField, declaration string) {
	var inner, outer strings.Builder
	value := func(t *drawnType) string {
		if g.IntN(2) == 0 && strings.Contains(t.schema, "xs:date") {
			return `fixed="` // of others, xmllint compares the form
		}
		return `default="`
	}
	hasValue := func(t *drawnType) bool { // the generator warns that it ignores other ones
		return !strings.Contains(t.schema, "xs:QName") && !strings.Contains(t.schema, "xs:list") && g.IntN(5) == 0
	}
	for i := range 1 + g.IntN(4) {
		f := drawnField{drawnType: g.simple(2), name: fmt.Sprintf("e%d", i), min: 1, max: 1, nillable: g.IntN(5) == 0}
		if n := g.IntN(4); n < 2 {
			f.min, f.max = 0, 1+2*n
		}
		attribute, content := f.attribute()
		if f.nillable {
			attribute += ` nillable="true"`
		}
		if hasValue(f.drawnType) {
			attribute += " " + value(f.drawnType) + escaped(g.pick(f.values)) + `"`
		}
		fmt.Fprintf(&inner, `<xs:element name="%s"%s minOccurs="%d" maxOccurs="%d">%s</xs:element>`, f.name, attribute, f.min,
			f.max, content)
		elements = append(elements, f)
	}
	for i := range g.IntN(3) {
		f := drawnField{drawnType: g.simple(2), name: fmt.Sprintf("a%d", i), min: g.IntN(2), max: 1}
		attribute, content := f.attribute()
		switch {
		case f.min == 1:
			attribute += ` use="required"`
		case hasValue(f.drawnType):
			attribute += " " + value(f.drawnType) + escaped(g.pick(f.values)) + `"`
		}
		fmt.Fprintf(&outer, `<xs:attribute name="%s"%s>%s</xs:attribute>`, f.name, attribute, content)
		attributes = append(attributes, f)
	}
	return elements, attributes, fmt.Sprintf(
		`<xs:element name="R%d"><xs:complexType><xs:sequence>%s</xs:sequence>%s</xs:complexType></xs:element>`,
		id, inner.String(), outer.String())
}

// document writes an instance.
func (g *typeMaker) document(id int, elements, attributes []drawnField) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<t:R%d xmlns:t="urn:t" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`, id)
	for _, f := range attributes {
		if f.min == 1 || g.IntN(2) == 0 {
			fmt.Fprintf(&b, ` %s="%s"`, f.name, escaped(g.pick(f.values)))
		}
	}
	b.WriteString(">")
	for _, f := range elements {
		for range f.min + g.IntN(f.max-f.min+1) {
			if f.nillable && g.IntN(4) == 0 {
				fmt.Fprintf(&b, `<%s xsi:nil="true"/>`, f.name)
				continue
			}
			fmt.Fprintf(&b, `<%s>%s</%[1]s>`, f.name, escaped(g.pick(f.values)))
		}
	}
	fmt.Fprintf(&b, `</t:R%d>`, id)
	return b.String()
}

// formCounts reports whether xmllint refuses a value that is not a text for its form alone, which a client does not keep:
// it writes another one.
func formCounts(why string) bool {
	return strings.Contains(why, "[facet 'pattern']")
}

// TestRandomTypes: clients of random simple types (built-in ones, restrictions by every facet, lists, unions; as
// elements, which may be nil, and attributes, with default and fixed values) take the values that xmllint takes and no
// others, and what they write is valid and reads as the same.
func TestRandomTypes(t *testing.T) {
	needJudge(t)
	const types, documents = 250, 16
	var components strings.Builder
	var list []*drawnDocument
	var names []string
	for id := range types {
		g := &typeMaker{rand.New(rand.NewPCG(uint64(id), 13))}
		elements, attributes, declaration := g.declare(id)
		schema := fmt.Sprintf(drawnSchema, declaration)
		var docs []*drawnDocument
		for range documents {
			docs = append(docs, &drawnDocument{Element: fmt.Sprintf("R%d", id), schema: schema,
				Doc: g.document(id, elements, attributes)})
		}
		if !judgeDrawn(t, schema, docs) {
			continue // a facet or a default that is no value
		}
		names = append(names, docs[0].Element)
		components.WriteString(declaration)
		list = append(list, docs...)
	}
	if len(names) < types/4 {
		t.Fatalf("only %d types were judged: they prove too little", len(names))
	}
	runDrawn(t, drawnContract(fmt.Sprintf(drawnSchema, components.String()), names), list)
	var written []*drawnDocument
	for _, d := range list {
		switch {
		case d.Broken != "":
			t.Errorf("%s\n%s", d.Broken, d)
		case d.valid && (d.Read != "" || d.Fault != "" || d.Refused != ""):
			t.Errorf("valid, but read: %s, validated: %s, written: %s\n%s", d.Read, d.Fault, d.Refused, d)
		case !d.valid && d.Read == "" && d.Fault == "" && !formCounts(d.why):
			t.Errorf("not valid, but nothing is found\n%s", d)
		case d.Fault == "" && d.Refused != "":
			t.Errorf("%s, although Validate found nothing\n%s", d.Refused, d)
		case d.Fault == "":
			written = append(written, &drawnDocument{Element: d.Element, Doc: d.Encoded, schema: d.schema, more: d.more})
			if d.Again != "" && d.Read == "" {
				t.Errorf("%s: written as\n%s\nof\n%s", d.Again, d.Encoded, d)
			}
		}
	}
	checkWritten(t, written)
	t.Logf("%d types, %d documents", len(names), len(list))
}
