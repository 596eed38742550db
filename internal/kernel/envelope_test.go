// Tests of envelopes: the examples of every contract are valid, and come back as they were. Values and verdicts are
// compared with those of generated code in testdata/cases.

package kernel_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// open returns the kernel of a WSDL.
func open(t *testing.T, file string) *kernel.Contract {
	t.Helper()
	dir, name := filepath.Split(file)
	api, ds := wsdl.Read(schema.Source{FS: os.DirFS(dir), Name: name})
	if ds = append(ds, schema.Name(api, schema.Settings{})...); ds.Faulty() {
		t.Fatal(ds)
	}
	c, ds := kernel.New(api)
	if ds.Faulty() {
		t.Fatal(ds)
	}
	return c
}

// shape is a node without the places of its parts.
func shape(n *kernel.Node) any {
	if n == nil {
		return nil
	}
	var children []any
	for _, c := range n.Children {
		children = append(children, shape(c))
	}
	return []any{n.Name, n.Field, n.Type, n.Text, n.Nil, n.Attributes, n.Markup, n.OpenType, children}
}

func TestEnvelopes(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "cases", "*", "contract.wsdl"))
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	operations := 0
	for _, file := range append(files, filepath.Join("..", "..", "schema", "careflex.wsdl")) {
		c := open(t, file)
		for _, op := range c.API.SOAP.Operations {
			call := example.SOAP(c.API, op)
			for direction, m := range map[kernel.Direction]*example.Message{kernel.Request: &call.Request, kernel.Response: call.Response} {
				if m == nil || len(m.Notes) > 0 {
					continue
				}
				operations++
				envelope, violations := c.ReadEnvelope(m.Body, op, direction)
				if len(violations) > 0 || envelope.Operation != op || envelope.Version != op.Port.Version {
					t.Errorf("%s: %s: %v in\n%s", file, op.Wire, violations, m.Body)
					continue
				}
				written, violations := c.WriteEnvelope(op, direction, envelope.Body, envelope.Headers...)
				again, more := c.ReadEnvelope(string(written), op, direction)
				if len(violations)+len(more) > 0 || !reflect.DeepEqual(shape(again.Body), shape(envelope.Body)) {
					t.Errorf("%s: %s: %v, %v: written as\n%s\nand was\n%s", file, op.Wire, violations, more, written, m.Body)
				}
				if len(again.Headers) != len(envelope.Headers) {
					t.Errorf("%s: %s: %d headers instead of %d", file, op.Wire, len(again.Headers), len(envelope.Headers))
				}
			}
		}
	}
	if operations < len(files) {
		t.Errorf("only %d messages were tried", operations)
	}
}

// Every violation has the place of its element, in messages, header blocks and faults.
func TestViolations(t *testing.T) {
	careflex := open(t, filepath.Join("..", "..", "schema", "careflex.wsdl"))
	faults := open(t, filepath.Join("..", "..", "testdata", "cases", "faults", "contract.wsdl"))
	soap := func(body string) string {
		return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>\n" + body + "\n</s:Body></s:Envelope>"
	}
	headers := open(t, filepath.Join("..", "..", "testdata", "cases", "headers", "contract.wsdl"))
	const elements = "expected {http://n4.de/careflex}NoIncidentRequest, {http://n4.de/careflex}NoIncidentResponse, " +
		"{http://n4.de/careflex/2.0}NewIncidentRequest or {http://n4.de/careflex/2.0}NewIncidentResponse, found "
	for _, test := range []struct {
		c         *kernel.Contract
		doc, want string
	}{
		{careflex, soap(`<c:NoIncidentRequest xmlns:c="http://n4.de/careflex">
  <careflexId>1</careflexId>
  <extra>1</extra>
  <apitoken>2</apitoken><apitoken>3</apitoken>
</c:NoIncidentRequest>`), `2:1 createdAt: expected an element, found none
4:3 extra: is not in the contract (tolerated)
5:25 apitoken: expected one element, found another one`},
		{careflex, soap(`<c:NewIncidentRequest xmlns:c="http://n4.de/careflex/2.0">
  <apitoken>2</apitoken><careflexId>1</careflexId>
  <incidentList><newIncident><employeeId>7</employeeId><type>NEU</type>
    <validFrom>2026-01-01</validFrom><createdAt>2026-01-01</createdAt><employee>
    <birthday>yesterday</birthday><lastName x="1"/><firstName/><sex/>
  </employee></newIncident></incidentList>
</c:NewIncidentRequest>`), `3:25 careflexId: is not allowed at this place: the contract has another order (tolerated)
5:5 incidentList.item[0].newIncident.validFrom: is not allowed at this place: the contract has another order (tolerated)
6:5 incidentList.item[0].newIncident.employee.birthday: expected xs:date, found "yesterday"
6:35 incidentList.item[0].newIncident.employee.lastName: is not allowed at this place: the contract has another order (tolerated)
6:35 incidentList.item[0].newIncident.employee.lastName.x: is not in the contract (tolerated)
6:52 incidentList.item[0].newIncident.employee.firstName: is not allowed at this place: the contract has another order (tolerated)`},
		{careflex, soap(`<other/>`), "2:1 " + elements + "other"},
		{careflex, soap(``), "1:65 " + elements + "an empty body"},
		{careflex, "<other/>", `1:1 other: other, expected an Envelope of SOAP 1.1 or 1.2`},
		{careflex, "<other", `1:7 other: a malformed start tag`},
		{faults, soap(`<s:Fault><faultcode>s:Server</faultcode><faultstring>no</faultstring>
<detail><t:overdrawn xmlns:t="urn:faults"><t:balance>much</t:balance></t:overdrawn></detail></s:Fault>`),
			`3:43 Fault.detail.overdrawn.balance: expected a decimal number, found "much"`},
		{headers, strings.Replace(soap(`<t:ask xmlns:t="urn:headers"><t:text/></t:ask>`), "<s:Body>",
			`<s:Header><t:session xmlns:t="urn:headers"/><unknown/></s:Header><s:Body>`, 1),
			`1:75 Header.session.user: expected an element, found none`},
	} {
		_, violations := test.c.ReadEnvelope(test.doc, nil, kernel.Either)
		if got := places(violations); got != test.want {
			t.Errorf("%s\ngot\n%s\nwant\n%s", test.doc, got, test.want)
		}
	}
}

// places returns violations as lines.
func places(violations []kernel.Violation) string {
	var lines []string
	for _, v := range violations {
		lines = append(lines, fmt.Sprintf("%d:%d %s", v.Line, v.Column, v))
		if v.Tolerated {
			lines[len(lines)-1] += " (tolerated)"
		}
	}
	return strings.Join(lines, "\n")
}

// A header fault is read with its type.
func TestHeaderFault(t *testing.T) {
	c := open(t, filepath.Join("..", "..", "testdata", "cases", "headers", "contract.wsdl"))
	envelope, violations := c.ReadEnvelope(`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>`+
		`<expired xmlns="urn:headers"><since>2026-02-30</since></expired></e:Header><e:Body><e:Fault><faultcode>e:Client`+
		`</faultcode><faultstring>who?</faultstring></e:Fault></e:Body></e:Envelope>`, c.API.SOAP.Operations[0], kernel.Response)
	if len(envelope.Headers) != 1 || envelope.Headers[0].Name != "expired" || len(violations) != 1 ||
		violations[0].Path != "Header.expired.since" {
		t.Errorf("got %+v, %v", envelope.Headers, violations)
	}
}
