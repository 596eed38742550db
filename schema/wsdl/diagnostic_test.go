// Tests of the diagnostics about WSDL documents.

package wsdl_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/contracttest"
)

// TestWSDLDiagnostics checks the diagnostics about a contract in which a part of the WSDL, old, is replaced.
func TestWSDLDiagnostics(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"rpc/literal", `<soap:binding`, `<soap:binding style="rpc"`, `
api.wsdl:8:48: warning: part "body" of message "In" names an element, but style rpc needs a type: ` +
			`the part is taken to be that element
api.wsdl:9:54: warning: the element around the parts of operation "Do" has no namespace (soap:body namespace): "urn:a" is used`},
		{"rpc/literal with a type as an element", `element="a:In"/></wsdl:message>
<wsdl:portType name="Port"><wsdl:operation name="Do"><wsdl:input message="a:In"/></wsdl:operation></wsdl:portType>
<wsdl:binding name="Binding" type="a:Port"><soap:binding`, `element="xs:int"/></wsdl:message>
<wsdl:portType name="Port"><wsdl:operation name="Do"><wsdl:input message="a:In"/></wsdl:operation></wsdl:portType>
<wsdl:binding name="Binding" type="a:Port"><soap:binding style="rpc"`, `
api.wsdl:8:48: warning: part "body" of message "In" names an element, but "xs:int" is a type: the part is taken to be of that type
api.wsdl:9:54: warning: the element around the parts of operation "Do" has no namespace (soap:body namespace): "urn:a" is used`},
		{"document/encoded", `use="literal"`, `use="encoded"`,
			`api.wsdl:10:15: binding "Binding" is document/encoded, which is not supported: ask for document/literal`},
		{"plain HTTP", `xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"`,
			`xmlns:soap="http://schemas.xmlsoap.org/wsdl/http/"`,
			`api.wsdl:10:15: binding "Binding" sends plain HTTP (http:binding), and there is none for soap: describe the ` +
				`operations in a YAML description of a REST service instead`},
		{"transport", `http://schemas.xmlsoap.org/soap/http`, `urn:jms`,
			`api.wsdl:10:58: warning: transport "urn:jms" is not supported: the client uses http`},
		{"second port", `</wsdl:service>`, `<wsdl:port name="Other" binding="a:Binding"/></wsdl:service>`,
			`api.wsdl:14:60: warning: port "Other" is left out: the client is written for port "Port"; to choose it instead, set the key port`},
		{"second port of the same name", `</wsdl:definitions>`, `<wsdl:service name="More"><wsdl:port name="Port" binding="a:Binding"/>
</wsdl:service></wsdl:definitions>`, `api.wsdl:15:27: warning: port "Port" of service "More" is left out: the client is written for ` +
			`port "Port" of service "Service"; to choose it instead, set the key service`},
		{"port twice", `</wsdl:service>`, `<wsdl:port name="Port" binding="a:Binding"/></wsdl:service>`,
			`api.wsdl:14:60: warning: port "Port" of service "Service" is left out: the client is written for port "Port" of service "Service"`},
		{"operation that a port of the same name has", `</wsdl:portType>
<wsdl:binding`, `<wsdl:operation name="More"><wsdl:input message="a:In"/></wsdl:operation></wsdl:portType>
<wsdl:service name="Other"><wsdl:port name="Port" binding="a:All"/></wsdl:service>
<wsdl:binding name="All" type="a:Port"><soap:binding/><wsdl:operation name="More"/></wsdl:binding>
<wsdl:binding`, `
api.wsdl:9:44: warning: operation "Do" is left out: binding "All" does not bind it; to call it, choose port "Port" of service "Service" instead, by the key service
api.wsdl:15:30: warning: port "Port" of service "Service" is left out: the client is written for port "Port" of service "Other"; to choose it instead, set the key service`},
		{"port of other operations", `</wsdl:service>`, `<wsdl:port name="Other" binding="a:More"/></wsdl:service>
<wsdl:portType name="More"/><wsdl:binding name="More" type="a:More"><soap:binding/></wsdl:binding>`,
			`api.wsdl:14:60: warning: port "Other" is left out: its binding "More" has no operations`},
		{"encoded port of other operations", `</wsdl:service>`, `<wsdl:port name="Other" binding="a:More"/></wsdl:service>
<wsdl:portType name="More"><wsdl:operation name="Do"><wsdl:input message="a:In"/></wsdl:operation>
<wsdl:operation name="Go"><wsdl:input message="a:In"/></wsdl:operation></wsdl:portType>
<wsdl:binding name="More" type="a:More"><soap:binding/><wsdl:operation name="Do"><wsdl:input>
<soap:body use="encoded"/></wsdl:input></wsdl:operation></wsdl:binding>`,
			`api.wsdl:14:60: warning: port "Other" is left out with the operations of port type "More": it is document/encoded`},
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
		{"port of plain HTTP", `</wsdl:service>`, `<wsdl:port name="Get" binding="a:Get"/></wsdl:service>
<wsdl:portType name="Gets"><wsdl:operation name="Find"><wsdl:input message="a:In"/></wsdl:operation></wsdl:portType>
<wsdl:binding name="Get" type="a:Gets"><h:binding xmlns:h="http://schemas.xmlsoap.org/wsdl/http/" verb="GET"/></wsdl:binding>`,
			`api.wsdl:14:60: warning: port "Get" is left out with the operations of port type "Gets" ("Find"): its binding "Get" sends plain HTTP (http:binding)`},
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
api.wsdl:9:44: warning: operation "Do" is left out: no supported binding has it, so it cannot be called
api.wsdl:10:1: binding "Binding" has no operations that can be called: there is nothing to write
api.wsdl:11:17: warning: operation "Did" is left out: port type "Port" does not declare it`},
		{"operation that is not bound", `</wsdl:portType>`, `<wsdl:operation name="Do"/></wsdl:portType>`,
			`api.wsdl:9:115: warning: operation "Do" is left out: no supported binding has it, so it cannot be called`},
		{"operation that another binding has", `</wsdl:portType>
