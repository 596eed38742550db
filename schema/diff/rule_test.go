// The rules about types: each has a case, with the smallest change and whether it breaks what is sent and received.

package diff_test

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/diff"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// service is a WSDL with one operation, Do, whose request is of type %[2]s and whose response is of type %[3]s.
const service = `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns="urn:t" name="s"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
  targetNamespace="urn:t">
<wsdl:types><xs:schema targetNamespace="urn:t">
%[1]s
<xs:complexType name="Nothing"/>
<xs:element name="in" type="%[2]s"/><xs:element name="out" type="%[3]s"/>
</xs:schema></wsdl:types>
<wsdl:message name="In"><wsdl:part name="body" element="in"/></wsdl:message>
<wsdl:message name="Out"><wsdl:part name="body" element="out"/></wsdl:message>
<wsdl:portType name="P">
<wsdl:operation name="Do"><wsdl:input message="In"/><wsdl:output message="Out"/></wsdl:operation>
</wsdl:portType>
<wsdl:binding name="B" type="P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<wsdl:operation name="Do"><soap:operation soapAction="do"/>
<wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output>
</wsdl:operation></wsdl:binding>
<wsdl:service name="S"><wsdl:port name="P" binding="B"><soap:address location="https://a.example/"/></wsdl:port>
</wsdl:service>
</wsdl:definitions>`

// parse reads a contract from memory.
func parse(t testing.TB, name, text string) *schema.API {
	t.Helper()
	read := wsdl.Read
	if strings.HasSuffix(name, ".yaml") {
		read = rest.Read
	}
	api, ds := read(schema.Source{FS: fstest.MapFS{name: {Data: []byte(text)}}, Name: name})
	if ds.Faulty() {
		t.Fatalf("%v\n%s", ds, text)
	}
	schema.Configure(api, schema.Settings{Package: "p"})
	return api
}

// judged returns the changes from old to new, which declare the type T: how each is judged where T is a request, and
// if it is a response.
func judged(t *testing.T, old, new string) []string {
	t.Helper()
	verdicts := map[string][2]string{}
	var order []string
	for d, types := range [][2]string{{"T", "Nothing"}, {"Nothing", "T"}} {
		a := parse(t, "old.wsdl", fmt.Sprintf(service, old, types[0], types[1]))
		b := parse(t, "new.wsdl", fmt.Sprintf(service, new, types[0], types[1]))
		for _, c := range diff.Compare(a, b) {
			subject := strings.TrimPrefix(strings.TrimPrefix(c.Subject, "request"), "response")
			key := strings.TrimSpace(fmt.Sprintf("%s:%s %s", c.Rule, subject, c.Message))
			if _, known := verdicts[key]; !known {
				order = append(order, key)
			}
			v := verdicts[key]
			v[d] = verdict(c)
			verdicts[key] = v
		}
	}
	var lines []string
	for _, key := range order {
		lines = append(lines, fmt.Sprintf("%s/%s %s", verdicts[key][0], verdicts[key][1], key))
	}
	slices.Sort(lines)
	return lines
}

func verdict(c diff.Change) string { return judgement(c.Breaking) }

// judgement is the word for a judgement.
func judgement(breaking bool) string {
	if breaking {
		return "breaking"
	}
	return "compatible"
}

// notation is that of an element: its name, its type unless that is text, how often it occurs, and attributes.
var notation = regexp.MustCompile(`^(\w+)(:[\w:]+)?([?*+]|\{\d+,\d+\})?(?: (.*))?$`)

// elements declares elements, each in the notation or as it stands.
func elements(specs ...string) string {
	var b strings.Builder
	for _, spec := range specs {
		m := notation.FindStringSubmatch(spec)
		if m == nil {
			b.WriteString(spec)
			continue
		}
		fmt.Fprintf(&b, `<xs:element name="%s" type="%s"%s %s/>`, m[1],
			cmp.Or(strings.TrimPrefix(m[2], ":"), "xs:string"),
			occurs(m[3]), m[4])
	}
	return b.String()
}

// occurs returns the attributes for ?, *, + and {min,max}.
func occurs(often string) string {
	least, most, _ := strings.Cut(strings.Trim(often, "{}"), ",")
	switch often {
	case "":
		return ""
	case "?":
		least, most = "0", "1"
	case "*":
		least, most = "0", "unbounded"
	case "+":
		least, most = "1", "unbounded"
	}
	return fmt.Sprintf(` minOccurs="%s" maxOccurs="%s"`, least, most)
}

