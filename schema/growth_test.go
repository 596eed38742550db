// Growth: a contract keeps its Go names if components are added whose names give the same Go names.

package schema_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// rivals are names of which many give one Go name, or one that another is given as a suffix.
var rivals = []string{"code", "Code", "CODE", "co-de", "co_de", "Co.De", "co_De", "codeType", "CodeAttr", "CodeField",
	"CodeLower", "codeNil", "CodeNil", "Items", "items", "CodeItem", "AnyCode", "Any", "any", "CodeCode", "codeCode",
	"CodeValue", "Value", "value", "userId", "user_id", "UserID", "CodeHeaders", "CodeOptions", "codeOptions",
	"CodeUrnA", "CodeInterface", "follow", "open", "logout"}

// growing is a contract of random components, each of which was added in some version. It writes the version upTo. The
// documentation of each component has its number.
type growing struct {
	random     *rand.Rand
	versions   int
	components int
	upTo       int
}

// component returns the documentation of the next component, and the version that adds it.
func (g *growing) component(minimum int) (doc string, since int) {
	g.components++
	return fmt.Sprintf("component %d.", g.components), max(minimum, 1+g.random.IntN(g.versions))
}

// some returns n different rivals.
func (g *growing) some(n int) (some []string) {
	for _, i := range g.random.Perm(len(rivals))[:n] {
		some = append(some, rivals[i])
	}
	return some
}

// versionsOf writes every version of the contract that write makes from a seed.
func versionsOf(seed uint64, write func(g *growing) string) (list []string) {
	const versions = 3
	for upTo := 1; upTo <= versions; upTo++ {
		g := &growing{random: rand.New(rand.NewPCG(seed, 1)), versions: versions, upTo: upTo}
		list = append(list, write(g))
	}
	return list
}

// since returns text if the version that is written has it.
func (g *growing) since(since int, text string) string {
	if since <= g.upTo {
		return text
	}
	return ""
}

func annotated(doc string) string {
	return "<xs:annotation><xs:documentation>" + doc + "</xs:documentation></xs:annotation>"
}

// structure is the content of a complex type that came with the version since.
func (g *growing) structure(since, depth int) string {
	var b strings.Builder
	b.WriteString("<xs:sequence>")
	names := g.some(8)
	hasAny := false
	for i, name := range names[:4+g.random.IntN(5)] {
		doc, came := g.component(since)
		text := ""
		switch kind := g.random.IntN(10); {
		case kind == 0 && depth > 0:
			text = fmt.Sprintf(`<xs:element name="%s" minOccurs="0">%s%s</xs:element>`, name, annotated(doc),
				g.anonymous(came, depth-1))
		case kind == 1 && depth > 0:
			text = fmt.Sprintf(`<xs:element name="%s" minOccurs="0">%s%s</xs:element>`, name, annotated(doc), g.values(came, ""))
		case kind == 2:
			text = fmt.Sprintf(`<xs:element name="%s" type="xs:int" minOccurs="0" nillable="true">%s</xs:element>`, name,
				annotated(doc))
		case kind == 3 && !hasAny:
			hasAny = true
			text = fmt.Sprintf(`<xs:any namespace="##other" minOccurs="0">%s</xs:any>`, annotated(doc))
		case kind <= 5:
			others := g.some(4)
			text = fmt.Sprintf(`<xs:sequence minOccurs="0" maxOccurs="9">%s`, annotated(doc))
			for j, other := range others {
				doc, joined := g.component(came)
				if j < 2 {
					joined = came // of a single element that repeats, there is no group
				}
				text += g.since(joined, fmt.Sprintf(`<xs:element name="%s%d" type="xs:int" minOccurs="0">%s</xs:element>`, other, i,
					annotated(doc)))
			}
			text += "</xs:sequence>"
		default:
			text = fmt.Sprintf(`<xs:element name="%s" type="xs:int" minOccurs="0">%s</xs:element>`, name, annotated(doc))
		}
		b.WriteString(g.since(came, text))
	}
	b.WriteString("</xs:sequence>")
	for _, name := range g.some(4) {
		doc, came := g.component(since)
		b.WriteString(g.since(came, fmt.Sprintf(`<xs:attribute name="%s">%s%s</xs:attribute>`, name, annotated(doc),
			g.values(came, ""))))
	}
	return b.String()
}

func (g *growing) anonymous(since, depth int) string {
	doc, _ := g.component(since)
	return "<xs:complexType>" + annotated(doc) + g.structure(since, depth) + "</xs:complexType>"
}

