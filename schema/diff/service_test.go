// The rules about services and operations.

package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/schema/diff"
)

// compared returns the changes from old to new, a line each: the judgement, the rule, and where it is in both files.
func compared(t *testing.T, name, old, new string) []string {
	t.Helper()
	var lines []string
	for _, c := range diff.Compare(parse(t, "old"+name, old), parse(t, "new"+name, new)) {
		at := fmt.Sprintf("%v → %v", c.Old, c.New)
		lines = append(lines, fmt.Sprintf("%s %s, %s: %s", verdict(c), c.Rule, strings.ReplaceAll(at, name, ""), c))
	}
	return lines
}

// edit replaces pairs of texts, each of which must occur.
func edit(t *testing.T, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%q does not occur", pairs[i])
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return text
}

// soapContract has two operations, with headers and a fault.
const soapContract = `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns="urn:t" name="s"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
  targetNamespace="urn:t">
<wsdl:types><xs:schema targetNamespace="urn:t">
<xs:element name="order"><xs:complexType><xs:sequence>
<xs:element name="id" type="xs:int"/></xs:sequence></xs:complexType></xs:element>
<xs:element name="receipt"><xs:complexType><xs:sequence>
<xs:element name="number" type="xs:int"/></xs:sequence></xs:complexType></xs:element>
<xs:element name="session" type="xs:token"/>
<xs:element name="trace" type="xs:token"/>
<xs:element name="noStock"><xs:complexType/></xs:element>
<xs:element name="closed"><xs:complexType/></xs:element>
</xs:schema></wsdl:types>
<wsdl:message name="Order"><wsdl:part name="body" element="order"/></wsdl:message>
<wsdl:message name="Receipt"><wsdl:part name="body" element="receipt"/></wsdl:message>
<wsdl:message name="Session"><wsdl:part name="session" element="session"/></wsdl:message>
<wsdl:message name="Trace"><wsdl:part name="trace" element="trace"/></wsdl:message>
<wsdl:message name="NoStock"><wsdl:part name="fault" element="noStock"/></wsdl:message>
<wsdl:message name="Closed"><wsdl:part name="fault" element="closed"/></wsdl:message>
<wsdl:portType name="P">
<wsdl:operation name="Buy"><wsdl:input message="Order"/><wsdl:output message="Receipt"/>
<wsdl:fault name="f" message="NoStock"/></wsdl:operation>
<wsdl:operation name="Sell"><wsdl:input message="Order"/><wsdl:output message="Receipt"/></wsdl:operation>
</wsdl:portType>
<wsdl:binding name="B" type="P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<wsdl:operation name="Buy"><soap:operation soapAction="buy"/>
<wsdl:input><soap:body use="literal"/><soap:header message="Session" part="session" use="literal"/></wsdl:input>
<wsdl:output><soap:body use="literal"/><soap:header message="Session" part="session" use="literal"/></wsdl:output>
<wsdl:fault name="f"><soap:fault name="f" use="literal"/></wsdl:fault></wsdl:operation>
<wsdl:operation name="Sell"><soap:operation soapAction="sell"/>
<wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output>
</wsdl:operation></wsdl:binding>
<wsdl:service name="S"><wsdl:port name="P" binding="B"><soap:address location="https://a.example/"/></wsdl:port>
</wsdl:service>
</wsdl:definitions>`

// edited is a change of a contract: pairs of old and new text.
type edited struct {
	name  string
	edits []string
	want  []string
}

// undone are cases that are tested the other way round, too, and what changes then.
var undone = map[string]string{
	"one-way": "compatible operation-answers, old:23:17 → new:23:17: operation Sell now has a response (was one-way)",
	"attachment": "breaking attachment-removed, old:5:13 → new:5:13: operation Put: request element data is now xs:base64Binary " +
		"(was attachment)",
	"multicall": "breaking multicall-removed, old → new: the service no longer accepts several calls in one request",
}

