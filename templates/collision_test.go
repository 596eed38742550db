// Contracts whose every name is one that generated code has: whatever a contract calls its things, what is written
// compiles.

package templates_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// hostileNames are all identifiers that are emitted whatever the contract says, wherever they stand, and what is made
// of them; Go's own words and predeclared names; and the packages that are imported.
func hostileNames(t *testing.T) []string {
	t.Helper()
	known := map[string]bool{}
	prefixes, suffixes := map[string]bool{}, map[string]bool{}
	for _, c := range markedClients(t) {
		for name, source := range c.files {
			tree, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(tree, func(n ast.Node) bool {
				id, ok := n.(*ast.Ident)
				switch {
				case !ok || id.Name == "_":
				case !isMarked(id.Name):
					known[id.Name] = true
				default:
					longest := ""
					for _, n := range c.names {
						if strings.Contains(id.Name, n) && len(n) > len(longest) {
							longest = n
						}
					}
					if before, after, ok := strings.Cut(id.Name, longest); ok && longest != "" {
						prefixes[before], suffixes[after] = true, true
					}
				}
				return true
			})
		}
	}
	for _, suffix := range []string{"Row", "Summary", "All", "AllOptions", "Options", "Headers", "Nil", "Interface"} {
		suffixes[suffix] = true // of what has a name of its own
	}
	for _, name := range slices.Concat(types.Universe.Names(), slices.Sorted(maps.Keys(known))) {
		if name == "Order" || len(name) == 1 {
			continue
		}
		known[name] = true
	}
	for word := token.BREAK; word <= token.VAR; word++ {
		known[word.String()] = true
	}
	for _, base := range []string{"Order", "Call", "AppendAnyCall", "OtherAttributes", "Client", "Of"} {
		for prefix := range prefixes {
			known[prefix+base] = true
		}
		for suffix := range suffixes {
			known[base+suffix] = true
		}
	}
	return slices.Sorted(maps.Keys(known))
}

// restOf is a description in which each of names is that of everything that can have one.
func restOf(names []string) string {
	var b strings.Builder
	b.WriteString("kontrakt: 1\ntitle: T\nbaseUrl: https://a.example/rest\nmultiCall: true\ntimeZone: Europe/Berlin\n" +
		"mimeTypes: {pdf: application/pdf, txt: text/plain}\nparameters:\n")
	for i, n := range names {
		if i%2 == 0 { // the others are arguments
			fmt.Fprintf(&b, "  %q: {doc: x}\n", n)
		}
	}
	fmt.Fprintf(&b, "errors: {type: Fehler, field: texte}\ntypes:\n  Fehler: {fields: {texte: {listOf: string}}}\n"+
		"  Verweis: {base: uri}\n")
	kinds := []string{"string", "int", "number", "bool", "date", "dateTime", "uri", "json"}
	for i, n := range names {
		if isBuiltinName(n) {
			continue
		}
		if i%5 == 4 {
			fmt.Fprintf(&b, "  %q: {base: string}\n", n)
			continue
		}
		fmt.Fprintf(&b, "  %q:\n    keepUnknown: true\n    fields:\n", n)
		for j := range 4 {
			fmt.Fprintf(&b, "      %q: %s\n", names[(i+j)%len(names)], kinds[(i+j)%len(kinds)])
		}
	}
	b.WriteString("functions:\n")
	for i, n := range names {
		path, query := names[(i+1)%len(names)], names[(i+2)%len(names)]
		other := names[(i+3)%len(names)]
		fmt.Fprintf(&b, "  %q:\n    %s: /a%d/{%s}/{%s}\n", n, []string{"get", "post", "put"}[i%3], i, path, n)
		fmt.Fprintf(&b, "    query: {%q: {type: %s, required: true}, %q: %s}\n", query, kinds[i%7], other, kinds[(i+1)%7])
		fmt.Fprintf(&b, "    headers: {%q: {type: %s, required: true}}\n", names[(i+4)%len(names)], kinds[(i+3)%8])
		switch i % 3 {
		case 0:
			fmt.Fprintf(&b, "    result: %s\n", []string{"json", "{mime: pdf}", "{listOf: string}", "Fehler"}[i/3%4])
		case 1:
			fmt.Fprintf(&b, "    body: %s\n", []string{"Fehler", "json", "{mime: [pdf, txt]}", "int", "string", "date"}[i/3%6])
		}
	}
	return b.String()
}

func isBuiltinName(n string) bool {
	return slices.ContainsFunc(schema.DialectTypes(), func(b schema.BuiltinType) bool { return b.Label(true) == n })
}

