// Tests of what is said about contracts that cannot be read, or not in full.

package wsdl_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// TestMalformed checks the diagnostics of documents that are no XML, or none that is taken.
func TestMalformed(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"empty", "", `api.wsdl:1:1: malformed xml: there is no root element`},
		{"text", "hello", `api.wsdl:1:1: malformed xml: text outside of the root element`},
		{"cut off", "<a>\n <b>",
			`api.wsdl:2:5: malformed xml: the file ends before </b>, which closes the element of line 2`},
		{"crossed", "<a>\n<b></a></b>",
			`api.wsdl:2:4: malformed xml: </a> found, expected </b> to close the element of line 2`},
		{"stray end", "<a/></a>", `api.wsdl:1:5: malformed xml: </a> has no start tag`},
		{"two roots", "<a/><b/>", `api.wsdl:1:5: malformed xml: <b> follows the root element`},
		{"attribute twice", `<a b="1" b="2"/>`, `api.wsdl:1:10: malformed xml: attribute "b" is given twice`},
		{"attribute without value", "<a b/>", `api.wsdl:1:6: malformed xml: attribute name without = in element`},
		{"prefix", `<x:a/>`, `api.wsdl:1:1: prefix "x" is not declared: add xmlns:x`},
		{"prefix of an attribute", `<a y:b=""/>`, `api.wsdl:1:4: prefix "y" is not declared: add xmlns:y`},
		{"prefix for nothing", `<a xmlns:x=""/>`,
			`api.wsdl:1:4: malformed xml: prefix "x" is declared for no namespace`},
		{"entity", `<a>&b;</a>`, `api.wsdl:1:7: malformed xml: invalid character entity &b;`},
		{"document type", "<?xml version='1.0'?>\n <!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
			`api.wsdl:2:2: document type declarations are not allowed: remove it`},
		{"encoding", `<?xml version="1.0" encoding="koi8-r"?><a/>`,
			`api.wsdl:1:1: encoding "koi8-r" is not supported: save the file in utf-8`},
		{"declaration inside", "<a><?xml version='1.0'?></a>",
			`api.wsdl:1:4: malformed xml: <?xml is allowed only at the beginning of a file: remove it`},
		{"depth", strings.Repeat("<a>", 1001),
			`api.wsdl:1:3001: elements nest deeper than 1000 levels: this is not a contract`},
		{"root", `<a xmlns="urn:x"/>`,
			`api.wsdl:1:1: found <{urn:x}a>, expected <wsdl:definitions> (namespace http://schemas.xmlsoap.org/wsdl/)`},
		{"size", "<a>" + strings.Repeat(" ", 64<<20) + "</a>",
			`api.wsdl: cannot be read: the contract is larger than 64 MB`},
	} {
		t.Run(test.name, func(t *testing.T) {
			api, ds := read("api.wsdl", test.text)
			if api != nil || ds.Error() != test.want {
				t.Errorf("diagnostics are\n%s\nwant\n%s", ds, test.want)
			}
		})
	}
}

// TestLead checks what may come before a document, in every encoding. Positions count it.
func TestLead(t *testing.T) {
	const latin = `<?xml version="1.0" encoding="iso-8859-1"?>`
	const utf8 = `<?xml version="1.0"?>`
	note := func(what string) string {
		return "api.wsdl:1:1: warning: " + what +
			" before the xml is skipped, but other programs refuse such a file: remove it\n"
	}
	const outside = "malformed xml: text outside of the root element"
	for _, test := range []struct{ lead, warning, fault string }{
		{"", "", ""},
		{utf8, "", ""},
		{latin, "", ""},
		{"\n\n\t", "", ""},
		{"\uFEFF" + utf8, "", ""},
		{"\n" + utf8, note("a blank line"), ""},
		{"\r\n \r\n" + latin, note("a blank line"), ""},
		{" \t" + utf8, note("white space"), ""},
		{"\uFEFF\n" + utf8, note("a blank line"), ""},
		{"\uFEFF\uFEFF" + utf8, note("a byte order mark"), ""},
		{"\n\uFEFF" + utf8, note("a byte order mark"), ""},
		{"\uFEFF \uFEFF", note("a byte order mark"), ""},
		{"\u00a0" + utf8, "", outside},
		{"\u2003\n", "", outside},
		{"<!-- -->" + utf8, "", "malformed xml: <?xml is allowed only at the beginning of a file: remove it"},
	} {
		for name, encode := range map[string]func(string) string{
			"its own": func(s string) string {
				if strings.Contains(s, latin) {
					s = strings.ReplaceAll(s, "ü", "\xfc")
				}
				return s
			},
			"UTF-16": func(s string) string {
				var b []byte
				for _, unit := range utf16.Encode([]rune("\uFEFF" + s)) {
					b = append(b, byte(unit>>8), byte(unit))
				}
				return string(b)
			},
		} {
			if name == "UTF-16" && strings.HasPrefix(test.lead, "\uFEFF") {
				continue // it has one already
			}
			t.Run(fmt.Sprintf("%q in %s", test.lead, name), func(t *testing.T) {
				_, ds := read("api.wsdl", encode(test.lead+contract(in+`<!--ü--><xs:element name="Odd" type="xs:odd"/>`)))
				lines := strings.Count(test.lead, "\n")
				want := test.warning + fmt.Sprintf("api.wsdl:%d:", 6+lines)
				if test.fault != "" {
					want = "api.wsdl:1:"
				}
				if got := ds.Error(); !strings.HasPrefix(got, want) || !strings.Contains(got, test.fault) {
					t.Errorf("diagnostics are\n%s\nwant\n%s %s", got, want, test.fault)
				}
			})
		}
	}
}