var soapCases = []edited{
	{"version", []string{"http://schemas.xmlsoap.org/wsdl/soap/", "http://schemas.xmlsoap.org/wsdl/soap12/"}, []string{
		"breaking soap-version-changed, old:33:24 → new:33:24: the service now uses SOAP 1.2 (was 1.1)",
	}},
	{"endpoint", []string{"https://a.example/", "https://b.example/"}, []string{
		"compatible endpoint-changed, old:33:24 → new:33:24: the service is now at https://b.example/ (was " +
			"https://a.example/): see Config.Endpoint",
	}},
	{"action", []string{`soapAction="sell"`, `soapAction="sale"`}, []string{
		`breaking action-changed, old:23:17 → new:23:17: operation Sell has another SOAPAction: "sale" (was "sell")`,
	}},
	{"operation renamed", []string{`operation name="Sell"`, `operation name="Vend"`}, []string{
		"breaking operation-removed, old:23:17 → : operation Sell is removed",
		"compatible operation-added,  → new:23:17: operation Vend is new",
	}},
	{"one-way", []string{`<wsdl:operation name="Sell"><wsdl:input message="Order"/><wsdl:output message="Receipt"/>`,
		`<wsdl:operation name="Sell"><wsdl:input message="Order"/>`}, []string{
		"breaking message-removed, old:23:17 → new:23:17: operation Sell no longer has a response (is now one-way)",
	}},
	{"headers", []string{`message="Session" part="session"`, `message="Trace" part="trace"`}, []string{
		"breaking header-added,  → new:10:13: operation Buy: request header trace is new",
		"breaking header-removed, old:9:13 → : operation Buy: response header session is removed",
		"compatible header-removed, old:9:13 → : operation Buy: request header session is removed",
		"compatible header-added,  → new:10:13: operation Buy: response header trace is new",
	}},
	{"fault", []string{`message="NoStock"`, `message="Closed"`}, []string{
		"compatible fault-added,  → new:12:13: operation Buy: fault closed is new",
		"compatible fault-removed, old:11:13 → : operation Buy: fault noStock is removed",
	}},
	{"other element", []string{`<wsdl:message name="Order"><wsdl:part name="body" element="order"/>`,
		`<wsdl:message name="Order"><wsdl:part name="body" element="receipt"/>`}, []string{
		"breaking message-changed, old:5:13 → new:7:13: operation Buy (and 1 more): request is now the " +
			"element {urn:t}receipt (was the element {urn:t}order)",
	}},
	{"namespace", []string{"urn:t", "urn:u"}, []string{
		`breaking namespace-changed, old:5:13 → new:5:13: operation Buy (and 1 more): request is now in ` +
			`namespace "urn:u" (was "urn:t")`,
	}},
	{"shared type", []string{`name="number"`, `name="number" minOccurs="0"`}, []string{
		"breaking now-optional, old:8:13 → new:8:13: operation Buy (and 1 more): response element number is " +
			"now optional",
	}},
}

func TestSOAPRules(t *testing.T) { testEdits(t, ".wsdl", soapContract, soapCases) }

// rpcContract has one operation of style rpc.
const rpcContract = `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns="urn:t" name="s"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
  targetNamespace="urn:t">
<wsdl:message name="Order"><wsdl:part name="id" type="xs:int"/></wsdl:message>
<wsdl:portType name="P"><wsdl:operation name="Buy"><wsdl:input message="Order"/></wsdl:operation></wsdl:portType>
<wsdl:binding name="B" type="P"><soap:binding style="rpc"/><wsdl:operation name="Buy">
<wsdl:input><soap:body use="literal" namespace="urn:t"/></wsdl:input></wsdl:operation></wsdl:binding>
</wsdl:definitions>`

var rpcCases = []edited{
	{"encoded", []string{`use="literal"`, `use="encoded"`}, []string{
		"breaking encoding-changed, old:5:41 → new:5:41: operation Buy: request is now encoded (was literal)",
	}},
}

// policyContract demands two tokens of an operation.
const policyContract = `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns="urn:t" name="s"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
  targetNamespace="urn:t" xmlns:wsp="http://www.w3.org/ns/ws-policy" xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702">
<wsdl:message name="Order"><wsdl:part name="id" type="xs:int"/></wsdl:message>
<wsdl:portType name="P"><wsdl:operation name="Buy"><wsdl:input message="Order"/></wsdl:operation></wsdl:portType>
<wsdl:binding name="B" type="P"><soap:binding style="rpc"/><wsp:Policy><sp:SamlToken/><sp:X509Token/></wsp:Policy>
<wsdl:operation name="Buy"><wsdl:input><soap:body use="literal" namespace="urn:t"/></wsdl:input></wsdl:operation></wsdl:binding>
</wsdl:definitions>`

var policyCases = []edited{
	{"less", []string{`<sp:X509Token/>`, ``}, []string{
		"compatible security-dropped, old:6:60 → new:5:41: operation Buy no longer demands security of messages: X509Token",
	}},
	{"other", []string{`X509Token`, `UsernameToken`}, []string{
		"breaking security-demanded, old:5:41 → new:6:60: operation Buy now demands security of messages: UsernameToken",
		"compatible security-dropped, old:6:60 → new:5:41: operation Buy no longer demands security of messages: X509Token",
	}},
	{"optional", []string{`<sp:X509Token/>`, `<sp:X509Token/><sp:SpnegoContextToken wsp:Optional="true"/>`}, nil},
}

func TestPolicyRules(t *testing.T) { testEdits(t, ".wsdl", policyContract, policyCases) }

func TestRPCRules(t *testing.T) { testEdits(t, ".wsdl", rpcContract, rpcCases) }