// values is an enumeration.
func (g *growing) values(since int, name string) string {
	doc, _ := g.component(since)
	text := "<xs:simpleType" + name + ">" + annotated(doc) + `<xs:restriction base="xs:string">`
	for i, value := range g.some(5) {
		doc, came := g.component(since)
		if i == 0 {
			came = since
		}
		text += g.since(came, fmt.Sprintf(`<xs:enumeration value="%s">%s</xs:enumeration>`, value, annotated(doc)))
	}
	return text + "</xs:restriction></xs:simpleType>"
}

// wsdl is the contract as a WSDL.
func (g *growing) wsdl() string {
	schemas := ""
	for _, space := range []string{"a", "b"} {
		schemas += fmt.Sprintf(`<xs:schema targetNamespace="urn:%[1]s" xmlns:%[1]s="urn:%[1]s"><xs:import namespace="urn:a"/>`, space)
		types := g.some(8)
		for i, name := range types {
			doc, came := g.component(1)
			if i == 0 {
				came = 1
			}
			attribute := fmt.Sprintf(` name="%s"`, name)
			switch {
			case i%3 == 1:
				schemas += g.since(came, g.values(came, attribute))
			case i > 3: // which makes the first one polymorphic
				schemas += g.since(came, fmt.Sprintf(`<xs:complexType%s>%s<xs:complexContent><xs:extension base="%s:%s"/>
					</xs:complexContent></xs:complexType>`, attribute, annotated(doc), space, types[0]))
			default:
				schemas += g.since(came, "<xs:complexType"+attribute+">"+annotated(doc)+g.structure(came, 2)+"</xs:complexType>")
			}
		}
		for _, name := range g.some(6) {
			doc, came := g.component(1)
			schemas += g.since(came, fmt.Sprintf(`<xs:element name="%s">%s%s</xs:element>`, name, annotated(doc), g.anonymous(came, 1)))
		}
		schemas += `<xs:element name="in"><xs:complexType/></xs:element></xs:schema>`
	}
	operations, bindings := "", ""
	for i, name := range g.some(6) {
		doc, came := g.component(1)
		if i == 0 {
			came = 1
		}
		_, headed := g.component(came)
		operations += g.since(came, fmt.Sprintf(`<wsdl:operation name="%s"><wsdl:documentation>%s</wsdl:documentation>
			<wsdl:input message="t:In"/></wsdl:operation>`, name, doc))
		header := g.since(headed, `<soap:header message="t:Head" part="p" use="literal"/>`)
		bindings += g.since(came, fmt.Sprintf(`<wsdl:operation name="%s"><wsdl:input><soap:body use="literal"/>%s</wsdl:input></wsdl:operation>`,
			name, header))
	}
	return `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
		xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" xmlns:a="urn:a" xmlns:b="urn:b" targetNamespace="urn:t" name="T">
		<wsdl:types>` + schemas + `</wsdl:types><wsdl:message name="In"><wsdl:part name="p" element="a:in"/></wsdl:message>
		<wsdl:message name="Head"><wsdl:part name="p" element="b:in"/></wsdl:message>
		<wsdl:portType name="P">` + operations + `</wsdl:portType><wsdl:binding name="B" type="t:P">
		<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>` + bindings + `</wsdl:binding>
		<wsdl:service name="S"><wsdl:port name="Q" binding="t:B"><soap:address location="http://x/"/></wsdl:port></wsdl:service></wsdl:definitions>`
}

// yaml is the contract as a description of a REST service.
func (g *growing) yaml() string {
	var b strings.Builder
	url, parameters := "", ""
	for _, name := range g.some(6) {
		doc, came := g.component(1)
		url += g.since(came, "/{"+name+"}")
		parameters += g.since(came, fmt.Sprintf("  %q: {doc: %q}\n", name, doc))
	}
	b.WriteString("kontrakt: 1\ntitle: T\nbaseUrl: https://a.example/{first}" + url + "\nparameters:\n  first: {doc: x}\n" +
		parameters + "types:\n  Zero: {fields: {a: string}}\n")
	for i, name := range g.some(10) {
		doc, came := g.component(1)
		if i%3 == 0 {
			b.WriteString(g.since(came, fmt.Sprintf("  %q: {doc: %q, base: %s}\n", name, doc, []string{"uri", "string"}[i%2])))
			continue
		}
		text := fmt.Sprintf("  %q:\n    doc: %q\n    fields:\n      zero: string\n", name, doc)
		for _, field := range g.some(6) {
			doc, joined := g.component(came)
			text += g.since(joined, fmt.Sprintf("      %q: {type: string, doc: %q}\n", field, doc))
		}
		b.WriteString(g.since(came, text))
	}
	b.WriteString("functions:\n  zero: {get: /}\n")
	for i, name := range g.some(8) {
		doc, came := g.component(1)
		text := fmt.Sprintf("  %q:\n    doc: %q\n    get: /%d\n    query:\n      zero: {type: string, required: true}\n", name, doc, i)
		for _, field := range g.some(5) {
			doc, joined := g.component(came)
			text += g.since(joined, fmt.Sprintf("      %q: {type: string, doc: %q}\n", field, doc))
		}
		b.WriteString(g.since(came, text))
	}
	return b.String()
}

