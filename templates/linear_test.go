// Large contracts: the work for each of their things does not grow with how many there are.

package templates_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// large is a contract of many things of one kind. In what one of them is, # stands for its number and < for the number
// before it.
type large struct {
	before, each, after string // components of the schema; what is in after refers to type T of the request
	message             string
	port, binding       string // operations, or faults of the operation Many if inMany is set
	inMany              bool
	file                string // a schema of its own
}

const (
	plainT     = `<xs:complexType name="T"><xs:sequence><xs:element name="x" type="xs:int"/></xs:sequence></xs:complexType>`
	emptyT     = `<xs:complexType name="T"/>`
	valueStart = `<xs:simpleType><xs:restriction base="xs:string">`
	valueEnd   = `</xs:restriction></xs:simpleType>`
	literal    = `<soap:body use="literal"/>`
)

var largeContracts = map[string]large{
	"enumeration values": {before: emptyT + `<xs:simpleType name="V"><xs:restriction base="xs:string">`,
		each: `<xs:enumeration value="v#"/>`, after: valueEnd},
	"enumeration values without a name": {before: `<xs:complexType name="T"><xs:sequence><xs:element name="x">` + valueStart,
		each: `<xs:enumeration value="v#"/>`, after: valueEnd + `</xs:element></xs:sequence></xs:complexType>`},
	"patterns": {before: `<xs:complexType name="T"><xs:sequence><xs:element name="x">` + valueStart,
		each: `<xs:pattern value="v#"/>`, after: valueEnd + `</xs:element></xs:sequence></xs:complexType>`},
	"types": {before: plainT,
		each: `<xs:complexType name="A#"><xs:sequence><xs:element name="x" type="t:T"/></xs:sequence></xs:complexType>`},
	"types that differ in signs": {before: plainT, each: `<xs:complexType name="a_#"/><xs:complexType name="a-#"/>`},
	"types in a chain": {before: plainT + `<xs:complexType name="A0"/>`,
		each: `<xs:complexType name="A#"><xs:sequence><xs:element name="x" type="t:A<" minOccurs="0"/></xs:sequence></xs:complexType>`},
	"derived types": {before: plainT,
		each: `<xs:complexType name="A#"><xs:complexContent><xs:extension base="t:T"/></xs:complexContent></xs:complexType>`},
	"anonymous types": {before: plainT,
		each: `<xs:complexType name="A#"><xs:sequence><xs:element name="x"><xs:complexType><xs:sequence>` +
			`<xs:element name="y" type="t:T"/></xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType>`},
	"simple types": {before: plainT,
		each: `<xs:simpleType name="A#"><xs:restriction base="xs:string"><xs:maxLength value="9"/></xs:restriction></xs:simpleType>`},
	"anonymous simple types": {before: `<xs:complexType name="T"><xs:sequence>`,
		each:  `<xs:element name="x#">` + valueStart + `<xs:maxLength value="#"/>` + valueEnd + `</xs:element>`,
		after: `</xs:sequence></xs:complexType>`},
	"anonymous simple types of one name": {before: plainT,
		each: `<xs:complexType name="A#"><xs:sequence><xs:element name="x">` + valueStart + `<xs:maxLength value="#"/>` +
			valueEnd + `</xs:element></xs:sequence></xs:complexType>`},
	"elements": {before: `<xs:complexType name="T"><xs:sequence>`, each: `<xs:element name="x#" type="xs:int"/>`,
		after: `</xs:sequence></xs:complexType>`},
	"alternatives": {before: `<xs:complexType name="T"><xs:choice>`, each: `<xs:element name="x#" type="xs:int"/>`,
		after: `</xs:choice></xs:complexType>`},
	"alternatives that repeat": {before: `<xs:complexType name="T"><xs:choice maxOccurs="unbounded">`,
		each: `<xs:element name="x#" type="xs:int"/>`, after: `</xs:choice></xs:complexType>`},
	"optional groups": {before: `<xs:complexType name="T"><xs:sequence>`,
		each:  `<xs:sequence minOccurs="0"><xs:element name="x#" type="xs:int"/><xs:element name="y#" type="xs:int"/></xs:sequence>`,
		after: `</xs:sequence></xs:complexType>`},
	"groups that repeat": {before: `<xs:complexType name="T"><xs:sequence>`,
		each:  `<xs:sequence maxOccurs="9"><xs:element name="x#" type="xs:int"/><xs:element name="y#" type="xs:int"/></xs:sequence>`,
		after: `</xs:sequence></xs:complexType>`},
	"groups in one that repeats": {before: `<xs:complexType name="T"><xs:sequence maxOccurs="9">`,
		each:  `<xs:sequence maxOccurs="9"><xs:element name="x#" type="xs:int"/><xs:element name="y#" type="xs:int"/></xs:sequence>`,
		after: `</xs:sequence></xs:complexType>`},
	"substitutes": {before: `<xs:element name="head" type="xs:int"/><xs:complexType name="T"><xs:sequence>` +
		`<xs:element ref="t:head" maxOccurs="9"/></xs:sequence></xs:complexType>`,
		each: `<xs:element name="x#" type="xs:int" substitutionGroup="t:head"/>`},
	"operations": {before: plainT, each: `<xs:element name="x#" type="t:T"/>`, message: "#",
		port:    `<operation name="Op#"><input message="t:M#"/><output message="t:M#"/></operation>`,
		binding: `<operation name="Op#"><soap:operation/><input>` + literal + `</input><output>` + literal + `</output></operation>`},
	"faults": {before: plainT, each: `<xs:element name="x#" type="t:T"/>`, message: "#", inMany: true,
		port: `<fault name="F#" message="t:M#"/>`, binding: `<fault name="F#"><soap:fault name="F#" use="literal"/></fault>`},
	"messages that nothing refers to": {before: plainT, each: `<xs:element name="x#" type="t:T"/>`, message: "#"},
	"files":                           {before: plainT, file: `<xs:complexType name="A#"/>`},
}