// attachmentContract has a binary element.
const attachmentContract = `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns="urn:t" name="s"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
  targetNamespace="urn:t" xmlns:xmime="http://www.w3.org/2005/05/xmlmime"><wsdl:types>
<xs:schema targetNamespace="urn:t"><xs:element name="put"><xs:complexType><xs:sequence>
<xs:element name="data" type="xs:base64Binary"/>
</xs:sequence></xs:complexType></xs:element></xs:schema></wsdl:types>
<wsdl:message name="Put"><wsdl:part name="body" element="put"/></wsdl:message>
<wsdl:portType name="P"><wsdl:operation name="Put"><wsdl:input message="Put"/></wsdl:operation></wsdl:portType>
<wsdl:binding name="B" type="P"><soap:binding/><wsdl:operation name="Put">
<wsdl:input><soap:body use="literal"/></wsdl:input></wsdl:operation></wsdl:binding>
</wsdl:definitions>`

var attachmentCases = []edited{
	{"attachment", []string{`base64Binary"/>`, `base64Binary" xmime:expectedContentTypes="image/png"/>`}, []string{
		"compatible attachment-added, old:5:13 → new:5:13: operation Put: request element data is now attachment " +
			"(was xs:base64Binary)",
	}},
	{"referred attachment", []string{`type="xs:base64Binary"/>`, `type="r:swaRef" xmlns:r="http://ws-i.org/profiles/basic/1.1/xsd"/>`, `<xs:element name="put">`, `<xs:import namespace="http://ws-i.org/profiles/basic/1.1/xsd"/><xs:element name="put">`}, []string{
		"breaking type-changed, old:5:13 → new:5:13: operation Put: request element data is now attachment (swaRef) " +
			"(was xs:base64Binary)",
	}},
}

// attachedContract has parts beside the envelope.
const attachedContract = `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns="urn:t" name="s"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
  xmlns:m="http://schemas.xmlsoap.org/wsdl/mime/" targetNamespace="urn:t">
<wsdl:message name="Put"><wsdl:part name="name" type="xs:string"/>
<wsdl:part name="file" type="xs:base64Binary"/>
<wsdl:part name="more" type="xs:base64Binary"/></wsdl:message>
<wsdl:portType name="P"><wsdl:operation name="Put"><wsdl:input message="Put"/></wsdl:operation></wsdl:portType>
<wsdl:binding name="B" type="P"><soap:binding style="rpc"/><wsdl:operation name="Put">
<wsdl:input><m:multipartRelated><m:part><soap:body use="literal" parts="name" namespace="urn:t"/></m:part>
<m:part><m:content part="file" type="image/png"/></m:part>
<m:part><m:content part="more" type="text/plain"/></m:part></m:multipartRelated></wsdl:input></wsdl:operation></wsdl:binding>
</wsdl:definitions>`

var attachedCases = []edited{
	{"media type", []string{`"image/png"`, `"image/jpeg"`}, []string{
		"breaking media-type-removed, old:5:12 → new:5:12: operation Put: request part file can no longer be image/png",
		"compatible media-type-added, old:5:12 → new:5:12: operation Put: request part file can now be image/jpeg",
	}},
	{"part renamed", []string{`<wsdl:part name="file"`, `<wsdl:part name="scan"`, `part="file"`, `part="scan"`}, []string{
		"breaking removed, old:5:12 → : operation Put: request part file is removed",
		"breaking required-added,  → new:5:12: operation Put: request part scan is new and required",
	}},
	{"no envelope", []string{`<m:part><soap:body use="literal" parts="name" namespace="urn:t"/></m:part>`, ""}, []string{
		"breaking message-changed, old:7:41 → new:7:41: operation Put: request is now parts without an envelope (was the element {urn:t}Put)",
	}},
	{"content alone", []string{`<m:multipartRelated><m:part><soap:body use="literal" parts="name" namespace="urn:t"/></m:part>
<m:part><m:content part="file" type="image/png"/></m:part>
<m:part><m:content part="more" type="text/plain"/></m:part></m:multipartRelated>`, `<m:content part="file" type="image/png"/>`}, []string{
		"breaking message-changed, old:7:41 → new:7:41: operation Put: request is now content without an envelope (was the element {urn:t}Put)",
	}},
	{"part in the body", []string{`parts="name"`, `parts="name more"`, `
<m:part><m:content part="more" type="text/plain"/></m:part>`, ""}, []string{
		"breaking removed, old:6:12 → : operation Put: request part more is removed",
		"breaking required-added,  → new:6:12: operation Put: request element more is new and required",
	}},
}

func TestAttachedRules(t *testing.T) { testEdits(t, ".wsdl", attachedContract, attachedCases) }

// unwrappedContract has a request without an envelope.
var unwrappedContract = strings.NewReplacer(`<m:part><soap:body use="literal" parts="name" namespace="urn:t"/></m:part>`, "",
	`<m:part><m:content part="more" type="text/plain"/></m:part>`, "").Replace(attachedContract)

