// The example requests of all contracts of the cases: the sandbox accepts them, and the responses are valid.

package sandbox_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/sandbox"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
)

func TestExampleRequests(t *testing.T) {
	files := must[[]string](t)(filepath.Glob("../testdata/cases/*/contract.yaml"))
	if len(files) < 20 {
		t.Fatalf("only %d contracts were found", len(files))
	}
	for _, file := range append(files, "../schema/mvp.yaml") {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			api, ds := rest.Read(schema.Source{FS: os.DirFS(filepath.Dir(file)), Name: filepath.Base(file)})
			if err := ds.Err(); err != nil {
				t.Fatal(err)
			}
			contract, _ := kernel.New(api)
			s := sandbox.New(t, file)
			for range 2 { // the second time on the state of the first
				for _, op := range api.REST.Operations {
					call := example.REST(api, op)
					sendExample(t, s, contract, op, call.Request)
				}
			}
		})
	}
}

// sendExample sends the example of a request, with valid credentials.
func sendExample(t *testing.T, s *sandbox.Sandbox, contract *kernel.Contract, op *schema.RESTOperation, m example.Message) {
	t.Helper()
	method, path, _ := strings.Cut(strings.TrimSuffix(m.Head[0], " HTTP/1.1"), " ")
	header := map[string]string{}
	for _, field := range m.Head[1:] {
		name, value, _ := strings.Cut(field, ": ")
		header[name] = value
	}
	delete(header, "Host")
	if strings.HasPrefix(header["Authorization"], "Bearer") {
		delete(header, "Authorization") // the sandbox's own
	} else if strings.HasPrefix(header["Authorization"], "Basic") {
		r := &http.Request{Header: http.Header{}}
		r.SetBasicAuth(sandbox.User, sandbox.Secret)
		header["Authorization"] = r.Header.Get("Authorization")
	}
	if header["Content-Type"] == "*/*" {
		header["Content-Type"] = "application/octet-stream"
	}
	body := strings.TrimSuffix(m.Body, "\n")
	r, content := plainCall(t, s, method, s.URL+"/"+s.Names()[0]+path, header, body)
	switch {
	case r.StatusCode == http.StatusNotFound, r.StatusCode == http.StatusConflict: // after its deletion, or creation
	case r.StatusCode >= 300:
		t.Errorf("%s: %s %s: %s\n%s", op.Wire, method, path, r.Status, content)
	case op.Result == nil || method == http.MethodHead:
		if content != "" {
			t.Errorf("%s: %q, although there is no result", op.Wire, content)
		}
	case op.Result.Type != nil && !op.Result.IsText():
		if _, violations := contract.ReadJSON(content, kernel.BodyType(op.Result)); kernel.Faulty(violations) {
			t.Errorf("%s: %v\n%s", op.Wire, violations, content)
		}
	}
}