// wsdlOf is a WSDL in which each of names is that of everything that can have one.
func wsdlOf(names []string) string {
	var schemas, messages, operations, bindings strings.Builder
	at := func(i int) string { return names[i%len(names)] }
	for i, n := range names {
		switch i % 6 {
		case 0: // a type that others are derived from
			fmt.Fprintf(&schemas, `<xs:complexType name="%[1]s"><xs:sequence><xs:element name="%[2]s" type="xs:string"/>
				<xs:element name="%[1]s" type="xs:int" minOccurs="0" nillable="true"/></xs:sequence>
				<xs:attribute name="%[2]s" type="xs:date"/><xs:anyAttribute/></xs:complexType>
				<xs:complexType name="%[1]s.derived"><xs:complexContent><xs:extension base="t:%[1]s"/></xs:complexContent>
				</xs:complexType>`, n, at(i+1))
		case 1: // an enumeration
			fmt.Fprintf(&schemas, `<xs:simpleType name="%[1]s"><xs:restriction base="xs:string"><xs:pattern value="%[1]s|[a-z]*"/>
				<xs:enumeration value="%[1]s"/><xs:enumeration value="%[2]s"/></xs:restriction></xs:simpleType>`, n, at(i+1))
		case 2: // simple content, or none
			fmt.Fprintf(&schemas, `<xs:complexType name="%[1]s"><xs:simpleContent><xs:extension base="xs:decimal">
				<xs:attribute name="%[1]s" type="xs:QName"/><xs:attribute name="%[2]s" type="xs:time"/></xs:extension>
				</xs:simpleContent></xs:complexType>`, n, at(i+1))
		case 3: // groups that repeat, wildcards
			fmt.Fprintf(&schemas, `<xs:complexType name="%[1]s"><xs:sequence><xs:choice maxOccurs="9">
				<xs:element name="%[1]s" type="xs:string"/><xs:element name="%[2]s" type="xs:dateTime"/></xs:choice>
				<xs:element name="%[3]s"><xs:complexType><xs:attribute name="%[1]s"/></xs:complexType></xs:element>
				<xs:any namespace="##other" minOccurs="0"/></xs:sequence></xs:complexType>`, n, at(i+1), at(i+2))
		case 4: // mixed
			fmt.Fprintf(&schemas, `<xs:complexType name="%[1]s" mixed="true"><xs:sequence/>
				<xs:attribute name="%[1]s"/><xs:attribute name="%[2]s"/></xs:complexType>`, n, at(i+1))
		case 5: // an abstract type
			fmt.Fprintf(&schemas, `<xs:complexType name="%[1]s" abstract="true"><xs:sequence/></xs:complexType>`, n)
		}
		held := ""
		for j := range 8 {
			held += fmt.Sprintf(`<xs:element name="%s" type="t:%s" minOccurs="0"/>`, at(i+j+1), at(i+j))
		}
		fmt.Fprintf(&schemas, `<xs:element name="%[1]s"><xs:complexType><xs:sequence>%[2]s</xs:sequence></xs:complexType>
			</xs:element>`, n, held)
		fmt.Fprintf(&messages, `<wsdl:message name="%[1]s"><wsdl:part name="%[1]s" element="t:%[1]s"/></wsdl:message>`, n)
		fmt.Fprintf(&operations, `<wsdl:operation name="%[1]s"><wsdl:input message="t:%[1]s"/><wsdl:output message="t:%[2]s"/>
			<wsdl:fault name="%[3]s" message="t:%[3]s"/></wsdl:operation>`, n, at(i+1), at(i+2))
		header := ""
		if i%2 == 0 {
			header = fmt.Sprintf(`<soap:header message="t:%[1]s" part="%[1]s" use="literal"/>`, at(i+3))
		}
		fmt.Fprintf(&bindings, `<wsdl:operation name="%[1]s"><soap:operation soapAction=""/><wsdl:input><soap:body use="literal"/>%[2]s
			</wsdl:input><wsdl:output><soap:body use="literal"/>%[2]s</wsdl:output>
			<wsdl:fault name="%[3]s"><soap:fault name="%[3]s" use="literal"/></wsdl:fault></wsdl:operation>`, n, header, at(i+2))
	}
	prefixes, imports := "", ""
	usual := map[string]bool{"t": true, "xs": true, "soap": true, "wsdl": true} // prefixes of the contract's own
	named := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return usual[n] })
	named = named[:min(len(named), 30)]
	for i, n := range named {
		prefixes += fmt.Sprintf(` xmlns:%s="urn:p%d"`, n, i)
		imports += fmt.Sprintf(`<xs:schema targetNamespace="urn:p%d"><xs:attribute name="a%d" type="xs:string"/></xs:schema>`,
			i, i)
	}
	spaces := ""
	for i, n := range named {
		spaces += fmt.Sprintf(`<xs:attribute ref="%s:a%d"/>`, n, i)
	}
	fmt.Fprintf(&schemas, `<xs:complexType name="Spaces.all">%s</xs:complexType>
		<xs:element name="Spaces.root" type="t:Spaces.all"/>
		<xs:complexType name="Rows.list"><xs:sequence><xs:element name="row" maxOccurs="9"><xs:complexType><xs:sequence/></xs:complexType></xs:element></xs:sequence></xs:complexType>
		<xs:complexType name="Rows.answers"><xs:sequence><xs:element name="answer" minOccurs="0" maxOccurs="9"><xs:complexType><xs:sequence>
		<xs:element name="index" type="xs:int"/><xs:element name="why" minOccurs="0"><xs:complexType><xs:sequence>
		<xs:element name="text" type="xs:string"/></xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
		</xs:sequence></xs:complexType>
		<xs:element name="Split.in"><xs:complexType><xs:sequence><xs:element name="secret" type="xs:string"/>
		<xs:element name="list" type="t:Rows.list"/></xs:sequence></xs:complexType></xs:element>
		<xs:element name="Split.out" type="t:Rows.answers"/>`, spaces)
	messages.WriteString(`<wsdl:message name="Split.in"><wsdl:part name="p" element="t:Split.in"/></wsdl:message>
		<wsdl:message name="Split.out"><wsdl:part name="p" element="t:Split.out"/></wsdl:message>
		<wsdl:message name="Spaces"><wsdl:part name="p" element="t:Spaces.root"/></wsdl:message>`)
	operations.WriteString(`<wsdl:operation name="Order"><wsdl:input message="t:Split.in"/><wsdl:output message="t:Split.out"/></wsdl:operation>
		<wsdl:operation name="Spaces"><wsdl:input message="t:Spaces"/></wsdl:operation>`)
	bindings.WriteString(`<wsdl:operation name="Order"><wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/>
		</wsdl:output></wsdl:operation><wsdl:operation name="Spaces"><wsdl:input><soap:body use="literal"/></wsdl:input></wsdl:operation>`)
	return `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
		xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t" name="T"><wsdl:types>` +
		strings.ReplaceAll(imports, "<xs:schema ", "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" ") +
		`<xs:schema targetNamespace="urn:t" elementFormDefault="qualified"` + prefixes + `>` + schemas.String() +
		`</xs:schema></wsdl:types>` + messages.String() + `<wsdl:portType name="P">` + operations.String() +
		`</wsdl:portType><wsdl:binding name="B" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>` +
		bindings.String() + `</wsdl:binding><wsdl:service name="S"><wsdl:port name="Q" binding="t:B"><soap:address location="http://x/"/>
		</wsdl:port></wsdl:service></wsdl:definitions>`
}