var unwrappedCases = []edited{
	{"one part becomes the body", []string{"<m:multipartRelated>\n<m:part>", "", "</m:part>\n</m:multipartRelated>", ""}, []string{
		"breaking message-changed, old:7:41 → new:7:41: operation Put: request is now content without an envelope (was parts without an envelope)",
	}},
	{"media type", []string{`"image/png"`, `"image/*"`}, []string{
		"breaking media-type-removed, old:5:12 → new:5:12: operation Put: request part file can no longer be image/png",
		"compatible media-type-added, old:5:12 → new:5:12: operation Put: request part file can now be image/*",
	}},
}

func TestUnwrappedRules(t *testing.T) { testEdits(t, ".wsdl", unwrappedContract, unwrappedCases) }

func TestAttachmentRules(t *testing.T) { testEdits(t, ".wsdl", attachmentContract, attachmentCases) }

// encodedContract has an encoded operation with a header block, and two faults of one element.
const encodedContract = `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns="urn:t" name="s"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
  targetNamespace="urn:t"><wsdl:types><xs:schema targetNamespace="urn:t">
<xs:complexType name="Full"><xs:sequence><xs:element name="x" type="xs:int"/></xs:sequence></xs:complexType>
<xs:complexType name="Shut"><xs:sequence><xs:element name="y" type="xs:int"/></xs:sequence></xs:complexType>
</xs:schema></wsdl:types>
<wsdl:message name="Order"><wsdl:part name="id" type="xs:int"/></wsdl:message>
<wsdl:message name="Full"><wsdl:part name="fault" type="Full"/></wsdl:message>
<wsdl:message name="Shut"><wsdl:part name="fault" type="Shut"/></wsdl:message>
<wsdl:portType name="P"><wsdl:operation name="Buy"><wsdl:input message="Order"/><wsdl:output message="Order"/>
<wsdl:fault name="full" message="Full"/><wsdl:fault name="shut" message="Shut"/></wsdl:operation></wsdl:portType>
<wsdl:binding name="B" type="P"><soap:binding style="rpc"/><wsdl:operation name="Buy">
<wsdl:input><soap:body use="encoded" namespace="urn:t"/>
<soap:header message="Full" part="fault" use="encoded" namespace="urn:t"/></wsdl:input>
<wsdl:output><soap:body use="encoded" namespace="urn:t"/></wsdl:output>
<wsdl:fault name="full"><soap:fault name="full" use="encoded"/></wsdl:fault>
<wsdl:fault name="shut"><soap:fault name="shut" use="encoded"/></wsdl:fault></wsdl:operation></wsdl:binding>
</wsdl:definitions>`

var encodedCases = []edited{
	{"header", []string{`part="fault" use="encoded"`, `part="fault" use="literal"`}, []string{
		"breaking encoding-changed, old:8:38 → new:8:38: operation Buy: request header fault is now literal (was encoded)",
	}},
	{"fault removed", []string{`<wsdl:fault name="shut" message="Shut"/>`, ``}, []string{
		"compatible fault-removed, old:9:38 → : operation Buy: fault Shut is removed",
	}},
	{"fault of another part", []string{`name="Shut"><wsdl:part name="fault"`, `name="Shut"><wsdl:part name="detail"`}, []string{
		"breaking message-changed, old:9:38 → new:9:38: operation Buy: fault Shut is now the element detail (was the element fault)",
	}},
}

func TestEncodedRules(t *testing.T) { testEdits(t, ".wsdl", encodedContract, encodedCases) }

const restContract = `kontrakt: 1
title: Shop
baseUrl: https://a.example/{version}/rest
parameters:
  version: {default: "1.0"}
headerPrefix: X-Shop-
timeZone: Europe/Berlin
errors: {type: Errors, field: Texts, 410: Errors}
mimeTypes: {PDF: application/pdf, Text: text/plain}
types:
  Errors:
    fields:
      Texts: {listOf: string}
      Notes: {listOf: string}
  Article:
    fields:
      Id: string
      Price: number
      Count: int
      Sold: {type: int, nullable: true}
      Sizes: {listOf: string}
functions:
  getArticle:
    get: /articles/{id}
    result: Article
    cacheable: true
  addArticle:
    post: /articles
    query:
      dry: bool
      tags: {listOf: string}
    headers:
      Note: string
    body: Article
    result: Article
  addPicture:
    put: /articles/{id}/picture
    body: {mime: [PDF]}
  ping:
    get: /ping
  addFile:
    post: /files
    body: {multipart: {file: {mime: [PDF, Text]}, note: string}}
  addNote:
    post: /notes
    body: {form: {text: {type: string, required: true}}}
    responseHeaders: {X: int, Z: string}
  list:
    get: /list
    query: {p: int}
    result: {listOf: int}
    paging: {page: p}
    errors: {409: Errors}
`