var numbered = regexp.MustCompile(`component \d+`)

// symbolsOf returns the symbols of the components of api by their kinds and numbers.
func symbolsOf(api *schema.API) map[string][]string {
	symbols := map[string][]string{}
	add := func(what, doc, symbol string) {
		if number := numbered.FindString(doc); number != "" && symbol != "" {
			symbols[what+number] = append(symbols[what+number], symbol)
		}
	}
	for _, t := range api.Types {
		add("type ", t.Doc, t.Name)
		add("interface ", t.Doc, t.Interface)
		for _, f := range t.Fields() {
			add("field ", f.Doc, t.Name+"."+f.Name)
			if f.NilName != "" {
				add("flag ", f.Doc, t.Name+"."+f.NilName)
			}
		}
		for _, v := range t.Values {
			add("constant ", v.Doc, v.Name)
		}
	}
	switch {
	case api.SOAP != nil:
		for _, op := range api.SOAP.Operations {
			add("operation ", op.Doc, op.Name)
			add("headers ", op.Doc, op.Headers)
		}
		for _, n := range api.SOAP.Namespaces {
			symbols[n.URI] = []string{n.Prefix}
		}
	case api.REST != nil:
		for _, p := range api.REST.Parameters {
			add("parameter ", p.Doc, p.Name)
		}
		for _, op := range api.REST.Operations {
			add("operation ", op.Doc, op.Name)
			add("options ", op.Doc, op.Options)
			for _, p := range op.Parameters {
				add("option ", p.Doc, op.Options+"."+p.Name)
			}
		}
	}
	return symbols
}

// Whatever is added, wherever it stands and whatever it is called: what was there keeps its name, the record in the
// client's folder says so. The names of one version do not depend on how often they were chosen.
func TestNamesKeepTheirMeaning(t *testing.T) {
	kept, contested := 0, 0
	for seed := range uint64(60) {
		for _, kind := range []string{"wsdl", "yaml"} {
			read, write := wsdl.Read, (*growing).wsdl
			if kind == "yaml" {
				read, write = rest.Read, (*growing).yaml
			}
			name := func(contract string, record schema.Record) *schema.API {
				api, ds := read(schema.Source{FS: fstest.MapFS{"a": {Data: []byte(contract)}}, Name: "a"})
				if !ds.Faulty() {
					ds = append(ds, schema.Name(api, schema.Settings{Record: record})...)
				}
				if ds.Faulty() {
					t.Fatalf("%s %d: %v\n%s", kind, seed, ds.Err(), contract)
				}
				return api
			}
			var record []byte
			var before map[string][]string
			for version, contract := range versionsOf(seed, write) {
				api := name(contract, schema.ParseRecord(record))
				after := symbolsOf(api)
				for component, symbols := range before {
					for _, symbol := range symbols {
						kept++
						if !slices.Contains(after[component], symbol) {
							t.Errorf("%s %d, version %d: %s was called %s and is called %v", kind, seed, version+1, component, symbol,
								after[component])
						}
					}
				}
				fresh := symbolsOf(name(contract, schema.Record{}))
				for component, symbols := range after {
					if !slices.Equal(symbols, fresh[component]) {
						contested++
					}
				}
				record = schema.FormatRecord(api)
				if again := schema.FormatRecord(name(contract, schema.ParseRecord(record))); !bytes.Equal(again, record) {
					t.Errorf("%s %d, version %d: chosen again, the names are others", kind, seed, version+1)
				}
				before = after
			}
			if t.Failed() {
				t.FailNow()
			}
		}
	}
	if kept < 5000 || contested < 500 {
		t.Errorf("%d names were kept, %d are not those of a client that is made anew: too few", kept, contested)
	}
}

