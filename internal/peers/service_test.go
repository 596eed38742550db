//go:build peers

// The server that clients of peers call: the kernel reads and writes its messages, and a generated client reads the values
// in them.

package peers

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// service returns the values that it receives, or others, and keeps what it received.
type service struct {
	*httptest.Server
	contract *kernel.Contract
	client   reflect.Value // the generated client
	own      own           // the server that client calls

	example  []reflect.Value // a call of the operation that is tried
	sends    []string        // requests whose values the responses have; nil for those that are received
	received []any           // the values
	faults   []error         // what was wrong with each request
}

// own keeps the last request of a client, and has a response.
type own struct{ request, response string }

func (o *own) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	o.request = string(body)
	w.Header().Set("Content-Type", r.Header.Get("Content-Type"))
	io.WriteString(w, o.response)
}

// serve starts the service of s.
func (s style) serve(t *testing.T) *service {
	t.Helper()
	name := s.contract()
	api, ds := wsdl.Read(schema.Source{FS: os.DirFS(filepath.Dir(name)), Name: filepath.Base(name)})
	if ds = append(ds, schema.Name(api, schema.Settings{})...); ds.Faulty() {
		t.Fatal(ds)
	}
	contract, ds := kernel.New(api)
	if ds.Faulty() {
		t.Fatal(ds)
	}
	service := &service{contract: contract}
	inner := httptest.NewServer(&service.own)
	t.Cleanup(inner.Close)
	client, err := s.client(inner.URL)
	if err != nil {
		t.Fatal(err)
	}
	service.client = reflect.ValueOf(client)
	service.Server = httptest.NewServer(service)
	t.Cleanup(service.Close)
	return service
}

// method returns the method of the client for an operation, which is not valid if the contract has none.
func (s *service) method(operation string) reflect.Value { return s.client.MethodByName(operation) }

// begin forgets what was received. call is a call of the operation that is tried next: its arguments without the context.
func (s *service) begin(call []reflect.Value, sends []string) {
	s.example, s.sends, s.received, s.faults = call, sends, nil, nil
}

// request returns the request of a call.
func (s *service) request(t *testing.T, operation string, call []reflect.Value) string {
	t.Helper()
	s.own.response = ""
	s.method(operation).Call(append([]reflect.Value{reflect.ValueOf(t.Context())}, call...))
	return s.own.request
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	i := len(s.received)
	s.received, s.faults = append(s.received, nil), append(s.faults, nil)
	w.Header().Set("Content-Type", strings.Split(r.Header.Get("Content-Type"), ";")[0]+"; charset=utf-8")
	response, err := s.response(r, string(body), &s.received[i])
	if s.sends != nil { // in place of what was received
		s.faults[i] = err
		response, err = s.response(r, s.sends[min(i, len(s.sends)-1)], new(any))
	}
	if err != nil && !errors.Is(err, errDeclared) {
		s.faults[i] = err
	}
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
	w.Write(response)
}

// errDeclared means that a response is the declared fault.
var errDeclared = errors.New("the declared fault")

// response returns the response to a request that returns the value in it, and sets the value.
func (s *service) response(r *http.Request, request string, value *any) ([]byte, error) {
	envelope, violations := s.contract.ReadEnvelope(request, nil, kernel.Request)
	op := envelope.Operation
	if kernel.Faulty(violations) || op == nil {
		return nil, fmt.Errorf("%v in\n%s", violations, request)
	}
	switch op.Wire {
	case "fail":
		return s.fault(op), errDeclared
	case "greet":
		if len(envelope.Headers) != 1 {
			return nil, errors.New("the session is missing in\n" + request)
		}
		leaf := envelope.Body
		for len(leaf.Children) > 0 {
			leaf = leaf.Children[0]
		}
		leaf.Text = envelope.Headers[0].Children[0].Text + ": " + leaf.Text
	}
	literal, violations := s.contract.WriteXML(envelope.Body, op.Input)
	if len(violations) > 0 {
		return nil, fmt.Errorf("%v", violations)
	}
	literal = []byte(strings.NewReplacer(":"+op.Wire+" ", ":"+op.Wire+"Response ", ":"+op.Wire+">", ":"+op.Wire+"Response>",
		":"+op.Wire+"/", ":"+op.Wire+"Response/").Replace(string(literal)))
	body, violations := s.contract.ReadXML(string(literal), op.Output)
	if len(violations) > 0 {
		return nil, fmt.Errorf("%v", violations)
	}
	response, violations := s.contract.WriteEnvelope(op, kernel.Response, body)
	if len(violations) > 0 {
		return nil, fmt.Errorf("%v", violations)
	}
	s.own.response = string(response)
	out := s.method(op.Name).Call(append([]reflect.Value{reflect.ValueOf(r.Context())}, s.example...))
	if err, _ := out[1].Interface().(error); err != nil {
		return nil, err
	}
	*value = neutral(out[0].Elem())
	return response, nil
}

// fault returns an envelope with the fault that op declares.
func (s *service) fault(op *schema.SOAPOperation) []byte {
	detail := `<t:failure xmlns:t="urn:peers"><t:code>7</t:code><t:reason>full</t:reason></t:failure>`
	switch {
	case op.Encoded:
		detail = `<t:fault xmlns:t="urn:peers" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ` +
			`xmlns:xs="http://www.w3.org/2001/XMLSchema" xsi:type="t:Failure"><code xsi:type="xs:int">7</code>` +
			`<reason xsi:type="xs:string">full</reason></t:fault>`
	case op.Input.Type.Port != nil: // of style rpc, in which the contract has local elements without a namespace
		detail = `<t:failure xmlns:t="urn:peers"><code>7</code><reason>full</reason></t:failure>`
	}
	fault := "<soapenv:Fault><faultcode>soapenv:Server</faultcode><faultstring>failed</faultstring><detail>" + detail +
		"</detail></soapenv:Fault>"
	if op.Port.Version == "1.2" {
		fault = `<soapenv:Fault><soapenv:Code><soapenv:Value>soapenv:Receiver</soapenv:Value></soapenv:Code><soapenv:Reason>` +
			`<soapenv:Text xml:lang="en">failed</soapenv:Text></soapenv:Reason><soapenv:Detail>` + detail +
			"</soapenv:Detail></soapenv:Fault>"
	}
	return kernel.WrapEnvelope(op.Port.Version, nil, []byte(fault))
}