<wsdl:binding`, `<wsdl:operation name="More"><wsdl:input message="a:In"/></wsdl:operation></wsdl:portType>
<wsdl:binding name="All" type="a:Port"><soap:binding/><wsdl:operation name="More"/></wsdl:binding>
<wsdl:binding`, `
api.wsdl:9:115: warning: operation "More" is left out: binding "Binding" does not bind it; to call it, choose binding "All" instead, by the key binding
api.wsdl:10:1: warning: binding "All" is left out: the client is written for port "Port"; to choose it instead, set the key binding`},
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
api.wsdl:15:1: warning: binding "Other" is left out: it has no operations
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
			`api.wsdl:11:155: warning: a header of operation "Do" is left out: it is encoded, but the body is not`},
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
		{"earlier draft of XML Schema", `xmlns:xs="http://www.w3.org/2001/XMLSchema"`,
			`xmlns:xs='http://www.w3.org/1999/XMLSchema' xmlns:i="http://www.w3.org/2000/10/XMLSchema-instance"`,
			`api.wsdl:1:1: warning: the draft of XML Schema (namespace http://www.w3.org/1999/XMLSchema) is read as if it were ` +
				`the recommendation`},
		{"duplicate message", `<wsdl:portType`,
			`<wsdl:message name="In"><wsdl:part name="other"/></wsdl:message><wsdl:portType`,
			`api.wsdl:9:15: warning: message "In" is declared differently at api.wsdl:8:15, which counts: this declaration is ` +
				`ignored`},
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
api.wsdl:9:66: warning: operation "Do" is left out: message "In" has the parts "body", "more" in the body, which are not different elements: name one that is an element in the parts of soap:body
api.wsdl:10:1: binding "Binding" has no operations that can be called: there is nothing to write`},
		{"header without a part", `<soap:body use="literal"/>`,
			`<soap:body use="literal"/><soap:header message="a:In" part="head" use="literal"/>`,
			`api.wsdl:11:130: warning: a header of operation "Do" is left out: message "In" has no part "head"`},
		{"header without a message", `<soap:body use="literal"/>`,
			`<soap:body use="literal"/><soap:header message="a:Gone" part="head" use="literal"/>`,
			`api.wsdl:11:115: warning: a header of operation "Do" is left out: there is no message "a:Gone"`},
		{"header fault without a message", `<soap:body use="literal"/>`,
			`<soap:body parts="body" use="literal"/><soap:header message="a:In" part="body"><soap:headerfault/></soap:header>`,
			`api.wsdl:11:155: warning: a header fault of operation "Do" is left out: there is no message ""`},
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
api.wsdl:12:63: message "In" has no part "x" for the attachment of operation "Do": it has "body"`},
		{"parts of nothing", `<soap:body use="literal"/>`,
			`<m:multipartRelated xmlns:m="http://schemas.xmlsoap.org/wsdl/mime/"><m:part/></m:multipartRelated>`, `
api.wsdl:10:1: binding "Binding" has no operations that can be called: there is nothing to write
api.wsdl:11:76: warning: operation "Do" is left out: none of the parts of its input has the envelope (soap:body) or content (mime:content)`},
		{"content beside an envelope", `<soap:body use="literal"/>`,
			`<soap:body use="literal"/><m:content xmlns:m="http://schemas.xmlsoap.org/wsdl/mime/" part="body" type="text/xml"/>`, `
api.wsdl:10:1: binding "Binding" has no operations that can be called: there is nothing to write
api.wsdl:11:102: warning: operation "Do" is left out: its input is <mime:content> or another message, which is not supported`},
		{"content beside parts", `<soap:body use="literal"/>`,
			`<m:content xmlns:m="http://schemas.xmlsoap.org/wsdl/mime/" part="body" type="text/xml"/>
<m:multipartRelated xmlns:m="http://schemas.xmlsoap.org/wsdl/mime/"><m:part><m:content part="body"/></m:part></m:multipartRelated>`, `
api.wsdl:10:1: binding "Binding" has no operations that can be called: there is nothing to write
api.wsdl:11:76: warning: operation "Do" is left out: its input is <mime:content> or another message, which is not supported`},
		{"header without an envelope", `<soap:body use="literal"/>`,
			`<m:content xmlns:m="http://schemas.xmlsoap.org/wsdl/mime/" part="body" type="text/xml"/><soap:header message="a:In" part="body" use="literal"/>`,
			`api.wsdl:11:164: warning: a header of operation "Do" is left out: its input has no envelope`},
		{"content without a part", `<soap:body use="literal"/>`,
			`<m:content xmlns:m="http://schemas.xmlsoap.org/wsdl/mime/" part="x" type="text/xml"/>`, `
api.wsdl:11:135: message "In" has no part "x" for the attachment of operation "Do": it has "body"`},
		{"DIME", `<soap:body use="literal"/>`,
			`<d:message xmlns:d="http://schemas.xmlsoap.org/ws/2002/04/dime/wsdl/" layout="l" wsdl:required="true"/><soap:body use="literal"/>`, `
api.wsdl:10:1: binding "Binding" has no operations that can be called: there is nothing to write
api.wsdl:11:64: warning: operation "Do" is left out: its attachments are in DIME messages, which are not supported: ask for MTOM, which has replaced them`},
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
			_, ds := contracttest.Read("api.wsdl", strings.Replace(contracttest.WSDL(contracttest.In), test.old, test.new, 1))
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), ds.Error()); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRPCDiagnostics checks the diagnostics about a part of style rpc without a type.
func TestRPCDiagnostics(t *testing.T) {
	text := strings.NewReplacer(` element="a:In"`, ``, `<soap:binding`, `<soap:binding style="rpc"`,
		`<soap:body`, `<soap:body namespace="urn:a"`).Replace(contracttest.WSDL(contracttest.In))
	_, ds := contracttest.Read("api.wsdl", text)
	want := `api.wsdl:8:25: part "body" of message "In" has no type: add the attribute type`
	if diff := cmp.Diff(want, ds.Error()); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}