// TestSchemaDiagnostics checks what is said about the content of a schema, which begins in line 5.
func TestSchemaDiagnostics(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"unknown type", `<xs:element name="In" type="a:Gone"/>`,
			`api.wsdl:5:23: unknown type "a:Gone": declare it in a schema of namespace "urn:a", or import one that does`},
		{"unknown type without a namespace", `<xs:element name="In" type="Gone"/>`,
			`api.wsdl:5:23: unknown type "Gone": declare it in a schema without a namespace, or give its prefix`},
		{"type without a prefix", `<xs:element name="In" type="T"/><xs:complexType name="T"/>`,
			`api.wsdl:5:23: warning: "T" has no prefix, and the default namespace has nothing of that name: it is taken to be ` +
				`in namespace "urn:a"; write its prefix`},
		{"element without a prefix",
			in + `<xs:complexType name="T"><xs:sequence><xs:element ref="In"/></xs:sequence></xs:complexType>`,
			`api.wsdl:6:51: warning: "In" has no prefix, and the default namespace has nothing of that name: it is taken to be ` +
				`in namespace "urn:a"; write its prefix`},
		{"default and fixed", in + `<xs:element name="E" type="xs:int" default="1" fixed="1"/>`,
			`api.wsdl:6:48: default and fixed cannot be used together: remove one of them`},
		{"default without text",
			in + `<xs:element name="E" default="1"><xs:complexType><xs:sequence/></xs:complexType></xs:element>`, `
api.wsdl:6:22: a default value needs a type with text, and type "E" has no text: remove it
api.wsdl:6:22: warning: the default value is ignored: it is supported only for simple types`},
		{"value that the base does not have", in + `<xs:simpleType name="T"><xs:restriction base="a:B"><xs:enumeration value="AB"/>
<xs:enumeration value="7"/><xs:enumeration value="1,0"/></xs:restriction></xs:simpleType>
<xs:simpleType name="B"><xs:restriction base="xs:decimal"><xs:enumeration value="7.0"/></xs:restriction></xs:simpleType>
<xs:simpleType name="C"><xs:restriction base="a:B"><xs:enumeration value="8"/></xs:restriction></xs:simpleType>`, `
api.wsdl:6:68: "AB" is not a value of xs:decimal
api.wsdl:7:44: "1,0" is not a value of xs:decimal
api.wsdl:9:68: warning: "8" is not one of the values of type "B", which this type restricts: no document can contain it`},
		{"bounds that are no values", in + `<xs:simpleType name="T"><xs:restriction base="xs:date"><xs:minInclusive value="2024-99-99"/>
<xs:maxInclusive value="2024-02-30"/></xs:restriction></xs:simpleType>
<xs:simpleType name="B"><xs:restriction base="xs:boolean"><xs:minInclusive value="true"/></xs:restriction></xs:simpleType>`, `
api.wsdl:6:73: "2024-99-99" is not a value of xs:date
api.wsdl:7:18: "2024-02-30" is not a value of xs:date
api.wsdl:8:59: <xs:minInclusive> cannot bound values of xs:boolean: they have no order`},
		{"prefix of an enumerated name", in + `<xs:simpleType name="T"><xs:restriction base="xs:QName"><xs:enumeration value="c:x"/>
</xs:restriction></xs:simpleType>`,
			`api.wsdl:6:73: the prefix of "c:x" is not declared: declare it with xmlns`},
		{"blocked derivation",
			in + `<xs:complexType name="T"/><xs:complexType name="U"><xs:complexContent><xs:extension base="a:T"/>
</xs:complexContent></xs:complexType><xs:complexType name="V"><xs:sequence><xs:element name="all" type="a:T" block="#all"/>
<xs:element name="none" type="a:T" block="restriction"/></xs:sequence></xs:complexType>`,
			`api.wsdl:7:110: warning: block is ignored: the field of element "all" takes all types that are derived from "T"`},
		{"unknown built-in type", `<xs:element name="In" type="xs:strin"/>`,
			`api.wsdl:5:23: unknown type "xs:strin": xml schema itself does not declare it`},
		{"prefix", `<xs:element name="In" type="c:T"/>`,
			`api.wsdl:5:23: the prefix of "c:T" is not declared: declare it with xmlns`},
		{"all at once", `<xs:element name="In" type="a:T"/><xs:complexType name="T"><xs:sequence><xs:element ref="a:E"/>
<xs:group ref="a:G"/></xs:sequence><xs:attribute ref="a:A"/><xs:attributeGroup ref="a:AG"/></xs:complexType>`, `
api.wsdl:5:85: unknown element "a:E": declare it in a schema of namespace "urn:a", or import one that does
api.wsdl:6:11: unknown group "a:G": declare it in a schema of namespace "urn:a", or import one that does
api.wsdl:6:50: unknown attribute "a:A": declare it in a schema of namespace "urn:a", or import one that does
api.wsdl:6:80: unknown attribute group "a:AG": declare it in a schema of namespace "urn:a", or import one that does`},
		{"duplicate type", in + `<xs:complexType name="T"/>
<xs:simpleType name="T"><xs:restriction base="xs:string"/></xs:simpleType>`,
			`api.wsdl:7:16: type "T" is declared twice, first at api.wsdl:6:17: rename or remove one of them`},
		{"no name", `<xs:element/>`, `
api.wsdl:5:1: <xs:element> has no name: add the attribute name
api.wsdl:7:48: unknown element "a:In": declare it in a schema of namespace "urn:a", or import one that does`},
		{"no XML name", in + `<xs:complexType name="a b"/>`,
			`api.wsdl:6:17: "a b" is not an xml name: use letters, digits, '_', '-' and '.'`},
		{"misspelt", in + `<xs:complexType name="T"><xs:sequnce/></xs:complexType>`,
			`api.wsdl:6:26: <xs:sequnce> is not allowed in <xs:complexType>: expected one of simpleContent, complexContent, all, ` +
				`element, group, choice, sequence, any, attribute, attributeGroup, anyAttribute`},
		{"occurrence", in + `<xs:complexType name="T"><xs:sequence><xs:element name="x" maxOccurs="many"/>
<xs:element name="y" minOccurs="2"/></xs:sequence></xs:complexType>`, `
api.wsdl:6:60: "many" is not a count: write a number from 0
api.wsdl:7:1: minOccurs 2 is more than maxOccurs 1: raise maxOccurs`},
		{"duplicate attribute", in + `<xs:attributeGroup name="G"><xs:attribute name="x"/></xs:attributeGroup>
<xs:complexType name="T"><xs:attribute name="x"/><xs:attributeGroup ref="a:G"/></xs:complexType>`,
			`api.wsdl:6:43: attribute "x" is declared twice, first at api.wsdl:7:40: remove one of them`},
		{"form", in + `<xs:complexType name="T"><xs:attribute name="x" form="yes"/></xs:complexType>`,
			`api.wsdl:6:49: unknown form "yes": write qualified or unqualified`},
		{"use", in + `<xs:complexType name="T"><xs:attribute name="x" use="must"/></xs:complexType>`,
			`api.wsdl:6:49: unknown use of an attribute "must": write optional, required or prohibited`},
		{"default",
			in +
				`<xs:complexType name="T"><xs:attribute name="x" type="xs:int" default="0); panic("/></xs:complexType>`,
			`api.wsdl:6:63: "0); panic(" is not a value of xs:int`},
		{"default of an enumeration", in + `<xs:simpleType name="S"><xs:restriction base="xs:string">
<xs:enumeration value="a"/></xs:restriction>
</xs:simpleType>
<xs:complexType name="T"><xs:attribute name="x" type="a:S" default="b"/></xs:complexType>`,
			`api.wsdl:9:60: "b" is not one of the values of type "S"`},
		{"default of a list", in + `<xs:complexType name="T"><xs:attribute name="x" default="1 b"><xs:simpleType>
<xs:list itemType="xs:int"/></xs:simpleType></xs:attribute></xs:complexType>`,
			`api.wsdl:6:49: "1 b" has the item "b", which is not a value of xs:int`},
		{"default of a complex type", in +
			`<xs:complexType name="T"><xs:sequence><xs:element name="x" default="1"/></xs:sequence></xs:complexType>`,
			`api.wsdl:6:60: warning: the default value is ignored: it is supported only for simple types`},
		{"fixed qualified name",
			in + `<xs:complexType name="T"><xs:attribute name="x" type="xs:QName" fixed="a:b"/></xs:complexType>`,
			`api.wsdl:6:65: warning: the fixed value is ignored: it is not supported for qualified names`},
		{"wildcard",
			in +
				`<xs:complexType name="T"><xs:sequence><xs:any namespace="##all" processContents="loose"/></xs:sequence>
</xs:complexType>`, `
api.wsdl:6:47: warning: unknown constraint on namespaces "##all": any namespace is allowed; write ##any, ##other, or a list of ` +
				`namespaces, ##targetNamespace and ##local
api.wsdl:6:65: warning: unknown processContents "loose": strict is used; write strict, lax or skip`},
		{"bound",
			in + `<xs:simpleType name="T"><xs:restriction base="xs:byte"><xs:maxInclusive value="128"/></xs:restriction>
</xs:simpleType>`,
			`api.wsdl:6:73: "128" is not a value of xs:byte`},
		{"bound of text", in + `<xs:simpleType name="T"><xs:restriction base="xs:string">
<xs:maxInclusive value="1"/></xs:restriction>
</xs:simpleType>`,
			`api.wsdl:7:1: <xs:maxInclusive> cannot bound values of xs:string: they have no order`},
		{"length",
			in + `<xs:simpleType name="T"><xs:restriction base="xs:string"><xs:length value="-1"/></xs:restriction>
</xs:simpleType>`,
			`api.wsdl:6:69: "-1" is not a count: write a number from 0`},
		{"circular derivation",
			in + `<xs:complexType name="T"><xs:complexContent><xs:extension base="a:T"/></xs:complexContent>
</xs:complexType>
<xs:simpleType name="S"><xs:restriction base="a:S"/></xs:simpleType>`, `
api.wsdl:6:59: type "T" is derived from itself: give it another base
api.wsdl:8:1: type "S" is derived from itself: give it another base`},
		{"circular group", in + `<xs:group name="G"><xs:sequence><xs:group ref="a:G"/></xs:sequence></xs:group>
<xs:complexType name="T"><xs:group ref="a:G"/></xs:complexType>`,
			`api.wsdl:6:43: group "G" refers to itself: let it repeat with maxOccurs, or put it into an element`},
		{"simple type as base", in + `<xs:complexType name="T"><xs:complexContent>
<xs:extension base="xs:int"/></xs:complexContent>
</xs:complexType>`,
			`api.wsdl:7:15: "xs:int" is a simple type: derive from it in <xs:simpleContent>`},
		{"complex type as attribute",
			in + `<xs:complexType name="T"><xs:attribute name="x" type="a:T"/></xs:complexType>`,
			`api.wsdl:6:49: "a:T" is a complex type: expected a simple type`},
		{"redefining nothing", in + `<xs:redefine schemaLocation="a.xsd"><xs:complexType name="T"/></xs:redefine>`,
			`api.wsdl:6:53: warning: unknown type "T": declare it in a schema of namespace "urn:a", or import one that does; ` +
				`what needs it is left out`},
		{"abstract element without another", in + `<xs:element name="H" abstract="true"/>
<xs:complexType name="T"><xs:sequence><xs:element ref="a:H"/></xs:sequence></xs:complexType>`,
			`api.wsdl:7:51: warning: element "H" is abstract, and no element is declared as its substitute ` +
				`(substitutionGroup): it is kept as raw xml`},
		{"circular substitution", `<xs:element name="In" substitutionGroup="a:In"/>`,
			`api.wsdl:5:23: element "In" is more than 1000 substitutions away from a type: declare its own`},
		{"a copy of a declaration", in + `<xs:complexType name="T"><xs:sequence/></xs:complexType>
<xs:complexType name="T"><xs:annotation/><xs:sequence/></xs:complexType>`, ``},
		{"facet without a value", in + `<xs:simpleType name="T"><xs:restriction base="xs:int"><xs:maxInclusive/>
</xs:restriction></xs:simpleType>`,
			`api.wsdl:6:55: warning: <xs:maxInclusive> is ignored: it has no value`},
		{"another namespace", in + `<xs:complexType name="T"><b:note/></xs:complexType>`,
			`api.wsdl:6:26: warning: <{urn:b}note> is not allowed in <xs:complexType>: it is ignored`},
		{"identity constraint", `<xs:element name="In"><xs:complexType/><xs:key name="k"/></xs:element>`,
			`api.wsdl:5:40: warning: <xs:key> is not checked: identity constraints are not supported`},
		{"attribute", in + `<xs:complexType name="T" minOccurs="0"/>`,
			`api.wsdl:6:26: warning: <xs:complexType> has no attribute "minOccurs": it is ignored`},
		{"derivation of nothing", in + `<xs:complexType name="T"><xs:simpleContent/></xs:complexType>
<xs:complexType name="U"><xs:complexContent><xs:extension/></xs:complexContent></xs:complexType>`, `
api.wsdl:6:26: <xs:simpleContent> is empty: add <xs:extension> or <xs:restriction>
api.wsdl:7:45: <xs:extension> has no base: add the attribute base`},
		{"attribute group in itself",
			in + `<xs:attributeGroup name="G"><xs:attributeGroup ref="a:G"/></xs:attributeGroup>
<xs:complexType name="T"><xs:attributeGroup ref="a:G"/></xs:complexType>`,
			`api.wsdl:6:48: attribute group "G" refers to itself: remove the reference`},
		{"text", in + `<xs:complexType name="T">prose</xs:complexType>`,
			`api.wsdl:6:1: warning: the text in <xs:complexType> is ignored: prose belongs in xs:documentation`},
		{"empty group", in + `<xs:group name="G"/><xs:complexType name="T"><xs:group ref="a:G"/></xs:complexType>`,
			`api.wsdl:6:1: group "G" is empty: add <xs:sequence>, <xs:choice> or <xs:all>`},
		{"simple types of nothing", in + `<xs:simpleType name="R"><xs:restriction/></xs:simpleType>
<xs:simpleType name="L"><xs:list/></xs:simpleType>
<xs:simpleType name="U"><xs:union/></xs:simpleType>
<xs:simpleType name="N"/>`, `
api.wsdl:6:25: <xs:restriction> has no base: add the attribute base
api.wsdl:7:25: <xs:list> has no item type: add the attribute itemType
api.wsdl:8:25: <xs:union> has no members: add the attribute memberTypes
api.wsdl:9:1: type "N" is empty: add <xs:restriction>, <xs:list> or <xs:union>`},
		{"enumeration of a list", in + `<xs:simpleType name="L"><xs:list itemType="xs:int"/></xs:simpleType>
<xs:simpleType name="T"><xs:restriction base="a:L"><xs:enumeration value="1 2"/></xs:restriction></xs:simpleType>`,
			`api.wsdl:7:52: warning: enumerations of lists and qualified names are not supported: the field takes any value`},
		{"white space", in + `<xs:simpleType name="T"><xs:restriction base="xs:string"><xs:whiteSpace value="trim"/>
</xs:restriction></xs:simpleType>`,
			`api.wsdl:6:73: unknown treatment of white space "trim": write preserve, replace or collapse`},
		{"list of a list", in + `<xs:simpleType name="L"><xs:list itemType="xs:int"/></xs:simpleType>
<xs:simpleType name="T"><xs:list itemType="a:L"/></xs:simpleType>
<xs:complexType name="C"><xs:attribute name="t" type="a:T"/></xs:complexType>`,
			`api.wsdl:7:34: the items of a list cannot be lists: name the type of a single item`},
		{"missing include", `<xs:include schemaLocation="gone.xsd"/><xs:element name="In" type="a:T"/>`,
			`api.wsdl:5:13: "gone.xsd" not found in the contract's folder: save it there, or name its file with --map URI=FILE`},
		{"missing import", `<xs:import namespace="urn:b" schemaLocation="gone.xsd"/><xs:element name="In" type="b:T"/>`,
			`api.wsdl:5:30: "gone.xsd" not found in the contract's folder: save it there, or name its file with --map URI=FILE`},
		{"missing import that nothing needs", in + `<xs:import namespace="urn:b" schemaLocation="gone.xsd"/>`,
			`api.wsdl:6:30: warning: "gone.xsd" not found in the contract's folder: it is left out, since nothing refers to its declarations`},
		{"include from the network",
			`<xs:include schemaLocation="https://example.test/a.xsd"/><xs:element name="In" type="a:T"/>`,
			`api.wsdl:5:13: "https://example.test/a.xsd" is not read from the network: save it, and name its file with --map URI=FILE`},
		{"include from elsewhere", `<xs:include schemaLocation="../a.xsd"/><xs:element name="In" type="a:T"/>`,
			`api.wsdl:5:13: "../a.xsd" is outside of the contract's folder: allow it with --root DIR, or name its file with --map URI=FILE`},
		{"include of nothing", `<xs:include/><xs:element name="In" type="a:T"/>`,
			`api.wsdl:5:1: "" does not name a document: give its location`},
		{"import of another namespace", in + `<xs:import namespace="urn:b" schemaLocation="c.xsd"/>`,
			`api.wsdl:6:30: warning: "c.xsd" is a schema of namespace "urn:c", not of "urn:b": its own namespace is used`},
		{"import of a broken document", in + `<xs:import namespace="urn:b" schemaLocation="broken.xsd"/>`,
			`broken.xsd:1:1: document type declarations are not allowed: remove it`},
		{"import of a broken document of a known namespace", in +
			`<xs:import namespace="http://www.w3.org/1999/xlink" schemaLocation="broken.xsd"/>`,
			`broken.xsd:1:1: warning: document type declarations are not allowed: remove it: the built-in declarations of namespace "http://www.w3.org/1999/xlink" are used instead`},
		{"import of an unknown namespace", `<xs:import namespace="urn:b"/><xs:element name="In" type="b:T"/>`,
			`api.wsdl:5:53: unknown type "b:T": declare it in a schema of namespace "urn:b", or import one that does`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, ds := read("api.wsdl", contract(test.content), "broken.xsd", "<!DOCTYPE a><a/>",
				"a.xsd", `<xs:schema targetNamespace="urn:a" xmlns:xs="http://www.w3.org/2001/XMLSchema"/>`,
				"c.xsd", `<xs:schema targetNamespace="urn:c" xmlns:xs="http://www.w3.org/2001/XMLSchema"/>`)
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), ds.Error()); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