// wrappedOf is a WSDL whose operations have names as those of their parameters and results.
func wrappedOf(names []string) string {
	var schemas, messages, operations, bindings strings.Builder
	at := func(i int) string { return names[i%len(names)] }
	types := []string{`type="xs:string"`, `type="xs:int" minOccurs="0"`, `type="xs:date" maxOccurs="9"`,
		`type="t:Pair.type"`, `type="t:Pair.type" minOccurs="0"`, `type="xs:anyType"`}
	wrapper := func(name string, from, n int) {
		fmt.Fprintf(&schemas, `<xs:element name="%s"><xs:complexType><xs:sequence>`, name)
		for i := from; i < from+n; i++ {
			fmt.Fprintf(&schemas, `<xs:element name="%s" %s/>`, at(i), types[i%len(types)])
		}
		schemas.WriteString(`</xs:sequence></xs:complexType></xs:element>`)
		fmt.Fprintf(&messages, `<wsdl:message name="%[1]s"><wsdl:part name="p" element="t:%[1]s"/></wsdl:message>`, name)
	}
	for i, n := range names {
		wrapper(n, i, i%7)
		wrapper(n+".out", i+3, i%5)
		fmt.Fprintf(&operations, `<wsdl:operation name="%[1]s"><wsdl:input message="t:%[1]s"/>
			<wsdl:output message="t:%[1]s.out"/></wsdl:operation>`, n)
		header := ""
		if i%2 == 0 {
			header = fmt.Sprintf(`<soap:header message="t:%s" part="p" use="literal"/>`, at(i+3))
		}
		fmt.Fprintf(&bindings, `<wsdl:operation name="%s"><wsdl:input><soap:body use="literal"/>%s</wsdl:input>
			<wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>`, n, header)
	}
	return `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
		xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t" name="T"><wsdl:types>
		<xs:schema targetNamespace="urn:t"><xs:complexType name="Pair.type"><xs:sequence><xs:element name="a" type="xs:int"/>
		</xs:sequence></xs:complexType>` + schemas.String() + `</xs:schema></wsdl:types>` + messages.String() +
		`<wsdl:portType name="P">` + operations.String() + `</wsdl:portType><wsdl:binding name="B" type="t:P">
		<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>` + bindings.String() + `</wsdl:binding>
		<wsdl:service name="S"><wsdl:port name="Q" binding="t:B"><soap:address location="http://x/"/></wsdl:port>
		</wsdl:service></wsdl:definitions>`
}

