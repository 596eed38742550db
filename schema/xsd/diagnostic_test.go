// Tests of the diagnostics about schemas.

package xsd_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/contracttest"
)

// TestSchemaDiagnostics checks the diagnostics about the content of a schema, which begins in line 5.
func TestSchemaDiagnostics(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"unknown type", `<xs:element name="In" type="a:Gone"/>`,
			`api.wsdl:5:23: unknown type "a:Gone": declare it in a schema of namespace "urn:a", or import one that does`},
		{"unknown type without a namespace", `<xs:element name="In" type="Gone"/>`,
			`api.wsdl:5:23: unknown type "Gone": declare it in a schema without a namespace, or give its prefix`},
		{"type without a prefix", `<xs:element name="In" type="T"/><xs:complexType name="T"/>`,
			`api.wsdl:5:23: warning: "T" has no prefix, and the default namespace has nothing of that name: it is taken to be ` +
				`in namespace "urn:a"; write its prefix`},
		{"built-in type without a prefix", `<xs:element name="In" type="int"/>`,
			`api.wsdl:5:23: warning: "int" has no prefix, and nothing of that name is declared without a namespace: it is taken ` +
				`to be in namespace "http://www.w3.org/2001/XMLSchema"; write its prefix`},
		{"type with the name of a built-in one", `<xs:element name="In" type="int"/><xs:complexType name="int"/>`,
			`api.wsdl:5:23: warning: "int" has no prefix, and the default namespace has nothing of that name: it is taken to be ` +
				`in namespace "urn:a"; write its prefix`},
		{"element without a prefix",
			contracttest.In + `<xs:complexType name="T"><xs:sequence><xs:element ref="In"/></xs:sequence></xs:complexType>`,
			`api.wsdl:6:51: warning: "In" has no prefix, and the default namespace has nothing of that name: it is taken to be ` +
				`in namespace "urn:a"; write its prefix`},
		{"default and fixed", contracttest.In + `<xs:element name="E" type="xs:int" default="1" fixed="1"/>`,
			`api.wsdl:6:48: default and fixed cannot be used together: remove one of them`},
		{"default without text",
			contracttest.In + `<xs:element name="E" default="1"><xs:complexType><xs:sequence/></xs:complexType></xs:element>`, `
api.wsdl:6:22: a default value needs a type with text, and type "E" has no text: remove it
api.wsdl:6:22: warning: the default value is ignored: it is supported only for simple types`},
		{"value that the base does not have", contracttest.In + `<xs:simpleType name="T"><xs:restriction base="a:B"><xs:enumeration value="AB"/>
<xs:enumeration value="7"/><xs:enumeration value="1,0"/></xs:restriction></xs:simpleType>
<xs:simpleType name="B"><xs:restriction base="xs:decimal"><xs:enumeration value="7.0"/></xs:restriction></xs:simpleType>
<xs:simpleType name="C"><xs:restriction base="a:B"><xs:enumeration value="8"/></xs:restriction></xs:simpleType>`, `
api.wsdl:6:68: "AB" is not a value of xs:decimal
api.wsdl:7:44: "1,0" is not a value of xs:decimal
api.wsdl:9:68: warning: "8" is not one of the values of type "B", which this type restricts: no document can contain it`},
		{"bounds that are no values", contracttest.In + `<xs:simpleType name="T"><xs:restriction base="xs:date"><xs:minInclusive value="2024-99-99"/>
<xs:maxInclusive value="2024-02-30"/></xs:restriction></xs:simpleType>
<xs:simpleType name="B"><xs:restriction base="xs:boolean"><xs:minInclusive value="true"/></xs:restriction></xs:simpleType>`, `
api.wsdl:6:73: "2024-99-99" is not a value of xs:date
api.wsdl:7:18: "2024-02-30" is not a value of xs:date
api.wsdl:8:59: <xs:minInclusive> cannot bound values of xs:boolean: they have no order`},
		{"prefix of an enumerated name", contracttest.In + `<xs:simpleType name="T"><xs:restriction base="xs:QName"><xs:enumeration value="c:x"/>
</xs:restriction></xs:simpleType>`,
			`api.wsdl:6:73: the prefix of "c:x" is not declared: declare it with xmlns`},
		{"blocked derivation",
			contracttest.In + `<xs:complexType name="T"/><xs:complexType name="U"><xs:complexContent><xs:extension base="a:T"/>
</xs:complexContent></xs:complexType><xs:complexType name="V"><xs:sequence><xs:element name="all" type="a:T" block="#all"/>
<xs:element name="none" type="a:T" block="restriction"/></xs:sequence></xs:complexType>`,
			`api.wsdl:7:110: warning: block is ignored: the field of element "all" takes all derived types`},
		{"blocked derivations",
			contracttest.In + `<xs:complexType name="T"/><xs:complexType name="U"><xs:complexContent><xs:extension base="a:T"/>
</xs:complexContent></xs:complexType><xs:complexType name="V"><xs:sequence><xs:element name="A" type="a:T" block="#all"/>
<xs:element name="B" type="a:T" block="extension"/></xs:sequence></xs:complexType>`,
			`api.wsdl:7:108: warning: block is ignored: the fields of element "A" and of 1 more take all derived types`},
		{"unknown built-in type", `<xs:element name="In" type="xs:strin"/>`,
			`api.wsdl:5:23: unknown type "xs:strin": xml schema itself does not declare it`},
		{"type of a draft", `<xs:element name="In" type="xs:timeInstant"/>`,
			`api.wsdl:5:23: warning: "xs:timeInstant" is a type of a draft of XML Schema: it is taken to be dateTime`},
		{"prefix", `<xs:element name="In" type="c:T"/>`,
			`api.wsdl:5:23: the prefix of "c:T" is not declared: declare it with xmlns`},
		{"all at once", `<xs:element name="In" type="a:T"/><xs:complexType name="T"><xs:sequence><xs:element ref="a:E"/>
<xs:group ref="a:G"/></xs:sequence><xs:attribute ref="a:A"/><xs:attributeGroup ref="a:AG"/></xs:complexType>`, `
api.wsdl:5:85: unknown element "a:E": declare it in a schema of namespace "urn:a", or import one that does
api.wsdl:6:11: unknown group "a:G": declare it in a schema of namespace "urn:a", or import one that does
api.wsdl:6:50: unknown attribute "a:A": declare it in a schema of namespace "urn:a", or import one that does
api.wsdl:6:80: unknown attribute group "a:AG": declare it in a schema of namespace "urn:a", or import one that does`},
		{"duplicate type", contracttest.In + `<xs:complexType name="T"/>
<xs:simpleType name="T"><xs:restriction base="xs:string"/></xs:simpleType>`,
			`api.wsdl:7:16: warning: type "T" is declared differently at api.wsdl:6:17, which counts: this declaration is ignored`},
		{"no name", `<xs:element/>`, `
api.wsdl:5:1: <xs:element> has no name: add the attribute name
api.wsdl:7:48: unknown element "a:In": declare it in a schema of namespace "urn:a", or import one that does`},
		{"no XML name", contracttest.In + `<xs:complexType name="a b"/>`,
			`api.wsdl:6:17: "a b" is not an xml name: use letters, digits, '_', '-' and '.'`},
		{"misspelt", contracttest.In + `<xs:complexType name="T"><xs:sequnce/></xs:complexType>`,
			`api.wsdl:6:26: <xs:sequnce> is not allowed in <xs:complexType>: expected one of simpleContent, complexContent, all, ` +
				`element, group, choice, sequence, any, attribute, attributeGroup, anyAttribute`},
		{"occurrence", contracttest.In + `<xs:complexType name="T"><xs:sequence><xs:element name="x" maxOccurs="many"/>
<xs:element name="y" minOccurs="2"/></xs:sequence></xs:complexType>`, `
api.wsdl:6:60: "many" is not a count: write a number from 0
api.wsdl:7:1: minOccurs 2 is more than maxOccurs 1: raise maxOccurs`},
		{"duplicate attribute", contracttest.In + `<xs:attributeGroup name="G"><xs:attribute name="x" use="required"/></xs:attributeGroup>
<xs:complexType name="T"><xs:attribute name="x"/><xs:attributeGroup ref="a:G"/></xs:complexType>`,
			`api.wsdl:6:43: warning: attribute "x" is declared differently at api.wsdl:7:40, which counts: this declaration is ` +
				`ignored`},
		{"form", contracttest.In + `<xs:complexType name="T"><xs:attribute name="x" form="yes"/></xs:complexType>`,
			`api.wsdl:6:49: unknown form "yes": write qualified or unqualified`},
		{"use", contracttest.In + `<xs:complexType name="T"><xs:attribute name="x" use="must"/></xs:complexType>`,
			`api.wsdl:6:49: unknown use of an attribute "must": write optional, required or prohibited`},
		{"default",
			contracttest.In +
				`<xs:complexType name="T"><xs:attribute name="x" type="xs:int" default="0); panic("/></xs:complexType>`,
			`api.wsdl:6:63: warning: "0); panic(" is not a value of xs:int: the default value is ignored`},
		{"default of an enumeration", contracttest.In + `<xs:simpleType name="S"><xs:restriction base="xs:string">
<xs:enumeration value="a"/></xs:restriction>
</xs:simpleType>
<xs:complexType name="T"><xs:attribute name="x" type="a:S" default="b"/></xs:complexType>`,
			`api.wsdl:9:60: warning: "b" is not one of the values of type "S": the default value is ignored`},
		{"default of a list", contracttest.In + `<xs:complexType name="T"><xs:attribute name="x" default="1 b"><xs:simpleType>
<xs:list itemType="xs:int"/></xs:simpleType></xs:attribute></xs:complexType>`,
			`api.wsdl:6:49: warning: "1 b" has the item "b", which is not a value of xs:int: the default value is ignored`},
		{"default of a complex type", contracttest.In +
			`<xs:complexType name="T"><xs:sequence><xs:element name="x" default="1"/></xs:sequence></xs:complexType>`,
			`api.wsdl:6:60: warning: the default value is ignored: it is supported only for simple types`},
		{"fixed qualified name",
			contracttest.In + `<xs:complexType name="T"><xs:attribute name="x" type="xs:QName" fixed="a:b"/></xs:complexType>`,
			`api.wsdl:6:65: warning: the fixed value is ignored: it is not supported for qualified names`},
		{"wildcard",
			contracttest.In +
				`<xs:complexType name="T"><xs:sequence><xs:any namespace="##all" processContents="loose"/></xs:sequence>
</xs:complexType>`, `
api.wsdl:6:47: warning: unknown constraint on namespaces "##all": any namespace is allowed; write ##any, ##other, or a list of ` +
				`namespaces, ##targetNamespace and ##local
api.wsdl:6:65: warning: unknown processContents "loose": strict is used; write strict, lax or skip`},
		{"bound",
			contracttest.In + `<xs:simpleType name="T"><xs:restriction base="xs:byte"><xs:maxInclusive value="128"/></xs:restriction>
</xs:simpleType>`,
			`api.wsdl:6:73: "128" is not a value of xs:byte`},
		{"bound of text", contracttest.In + `<xs:simpleType name="T"><xs:restriction base="xs:string">
<xs:maxInclusive value="1"/></xs:restriction>
</xs:simpleType>`,
			`api.wsdl:7:1: <xs:maxInclusive> cannot bound values of xs:string: they have no order`},
		{"length",
			contracttest.In + `<xs:simpleType name="T"><xs:restriction base="xs:string"><xs:length value="-1"/></xs:restriction>
</xs:simpleType>`,
			`api.wsdl:6:69: "-1" is not a count: write a number from 0`},
		{"circular derivation",
			contracttest.In + `<xs:complexType name="T"><xs:complexContent><xs:extension base="a:T"/></xs:complexContent>
</xs:complexType>
<xs:simpleType name="S"><xs:restriction base="a:S"/></xs:simpleType>`, `
api.wsdl:6:59: type "T" is derived from itself: give it another base
api.wsdl:8:1: type "S" is derived from itself: give it another base`},
		{"circular group", contracttest.In + `<xs:group name="G"><xs:sequence><xs:group ref="a:G"/></xs:sequence></xs:group>
<xs:complexType name="T"><xs:group ref="a:G"/></xs:complexType>`,
			`api.wsdl:6:43: group "G" refers to itself: let it repeat with maxOccurs, or put it into an element`},
		{"simple type as base", contracttest.In + `<xs:complexType name="T"><xs:complexContent>
<xs:extension base="xs:int"/></xs:complexContent>
</xs:complexType>`,
			`api.wsdl:7:15: "xs:int" is a simple type: derive from it in <xs:simpleContent>`},
		{"complex type as attribute",
			contracttest.In + `<xs:complexType name="T"><xs:attribute name="x" type="a:T"/></xs:complexType>`,
			`api.wsdl:6:49: "a:T" is a complex type: expected a simple type`},
		{"redefining nothing", contracttest.In + `<xs:redefine schemaLocation="a.xsd"><xs:complexType name="T"/></xs:redefine>`,
			`api.wsdl:6:53: warning: unknown type "T": declare it in a schema of namespace "urn:a", or import one that does; ` +
				`what needs it is left out`},
		{"abstract element without another", contracttest.In + `<xs:element name="H" abstract="true"/>
<xs:complexType name="T"><xs:sequence><xs:element ref="a:H"/></xs:sequence></xs:complexType>`,
			`api.wsdl:7:51: warning: element "H" is abstract, and no element is declared as its substitute ` +
				`(substitutionGroup): it is kept as raw xml`},
		{"circular substitution", `<xs:element name="In" substitutionGroup="a:In"/>`,
			`api.wsdl:5:23: element "In" is more than 1000 substitutions away from a type: declare its own`},
		{"a copy of a declaration", contracttest.In + `<xs:complexType name="T"><xs:sequence/></xs:complexType>
<xs:complexType name="T"><xs:annotation/><xs:sequence/></xs:complexType>`, ``},
		{"facet without a value", contracttest.In + `<xs:simpleType name="T"><xs:restriction base="xs:int"><xs:maxInclusive/>
</xs:restriction></xs:simpleType>`,
			`api.wsdl:6:55: warning: <xs:maxInclusive> is ignored: it has no value`},
		{"another namespace", contracttest.In + `<xs:complexType name="T"><b:note/></xs:complexType>`,
			`api.wsdl:6:26: warning: <{urn:b}note> is not allowed in <xs:complexType>: it is ignored`},
		{"identity constraint", `<xs:element name="In"><xs:complexType/><xs:key name="k"/></xs:element>`,
			`api.wsdl:5:40: warning: <xs:key> is not checked: identity constraints are not supported`},
		{"attribute", contracttest.In + `<xs:complexType name="T" minOccurs="0"/>`,
			`api.wsdl:6:26: warning: <xs:complexType> has no attribute "minOccurs": it is ignored`},
		{"derivation of nothing", contracttest.In + `<xs:complexType name="T"><xs:simpleContent/></xs:complexType>
<xs:complexType name="U"><xs:complexContent><xs:extension/></xs:complexContent></xs:complexType>`, `
api.wsdl:6:26: <xs:simpleContent> is empty: add <xs:extension> or <xs:restriction>
api.wsdl:7:45: <xs:extension> has no base: add the attribute base`},
		{"attribute group in itself",
			contracttest.In + `<xs:attributeGroup name="G"><xs:attributeGroup ref="a:G"/></xs:attributeGroup>
<xs:complexType name="T"><xs:attributeGroup ref="a:G"/></xs:complexType>`,
			`api.wsdl:6:48: attribute group "G" refers to itself: remove the reference`},
		{"text", contracttest.In + `<xs:complexType name="T">prose</xs:complexType>`,
			`api.wsdl:6:1: warning: the text in <xs:complexType> is ignored: prose belongs in xs:documentation`},
		{"empty group", contracttest.In + `<xs:group name="G"/><xs:complexType name="T"><xs:group ref="a:G"/></xs:complexType>`,
			`api.wsdl:6:1: group "G" is empty: add <xs:sequence>, <xs:choice> or <xs:all>`},
		{"simple types of nothing", contracttest.In + `<xs:simpleType name="R"><xs:restriction/></xs:simpleType>
<xs:simpleType name="L"><xs:list/></xs:simpleType>
<xs:simpleType name="U"><xs:union/></xs:simpleType>
<xs:simpleType name="N"/>`, `
api.wsdl:6:25: <xs:restriction> has no base: add the attribute base
api.wsdl:7:25: <xs:list> has no item type: add the attribute itemType
api.wsdl:8:25: <xs:union> has no members: add the attribute memberTypes
api.wsdl:9:1: type "N" is empty: add <xs:restriction>, <xs:list> or <xs:union>`},
		{"qualified name that the base does not list", contracttest.In +
			`<xs:simpleType name="Q"><xs:restriction base="xs:QName"><xs:enumeration value="a:b"/></xs:restriction></xs:simpleType>
<xs:simpleType name="T"><xs:restriction base="a:Q"><xs:enumeration value="b:b"/></xs:restriction></xs:simpleType>`,
			`api.wsdl:7:68: warning: "{urn:b}b" is not one of the values of type "Q", which this type restricts: no document can ` +
				`contain it`},
		{"enumeration of notations", contracttest.In +
			`<xs:simpleType name="T"><xs:restriction base="xs:NOTATION"><xs:enumeration value="a:b"/></xs:restriction></xs:simpleType>`,
			`api.wsdl:6:60: warning: enumerations of lists and notations are not supported: the field takes any value`},
		{"enumeration of a list", contracttest.In + `<xs:simpleType name="L"><xs:list itemType="xs:int"/></xs:simpleType>
<xs:simpleType name="T"><xs:restriction base="a:L"><xs:enumeration value="1 2"/></xs:restriction></xs:simpleType>`,
			`api.wsdl:7:52: warning: enumerations of lists and notations are not supported: the field takes any value`},
		{"white space", contracttest.In + `<xs:simpleType name="T"><xs:restriction base="xs:string"><xs:whiteSpace value="trim"/>
</xs:restriction></xs:simpleType>`,
			`api.wsdl:6:73: unknown treatment of white space "trim": write preserve, replace or collapse`},
		{"list of a list", contracttest.In + `<xs:simpleType name="L"><xs:list itemType="xs:int"/></xs:simpleType>
<xs:simpleType name="T"><xs:list itemType="a:L"/></xs:simpleType>
<xs:complexType name="C"><xs:attribute name="t" type="a:T"/></xs:complexType>`,
			`api.wsdl:7:34: the items of a list cannot be lists: name the type of a single item`},
		{"missing include", `<xs:include schemaLocation="gone.xsd"/><xs:element name="In" type="a:T"/>`,
			`api.wsdl:5:13: "gone.xsd" not found in the contract's folder: save it there, or name its file with --map URI=FILE`},
		{"missing import", `<xs:import namespace="urn:b" schemaLocation="gone.xsd"/><xs:element name="In" type="b:T"/>`,
			`api.wsdl:5:30: "gone.xsd" not found in the contract's folder: save it there, or name its file with --map URI=FILE`},
		{"missing import that nothing needs", contracttest.In + `<xs:import namespace="urn:b" schemaLocation="gone.xsd"/>`,
			`api.wsdl:6:30: warning: "gone.xsd" not found in the contract's folder: it is left out, since nothing refers to its declarations`},
		{"include from the network",
			`<xs:include schemaLocation="https://example.test/a.xsd"/><xs:element name="In" type="a:T"/>`,
			`api.wsdl:5:13: "https://example.test/a.xsd" is not read from the network: save it, and name its file with --map URI=FILE, or fetch the contract with gen fetch`},
		{"include from elsewhere", `<xs:include schemaLocation="../a.xsd"/><xs:element name="In" type="a:T"/>`,
			`api.wsdl:5:13: "../a.xsd" is outside of the contract's folder: allow it with --root .., or name its file with --map URI=FILE`},
		{"include of nothing", `<xs:include/><xs:element name="In" type="a:T"/>`,
			`api.wsdl:5:1: "" does not name a document: give its location`},
		{"import of another namespace", contracttest.In + `<xs:import namespace="urn:b" schemaLocation="c.xsd"/>`,
			`api.wsdl:6:30: warning: "c.xsd" is a schema of namespace "urn:c", not of "urn:b": its own namespace is used`},
		{"import of a broken document", contracttest.In + `<xs:import namespace="urn:b" schemaLocation="broken.xsd"/>`,
			`broken.xsd:1:1: document type declarations are not allowed: remove it`},
		{"import of a broken document of a known namespace", contracttest.In +
			`<xs:import namespace="http://www.w3.org/1999/xlink" schemaLocation="broken.xsd"/>`,
			`broken.xsd:1:1: warning: document type declarations are not allowed: remove it: the built-in declarations of namespace "http://www.w3.org/1999/xlink" are used instead`},
		{"import of an unknown namespace", `<xs:import namespace="urn:b"/><xs:element name="In" type="b:T"/>`,
			`api.wsdl:5:53: unknown type "b:T": declare it in a schema of namespace "urn:b", or import one that does`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, ds := contracttest.Read("api.wsdl", contracttest.WSDL(test.content), "broken.xsd", "<!DOCTYPE a><a/>",
				"a.xsd", `<xs:schema targetNamespace="urn:a" xmlns:xs="http://www.w3.org/2001/XMLSchema"/>`,
				"c.xsd", `<xs:schema targetNamespace="urn:c" xmlns:xs="http://www.w3.org/2001/XMLSchema"/>`)
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), ds.Error()); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

// TestHostile checks that small contracts cannot take unbounded time or memory.
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
			_, ds := contracttest.Read("api.wsdl", contracttest.WSDL(contracttest.In+test.content))
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), ds.Error()); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%.1500s", diff)
			}
		})
	}
}