// TestWSDLDiagnostics checks what is said about a contract in which old, a part of its frame, is replaced.
func TestWSDLDiagnostics(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"rpc/encoded", `<soap:operation soapAction="urn:do"/><wsdl:input><soap:body use="literal"/>`,
			`<soap:operation style="rpc"/><wsdl:input><soap:body use="encoded"/>`,
			`api.wsdl:10:15: binding "Binding" is rpc/encoded, which is not supported: ask for document/literal`},
		{"rpc/literal", `<soap:binding`, `<soap:binding style="rpc"`, `
api.wsdl:8:48: warning: part "body" of message "In" names an element, but style rpc needs a type: ` +
			`the part is taken to be that element
api.wsdl:9:54: warning: the element around the parts of operation "Do" has no namespace (soap:body namespace): "urn:a" is used`},
		{"document/encoded", `use="literal"`, `use="encoded"`,
			`api.wsdl:10:15: binding "Binding" is document/encoded, which is not supported: ask for document/literal`},
		{"no soap", `xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"`,
			`xmlns:soap="http://schemas.xmlsoap.org/wsdl/http/"`,
			`api.wsdl:10:15: binding "Binding" is not for soap, and there is no other: a client needs a port with <soap:binding>`},
		{"transport", `http://schemas.xmlsoap.org/soap/http`, `urn:jms`,
			`api.wsdl:10:58: warning: transport "urn:jms" is not supported: the client uses http`},
		{"second port", `</wsdl:service>`, `<wsdl:port name="Other" binding="a:Binding"/></wsdl:service>`,
			`api.wsdl:14:60: warning: port "Other" is left out: the client is written for port "Port"`},
		{"port of other operations", `</wsdl:service>`, `<wsdl:port name="Other" binding="a:More"/></wsdl:service>
<wsdl:portType name="More"/><wsdl:binding name="More" type="a:More"><soap:binding/></wsdl:binding>`,
			`api.wsdl:14:60: warning: port "Other" is left out with the operations of its port type "a:More": the client is ` +
				`written for port "Port"`},
		{"message without a prefix", `message="a:In"`, `message="In"`,
			`api.wsdl:9:66: warning: "In" has no prefix, and the default namespace has nothing of that name: it is taken to be ` +
				`in namespace "urn:a"; write its prefix`},
		{"policy", `<soap:binding transport`,
			`<p:Policy xmlns:p="urn:p"/><p:Policy xmlns:p="urn:p"/><soap:binding transport`,
			`api.wsdl:10:44: warning: <{urn:p}Policy> is not understood, here and elsewhere: the client does not do what it asks for`},
		{"required extension", `<soap:binding transport`,
			`<p:Sign xmlns:p="urn:p" wsdl:required="1"/><soap:binding transport`,
			`api.wsdl:10:44: warning: <{urn:p}Sign> is required by the contract but not understood: the service may refuse calls`},
		{"port without soap", `</wsdl:service>`, `<wsdl:port name="Get" binding="a:Get"/></wsdl:service>
<wsdl:binding name="Get" type="a:Port"/>`,
			`api.wsdl:14:60: warning: port "Get" is left out: its binding "Get" is not for soap`},
		{"unknown binding", `binding="a:Binding"`, `binding="a:Gone"`, `
api.wsdl:10:15: warning: no port has binding "Binding": the client is written for it anyway
api.wsdl:13:53: warning: port "Port" is left out: there is no binding "a:Gone"`},
		{"no binding", `<wsdl:binding name="Binding"`,
			`<wsdl:binding name="Other" type="a:Port"/><wsdl:binding name="Other2"`, `
api.wsdl:10:1: warning: binding "Other" is left out: it is not for soap
api.wsdl:10:57: warning: no port has binding "Other2": the client is written for it anyway
api.wsdl:13:53: warning: port "Port" is left out: there is no binding "a:Binding"`},
		{"unknown port type", `type="a:Port"`, `type="a:Gone"`,
			`api.wsdl:10:30: unknown port type "a:Gone": declare it in namespace "urn:a", or import a document that does`},
		{"unknown message", `message="a:In"`, `message="a:Gone"`,
			`api.wsdl:9:66: unknown message "a:Gone": declare it in namespace "urn:a", or import a document that does`},
		{"unknown operation", `<wsdl:operation name="Do"><soap`, `<wsdl:operation name="Did"><soap`, `
api.wsdl:9:44: warning: operation "Do" is left out: binding "Binding" does not bind it
api.wsdl:10:1: binding "Binding" has no operations that can be called: there is nothing to write
api.wsdl:11:17: warning: operation "Did" is left out: port type "Port" does not declare it`},
		{"operation that is not bound", `</wsdl:portType>`, `<wsdl:operation name="Do"/></wsdl:portType>`,
			`api.wsdl:9:115: warning: operation "Do" is left out: binding "Binding" does not bind it`},
		{"operation bound twice", `</wsdl:binding>`, `<wsdl:operation name="Do"/></wsdl:binding>`,
			`api.wsdl:12:34: operation "Do" is bound twice: remove one of them`},
		{"operation bound twice in the same way", `</wsdl:binding>`,
			`<wsdl:operation name="Do"><soap:operation soapAction="urn:do"/>
<wsdl:input><soap:body use="literal"/></wsdl:input></wsdl:operation></wsdl:binding>`,
			`api.wsdl:12:34: warning: operation "Do" is bound twice in the same way`},
		{"lead", `<wsdl:definitions`, "\n<?xml version='1.0'?><wsdl:definitions",
			`api.wsdl:1:1: warning: a blank line before the xml is skipped, but other programs refuse such a file: remove it`},
		{"part that is not there", `<soap:body use="literal"/>`, `<soap:body use="literal" parts="body x"/>`,
			`api.wsdl:11:101: message "In" has no part "x" for the body of operation "Do": it has "body"`},
		{"bindings beside the port's", `<wsdl:service`, `<wsdl:portType name="More"/>
<wsdl:binding name="Same" type="a:Port"><soap:binding/></wsdl:binding>
<wsdl:binding name="Other" type="a:More"><soap:binding/></wsdl:binding>
<wsdl:binding name="Get" type="a:Port"/><wsdl:service`, `
api.wsdl:14:1: warning: binding "Same" is left out: the client is written for port "Port"
api.wsdl:15:1: warning: binding "Other" is left out with the operations of its port type "a:More": the client is ` +
			`written for port "Port"
api.wsdl:16:1: warning: binding "Get" is left out: it is not for soap`},
		{"copy of a binding", `<wsdl:service`, `<wsdl:binding name="Binding" type="a:Port"><soap:binding ` +
			`transport="http://schemas.xmlsoap.org/soap/http"/>
<wsdl:operation name="Do"><soap:operation soapAction="urn:do"/>
<wsdl:input><soap:body use="literal"/></wsdl:input></wsdl:operation></wsdl:binding><wsdl:service`, ``},
		{"port type without a binding", `<wsdl:binding`, `<wsdl:portType name="Back"/><wsdl:binding`,
			`api.wsdl:10:16: warning: port type "Back" is left out with its operations: it has no binding`},
		{"message that is not used", `<wsdl:portType`, `<wsdl:message name="Old"/><wsdl:portType`,
			`api.wsdl:9:15: warning: message "Old" is left out: nothing refers to it`},
		{"messages that are not used", `<wsdl:portType`,
			`<wsdl:message name="Old"/><wsdl:message name="Older"/><wsdl:portType`,
			`api.wsdl:9:15: warning: messages "Old", "Older" are left out: nothing refers to them`},
		{"service without ports", `<wsdl:service`, `<wsdl:service name="None"/><wsdl:service`,
			`api.wsdl:13:15: warning: service "None" has no ports: there is nothing to call`},
		{"header that is encoded", `<soap:body use="literal"/>`,
			`<soap:body parts="body" use="literal"/><soap:header message="a:In" part="body" use="encoded"/>`,
			`api.wsdl:11:155: warning: a header of operation "Do" is left out: it is encoded`},
		{"fault of the binding alone", `</wsdl:operation></wsdl:binding>`,
			`<wsdl:fault name="F"><soap:fault name="F" use="literal"/></wsdl:fault></wsdl:operation></wsdl:binding>`,
			`api.wsdl:12:13: warning: fault "F" is left out: operation "Do" does not declare it in its port type`},
		{"output of the binding alone", `</wsdl:operation></wsdl:binding>`,
			`<wsdl:output/></wsdl:operation></wsdl:binding>`,
			`api.wsdl:12:1: warning: the output of operation "Do" is left out: its port type has no output`},
		{"output before the input", `<wsdl:input message`, `<wsdl:output message="a:In"/><wsdl:input message`,
			`api.wsdl:9:54: warning: the output of operation "Do" comes before its input, as if the service called the client: ` +
				`it is used as the response`},
		{"two inputs", `<wsdl:input message`, `<wsdl:input message="a:In"/><wsdl:input message`,
			`api.wsdl:9:82: <wsdl:operation> has a second <wsdl:input>: remove one of them`},
		{"unknown style", `<soap:binding`, `<soap:binding style="RPC"`,
			`api.wsdl:10:58: unknown style "RPC": write document or rpc`},
		{"unknown style of an operation", `soapAction="urn:do"`, `soapAction="urn:do" style="doc"`,
			`api.wsdl:11:63: unknown style "doc": write document or rpc`},
		{"unknown use", `use="literal"`, `use="Literal"`,
			`api.wsdl:11:64: warning: operation "Do" has the unknown use "Literal": literal is used`},
		{"draft of XML Schema", `xmlns:xs="http://www.w3.org/2001/XMLSchema"`,
			`xmlns:xs="http://www.w3.org/2000/10/XMLSchema"`,
			`api.wsdl:1:1: warning: the draft of XML Schema (namespace http://www.w3.org/2000/10/XMLSchema) is read as if it were ` +
				`the recommendation`},
		{"duplicate message", `<wsdl:portType`,
			`<wsdl:message name="In"><wsdl:part name="other"/></wsdl:message><wsdl:portType`,
			`api.wsdl:9:15: message "In" is declared twice, first at api.wsdl:8:15: rename or remove one of them`},
		{"unknown element", `element="a:In"`, `element="a:Gone"`,
			`api.wsdl:8:48: unknown element "a:Gone": declare it in a schema of namespace "urn:a", or import one that does`},
		{"part of a type", `element="a:In"`, `type="xs:int"`,
			`api.wsdl:8:48: warning: part "body" of message "In" names a type, but an element is needed: it is taken to ` +
				`be an element <body> of that type`},
		{"part of nothing", ` element="a:In"`, ``,
			`api.wsdl:8:25: part "body" of message "In" has neither an element nor a type: add the attribute element`},
		{"import of something else", `<wsdl:types>`, `<wsdl:types><xs:schema targetNamespace="urn:b"><xs:include ` +
			`schemaLocation="api.wsdl"/></xs:schema>`,
			`api.wsdl:1:1: found <wsdl:definitions>, expected <xs:schema>`},
		{"binding of no port type", ` type="a:Port"`, ``,
			`api.wsdl:10:1: <wsdl:binding> does not name a port type: add the attribute type`},
		{"several parts", `</wsdl:message>`, `<wsdl:part name="more" element="a:In"/></wsdl:message>`, `
api.wsdl:9:66: warning: operation "Do" is left out: message "In" has several parts in the body ("body", "more"), but style document allows one
api.wsdl:10:1: binding "Binding" has no operations that can be called: there is nothing to write`},
		{"header without a part", `<soap:body use="literal"/>`,
			`<soap:body use="literal"/><soap:header message="a:In" part="head" use="literal"/>`,
			`api.wsdl:11:130: warning: a header of operation "Do" is left out: message "In" has no part "head"`},
		{"header without a message", `<soap:body use="literal"/>`,
			`<soap:body use="literal"/><soap:header message="a:Gone" part="head" use="literal"/>`,
			`api.wsdl:11:115: warning: a header of operation "Do" is left out: there is no message "a:Gone"`},
		{"header fault", `<soap:body use="literal"/>`,
			`<soap:body parts="body" use="literal"/><soap:header message="a:In" part="body"><soap:headerfault/></soap:header>`,
			`api.wsdl:11:115: warning: the header faults of operation "Do" are left out: they are not supported`},
		{"fault without a message", `</wsdl:operation></wsdl:portType>`,
			`<wsdl:fault name="F" message="a:Gone"/></wsdl:operation>
</wsdl:portType>`,
			`api.wsdl:9:103: warning: fault "F" of operation "Do" has no type of its own: there is no message "a:Gone"`},
		{"fault without a part", `</wsdl:operation></wsdl:portType>`,
			`<wsdl:fault name="F" message="a:F"/></wsdl:operation>
</wsdl:portType><wsdl:message name="F"/>`,
			`api.wsdl:9:103: warning: fault "F" of operation "Do" has no type of its own: message "F" has 0 parts, but a fault has one`},
		{"attachment", `<soap:body use="literal"/>`,
			`<m:multipartRelated xmlns:m="http://schemas.xmlsoap.org/wsdl/mime/">
<m:part><soap:body use="literal"/></m:part><m:part><m:content part="x"/></m:part></m:multipartRelated>`, `
api.wsdl:10:1: binding "Binding" has no operations that can be called: there is nothing to write
api.wsdl:11:64: warning: operation "Do" is left out: it has attachments (mime:content), which are not supported`},
		{"soap action", `urn:do`, `urn:&#13;do`,
			`api.wsdl:11:1: the soapAction of operation "Do" has characters that are not allowed in a header: remove them`},
		{"misspelt", `<wsdl:service`, `<wsdl:servis/><wsdl:service`,
			`api.wsdl:13:1: warning: <wsdl:servis> is not allowed in <wsdl:definitions>: it is ignored`},
		{"notification", `<wsdl:input message="a:In"/>`, `<wsdl:output message="a:In"/>`, `
api.wsdl:9:28: warning: operation "Do" is left out: it has no input, so the service would call the client
api.wsdl:10:1: binding "Binding" has no operations that can be called: there is nothing to write`},
		{"another kind of schema", `<wsdl:types>`, `<wsdl:types><s:schema xmlns:s="urn:old"/>`,
			`api.wsdl:4:13: warning: <{urn:old}schema> is left out: ` +
				`only XML Schema (namespace http://www.w3.org/2001/XMLSchema) is supported`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, ds := read("api.wsdl", strings.Replace(contract(in), test.old, test.new, 1))
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), ds.Error()); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRPCDiagnostics checks what is said about a part of style rpc that has no type.
func TestRPCDiagnostics(t *testing.T) {
	text := strings.NewReplacer(` element="a:In"`, ``, `<soap:binding`, `<soap:binding style="rpc"`,
		`<soap:body`, `<soap:body namespace="urn:a"`).Replace(contract(in))
	_, ds := read("api.wsdl", text)
	want := `api.wsdl:8:25: part "body" of message "In" has no type: add the attribute type`
	if diff := cmp.Diff(want, ds.Error()); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}