// TestEncodedPort checks the diagnostics if the only port has an encoded binding, and another binding has no port.
func TestEncodedPort(t *testing.T) {
	text := strings.NewReplacer(`binding="a:Binding"`, `binding="a:Old"`,
		`<wsdl:service`,
		`<wsdl:binding name="Old" type="a:Port"><soap:binding style="rpc"/><wsdl:operation name="Do"><wsdl:input>
<soap:body use="encoded"/></wsdl:input></wsdl:operation></wsdl:binding><wsdl:service`).Replace(contracttest.WSDL(contracttest.In))
	_, ds := contracttest.Read("api.wsdl", text)
	want := `api.wsdl:10:15: warning: no port has binding "Binding": the client is written for it anyway
api.wsdl:14:101: warning: port "Port" is left out: the client is written for binding "Binding"; ` +
		"to choose it instead, set the key port"
	if diff := cmp.Diff(want, ds.Error()); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}

// TestHostileWSDL checks the bounds of parts and overloads.
func TestHostileWSDL(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"parts", `</wsdl:message>`, strings.Repeat(`<wsdl:part name="p" type="xs:int"/>`, 1000) + `</wsdl:message>`, `
api.wsdl:8:1: <wsdl:message> has more than 1000 parts: put them into an element of a type
api.wsdl:9:66: warning: operation "Do" is left out: message "In" has the parts "body", "p" in the body, which are not different elements: name one that is an element in the parts of soap:body`},
		{"overloads", `</wsdl:portType>`, strings.Repeat(`<wsdl:operation name="Do"/>`, 100) + `</wsdl:portType>`,
			`api.wsdl:9:2788: more than 100 operations are called "Do": rename some`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, ds := contracttest.Read("api.wsdl", strings.Replace(contracttest.WSDL(contracttest.In), test.old, test.new, 1))
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), ds.Error()); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%.1500s", diff)
			}
		})
	}
}

