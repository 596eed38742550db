// The kernel beside the generated code: the same verdict on the bodies of responses, empty ones too.

package cases_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/bodies"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/wrapped"
)

func TestKernelReadsBodies(t *testing.T) {
	var response string
	requests := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests++
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		io.WriteString(w, response)
	}))
	defer server.Close()
	ofBodies, err := bodies.New(bodies.Config{Endpoint: server.URL, SkipValidation: true})
	if err != nil {
		t.Fatal(err)
	}
	ofWrapped, err := wrapped.New(wrapped.Config{Endpoint: server.URL, SkipValidation: true})
	if err != nil {
		t.Fatal(err)
	}
	verdicts := map[[2]bool]int{} // by whether a response has content, and is accepted
	for folder, client := range map[string]any{"bodies": ofBodies, "wrapped": ofWrapped} {
		api, ds := wsdl.Read(schema.Source{FS: os.DirFS(folder), Name: "contract.wsdl"})
		if ds = append(ds, schema.Name(api, schema.Settings{})...); ds.Faulty() {
			t.Fatal(ds)
		}
		contract, ds := kernel.New(api)
		if ds.Faulty() {
			t.Fatal(ds)
		}
		envelopes := []string{`<alien/>`, `<alien/><alien/>`, ``,
			`<e:Fault><faultcode>e:Server</faultcode><faultstring>no</faultstring></e:Fault>`}
		for i, body := range envelopes {
			envelopes[i] = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>` + body + `</e:Body></e:Envelope>`
		}
		for _, op := range api.SOAP.Operations {
			if m := example.SOAP(api, op).Response; m != nil {
				envelopes = append(envelopes, m.Body)
			}
		}
		for _, op := range api.SOAP.Operations {
			method := reflect.ValueOf(client).MethodByName(op.Name)
			in := []reflect.Value{reflect.ValueOf(t.Context())}
			for i := 1; i < method.Type().NumIn()-1; i++ {
				in = append(in, argument(method.Type().In(i)))
			}
			for _, response = range envelopes {
				before := requests
				out := method.Call(in)
				err, _ := out[len(out)-1].Interface().(error)
				if requests == before { // the request needs values
					continue
				}
				envelope, violations := contract.ReadEnvelope(response, op, kernel.Response)
				if accepted := envelope.Fault == nil && !kernel.Faulty(violations); accepted != (err == nil) {
					t.Errorf("%s.%s: %v, but the kernel finds %v\n%s", folder, op.Wire, err, violations, response)
				}
				verdicts[[2]bool{op.Output.HasContent(), err == nil}]++
			}
		}
	}
	if len(verdicts) != 4 {
		t.Errorf("the responses are all of one kind: %v", verdicts)
	}
}

// argument returns a value of t for a request that is not validated.
func argument(t reflect.Type) reflect.Value {
	if t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct {
		return reflect.New(t.Elem())
	}
	return reflect.Zero(t)
}