// grownBy are two versions of a contract. Only their place distinguishes the new components from the old ones. Components
// have the numbers of their documentation; those of the older version must keep their names.
var grownBy = []struct{ name, old, new string }{
	{"an element of the same name before it", `<xs:element name="b" type="xs:int" minOccurs="0">#1</xs:element><xs:element name="a" type="xs:int">#2</xs:element>`,
		`<xs:element name="a" type="xs:int">#3</xs:element><xs:element name="b" type="xs:int" minOccurs="0">#1</xs:element><xs:element name="a" type="xs:int">#2</xs:element>`},
	{"an element of the same name behind it", `<xs:element name="a" type="xs:int">#2</xs:element><xs:element name="b" type="xs:int">#1</xs:element>`,
		`<xs:element name="a" type="xs:int">#2</xs:element><xs:element name="b" type="xs:int">#1</xs:element><xs:element name="a" type="xs:int">#3</xs:element>`},
	{"a wildcard before another", `<xs:element name="x" type="xs:int">#1</xs:element><xs:any namespace="##other">#2</xs:any>`,
		`<xs:any namespace="##other">#3</xs:any><xs:element name="x" type="xs:int">#1</xs:element><xs:any namespace="##other">#2</xs:any>`},
	{"a wildcard behind another", `<xs:any namespace="##other">#2</xs:any><xs:element name="x" type="xs:int">#1</xs:element>`,
		`<xs:any namespace="##other">#2</xs:any><xs:element name="x" type="xs:int">#1</xs:element><xs:any namespace="##other">#3</xs:any>`},
	{"a group before another that begins alike", group("#1", "a", "b"), group("#2", "a", "c") + group("#1", "a", "b")},
	{"a group behind another that begins alike", group("#1", "a", "b"), group("#1", "a", "b") + group("#2", "a", "c")},
	{"an element at the beginning of a group, and a group", group("#1", "a", "b"), group("#2", "z", "y") + group("#1", "z", "a", "b")},
	{"an element in a group that another stands before", group("#1", "a", "b"), group("#2", "a", "c") + group("#1", "a", "b", "d")},
	{"a group around what groups hold", group("#1", "a", "b") + group("#2", "c", "d"), group("#3", "b", "c") + group("#1", "a", "b", "x") + group("#2", "y", "c", "d")},
	{"an alternative", `<xs:choice><xs:element name="code" type="xs:int">#1</xs:element></xs:choice>`,
		`<xs:choice><xs:element name="Code" type="xs:int">#2</xs:element><xs:element name="code" type="xs:int">#1</xs:element></xs:choice>`},
	{"a flag beside an element", `<xs:element name="aNil" type="xs:int">#1</xs:element><xs:element name="a" type="xs:int" minOccurs="0">#2</xs:element>`,
		`<xs:element name="aNil" type="xs:int">#1</xs:element><xs:element name="a" type="xs:int" minOccurs="0" nillable="true">#2</xs:element>`},
	{"an element beside a flag", `<xs:element name="a" type="xs:int" minOccurs="0" nillable="true">#2</xs:element>`,
		`<xs:element name="aNil" type="xs:int">#1</xs:element><xs:element name="a" type="xs:int" minOccurs="0" nillable="true">#2</xs:element>`},
}

// group is a group that repeats.
func group(doc string, elements ...string) string {
	text := `<xs:sequence minOccurs="0" maxOccurs="9">` + doc
	for _, e := range elements {
		text += fmt.Sprintf(`<xs:element name="%s" type="xs:int"/>`, e)
	}
	return text + "</xs:sequence>"
}

func TestPlaceTellsWhatWasThere(t *testing.T) {
	documented := regexp.MustCompile(`#(\d+)`)
	for _, test := range grownBy {
		whole := func(content string) string {
			content = documented.ReplaceAllString(content, annotated("component $1"))
			return strings.Replace(careless, "CONTENT", content, 1)
		}
		checkGrowth(t, test.name, whole(test.old), whole(test.new))
	}
}

// careless is a contract of one type, whose content it lacks.
const careless = `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
	xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t" name="T"><wsdl:types>
	<xs:schema targetNamespace="urn:t" elementFormDefault="qualified"><!--BEFORE--><xs:complexType name="T"><xs:sequence>CONTENT</xs:sequence></xs:complexType>
	<!--BEHIND--><xs:element name="in" type="t:T"/></xs:schema></wsdl:types><wsdl:message name="In"><wsdl:part name="p" element="t:in"/></wsdl:message>
	<wsdl:portType name="P"><wsdl:operation name="Op"><wsdl:input message="t:In"/></wsdl:operation></wsdl:portType>
	<wsdl:binding name="B" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/><wsdl:operation name="Op">
	<wsdl:input><soap:body use="literal"/></wsdl:input></wsdl:operation></wsdl:binding><wsdl:service name="S"><wsdl:port name="Q" binding="t:B">
	<soap:address location="http://x/"/></wsdl:port></wsdl:service></wsdl:definitions>`