// TestEncodedPort checks what is said where the one port has a binding that cannot be used, and another has none.
func TestEncodedPort(t *testing.T) {
	text := strings.NewReplacer(`binding="a:Binding"`, `binding="a:Old"`,
		`<wsdl:service`,
		`<wsdl:binding name="Old" type="a:Port"><soap:binding style="rpc"/><wsdl:operation name="Do"><wsdl:input>
<soap:body use="encoded"/></wsdl:input></wsdl:operation></wsdl:binding><wsdl:service`).Replace(contract(in))
	_, ds := read("api.wsdl", text)
	want := `api.wsdl:10:15: warning: no port has binding "Binding": the client is written for it anyway
api.wsdl:14:101: warning: port "Port" is left out: the client is written for binding "Binding"`
	if diff := cmp.Diff(want, ds.Error()); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}

func TestNoFile(t *testing.T) {
	_, ds := wsdl.Read(schema.Source{FS: fstest.MapFS{}, Name: "api.wsdl", Dir: "some/where"})
	want := `some/where/api.wsdl: there is no such file: check its name`
	if ds.Error() != want {
		t.Errorf("diagnostics are\n%s\nwant\n%s", ds, want)
	}
	_, ds = wsdl.Read(schema.Source{FS: fstest.MapFS{"api.wsdl": {Mode: fs.ModeDir}}, Name: "api.wsdl"})
	if !ds.Faulty() {
		t.Error("a folder is read as a contract")
	}
}

