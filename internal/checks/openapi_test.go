// The export of gen openapi, judged by libopenapi and the schemas of OpenAPI that it brings.

package checks

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/internal/openapi"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
)

// descriptions are the shipped description, those of the cases, and some with what these have no case of.
func descriptions(t *testing.T) map[string]*schema.API {
	t.Helper()
	list := map[string]*schema.API{"mvp": load(t, rest.Read, schema.Source{FS: schema.Contracts, Name: "mvp.yaml"})}
	own, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(own) == 0 {
		t.Fatalf("%v: %q", err, own)
	}
	cases, err := filepath.Glob("../../testdata/cases/*/contract.yaml")
	if err != nil || len(cases) == 0 {
		t.Fatalf("%v: %q", err, cases)
	}
	for _, file := range append(own, cases...) {
		list[filepath.Base(filepath.Dir(file))+"/"+filepath.Base(file)] = load(t, rest.Read,
			schema.Source{FS: os.DirFS(filepath.Dir(file)), Name: filepath.Base(file)})
	}
	return list
}

// Documents are valid, as YAML and as JSON.
func TestOpenAPI(t *testing.T) {
	for name, api := range descriptions(t) {
		for form, write := range map[string]func(*openapi.Document, io.Writer) error{
			"yaml": (*openapi.Document).YAML, "json": (*openapi.Document).JSON,
		} {
			t.Run(name+"/"+form, func(t *testing.T) {
				if ok, faults := export(t, api, write).ValidateDocument(); !ok {
					for _, fault := range faults {
						t.Errorf("%s: %s: %v", fault.Message, fault.Reason, fault.SchemaValidationErrors)
					}
				}
			})
		}
	}
}

// export returns a validator of the document for api, and by it.
func export(t *testing.T, api *schema.API, write func(*openapi.Document, io.Writer) error) validator.Validator {
	t.Helper()
	exported, ds := openapi.Export(api)
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	var b bytes.Buffer
	if err := write(exported, &b); err != nil {
		t.Fatal(err)
	}
	document, err := libopenapi.NewDocument(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if model, err := document.BuildV3Model(); err != nil {
		t.Fatal(err)
	} else if model.Model.Version != openapi.Version {
		t.Errorf("the document is of version %s", model.Model.Version)
	}
	v, faults := validator.NewValidator(document, config.WithFormatAssertions())
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return v
}

// The example calls of gen describe are valid by the document. The validator knows no variables of a server, and so the
// service is moved to a URL without; nor does it know what to do with types that hold themselves, or with two parameters
// in one segment of a path.
func TestOpenAPICalls(t *testing.T) {
	list := descriptions(t)
	maps.DeleteFunc(list, func(name string, _ *schema.API) bool { // cases make the validator panic
		return name == "testdata/circular.yaml" || strings.HasSuffix(name, "/contract.yaml")
	})
	for name, api := range list {
		t.Run(name, func(t *testing.T) {
			api.REST.BaseURL = []schema.PathPart{{Literal: "https://service.example"}}
			api.REST.Operations = slices.DeleteFunc(api.REST.Operations, func(op *schema.RESTOperation) bool {
				return twoInSegment.MatchString(schema.URLTemplate(op.Path))
			})
			v := export(t, api, (*openapi.Document).YAML)
			judged := 0
			for _, op := range api.REST.Operations {
				if op.Result == nil || op.Result.Type == nil || op.Body != nil && op.Body.Type == nil ||
					slices.ContainsFunc(op.Parameters, isContent) {
					continue // bytes, or nothing, or what makes the validator panic
				}
				judged++
				call := example.REST(api, op)
				request, err := http.ReadRequest(bufio.NewReader(strings.NewReader(message(call.Request))))
				if err != nil {
					t.Fatal(err)
				}
				response, err := http.ReadResponse(bufio.NewReader(strings.NewReader(message(*call.Response))), request)
				if err != nil {
					t.Fatal(err)
				}
				if ok, faults := v.ValidateHttpRequestResponse(request, response); !ok {
					for _, fault := range faults {
						t.Errorf("%s: %s: %s: %v\n%s", op.Wire, fault.Message, fault.Reason,
							fault.SchemaValidationErrors, message(call.Request))
					}
				}
			}
			if judged < 4 {
				t.Errorf("only %d calls were judged", judged)
			}
		})
	}
}

// twoInSegment matches a path with two parameters in one of its segments.
var twoInSegment = regexp.MustCompile(`\{[^/]*\}[^/]*\{`)

// isContent reports whether p is a header that holds JSON.
func isContent(p *schema.Parameter) bool {
	return p.Place == schema.InHeader && p.IsJSON()
}

// message is an example as it would be on the wire. Its bearer token is three dots, which no header takes.
func message(m example.Message) string {
	head := strings.ReplaceAll(strings.Join(m.Head, "\r\n"), "…", "token")
	return fmt.Sprintf("%s\r\nContent-Length: %d\r\n\r\n%s", head, len(m.Body), m.Body)
}