// collision is one such contract, and what its client is told.
type collision struct {
	name     string
	contract string
	settings schema.Settings
}

// hostileContracts are one with all names at once, and many with a few: of the latter some are renamed to names of the
// others, or to what generated code has.
func hostileContracts(t *testing.T) []collision {
	names := hostileNames(t)
	if len(names) < 500 {
		t.Fatalf("%d names are too few", len(names))
	}
	setting := func(text string) schema.Setting {
		return schema.Setting{Value: text, Pos: schema.Pos{File: "gen.yaml", Line: 1, Col: 1}}
	}
	split := schema.SplitSettings{Operation: setting("Order"), List: setting("list.row"), Rows: setting("answer"),
		Index: setting("index"), Error: setting("why")}
	soap := schema.Settings{Auth: new(setting("password")), Secrets: []schema.Setting{setting("secret")},
		Splits: []schema.SplitSettings{split}}
	asXML := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == "Order" })
	list := []collision{{"all.yaml", restOf(names), schema.Settings{}}, {"all.wsdl", wsdlOf(asXML), soap}}
	random := rand.New(rand.NewPCG(11, 3))
	some := func(names []string, n int) (some []string) {
		for _, i := range random.Perm(len(names))[:n] {
			some = append(some, names[i])
		}
		return some
	}
	for i := range 12 {
		list = append(list, collision{fmt.Sprintf("rest%d.yaml", i), restOf(some(names, 12)), schema.Settings{}},
			collision{fmt.Sprintf("soap%d.wsdl", i), wsdlOf(some(asXML, 12)), soap})
	}
	for i := 2; i < 14; i++ { // the same, renamed
		h := list[i]
		h.name = "renamed" + h.name
		h.settings.Names = map[string]schema.Setting{}
		api, ds := readHostile(h, schema.Settings{})
		if ds.Faulty() {
			t.Fatalf("%s: %v", h.name, ds)
		}
		var keys []string
		for _, typ := range api.Types {
			keys = append(keys, typ.Name)
			for _, f := range typ.Fields() {
				keys = append(keys, typ.Name+"."+f.Name)
			}
		}
		keys = slices.DeleteFunc(keys, func(key string) bool { return key == "" || strings.HasPrefix(key, ".") })
		for _, key := range some(keys, 3) {
			h.settings.Names[key] = setting(schema.Identifier(some(names, 1)[0]))
		}
		list = append(list, h)
	}
	return append(list, collision{"wrapped.wsdl", wrappedOf(asXML), schema.Settings{Style: new(setting("wrapped"))}})
}

func readHostile(h collision, settings schema.Settings) (*schema.API, schema.Diagnostics) {
	src := schema.Source{FS: fstest.MapFS{h.name: {Data: []byte(h.contract)}}, Name: h.name}
	read := wsdl.Read
	if filepath.Ext(h.name) == ".yaml" {
		read = rest.Read
	}
	api, ds := read(src)
	if !ds.Faulty() {
		ds = append(ds, schema.Configure(api, settings)...)
		ds = append(ds, schema.Name(api, settings)...)
	}
	return api, ds
}

// Whatever its names, a contract gives a package that compiles. Only a name that gen.yaml gives can be refused, at its
// place.
func TestHostileNames(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles many packages")
	}
	written := 0
	for _, h := range hostileContracts(t) {
		api, ds := readHostile(h, h.settings)
		if ds.Faulty() {
			for _, d := range ds {
				if d.Severity == schema.Fault && (d.File != "gen.yaml" || d.Line == 0) {
					t.Errorf("%s: %v", h.name, d)
				}
			}
			continue
		}
		files, ds := templates.Render(api, "github.com/kontrakt-dev/kontrakt/internal/runtime")
		if ds.Faulty() {
			t.Errorf("%s: %v", h.name, ds)
			continue
		}
		t.Run(h.name, func(t *testing.T) { compile(t, files) })
		written++
	}
	if written < 26 {
		t.Errorf("%d packages were written, which is too few", written)
	}
}