// TestHostile checks that what a small contract could make the reader do without end is bounded.
func TestHostile(t *testing.T) {
	var groups, repeats, attributes, derived, wide strings.Builder
	for i := range 40 { // each group twice the one before: 2^40 fields
		fmt.Fprintf(&groups, `<xs:group name="G%d"><xs:sequence><xs:group ref="a:G%[2]d"/>`+
			`<xs:group ref="a:G%[2]d"/></xs:sequence></xs:group>`, i, i+1)
		fmt.Fprintf(&repeats, `<xs:group name="G%d"><xs:choice><xs:group ref="a:G%[2]d" maxOccurs="2"/>`+
			`<xs:group ref="a:G%[2]d" maxOccurs="2"/></xs:choice></xs:group>`, i, i+1)
		fmt.Fprintf(&attributes, `<xs:attributeGroup name="G%d"><xs:attributeGroup ref="a:G%[2]d"/>`+
			`<xs:attributeGroup ref="a:G%[2]d"/></xs:attributeGroup>`, i, i+1)
	}
	for i := range 1001 {
		fmt.Fprintf(&derived, `<xs:simpleType name="S%d"><xs:restriction base="a:S%d"/></xs:simpleType>`, i, i+1)
		fmt.Fprintf(&wide, ` x%d=""`, i)
	}
	var declared, prefixes, nested, inAttributes strings.Builder
	declared.WriteString(`<xs:complexType name="T">`)
	for i := range 1001 {
		fmt.Fprintf(&declared, `<xs:attribute name="x%d"/>`, i)
		if i < 600 {
			fmt.Fprintf(&prefixes, ` xmlns:x%d="urn:x"`, i)
		}
		fmt.Fprintf(&nested, `<xs:group name="G%d"><xs:sequence><xs:group ref="a:G%d"/></xs:sequence></xs:group>`, i,
			i+1)
		fmt.Fprintf(&inAttributes, `<xs:attributeGroup name="G%d"><xs:attributeGroup ref="a:G%d"/></xs:attributeGroup>`,
			i, i+1)
	}
	var heads, chain strings.Builder
	for i := range 1000 { // 1000*1000/2 elements that may stand for another, and as many types
		fmt.Fprintf(&heads, `<xs:element name="E%d" substitutionGroup="a:E%d"/>`, i, i+1)
		fmt.Fprintf(&chain,
			`<xs:complexType name="T%d"><xs:complexContent><xs:extension base="a:T%d"/></xs:complexContent>`+
				`</xs:complexType>`, i, i+1)
	}
	heads.WriteString(`<xs:element name="E1000" type="xs:int"/><xs:complexType name="T"><xs:sequence>`)
	for i := range 1000 {
		fmt.Fprintf(&heads, `<xs:element ref="a:E%d" maxOccurs="2"/>`, i)
	}
	megabyte := strings.Repeat("x", 1<<20)
	const last = `<xs:group name="G40"><xs:sequence><xs:element name="x"/><xs:element name="y"/></xs:sequence></xs:group>
		<xs:complexType name="T"><xs:group ref="a:G0"/></xs:complexType>`
	for _, test := range []struct{ name, content, want string }{
		{"groups", groups.String() + last,
			`api.wsdl:6:4102: the contract's types have more than 250000 fields: look for groups or types that contain each other many times`},
		{"repeating groups", repeats.String() + last, ``},
		{"attribute groups", attributes.String() + `<xs:attributeGroup name="G40"/>
			<xs:complexType name="T"><xs:attributeGroup ref="a:G0"/></xs:complexType>`,
			`api.wsdl:6:4449: the contract's types have more than 250000 fields: look for groups or types that contain each other many times`},
		{"derivation", derived.String(), `
api.wsdl:6:73784: type "S1000" is derived in more than 1000 steps: derive it from an earlier one
api.wsdl:6:73828: warning: unknown type "a:S1001": declare it in a schema of namespace "urn:a", or ` +
			`import one that does; what needs it is left out`},
		{"derivation of complex types", chain.String() + `<xs:complexType name="T1000"><xs:complexContent>
<xs:extension base="a:T1001"/></xs:complexContent></xs:complexType><xs:complexType name="T1001"/>`, `
api.wsdl:6:32795: the contract's types have more than 250000 fields: look for groups or types that contain each other many times
api.wsdl:7:15: type "T1001" is derived in more than 1000 steps: derive it from an earlier one`},
		{"substitution", heads.String() + `</xs:sequence></xs:complexType>`,
			`api.wsdl:6:25743: the contract's types have more than 250000 fields: look for groups or types that contain each other many times`},
		{"derived types", chain.String() + `<xs:complexType name="T1000"/>`,
			`api.wsdl:6:32795: the contract's types have more than 250000 fields: look for groups or types that contain each other many times`},
		{"attributes", `<xs:complexType` + wide.String() + `/>`,
			`api.wsdl:6:1: an element has more than 1000 attributes: this is not a contract`},
		{"attributes of a type", declared.String() + `</xs:complexType>`,
			`api.wsdl:6:26930: a type has more than 1000 attributes: make elements of some`},
		{"namespaces",
			`<xs:complexType` + prefixes.String() + `><xs:sequence` + prefixes.String() + `/></xs:complexType>`,
			`api.wsdl:6:18715: more than 1000 namespace declarations are in scope: remove those that nothing uses`},
		{"groups in groups", nested.String() + `<xs:group name="G1001"/><xs:complexType name="T"><xs:group ref="a:G0"/>
</xs:complexType>`,
			`api.wsdl:6:83744: groups nest deeper than 1000 levels: refer directly to the needed group`},
		{"attribute groups in attribute groups", inAttributes.String() + `<xs:attributeGroup name="G1001"/>
<xs:complexType name="T"><xs:attributeGroup ref="a:G0"/></xs:complexType>`,
			`api.wsdl:6:83749: attribute groups nest deeper than 1000 levels: refer directly to the needed group`},
		{"name", `<xs:element name="` + megabyte + `"/>`,
			`api.wsdl:6:13: an attribute has more than 65536 bytes: shorten it`},
		{"shorter name", `<xs:element name="` + megabyte[:501] + `"/>`,
			`api.wsdl:6:13: a name has more than 500 bytes: shorten it`},
		{"reference", `<xs:element name="x" type="` + megabyte + `"/>`,
			`api.wsdl:6:22: an attribute has more than 65536 bytes: shorten it`},
		{"element", `<` + megabyte + `/>`,
			`api.wsdl:6:1: the name of an element has more than 1000 bytes: this is not a contract`},
		{"attribute", `<xs:element ` + megabyte + `=""/>`,
			`api.wsdl:6:13: the name of an attribute has more than 1000 bytes: this is not a contract`},
		{"prefix", `<xs:element xmlns:` + megabyte + `="urn:x"/>`,
			`api.wsdl:6:13: the name of an attribute has more than 1000 bytes: this is not a contract`},
		{"occurrence", `<xs:complexType name="T"><xs:sequence minOccurs="99999999999999999999"/></xs:complexType>`,
			`api.wsdl:6:26: minOccurs 99999999999999999999 is more than maxOccurs 1: raise maxOccurs`},
		{"entity bomb", `<!DOCTYPE a [<!ENTITY b "&c;&c;"><!ENTITY c "&b;&b;">]>`,
			`api.wsdl:6:1: document type declarations are not allowed: remove it`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, ds := read("api.wsdl", contract(in+test.content))
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), ds.Error()); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%.1500s", diff)
			}
		})
	}
}

