// Tests of the services that the sandbox makes of the contracts of a corpus.

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// rpcContract has an operation of style rpc whose response has parts of a type and of a built-in one.
const rpcContract = `<definitions targetNamespace="urn:t" xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:t="urn:t"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"><types>
  <xs:schema targetNamespace="urn:t"><xs:complexType name="Note"><xs:sequence>
    <xs:element name="n" type="xs:decimal"/></xs:sequence></xs:complexType></xs:schema></types>
  <message name="Note"><part name="note" type="t:Note"/><part name="count" type="xs:int"/></message>
  <portType name="P"><operation name="Note"><input message="t:Note"/><output message="t:Note"/></operation>
    <operation name="Tell"><input message="t:Note"/></operation></portType>
  <binding name="B" type="t:P"><soap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Note"><soap:operation soapAction="note"/><input><soap:body use="literal" namespace="urn:rpc"/></input>
      <output><soap:body use="literal" namespace="urn:rpc"/></output></operation>
    <operation name="Tell"><soap:operation soapAction="tell"/><input><soap:body use="literal" namespace="urn:rpc"/></input></operation></binding>
  </definitions>`

func TestServe(t *testing.T) {
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("xmllint is not installed")
	}
	document := strings.NewReplacer(` type="t:Note"/><part name="count" type="xs:int"`, ` element="t:note"`,
		`</xs:schema>`, `<xs:element name="note" type="t:Note"/></xs:schema>`, `style="rpc"`, `style="document"`)
	for name, test := range map[string]struct {
		text     string
		isJudged bool
	}{
		"rpc":                {rpcContract, true},
		"document":           {document.Replace(rpcContract), true},
		"encoded":            {strings.ReplaceAll(rpcContract, "literal", "encoded"), false},
		"invalid to xmllint": {strings.Replace(rpcContract, "</xs:schema>", `<xs:element name="e" block="all"/></xs:schema>`, 1), false},
		"type with the name of the response": {strings.NewReplacer("</xs:schema>", `<xs:complexType name="NoteResponse"/></xs:schema>`,
			"urn:rpc", "urn:t").Replace(rpcContract), false},
	} {
		corpus := t.TempDir()
		if err := os.MkdirAll(filepath.Join(corpus, "vendor"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(corpus, "vendor", "c.wsdl"), []byte(test.text), 0o644); err != nil {
			t.Fatal(err)
		}
		c := &contract{path: "vendor/c.wsdl", pkg: "c0001", outcome: good}
		c.serve(corpus)
		if len(c.responses) != 2 {
			t.Errorf("%s: %d responses: %+v", name, len(c.responses), c.responses[0])
			continue
		}
		for i, r := range c.responses {
			if r.outcome != good || (r.element != nil) != (test.isJudged && i == 0) {
				t.Errorf("%s: %s is %s: %s, judged %t\n%s", name, r.operation, r.outcome, r.reason, r.element != nil, r.output)
			}
		}
		if !test.isJudged {
			continue
		}
		r := c.responses[0]
		rpc, err := c.callSandbox(corpus)
		if err != nil {
			t.Fatal(err)
		}
		r.element = []byte(strings.Replace(string(r.element), "<n>", "<n>x", 1))
		c.responses = []*response{r}
		if c.judgeResponses(corpus, rpc); r.outcome != failed || !strings.Contains(r.output, "'n'") {
			t.Errorf("%s: xmllint accepts %s: %s", name, r.element, r.output)
		}
	}
}