// FuzzRead checks that no document makes the reader panic, and that one without a fault has an operation.
func FuzzRead(f *testing.F) {
	for _, content := range []string{
		contracttest.In,
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
		f.Add([]byte(contracttest.WSDL(content)))
	}
	f.Add([]byte(strings.NewReplacer(`<soap:binding`, `<soap:binding style="rpc"`, `element="a:In"`, `type="xs:int"`,
		`wsdl/soap/`, `wsdl/soap12/`,
		`<soap:body use="literal"/>`, `<soap:body parts=""/><soap:header message="a:In" part="body"/>`,
	).Replace(contracttest.WSDL(contracttest.In))))
	f.Add([]byte("<?xml version='1.0' encoding='iso-8859-1'?><!DOCTYPE a><a b='c'/>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		api, ds := contracttest.Read("api.wsdl", string(data))
		if (api == nil) != ds.Faulty() {
			t.Errorf("the contract is %v with the diagnostics\n%s", api, ds)
		}
		if api != nil && len(api.SOAP.Operations) == 0 {
			t.Error("a contract without operations has no fault")
		}
	})
}

// TestLeftOutOfOperations checks the diagnostics about parts and faults that a binding leaves out of an operation.
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
api.wsdl:9:94: warning: fault "F" of operation "Do" has no type of its own: it is encoded, but the body is not`,
			[]string{`<wsdl:input message="a:In"/>`, `<wsdl:input message="a:In"/><wsdl:fault name="F" message="a:In"/>`,
				`</wsdl:operation></wsdl:binding>`, `<wsdl:fault name="F"><soap:fault name="F" use="encoded"/></wsdl:fault>` +
					`</wsdl:operation></wsdl:binding>`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := contracttest.WSDL(contracttest.In)
			for i := 0; i < len(test.replaced); i += 2 {
				text = strings.Replace(text, test.replaced[i], test.replaced[i+1], 1)
			}
			_, ds := contracttest.Read("api.wsdl", text)
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), ds.Error()); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOtherRoot(t *testing.T) {
	_, ds := contracttest.Read("api.wsdl", `<a xmlns="urn:x"/>`)
	want := `api.wsdl:1:1: found <{urn:x}a>, expected <wsdl:definitions> (namespace http://schemas.xmlsoap.org/wsdl/)`
	if ds.Error() != want {
		t.Errorf("diagnostics are\n%s\nwant\n%s", ds, want)
	}
}

// TestContentOfSeveralParts checks the diagnostic about a response that is one of several parts of its message.
func TestContentOfSeveralParts(t *testing.T) {
	const content = `<wsdl:output xmlns:m="http://schemas.xmlsoap.org/wsdl/mime/"><m:content part="a" type="text/xml"/><m:content part="b" type="a/b"/></wsdl:output>`
	text := strings.NewReplacer(`<wsdl:input message="a:In"/>`, `<wsdl:input message="a:In"/><wsdl:output message="a:Out"/>`,
		`<wsdl:portType`, `<wsdl:message name="Out"><wsdl:part name="a" type="xs:int"/><wsdl:part name="b" type="xs:int"/></wsdl:message><wsdl:portType`,
		`</wsdl:input>`, `</wsdl:input>`+content).Replace(contracttest.WSDL(contracttest.In))
	_, ds := contracttest.Read("api.wsdl", text)
	want := `api.wsdl:11:176: warning: operation "Do" is left out: its output is one of several parts of message "Out", which is not supported`
	if !strings.Contains(ds.Error(), want) {
		t.Errorf("%v, want %s", ds, want)
	}
}