// TestHostileFrame checks the bounds of what is around the types.
func TestHostileFrame(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"parts", `</wsdl:message>`, strings.Repeat(`<wsdl:part name="p" type="xs:int"/>`, 1000) + `</wsdl:message>`, `
api.wsdl:8:1: <wsdl:message> has more than 1000 parts: put them into an element of a type
api.wsdl:9:66: warning: operation "Do" is left out: message "In" has several parts in the body ("body", "p", "p", "p", "p", "p", "p", "p", "p", "p" and 991 more), but style document allows one`},
		{"overloads", `</wsdl:portType>`, strings.Repeat(`<wsdl:operation name="Do"/>`, 100) + `</wsdl:portType>`,
			`api.wsdl:9:2788: more than 100 operations are called "Do": rename some`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, ds := read("api.wsdl", strings.Replace(contract(in), test.old, test.new, 1))
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), ds.Error()); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%.1500s", diff)
			}
		})
	}
}

// FuzzRead checks that no document makes the reader panic, and that one without a fault has an operation.
func FuzzRead(f *testing.F) {
	for _, content := range []string{
		in,
		`<xs:element name="In" type="a:T"/><xs:complexType name="T"><xs:choice maxOccurs="3">` +
			`<xs:element ref="a:In"/><xs:any/></xs:choice>` +
			`<xs:attribute name="x" type="a:S"/></xs:complexType><xs:simpleType name="S"><xs:restriction base="xs:int">` +
			`<xs:enumeration value="1"/><xs:minInclusive value="0"/></xs:restriction></xs:simpleType>`,
		`<xs:element name="In" substitutionGroup="a:H"/><xs:element name="H" type="a:T" abstract="true"/>` +
			`<xs:complexType name="T" mixed="1"/><xs:complexType name="U" abstract="1" block="#all"><xs:complexContent>` +
			`<xs:extension base="a:T"><xs:choice><xs:element ref="a:H" maxOccurs="2"/><xs:element ref="a:H" nillable="1"/>` +
			`</xs:choice><xs:anyAttribute/></xs:extension></xs:complexContent></xs:complexType>` +
			`<xs:redefine schemaLocation="a.xsd"><xs:complexType name="T"/></xs:redefine>`,
		`<xs:include schemaLocation="api.wsdl"/><xs:group name="G"><xs:all/></xs:group><xs:element name="In"><xs:complexType>` +
			`<xs:simpleContent><xs:extension base="xs:string"/></xs:simpleContent></xs:complexType></xs:element>`,
	} {
		f.Add([]byte(contract(content)))
	}
	f.Add([]byte(strings.NewReplacer(`<soap:binding`, `<soap:binding style="rpc"`, `element="a:In"`, `type="xs:int"`,
		`wsdl/soap/`, `wsdl/soap12/`,
		`<soap:body use="literal"/>`, `<soap:body parts=""/><soap:header message="a:In" part="body"/>`,
	).Replace(contract(in))))
	f.Add([]byte("<?xml version='1.0' encoding='iso-8859-1'?><!DOCTYPE a><a b='c'/>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		api, ds := read("api.wsdl", string(data))
		if (api == nil) != ds.Faulty() {
			t.Errorf("the contract is %v with the diagnostics\n%s", api, ds)
		}
		if api != nil && len(api.SOAP.Operations) == 0 {
			t.Error("a contract without operations has no fault")
		}
	})
}

