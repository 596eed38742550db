//go:build judges

// What the tests with Prism exchange with it: the OpenAPI documents, the server, and the requests and responses.

package cases_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// readDocument returns the text of the OpenAPI document.
func (c *prismCase) readDocument(t *testing.T) []byte {
	t.Helper()
	document, err := os.ReadFile(filepath.Join(prismFolder, c.document))
	if err != nil {
		t.Fatalf("%v: run make judges", err)
	}
	for old, new := range c.corrections {
		document = bytes.ReplaceAll(document, []byte(old), []byte(new))
	}
	return document
}

// prismOperation is an operation of an OpenAPI document.
type prismOperation struct {
	method   string
	path     *regexp.Regexp
	examples map[string][]string // by content type: what a request says in its header Prefer to get one of a result
	errors   []string            // the same for the error responses that have content
}

var pathParameter = regexp.MustCompile(`\\\{.*?\\\}`)

// readOperations returns the operations of an OpenAPI document.
func readOperations(t *testing.T, document []byte) (list []prismOperation) {
	t.Helper()
	type response struct {
		Ref     string `json:"$ref"`
		Content map[string]struct {
			Examples map[string]any
		}
	}
	var openapi struct {
		Paths map[string]map[string]struct {
			Responses map[string]response
		}
		Components struct {
			Responses map[string]response
		}
	}
	if err := json.Unmarshal(document, &openapi); err != nil {
		t.Fatal(err)
	}
	paths := slices.Sorted(maps.Keys(openapi.Paths))
	slices.SortStableFunc(paths, func(a, b string) int { // /a/b before /a/{x}
		return strings.Count(a, "{") - strings.Count(b, "{")
	})
	for _, path := range paths {
		operations := openapi.Paths[path]
		path := regexp.MustCompile("^" + pathParameter.ReplaceAllString(regexp.QuoteMeta(path), "[^/]+") + "$")
		for method, operation := range operations {
			op := prismOperation{strings.ToUpper(method), path, map[string][]string{}, nil}
			for _, status := range slices.Sorted(maps.Keys(operation.Responses)) {
				r := operation.Responses[status]
				if name, isRef := strings.CutPrefix(r.Ref, "#/components/responses/"); isRef {
					r = openapi.Components.Responses[name]
				}
				for contentType, content := range r.Content {
					if status >= "400" && status != "default" {
						op.errors = append(op.errors, "code="+status)
					}
					for _, name := range slices.Sorted(maps.Keys(content.Examples)) {
						if status < "202" { // which says that there is no result yet
							op.examples[contentType] = append(op.examples[contentType], "code="+status+", example="+name)
						}
					}
				}
			}
			list = append(list, op)
		}
	}
	return list
}

// servePrism serves an OpenAPI document until the test ends. It returns the host.
func servePrism(t *testing.T, document []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "openapi.json")
	if err := os.WriteFile(file, document, 0o600); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host := listener.Addr().String()
	address, port, _ := strings.Cut(host, ":")
	listener.Close()
	program := filepath.Join(prismFolder, "node_modules/@stoplight/prism-cli/dist/index.js")
	prism := exec.CommandContext(t.Context(), "node", program, "mock", "--host", address, "--port", port, file)
	output, err := prism.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	prism.Stderr = prism.Stdout
	if err := prism.Start(); err != nil {
		t.Fatalf("%v: run make judges", err)
	}
	t.Cleanup(func() {
		prism.Process.Kill()
		prism.Wait() // which reports that it was killed
	})
	lines := bufio.NewReader(output)
	for log := ""; ; {
		line, err := lines.ReadString('\n')
		log += line
		if err != nil {
			t.Fatalf("Prism does not start: %v: run make judges\n%s", err, log)
		}
		if strings.Contains(line, "is listening on") {
			go io.Copy(io.Discard, lines)
			return host
		}
	}
}

// exchange is the transport of a client. It records the last request and response.
type exchange struct {
	host       string
	operations []prismOperation
	round      int // what Prism is asked for depends on it
	pages      int // the requests of the current call
	request    *http.Request
	sent       []byte
	response   *http.Response
	received   []byte
}