// largeDescription is a YAML description of many things of one kind. eachType and eachFunction are repeated.
type largeDescription struct {
	typesBefore, eachType, typesAfter             string
	functionsBefore, eachFunction, functionsAfter string
}

const aBook = "  Book: {fields: {title: string}}\n"

var largeDescriptions = map[string]largeDescription{
	"functions":                {eachFunction: "  f#: {get: /f#}\n"},
	"functions with arguments": {eachFunction: "  f#: {get: '/f#/{a}', query: {b: string}, headers: {X-C: int}}\n"},
	"functions with bodies":    {typesBefore: aBook, eachFunction: "  f#: {post: /f#, body: Book, result: {listOf: Book}}\n"},
	"arguments":                {functionsBefore: "  f:\n    get: /f\n    query:\n", eachFunction: "      a#: string\n"},
	"structs":                  {typesBefore: aBook, eachType: "  T#: {fields: {book: Book, pages: {type: int, maximum: 9}}}\n"},
	"structs in a chain":       {typesBefore: "  T0: {fields: {title: string}}\n", eachType: "  T#: {fields: {next: T<}}\n"},
	"structs in a circle": {typesBefore: "  T0: {fields: {any: Any}}\n", eachType: "  T#: {fields: {next: T<}}\n",
		typesAfter: "  Any: {fields: {first: T0, all: {listOf: T1}}}\n"},
	"fields":       {typesBefore: "  T:\n    fields:\n", eachType: "      x#: {type: string, maxLength: 9}\n"},
	"one of many":  {eachType: "  T#: {fields: {x: string}}\n  U#: {oneOf: {discriminator: kind, types: {t: T#}}}\n"},
	"values":       {typesBefore: "  T:\n    enum:\n", eachType: "      - v#\n"},
	"simple types": {eachType: "  T#: {base: string, pattern: 'a#'}\n"},
}

// files returns the description with n things.
func (l largeDescription) files(n int) fstest.MapFS {
	text := "kontrakt: 1\ntitle: S\nbaseUrl: https://h.example\n"
	if l.typesBefore+l.eachType != "" {
		text += "types:\n" + l.typesBefore + repeated(l.eachType, n) + l.typesAfter
	}
	text += "functions:\n  ask: {get: /}\n" + l.functionsBefore + repeated(l.eachFunction, n) + l.functionsAfter
	return fstest.MapFS{"api.yaml": &fstest.MapFile{Data: []byte(text)}}
}

// repeated returns each for the numbers from 1 to n.
func repeated(each string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.NewReplacer("#", fmt.Sprint(i+1), "t:A<", "t:A"+fmt.Sprint(i), "T<", "T"+fmt.Sprint(i)).Replace(each))
	}
	return b.String()
}