// group declares a sequence, choice or all.
func group(kind, often string, specs ...string) string {
	return "<xs:" + kind + occurs(often) + ">" + elements(specs...) + "</xs:" + kind + ">"
}

// complexType declares T.
func complexType(content string) string {
	return `<xs:complexType name="T">` + content + `</xs:complexType>`
}

// sequence declares T with elements.
func sequence(specs ...string) string { return complexType(group("sequence", "", specs...)) }

// of declares T with one element a, whose type has a name or is what stands there.
func of(simple string) string {
	if strings.HasPrefix(simple, "xs:") {
		return sequence("a:" + simple)
	}
	return sequence(`<xs:element name="a"><xs:simpleType>` + simple + `</xs:simpleType></xs:element>`)
}

// restricted is a restriction of a type by facets.
func restricted(base string, facets ...string) string {
	var b strings.Builder
	for _, f := range facets {
		name, value, _ := strings.Cut(f, "=")
		fmt.Fprintf(&b, `<xs:%s value="%s"/>`, name, value)
	}
	return `<xs:restriction base="` + base + `">` + b.String() + `</xs:restriction>`
}

// union is a union of the types.
func union(members string) string { return `<xs:union memberTypes="` + members + `"/>` }

// knownValues declares T with an element a, for which values are listed but others are taken, too.
func knownValues(values ...string) string {
	var facets []string
	for _, v := range values {
		facets = append(facets, "enumeration="+v)
	}
	return of(`<xs:union memberTypes="xs:token"><xs:simpleType>` + restricted("xs:token", facets...) +
		`</xs:simpleType></xs:union>`)
}

// derived declares T and types that extend it.
func derived(attributes string, names ...string) string {
	types := `<xs:complexType name="T"` + attributes + `>` + group("sequence", "", "a") + `</xs:complexType>`
	for _, name := range names {
		types += `<xs:complexType name="` + name + `"><xs:complexContent><xs:extension base="T"/></xs:complexContent>` +
			`</xs:complexType>`
	}
	return types
}

// anonymous is an element a of a complex type.
func anonymous(content string) string {
	return sequence(`<xs:element name="a"><xs:complexType>` + content + `</xs:complexType></xs:element>`)
}

// Parts of schemas.
const (
	abstract  = ` abstract="true"`
	wildcard  = `<xs:any minOccurs="0" namespace="##other"/>`
	withAttr  = `<xs:simpleContent><xs:extension base="xs:token">` + newAttr + `</xs:extension></xs:simpleContent>`
	newAttr   = `<xs:attribute name="x"/>`
	oldAttrs  = `<xs:attribute name="x" use="required"/><xs:attribute name="y"/>`
	newAttrs  = `<xs:attribute name="x"/><xs:attribute name="z" use="required"/>`
	listOf    = `<xs:list itemType="%s"/>`
	otherAttr = `<xs:anyAttribute/>`
)