func (x *exchange) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Host = x.host
	if prefer := x.prefer(r); prefer != "" {
		r.Header.Set("Prefer", prefer)
	}
	x.request, x.sent, x.response, x.received = r, nil, nil, nil
	x.pages++
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		r.Body.Close()
		r.Body, x.sent = io.NopCloser(bytes.NewReader(body)), body
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	if response.Header.Get("Link") != "" { // an example that leads out of the service
		if response.Header.Del("Link"); x.pages < maxPages {
			response.Header.Set("Link", fmt.Sprintf(`<?page=%d>; rel="next"`, x.pages))
		}
	}
	x.response, x.received = response, body
	return response, nil
}

// prefer returns what the header Prefer of a request says about the response: in turn an example of the document,
// random values by its schemas, and an error.
func (x *exchange) prefer(r *http.Request) string {
	i := slices.IndexFunc(x.operations, func(op prismOperation) bool {
		return op.method == r.Method && op.path.MatchString(r.URL.EscapedPath())
	})
	if i < 0 {
		return ""
	}
	examples, faults := x.operations[i].examples[r.Header.Get("Accept")], x.operations[i].errors
	n := x.round / 3
	switch {
	case x.round%3 == 0 && len(examples) > 0:
		return examples[n%len(examples)]
	case x.round%3 == 1:
		return "dynamic=true"
	case x.round%3 == 2 && len(faults) > 0:
		return faults[n%len(faults)]
	}
	return ""
}

// String returns request and response.
func (x *exchange) String() string {
	if x.response == nil {
		return "there was no response"
	}
	return fmt.Sprintf("%s %s %v\n%s\n%s %v\n%s", x.request.Method, x.request.URL, x.request.Header, x.sent,
		x.response.Status, x.response.Header, x.received)
}

// fault says what is wrong with a call that returned result and err; "" if nothing is. The status of a response that is
// an error, although none was asked for, is refused.
func (x *exchange) fault(result any, err error, refused int) string {
	if x.response == nil {
		return fmt.Sprintf("nothing was sent: %v", err)
	}
	status := x.response.StatusCode
	isError := status == refused || x.request.Header.Get("Prefer") == fmt.Sprint("code=", status)
	switch {
	case x.isRefused():
		return "Prism refuses the request"
	case status < 400 && err != nil:
		return "the response is not decoded: " + err.Error()
	case status < 400 && result != nil:
		return x.difference(result)
	case status < 400:
		return ""
	case !isError || err == nil:
		return fmt.Sprintf("the response is an error: %v", err)
	case len(x.received) > 0:
		var typed interface {
			error
			json.Marshaler
		}
		if !errors.As(err, &typed) {
			return "the response is an error without a type: " + err.Error()
		}
		return x.difference(typed)
	}
	return ""
}

// isRefused reports whether the request breaks the document. Prism says so in a header if the document has a response
// for that. The header also says if one of the document's own examples breaks it.
func (x *exchange) isRefused() bool {
	return x.response.Header.Get("Content-Type") == "application/problem+json" ||
		strings.Contains(x.response.Header.Get("Sl-Violations"), `"location":["request"`)
}

// difference says what the result of a call, or its error, lacks of the response.
func (x *exchange) difference(result any) string {
	if strings.HasPrefix(x.response.Header.Get("Content-Type"), "text/") {
		return cmp.Diff(string(x.received), result)
	}
	var received, decoded any
	text, err := json.Marshal(result)
	if err := errors.Join(err, json.Unmarshal(text, &decoded), json.Unmarshal(x.received, &received)); err != nil {
		return err.Error()
	}
	return cmp.Diff(received, sent(decoded, received), cmp.Comparer(sameText))
}

// sent returns decoded without the members that received does not have: those with default values.
func sent(decoded, received any) any {
	switch received := received.(type) {
	case map[string]any:
		members, _ := decoded.(map[string]any)
		for name, value := range members {
			if other, ok := received[name]; ok {
				members[name] = sent(value, other)
			} else {
				delete(members, name)
			}
		}
	case []any:
		items, _ := decoded.([]any)
		for i := range min(len(items), len(received)) {
			items[i] = sent(items[i], received[i])
		}
	}
	return decoded
}

// sameText reports whether texts are equal, or are the same moment, of which a client leaves out zeros at the end.
func sameText(a, b string) bool {
	if a == b {
		return true
	}
	first, errFirst := time.Parse(time.RFC3339, a)
	second, errSecond := time.Parse(time.RFC3339, b)
	return errors.Join(errFirst, errSecond) == nil && first.Equal(second)
}