// Types that are declared by other means, or that stand in what several types share, keep their names too.
func TestTypesKeepTheirNames(t *testing.T) {
	const shared = `<xs:group name="G"><xs:sequence><xs:element name="x"><xs:complexType>#1<xs:attribute name="a"/></xs:complexType>
		</xs:element></xs:sequence></xs:group>`
	refers := func(name string) string {
		return `<xs:complexType name="` + name + `"><xs:sequence><xs:group ref="t:G"/></xs:sequence></xs:complexType>`
	}
	element := func(name, doc string) string {
		return `<xs:element name="` + name + `"><xs:complexType>` + doc + `<xs:attribute name="a"/></xs:complexType></xs:element>`
	}
	typ := func(name, doc string) string {
		return `<xs:complexType name="` + name + `">` + doc + `<xs:attribute name="a"/></xs:complexType>`
	}
	derived := `<xs:complexType name="D"><xs:complexContent><xs:extension base="t:Base"/></xs:complexContent></xs:complexType>`
	for _, test := range []struct{ name, old, before, behind string }{
		{"a type of an element's name", element("Order", "#1"), typ("Order", "#2"), ""},
		{"a type of an element's name, behind it", element("Order", "#1"), "", typ("Order", "#2")},
		{"an element of a type's name", typ("Order", "#1"), element("Order", "#2"), ""},
		{"an element of a type's name, behind it", typ("Order", "#1"), "", element("Order", "#2")},
		{"a type that is spelled as Go spells", typ("order", "#1"), typ("Order", "#2"), ""},
		{"a type of the name that another has from what it stands in", `<xs:complexType name="A"><xs:sequence>` + element("b", "#1") +
			`</xs:sequence></xs:complexType>`, "", typ("AB", "#2") + typ("ab", "#3")},
		{"a type that refers to the group as well", shared + refers("B"), refers("A"), refers("C")},
		{"a type called as an interface", typ("Base", "#1") + derived, "", typ("AnyBase", "#2")},
		{"an interface called as a type", typ("Base", "#1") + typ("AnyBase", "#2"), derived, ""},
		{"a type called as a constant", `<xs:simpleType name="Size"><xs:restriction base="xs:string"><xs:enumeration value="a">#1</xs:enumeration>
			</xs:restriction></xs:simpleType>`, "", typ("SizeA", "#2")},
		{"a constant", `<xs:simpleType name="Size"><xs:restriction base="xs:string"><xs:enumeration value="a">#1</xs:enumeration>
			</xs:restriction></xs:simpleType>`, `<xs:simpleType name="size"><xs:restriction base="xs:string"><xs:enumeration value="A">#2</xs:enumeration>
			</xs:restriction></xs:simpleType>`, ""},
	} {
		write := func(before, behind string) string {
			text := strings.NewReplacer("<!--BEFORE-->", before, "CONTENT", "", "<!--BEHIND-->", test.old+behind).Replace(careless)
			return regexp.MustCompile(`#(\d+)`).ReplaceAllString(text, annotated("component $1"))
		}
		checkGrowth(t, test.name, write("", ""), write(test.before, test.behind))
	}
}

// checkGrowth checks that what old has keeps its names in new.
func checkGrowth(t *testing.T, name, old, new string) {
	t.Helper()
	named := func(contract string, record []byte) *schema.API {
		api, ds := wsdl.Read(schema.Source{FS: fstest.MapFS{"a": {Data: []byte(contract)}}, Name: "a"})
		if !ds.Faulty() {
			ds = append(ds, schema.Name(api, schema.Settings{Record: schema.ParseRecord(record)})...)
		}
		if ds.Faulty() {
			t.Fatalf("%s: %v", name, ds.Err())
		}
		return api
	}
	first := named(old, nil)
	record := schema.FormatRecord(first)
	second := named(new, record)
	after := symbolsOf(second)
	for component, symbols := range symbolsOf(first) {
		if !slices.Equal(after[component], symbols) {
			t.Errorf("%s: %s was called %v and is called %v\n%s", name, component, symbols, after[component], schema.FormatRecord(second))
		}
	}
	again := schema.FormatRecord(second)
	if third := schema.FormatRecord(named(new, again)); !bytes.Equal(third, again) {
		t.Errorf("%s: chosen again, the names are others:\n%s\n%s", name, again, third)
	}
	if moves := schema.ParseRecord(record).Moved(second); len(moves) > 0 {
		t.Errorf("%s: %v", name, moves)
	}
}