// typeCases are changes of the type T: each is judged where T is sent and where it is received.
var typeCases = []struct {
	name     string
	old, new string
	want     []string
}{
	{"required-added", sequence("b?"), sequence("a", "b?"), []string{
		"breaking/compatible required-added: element a is new and required",
	}},
	{"optional-added", sequence(), sequence("a?"), []string{
		"compatible/compatible optional-added: element a is new and optional",
	}},
	{"removed", sequence("a", "b"), sequence("a"), []string{
		"breaking/breaking removed: element b is removed",
	}},
	{"now-required", sequence("a?"), sequence("a"), []string{
		"breaking/compatible now-required: element a is now required",
	}},
	{"now-optional", sequence("a"), sequence("a?"), []string{
		"compatible/breaking now-optional: element a is now optional",
	}},
	{"now-repeated", sequence("a", "b"), sequence("a*", "b{1,3}"), []string{
		"compatible/breaking now-optional: element a is now optional",
		"compatible/breaking now-repeated: element a can now occur any number of times (was once)",
		"compatible/breaking now-repeated: element b can now occur up to 3 times (was once)",
	}},
	{"no-longer-repeated", sequence("a*"), sequence("a?"), []string{
		"breaking/compatible no-longer-repeated: element a can now occur only once (was any number of times)",
	}},
	{"bounds", sequence("a{2,5}"), sequence("a{3,6}"), []string{
		"breaking/compatible minimum-raised: element a must now occur at least 3 times (was 2)",
		"compatible/compatible maximum-raised: element a can now occur up to 6 times (was up to 5)",
	}},
	{"bounds back", sequence("a{3,6}"), sequence("a{2,5}"), []string{
		"breaking/compatible maximum-lowered: element a can now occur only up to 5 times (was up to 6)",
		"compatible/compatible minimum-lowered: element a need now occur only 2 times (was 3)",
	}},
	{"order", sequence("a", "b", "c"), sequence("b", "a", "c"), []string{
		"breaking/compatible order-changed: has its elements in another order: b, a (was a, b)",
	}},
	{"choice to sequence", sequence(group("choice", "", "a", "b")), sequence("a", "b"), []string{
		"breaking/compatible now-required: element a is now required",
		"breaking/compatible now-required: element b is now required",
		"compatible/breaking content-widened: can now also contain a, b in this order",
	}},
	{"sequence to choice", sequence("a", "b"), sequence(group("choice", "", "a", "b")), []string{
		"breaking/compatible content-narrowed: can no longer contain a, b in this order",
		"compatible/breaking now-optional: element a is now optional",
		"compatible/breaking now-optional: element b is now optional",
	}},
	{"alternative added",
		sequence(group("choice", "", "a", "b")),
		sequence(group("choice", "", "a", "b", "c")), []string{
			"compatible/breaking content-widened: can now also contain none of its elements",
			"compatible/compatible optional-added: element c is new and optional",
		}},
	{"alternative removed",
		sequence(group("choice", "", "a", "b", "c")),
		sequence(group("choice", "", "a", "b")), []string{
			"breaking/breaking removed: element c is removed",
		}},
	{"optional group", sequence("a?", "b?"), sequence(group("sequence", "?", "a", "b")), []string{
		"breaking/compatible content-narrowed: can no longer contain a alone",
	}},
	{"required in an optional group",
		sequence(group("sequence", "?", "a")),
		sequence(group("sequence", "?", "a", "b")), []string{
			"breaking/compatible content-narrowed: can no longer contain a alone",
			"compatible/compatible optional-added: element b is new and optional",
		}},
	{"group repeats",
		sequence(group("choice", "", "a", "b")),
		sequence(group("choice", "{1,100}", "a", "b")), []string{
			"compatible/breaking content-widened: can now also contain a, b in this order",
			"compatible/breaking now-repeated: element item/a can now occur up to 100 times (was once)",
			"compatible/breaking now-repeated: element item/b can now occur up to 100 times (was once)",
		}},
	{"group repeats less",
		sequence(group("choice", "{1,100}", "a", "b")),
		sequence(group("choice", "{1,50}", "a", "b")), []string{
			"breaking/compatible maximum-lowered: group item can now occur only up to 50 times (was up to 100)",
		}},
	{"group becomes element", sequence(group("choice", "{1,100}", "a", "b")), sequence("a{1,100}"), []string{
		"breaking/breaking removed: element item/b is removed",
		"breaking/compatible now-required: element a is now required",
	}},
	{"alternative of a group",
		sequence(group("choice", "+", "a", "b")),
		sequence(group("choice", "+", "a", "b", "c")), []string{
			"compatible/breaking content-widened: group item can now also contain none of its elements",
			"compatible/compatible optional-added: element item/c is new and optional",
		}},
	{"order in a group",
		sequence(group("sequence", "+", "a", "b")),
		sequence(group("sequence", "+", "b", "a")), []string{
			"breaking/breaking content-changed: group item can no longer contain a, b in this order, but now b, a " +
				"in this order",
		}},
	{"all to sequence", complexType(group("all", "", "a", "b")), sequence("a", "b"), []string{
		"breaking/compatible order-changed: has its elements in another order: a, b (was a, b in any order)",
	}},
	{"sequence to all", sequence("a", "b"), complexType(group("all", "", "a", "b")), []string{
		"compatible/compatible any-order: can now also have its elements in another order: a, b in any order",
	}},
	{"nillable", sequence("a", `b nillable="true"`), sequence(`a nillable="true"`, "b"), []string{
		"breaking/compatible no-longer-nillable: element b can no longer be nil",
		"compatible/breaking now-nillable: element a can now be nil",
	}},
	{"default",
		sequence("a", `b default="1"`, `c default="1"`),
		sequence(`a default="x"`, `b default="2"`, "c"), []string{
			`breaking/breaking default-changed: element b has another default value: "2" (was "1")`,
			`breaking/breaking default-changed: element c has another default value: none (was "1")`,
			`compatible/breaking default-added: element a now has the default value "x"`,
		}},
	{"fixed", sequence("a", `b fixed="1"`, `c fixed="1"`), sequence(`a fixed="x"`, `b fixed="2"`, "c"), []string{
		`breaking/breaking fixed-added: element a now has the fixed value "x"`,
		`breaking/breaking fixed-added: element b has another fixed value: "2" (was "1")`,
		`compatible/breaking fixed-removed: element c no longer has the fixed value "1"`,
	}},
	{"attributes", complexType(oldAttrs), complexType(newAttrs), []string{
		"breaking/breaking removed: attribute @y is removed",
		"breaking/compatible required-added: attribute @z is new and required",
		"compatible/breaking now-optional: attribute @x is now optional",
	}},
	{"text gets an attribute", sequence("a"), anonymous(withAttr), []string{
		"compatible/compatible optional-added: attribute a/@x is new and optional",
		"compatible/compatible white-space-changed: element a is now xs:token (was xs:string)",
	}},
	{"text gets elements", sequence("a"), anonymous(group("sequence", "", "b")), []string{
		"breaking/breaking type-changed: element a now contains elements of its own (was text)",
	}},
	{"anything", of("xs:string"), of("xs:anyType"), []string{
		"compatible/breaking type-widened: element a now contains content of any kind (was text)",
	}},
	{"no longer anything", of("xs:anyType"), of("xs:string"), []string{
		"breaking/compatible type-narrowed: element a now contains text (was content of any kind)",
	}},
	{"type widened", of("xs:int"), of("xs:long"), []string{
		"compatible/breaking type-widened: element a is now xs:long (was xs:int)",
	}},
	{"type narrowed", of("xs:decimal"), of("xs:unsignedByte"), []string{
		"breaking/compatible type-narrowed: element a is now xs:unsignedByte (was xs:decimal)",
	}},
	{"type changed", of("xs:date"), of("xs:dateTime"), []string{
		"breaking/breaking type-changed: element a is now xs:dateTime (was xs:date)",
	}},
	{"number to text", of("xs:int"), of("xs:token"), []string{
		"compatible/breaking type-widened: element a is now xs:token (was xs:int)",
	}},
	{"white space", of("xs:string"), of("xs:token"), []string{
		"compatible/compatible white-space-changed: element a is now xs:token (was xs:string)",
	}},
	{"kinds of text", of("xs:NCName"), of("xs:language"), []string{
		"breaking/compatible pattern-changed: element a is now xs:language (was xs:NCName)",
	}},
	{"values",
		of(restricted("xs:string", "enumeration=A", "enumeration=B")),
		of(restricted("xs:string", "enumeration=A", "enumeration=C")), []string{
			`breaking/compatible values-removed: element a no longer takes "B"`,
			`compatible/compatible values-added: element a now also takes "C"`,
		}},
	{"no more values", of(restricted("xs:string", "enumeration=A")), of("xs:string"), []string{
		"compatible/compatible facet-loosened: element a now also takes values that the contract does not list",
	}},
	{"only values", of("xs:string"), of(restricted("xs:string", "enumeration=A")), []string{
		"breaking/compatible facet-tightened: element a now takes only the values that the contract lists",
	}},
	{"facets loosened",
		of(restricted("xs:string", "minLength=2", "maxLength=5")),
		of(restricted("xs:string", "minLength=1")), []string{
			"compatible/compatible facet-loosened: element a must now have a length of at least 1 (was 2)",
			"compatible/compatible facet-loosened: element a need no longer have a length of at most 5",
		}},
	{"facets tightened", of(restricted("xs:string", "length=2")), of(restricted("xs:string", "minLength=3")), []string{
		"breaking/compatible facet-tightened: element a must now have a length of at least 3 (was 2)",
		"compatible/compatible facet-loosened: element a need no longer have a length of at most 2",
	}},
	{"bounds of values",
		of(restricted("xs:decimal", "minInclusive=1.50", "maxExclusive=9")),
		of(restricted("xs:decimal", "minExclusive=1.5", "maxInclusive=9")), []string{
			"breaking/compatible facet-tightened: element a must now have a value of at least 1.5, exclusive (was 1.50)",
			"compatible/compatible facet-loosened: element a must now have a value of at most 9 (was 9, exclusive)",
		}},
	{"digits",
		of(restricted("xs:decimal", "totalDigits=5")),
		of(restricted("xs:decimal", "totalDigits=4", "fractionDigits=2")), []string{
			"breaking/compatible facet-tightened: element a must now have a number of digits of at most 4 (was 5)",
			"breaking/compatible facet-tightened: element a must now have a number of fraction digits of at most 2",
		}},
	{"pattern added",
		of(restricted("xs:string", "pattern=[a-z]")),
		of(restricted("xs:string", "pattern=[a-z]", "pattern=[0-9]")), []string{
			"compatible/compatible facet-loosened: element a must now match [a-z]|[0-9] (was [a-z])",
		}},
	{"pattern removed", of(restricted("xs:string", "pattern=[a-z]")), of("xs:string"), []string{
		"compatible/compatible facet-loosened: element a need no longer match [a-z]",
	}},
	{"other pattern",
		of(restricted("xs:string", "pattern=[a-z]")),
		of(restricted("xs:string", "pattern=[A-Z]")), []string{
			"breaking/compatible pattern-changed: element a must now match [A-Z] (was [a-z])",
		}},
	{"derived", derived("", "U", "V"), derived("", "U", "W"), []string{
		"breaking/compatible derived-type-removed: can no longer be of type V (xsi:type)",
		"compatible/breaking derived-type-added: can now be of type W (xsi:type)",
	}},
	{"now abstract", derived("", "U"), derived(abstract, "U"), []string{
		"breaking/compatible now-abstract: can no longer be of type T itself, which is now abstract",
	}},
	{"no longer abstract", derived(abstract, "U"), derived("", "U"), []string{
		"compatible/breaking no-longer-abstract: can now be of type T itself, which is no longer abstract",
	}},
	{"other attributes removed", complexType(otherAttr), complexType(""), []string{
		"breaking/compatible wildcard-narrowed: now allows these attributes that the contract does not name: none (was any)",
	}},
	{"other attributes added", complexType(""), complexType(otherAttr), []string{
		"compatible/compatible wildcard-widened: now allows these attributes that the contract does not name: any (was none)",
	}},
	{"other elements", sequence(wildcard), sequence(strings.Replace(wildcard, "other", "any", 1)), []string{
		"compatible/compatible wildcard-widened: wildcard * now allows these elements that the contract does not name: " +
			`any (was of all namespaces except ["" "urn:t"])`,
	}},
	{"namespace", sequence("a", "b"), sequence(`a form="qualified"`, `b form="qualified"`), []string{
		`breaking/breaking namespace-changed: element a is now in namespace "urn:t" (was "")`,
	}},
	{"list", of(fmt.Sprintf(listOf, "xs:int")), of(fmt.Sprintf(listOf, "xs:long")), []string{
		"compatible/breaking type-widened: element a is now xs:long (was xs:int)",
	}},
	{"union widened", of(union("xs:int")), of(union("xs:int xs:date")), []string{
		"compatible/compatible facet-loosened: element a is now a union of xs:int, xs:date (was a union of xs:int)",
	}},
	{"union narrowed", of(union("xs:int xs:date")), of(union("xs:date")), []string{
		"breaking/compatible facet-tightened: element a is now a union of xs:date (was a union of xs:int, xs:date)",
	}},
	{"union reordered", of(union("xs:int xs:date")), of(union("xs:date xs:int")), nil},
	{"other union", of(union("xs:int xs:date")), of(union("xs:date xs:time")), []string{
		"breaking/compatible pattern-changed: element a is now a union of xs:date, xs:time (was a union of " +
			"xs:int, xs:date)",
	}},
	{"union of a number", of("xs:int"), of(union("xs:int xs:date")), []string{
		"compatible/breaking type-widened: element a is now a union of xs:int, xs:date (was xs:int)",
	}},
	{"union of other things", of("xs:int"), of(union("xs:time xs:date")), []string{
		"breaking/breaking type-changed: element a is now a union of xs:time, xs:date (was xs:int)",
	}},
	{"known values", knownValues("A", "B"), knownValues("A", "C"), []string{
		`compatible/compatible known-values-changed: element a no longer lists "B"`,
		`compatible/compatible known-values-changed: element a now also lists "C"`,
	}},
	{"union of text", of("xs:string"), of(union("xs:int xs:date")), []string{
		"breaking/compatible facet-tightened: element a is now a union of xs:int, xs:date (was xs:string)",
	}},
	{"wildcard", sequence("a"), sequence("a", wildcard), []string{
		"compatible/compatible optional-added: wildcard * is new and optional",
	}},
}

func TestTypeRules(t *testing.T) {
	for _, c := range typeCases {
		t.Run(c.name, func(t *testing.T) {
			if d := gocmp.Diff(c.want, judged(t, c.old, c.new)); d != "" {
				t.Error(d)
			}
			if again := judged(t, c.new, c.new); len(again) > 0 {
				t.Errorf("differs from itself: %q", again)
			}
		})
	}
}