// files returns the contract with n things.
func (l large) files(n int) fstest.MapFS {
	many := func(each string) string { return repeated(each, n) }
	files := fstest.MapFS{}
	include := ""
	if l.file != "" {
		include = `<xs:include schemaLocation="1.xsd"/>`
		for i := 1; i <= n; i++ {
			next := fmt.Sprintf(`<xs:include schemaLocation="%d.xsd"/>`, i%n+1)
			files[fmt.Sprintf("%d.xsd", i)] = &fstest.MapFile{Data: []byte(`<xs:schema targetNamespace="urn:t" ` +
				`xmlns:xs="http://www.w3.org/2001/XMLSchema">` + next + strings.ReplaceAll(l.file, "#", fmt.Sprint(i)) + `</xs:schema>`)}
		}
	}
	messages := ""
	if l.message != "" {
		messages = many(`<message name="M#"><part name="p" element="t:x#"/></message>`)
	}
	port, binding := many(l.port), many(l.binding)
	if l.inMany {
		port = `<operation name="Many"><input message="t:M"/><output message="t:M"/>` + port + `</operation>`
		binding = `<operation name="Many"><soap:operation/><input>` + literal + `</input><output>` + literal + `</output>` +
			binding + `</operation>`
	}
	files["api.wsdl"] = &fstest.MapFile{Data: []byte(`<definitions name="S" targetNamespace="urn:t" xmlns:t="urn:t"
  xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:xs="http://www.w3.org/2001/XMLSchema"><types><xs:schema targetNamespace="urn:t">` + include +
		`<xs:element name="m" type="t:T"/>` + l.before + many(l.each) + l.after + `</xs:schema></types>
  <message name="M"><part name="p" element="t:m"/></message>` + messages + `
  <portType name="P"><operation name="Ask"><input message="t:M"/></operation>` + port + `</portType>
  <binding name="B" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Ask"><soap:operation/><input>` + literal + `</input></operation>` + binding + `</binding>
  <service name="S"><port name="P" binding="t:B"><soap:address location="http://h/"/></port></service></definitions>`)}
	return files
}

// generate takes a contract to its client twice, the second time with the record of the first, and returns its size.
func generate(t testing.TB, files fstest.MapFS) (size int) {
	t.Helper()
	var record schema.Record
	for range 2 {
		read, name := wsdl.Read, "api.wsdl"
		if files[name] == nil {
			read, name = rest.Read, "api.yaml"
		}
		api, ds := read(schema.Source{FS: files, Name: name})
		if ds.Faulty() {
			t.Fatal(ds)
		}
		settings := schema.Settings{Package: "p", Record: record}
		ds = append(schema.Configure(api, settings), schema.Name(api, settings)...)
		client, more := templates.Render(api, "example.com/runtime")
		if ds = append(ds, more...); ds.Faulty() {
			t.Fatal(ds)
		}
		record = schema.ParseRecord(schema.FormatRecord(api))
		size = 0
		for _, source := range client {
			size += len(source)
		}
	}
	return size
}

// anyLarge is a contract of any number of things.
type anyLarge interface{ files(n int) fstest.MapFS }

// allLarge returns the contracts of both kinds.
func allLarge() map[string]anyLarge {
	all := map[string]anyLarge{}
	for kind, contract := range largeContracts {
		all[kind] = contract
	}
	for kind, description := range largeDescriptions {
		all["description: "+kind] = description
	}
	return all
}

// Ten times as many things allocate about ten times as much, and give about ten times as much code. Work that allocates
// nothing is left to BenchmarkLarge.
func TestWorkIsLinear(t *testing.T) {
	const few, many = 100, 1000
	for kind, contract := range allLarge() {
		t.Run(kind, func(t *testing.T) {
			measure := func(n int) (bytes, size float64) {
				files := contract.files(n)
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				length := generate(t, files)
				runtime.ReadMemStats(&after)
				return float64(after.TotalAlloc - before.TotalAlloc), float64(length)
			}
			measure(1) // what is made once
			none, fixed := measure(1)
			bytes, size := measure(few)
			moreBytes, moreSize := measure(many)
			const ratio, tolerance = float64(many) / few, 1.5
			if grown := (moreBytes - none) / (bytes - none); grown > ratio*tolerance {
				t.Errorf("%.0f times as many allocate %.1f times as much", ratio, grown)
			}
			if grown := (moreSize - fixed) / (size - fixed + 1); grown > ratio*tolerance {
				t.Errorf("%.0f times as many give %.1f times as much code", ratio, grown)
			}
		})
	}
}

// The time for each thing of a kind, whose number is 10 times as high in the second benchmark.
func BenchmarkLarge(b *testing.B) {
	for kind, contract := range allLarge() {
		for _, n := range []int{1000, 10000} {
			if kind == "files" {
				n /= 10 // a contract may have 10,000 files
			}
			b.Run(fmt.Sprintf("%s/%d", strings.ReplaceAll(kind, " ", "-"), n), func(b *testing.B) {
				files := contract.files(n)
				for b.Loop() {
					generate(b, files)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/item")
			})
		}
	}
}