var restCases = []edited{
	{"base URL", []string{"https://a.example", "https://b.example"}, []string{
		"breaking base-url-changed, old:3:10 → new:3:10: the service is now at " +
			"https://b.example/{version}/rest (was https://a.example/{version}/rest)",
	}},
	{"header prefix", []string{"X-Shop-", "Shop-"}, []string{
		`breaking header-prefix-changed, old → new: the header parameters now begin with "Shop-" (was "X-Shop-")`,
	}},
	{"time zone", []string{"Europe/Berlin", "Europe/Paris"}, []string{
		`breaking time-zone-changed, old → new: the times without an offset are now in zone "Europe/Paris" ` +
			`(was "Europe/Berlin")`,
	}},
	{"multicall", []string{"timeZone:", "multiCall: true\ntimeZone:"}, []string{
		"compatible multicall-added, old → new: the service now accepts several calls in one request",
	}},
	{"error messages", []string{"field: Texts", "field: Notes"}, []string{
		"breaking error-messages-changed, old:13:7 → new:14:7: error responses have their messages in field " +
			"Notes, a list (was field Texts, a list)",
	}},
	{"errors by status", []string{"410: Errors", "404: Article, default: Errors"}, []string{
		"compatible fault-added,  → new:8:38: the service: error 404 now has a type: Article",
		"compatible fault-added,  → new:8:61: the service: error default now has a type: Errors",
		"compatible fault-removed, old:8:38 → : the service: error 410 no longer has a type",
	}},
	{"field of an error", []string{"      Notes: {listOf: string}\n", ""}, []string{
		"breaking removed, old:14:7 → : the service: error 410 field Notes is removed (in 2 places)",
	}},
	{"deprecation", []string{"get: /ping\n", "get: /ping\n    deprecated: use pong\n", "dry: bool",
		"dry: {type: bool, deprecated: it has no effect, default: true}"}, []string{
		"compatible now-deprecated, old:39:3 → new:39:3: operation ping is now deprecated: use pong",
		"compatible now-deprecated, old:30:7 → new:30:7: operation addArticle: query parameter dry is now deprecated: " +
			"it has no effect",
		"compatible default-added, old:30:7 → new:30:7: operation addArticle: query parameter dry now has the default value " +
			`"true"`,
	}},
	{"idempotency key", []string{"post: /notes\n", "post: /notes\n    idempotencyKey: Key\n"}, []string{
		"compatible optional-added, old:44:3 → new:44:3: operation addNote: idempotency key in header Key is new and optional",
	}},
	{"paging", []string{"get: /ping\n", "get: /ping\n    result: {listOf: int}\n    paging: {link: next}\n",
		"paging: {page: p}", "paging: {page: p, first: 0}"}, []string{
		"breaking paging-changed, old:48:3 → new:50:3: operation list now returns pages by page p from 0 (was by page p)",
		"compatible paging-added, old:39:3 → new:39:3: operation ping now returns pages, by link next",
		"compatible message-added, old:39:3 → new:39:3: operation ping: response now has a body",
	}},
	{"paging no more", []string{"    paging: {page: p}\n", ""}, []string{
		"breaking paging-changed, old:48:3 → new:48:3: operation list no longer returns pages",
	}},
	{"response headers", []string{"get: /ping\n", "get: /ping\n    responseHeaders: {X: int}\n", "{X: int, Z: string}",
		"{Y: int, z: int}"}, []string{
		"breaking header-removed, old:47:23 → new:45:3: operation addNote: response header X is removed",
		"breaking type-changed, old:47:31 → new:48:31: operation addNote: response header z is now int (was string)",
		"compatible header-added, old:39:3 → new:41:23: operation ping: response header X is new",
		"compatible header-added, old:44:3 → new:48:23: operation addNote: response header Y is new",
	}},
	{"client parameter", []string{`default: "1.0"`, `default: "2.0"`}, []string{
		`breaking parameter-default-changed, old:5:3 → new:5:3: parameter version has another default ` +
			`value: "2.0" (was "1.0")`,
	}},
	{"authentication stated", []string{"timeZone:", "auth: {token: bearer, key: {apiKey: {header: X-Key}}}\ntimeZone:"}, []string{
		"compatible auth-added, old:23:3 → new:24:3: operation getArticle (and 6 more) now accepts an API key in header X-Key",
	}},
	{"another authentication stated", []string{"timeZone:", "auth: {user: basic}\ntimeZone:"}, []string{
		"breaking auth-removed, old:23:3 → new:24:3: operation getArticle (and 6 more) no longer accepts a bearer token",
		"compatible auth-added, old:23:3 → new:24:3: operation getArticle (and 6 more) now accepts HTTP Basic",
	}},
	{"no authentication stated for one", []string{"timeZone:", "auth: {token: bearer}\ntimeZone:", "    cacheable: true\n",
		"    cacheable: true\n    auth: none\n"}, nil},
	{"method", []string{"post: /articles", "put: /articles"}, []string{
		"breaking method-changed, old:27:3 → new:27:3: operation addArticle is now a PUT (was POST)",
	}},
	{"path", []string{"get: /articles/{id}", "get: /goods/{id}"}, []string{
		"breaking path-changed, old:23:3 → new:23:3: operation getArticle is now at /goods/{id} (was /articles/{id})",
	}},
	{"name of a path parameter", []string{"get: /articles/{id}", "get: /articles/{nr}"}, nil},
	{"caching", []string{"    cacheable: true\n", ""}, []string{
		"compatible caching-changed, old:23:3 → new:23:3: operation getArticle can no longer be cached",
	}},
	{"safe", []string{"post: /articles\n", "post: /articles\n    safe: true\n"}, []string{
		"compatible now-safe, old:27:3 → new:27:3: operation addArticle now changes nothing",
	}},
	{"no longer safe", []string{"    cacheable: true\n", "    safe: false\n"}, []string{
		"breaking no-longer-safe, old:23:3 → new:23:3: operation getArticle now changes something",
		"compatible caching-changed, old:23:3 → new:23:3: operation getArticle can no longer be cached",
	}},
	{"parameter added", []string{"dry: bool", "dry: bool\n      force: bool"}, []string{
		"compatible optional-added,  → new:31:7: operation addArticle: query parameter force is new and optional",
	}},
	{"required parameter added", []string{"dry: bool", "dry: bool\n      force: {type: bool, required: true}"},
		[]string{
			"breaking required-added,  → new:31:7: operation addArticle: query parameter force is new and required",
		}},
	{"parameter required", []string{"dry: bool", "dry: {type: bool, required: true}"}, []string{
		"breaking now-required, old:30:7 → new:30:7: operation addArticle: query parameter dry is now required",
	}},
	{"parameter removed", []string{"      dry: bool\n", ""}, []string{
		"breaking removed, old:30:7 → : operation addArticle: query parameter dry is removed",
	}},
	{"parameter moved", []string{"      dry: bool\n", "", "Note: string", "Note: string\n      dry: bool"}, []string{
		"breaking parameter-moved, old:30:7 → new:33:7: operation addArticle: header parameter dry is no " +
			"longer a query parameter",
	}},
	{"parameter of one name in another place", []string{"Note: string", "Note: string\n      tags: int"}, []string{
		"compatible optional-added,  → new:34:7: operation addArticle: header parameter tags is new and optional",
	}},
	{"type that is now in place", []string{"result: Article\n    cacheable", "result: {fields: {Id: string, Price: number, " +
		"Count: int, Sold: {type: int, nullable: true}, Sizes: {listOf: int}}}\n    cacheable"}, []string{
		"breaking type-changed, old:21:7 → new:25:97: operation getArticle: response field Sizes is now int (was string)",
	}},
	{"parameter type", []string{"dry: bool", "dry: int"}, []string{
		"breaking type-changed, old:30:7 → new:30:7: operation addArticle: query parameter dry is now int (was bool)",
	}},
	{"list with commas", []string{"tags: {listOf: string}", "tags: {listOf: string, style: comma}"}, []string{
		"breaking parameter-encoding-changed, old:31:7 → new:31:7: operation addArticle: query parameter " +
			"tags is now one parameter with commas between the items",
	}},
	{"type of a path parameter", []string{"/articles/{id}/picture\n",
		"/articles/{id}/picture\n    parameters: {id: int}\n"}, []string{
		"breaking type-changed, old:37:10 → new:38:18: operation addPicture: path parameter id is now int (was string)",
	}},
	{"file types", []string{"{mime: [PDF, Text]}", "{mime: [PDF]}"}, []string{
		"breaking media-type-removed, old:43:24 → new:43:24: operation addFile: form field file can no longer be text/plain",
	}},
	{"file as a text", []string{"file: {mime: [PDF, Text]}", "file: string"}, []string{
		"breaking parameter-encoding-changed, old:43:24 → new:43:24: operation addFile: form field file is now a text",
	}},
	{"form field", []string{"text: {type: string, required: true}", "text: string, kind: {type: int, required: true}"},
		[]string{
			"breaking required-added,  → new:46:33: operation addNote: form field kind is new and required",
			"compatible now-optional, old:46:19 → new:46:19: operation addNote: form field text is now optional",
		}},
	{"form of another kind", []string{"{form: {text", "{multipart: {text"}, []string{
		"breaking media-type-removed, old:44:3 → new:44:3: operation addNote: request can no longer be " +
			"application/x-www-form-urlencoded",
		"compatible media-type-added, old:44:3 → new:44:3: operation addNote: request can now be multipart/form-data",
	}},
	{"parameter no list", []string{"tags: {listOf: string}", "tags: string"}, []string{
		"breaking no-longer-repeated, old:31:7 → new:31:7: operation addArticle: query parameter tags can " +
			"now occur only once (was any number of times)",
	}},
	{"header list", []string{"Note: string", "Note: {listOf: string}"}, []string{
		"breaking parameter-encoding-changed, old:33:7 → new:33:7: operation addArticle: header parameter " +
			"Note is now a list, which is sent as JSON",
	}},
	{"field type", []string{"Count: int", "Count: number"}, []string{
		"breaking type-widened, old:19:7 → new:19:7: operation getArticle (and 1 more): response field Count " +
			"is now number (was int)",
	}},
	{"field nullable", []string{"Sold: {type: int, nullable: true}", "Sold: int"}, []string{
		"breaking no-longer-nillable, old:20:7 → new:20:7: operation addArticle: request field Sold can no " +
			"longer be nil",
	}},
	{"field moved", []string{"      Price: number\n", "", "Sold:", "Price: number\n      Sold:"}, nil},
	{"field removed", []string{"      Price: number\n", ""}, []string{
		"breaking removed, old:18:7 → : operation addArticle (and 1 more): request field Price is removed " +
			"(in 3 places)",
	}},
	{"field added", []string{"Price: number", "Price: number\n      Colour: string"}, []string{
		"compatible optional-added,  → new:19:7: operation addArticle (and 1 more): request field Colour is " +
			"new and optional (in 3 places)",
	}},
	{"any field", []string{"Sizes: {listOf: string}", "Sizes: json"}, []string{
		"breaking type-widened, old:21:7 → new:21:7: operation getArticle (and 1 more): response field Sizes " +
			"now contains content of any kind (was text)",
	}},
	{"function removed", []string{"  ping:\n    get: /ping\n", ""}, []string{
		"breaking operation-removed, old:39:3 → : operation ping is removed",
	}},
	{"function added", []string{"  ping:", "  pong:\n    get: /pong\n  ping:"}, []string{
		"compatible operation-added,  → new:39:3: operation pong is new",
	}},
	{"MIME types", []string{"mime: [PDF]", "mime: [Text]"}, []string{
		"breaking media-type-removed, old:36:3 → new:36:3: operation addPicture: request can no longer be " +
			"application/pdf",
		"compatible media-type-added, old:36:3 → new:36:3: operation addPicture: request can now be text/plain",
	}},
	{"stream no more", []string{"body: {mime: [PDF]}", "body: Article"}, []string{
		"breaking media-type-removed, old:36:3 → new:36:3: operation addPicture: request can no longer be " +
			"application/pdf",
		"compatible media-type-added, old:36:3 → new:36:3: operation addPicture: request can now be application/json",
	}},
	{"answer added", []string{"get: /ping", "get: /ping\n    result: Article"}, []string{
		"compatible message-added, old:39:3 → new:39:3: operation ping: response now has a body",
	}},
	{"request added", []string{"    get: /ping", "    put: /ping\n    body: Article"}, []string{
		"breaking method-changed, old:39:3 → new:39:3: operation ping is now a PUT (was GET)",
		"breaking message-added, old:39:3 → new:39:3: operation ping: request now has a body",
	}},
	{"answer removed", []string{"    result: Article\n    cacheable: true\n", ""}, []string{
		"breaking message-removed, old:23:3 → new:23:3: operation getArticle: response no longer has a body",
		"compatible caching-changed, old:23:3 → new:23:3: operation getArticle can no longer be cached",
	}},
	{"answer a list", []string{"result: Article\n    cache", "result: {listOf: Article}\n    cache"}, []string{
		"breaking type-changed, old:23:3 → new:23:3: operation getArticle: response is now a list",
	}},
}

