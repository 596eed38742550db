// The contracts of all cases, served.

package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/sandbox"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// readWSDL returns the model of the contract in a case.
func readWSDL(t *testing.T, file string) *schema.API {
	t.Helper()
	api, ds := wsdl.Read(schema.Source{FS: os.DirFS(filepath.Dir(file)), Name: filepath.Base(file)})
	if !ds.Faulty() {
		ds = append(schema.Configure(api, schema.Settings{}), schema.Name(api, schema.Settings{})...)
	}
	if err := ds.Err(); err != nil {
		t.Fatal(err)
	}
	return api
}

// send sends an example of a request to s.
func send(s http.Handler, path string, message example.Message, body string) *httptest.ResponseRecorder {
	method, _, _ := strings.Cut(message.Head[0], " ")
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	for _, field := range message.Head[1:] {
		name, value, _ := strings.Cut(field, ": ")
		request.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, request)
	return w
}

// Every operation of every WSDL among the cases accepts the example of its request, and responds with what its contract
// allows. The same request without its first element gets a fault.
func TestEveryOperation(t *testing.T) {
	files, err := filepath.Glob("../testdata/cases/*/contract.wsdl")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d contracts, %v", len(files), err)
	}
	called, refused := 0, 0
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			api := readWSDL(t, file)
			contract, ds := kernel.New(api)
			if err := ds.Err(); err != nil {
				t.Fatal(err)
			}
			s, err := sandbox.Of(api)
			if err != nil {
				t.Fatal(err)
			}
			for _, op := range api.SOAP.Operations {
				message := example.SOAP(api, op).Request
				contentType, body := contract.CompleteRequest(op, "", message.Body)
				if contentType != "" {
					message.Head = append(message.Head, "Content-Type: "+contentType)
				}
				w := send(s, "/contract", message, string(body))
				called++
				if op.Output == nil {
					if w.Code != http.StatusAccepted {
						t.Errorf("%s: status %d: %s", op.Wire, w.Code, w.Body)
					}
					continue
				}
				_, violations := contract.ReadMessage(w.Header(), w.Body.String(), op, kernel.Response)
				if w.Code != http.StatusOK || len(violations) > 0 {
					t.Errorf("%s: status %d: %v\n%s\n%s", op.Wire, w.Code, violations, message.Body, w.Body)
				}
				if op.Encoded && op.Input.HasContent() || op.Input.IsAttached() { // further elements are values, or there is none
					continue
				}
				broken := strings.Replace(string(body), "</soapenv:Body>", "<alien/></soapenv:Body>", 1)
				if !op.Input.HasContent() {
					broken = strings.Replace(string(body), "<soapenv:Body/>", "<soapenv:Body><alien/></soapenv:Body>", 1)
				}
				if w := send(s, "/contract", message, broken); w.Code < 400 || !strings.Contains(w.Body.String(), "<violation ") {
					t.Errorf("%s with two elements in the body: status %d: %s", op.Wire, w.Code, w.Body)
				}
				refused++
			}
		})
	}
	if called < 50 || refused < 40 {
		t.Errorf("only %d calls, %d of them refused", called, refused)
	}
}