// TestLeftOutOfOperations checks what is said about parts and faults that an operation declares and its binding leaves
// out.
func TestLeftOutOfOperations(t *testing.T) {
	const body, part = `<soap:body use="literal"/>`, `<wsdl:part name="body" element="a:In"/>`
	for _, test := range []struct {
		name, want string
		replaced   []string // old and new
	}{
		{"part", `
api.wsdl:8:75: warning: part "more" of message "In" is left out of operation "Do": its binding puts it neither into the ` +
			`body nor into the header`,
			[]string{body, `<soap:body use="literal" parts="body"/>`, part, part + `<wsdl:part name="more" element="a:In"/>`}},
		{"part in the header", ``,
			[]string{body, `<soap:body use="literal" parts="body"/><soap:header message="a:In" part="more" use="literal"/>`,
				part, part + `<wsdl:part name="more" element="a:In"/>`}},
		{"only part in the header", ``,
			[]string{body, body + `<soap:header message="a:In" use="literal"/>`}},
		{"all parts", `
api.wsdl:8:36: warning: part "body" of message "In" is left out of operation "Do": its binding puts it neither into the ` +
			`body nor into the header`,
			[]string{body, `<soap:body use="literal" parts=""/>`}},
		{"message without parts", `
api.wsdl:11:101: warning: the body of operation "Do" is taken to be empty: message "In" has no parts`,
			[]string{body, `<soap:body use="literal" parts="body"/>`, part, ``}},
		{"part of the response", `
api.wsdl:12:39: message "In" has no part "gone" for the body of operation "Do": it has "body"`,
			[]string{`<wsdl:input message="a:In"/>`, `<wsdl:input message="a:In"/><wsdl:output message="a:In"/>`,
				`</wsdl:operation></wsdl:binding>`, `<wsdl:output><soap:body use="literal" parts="gone"/></wsdl:output>` +
					`</wsdl:operation></wsdl:binding>`}},
		{"encoded fault", `
api.wsdl:9:94: warning: fault "F" of operation "Do" has no type of its own: it is encoded`,
			[]string{`<wsdl:input message="a:In"/>`, `<wsdl:input message="a:In"/><wsdl:fault name="F" message="a:In"/>`,
				`</wsdl:operation></wsdl:binding>`, `<wsdl:fault name="F"><soap:fault name="F" use="encoded"/></wsdl:fault>` +
					`</wsdl:operation></wsdl:binding>`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := contract(in)
			for i := 0; i < len(test.replaced); i += 2 {
				text = strings.Replace(text, test.replaced[i], test.replaced[i+1], 1)
			}
			_, ds := read("api.wsdl", text)
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), ds.Error()); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}