func TestRESTRules(t *testing.T) { testEdits(t, ".yaml", restContract, restCases) }

// testEdits compares a contract with what becomes of it in each case.
func testEdits(t *testing.T, name, contract string, cases []edited) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			changed := edit(t, contract, c.edits...)
			if d := cmp.Diff(c.want, compared(t, name, contract, changed)); d != "" {
				t.Error(d)
			}
			if want, ok := undone[c.name]; ok {
				if d := cmp.Diff([]string{want}, compared(t, name, changed, contract)); d != "" {
					t.Error(d)
				}
			}
		})
	}
}

// authContract has functions that accept some of its schemes.
const authContract = `kontrakt: 1
title: s
baseUrl: https://a.example
auth: {key: {apiKey: {header: X-Key}}, query: {apiKey: {query: key}}, user: basic, own: signature}
functions:
  a: {get: /a}
  b: {get: /b, auth: [key, none]}
  c: {get: /c, auth: none}
`

var authCases = []edited{
	{"renamed", []string{"key: {api", "other: {api", "[key,", "[other,"}, nil},
	{"header", []string{"X-Key", "X-Other"}, []string{
		"breaking auth-removed, old:6:3 → new:6:3: operation a (and 1 more) no longer accepts an API key in header X-Key",
		"compatible auth-added, old:6:3 → new:6:3: operation a (and 1 more) now accepts an API key in header X-Other",
	}},
	{"place", []string{"{header: X-Key}", "{query: X-Key}", "user: basic, own: signature", "user: basic"}, []string{
		"breaking auth-removed, old:6:3 → new:6:3: operation a (and 1 more) no longer accepts an API key in header X-Key",
		"breaking auth-removed, old:6:3 → new:6:3: operation a no longer accepts a signature",
		"compatible auth-added, old:6:3 → new:6:3: operation a (and 1 more) now accepts an API key in query parameter X-Key",
	}},
	{"required", []string{"[key, none]", "key", "auth: none", "auth: user"}, []string{
		"breaking auth-required, old:7:3 → new:7:3: operation b (and 1 more) now needs credentials",
		"compatible auth-added, old:8:3 → new:8:3: operation c now accepts HTTP Basic",
	}},
	{"not required", []string{"/a}", "/a, auth: [key, query, user, own, none]}"}, []string{
		"compatible auth-not-required, old:6:3 → new:6:3: operation a no longer needs credentials",
	}},
	{"none", []string{"/a}", "/a, auth: none}", "[key, none]", "[key, query, user, own]"}, []string{
		"breaking auth-removed, old:6:3 → new:6:3: operation a no longer accepts an API key in header X-Key",
		"breaking auth-removed, old:6:3 → new:6:3: operation a no longer accepts an API key in query parameter key",
		"breaking auth-removed, old:6:3 → new:6:3: operation a no longer accepts HTTP Basic",
		"breaking auth-removed, old:6:3 → new:6:3: operation a no longer accepts a signature",
		"breaking auth-required, old:7:3 → new:7:3: operation b now needs credentials",
		"compatible auth-not-required, old:6:3 → new:6:3: operation a no longer needs credentials",
		"compatible auth-added, old:7:3 → new:7:3: operation b now accepts an API key in query parameter key",
		"compatible auth-added, old:7:3 → new:7:3: operation b now accepts HTTP Basic",
		"compatible auth-added, old:7:3 → new:7:3: operation b now accepts a signature",
	}},
}

// TestAuthRules compares what requests show. Names of schemes are not on the wire.
func TestAuthRules(t *testing.T) { testEdits(t, ".yaml", authContract, authCases) }

// signInContract has an authorization server.
const signInContract = `kontrakt: 1
title: s
baseUrl: https://a.example
auth:
  login: {oauth2: {authorizationUrl: https://x/a, tokenUrl: https://x/t, scopes: [a, b], grants: [authorizationCode, password]}}
notAuthenticated: [{status: 403}, {status: 400, contains: a}]
functions: {f: {get: /f}}
`

var signInCases = []edited{
	{"order of responses", []string{"[{status: 403}, {status: 400, contains: a}]", "[{status: 400, contains: a}, {status: 403}]"}, nil},
	{"renamed", []string{"login:", "token:"}, nil},
	{"new URLs", []string{"tokenUrl: https://x/t", "tokenUrl: https://x/t, userInfoUrl: https://x/u, revocationUrl: https://x/r"}, nil},
	{"token URL", []string{"https://x/t", "https://y/t"}, []string{
		`breaking sign-in-changed, old:5:3 → new:5:3: the token URL is now "https://y/t" (was "https://x/t")`}},
	{"scopes", []string{"[a, b]", "[a]"}, []string{
		`breaking sign-in-changed, old:5:3 → new:5:3: the list of scopes is now "a" (was "a b")`}},
	{"grants", []string{"password", "jwtBearer"}, []string{
		"breaking grant-removed, old:5:3 → new:5:3: the service no longer accepts the grant password",
		"compatible grant-added, old:5:3 → new:5:3: the service now accepts the grant jwtBearer"}},
	{"client authentication", []string{"scopes:", "clientAuth: body, scopes:"}, []string{
		`breaking sign-in-changed, old:5:3 → new:5:3: the authentication of programs is now "body" (was "basic")`}},
	{"responses", []string{"contains: a", "contains: b"}, []string{
		"breaking not-authenticated-changed, old → new: the responses that mean not authenticated are others"}},
	{"bearer", []string{"notAuthenticated: [{status: 403}, {status: 400, contains: a}]\n", "",
		"{oauth2: {authorizationUrl: https://x/a, tokenUrl: https://x/t, scopes: [a, b], grants: [authorizationCode, password]}}", "bearer"},
		[]string{"breaking not-authenticated-changed, old → new: the responses that mean not authenticated are others"}},
}

func TestSignInRules(t *testing.T) { testEdits(t, ".yaml", signInContract, signInCases) }
