//go:build npm

// The descriptions of whole services, judged by Prism: the server that it makes of the original OpenAPI document accepts
// every request of the client, and the client decodes every response. make prism fetches Prism and the documents.

package cases_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// prismFolder has what make prism fetches.
const prismFolder = "../../internal/checks/build/prism"

// prismRounds is how often each operation is called.
const prismRounds = 30

// prismCase is the description of a whole service.
type prismCase struct {
	document string // in prismFolder
	client   any    // of which the exported methods are called
	exchange *exchange
	calls    map[string]prismCall
	// Some operations have no successful response in the document: Prism responds with the status of an error.
	refused map[string]int
	helpers []string // the methods of the client that are not operations
	// corrections are texts in place of others in the document, where it or Prism is at fault.
	corrections map[string]string
}

// prismCall calls an operation with random arguments. The result is nil if the operation has none.
type prismCall func(ctx context.Context, g *arguments) (result any, err error)

// run serves the document and makes all calls, several times each. The responses are in turn an example of the document
// and random.
func (c *prismCase) run(t *testing.T) {
	t.Parallel()
	c.expectAllOperations(t)
	document := c.readDocument(t)
	c.exchange.examples = readExamples(t, document)
	c.exchange.host = servePrism(t, document)
	for _, name := range slices.Sorted(maps.Keys(c.calls)) {
		t.Run(name, func(t *testing.T) {
			g := &arguments{t, rand.New(rand.NewPCG(3, 14))}
			for c.exchange.round = range prismRounds {
				result, err := c.calls[name](t.Context(), g)
				if fault := c.exchange.fault(result, err, c.refused[name]); fault != "" {
					t.Fatalf("%s\n%s", fault, c.exchange)
				}
			}
		})
	}
}

// expectAllOperations fails t unless calls has every operation of the client.
func (c *prismCase) expectAllOperations(t *testing.T) {
	t.Helper()
	typ := reflect.TypeOf(c.client)
	for i := range typ.NumMethod() {
		name := typ.Method(i).Name
		if c.calls[name] == nil && !slices.Contains(c.helpers, name) {
			t.Errorf("%s is not called", name)
		}
	}
}

// readDocument returns the text of the OpenAPI document.
func (c *prismCase) readDocument(t *testing.T) []byte {
	t.Helper()
	document, err := os.ReadFile(filepath.Join(prismFolder, c.document))
	if err != nil {
		t.Fatalf("%v: run make prism", err)
	}
	for old, new := range c.corrections {
		document = bytes.ReplaceAll(document, []byte(old), []byte(new))
	}
	return document
}

// examplesOf are the examples of successful responses of one operation.
type examplesOf struct {
	method  string
	path    *regexp.Regexp
	prefers map[string][]string // what a request says in its header Prefer to get one, by the content type of the example
}

var pathParameter = regexp.MustCompile(`\\\{.*?\\\}`)

// readExamples returns the examples of an OpenAPI document.
func readExamples(t *testing.T, document []byte) (list []examplesOf) {
	t.Helper()
	var openapi struct {
		Paths map[string]map[string]struct {
			Responses map[string]struct {
				Content map[string]struct {
					Examples map[string]any
				}
			}
		}
	}
	if err := json.Unmarshal(document, &openapi); err != nil {
		t.Fatal(err)
	}
	for path, operations := range openapi.Paths {
		for method, operation := range operations {
			path := regexp.MustCompile("^" + pathParameter.ReplaceAllString(regexp.QuoteMeta(path), "[^/]+") + "$")
			examples := examplesOf{strings.ToUpper(method), path, map[string][]string{}}
			for status, response := range operation.Responses {
				for contentType, content := range response.Content {
					for _, name := range slices.Sorted(maps.Keys(content.Examples)) {
						if strings.HasPrefix(status, "2") {
							prefer := "code=" + status + ", example=" + name
							examples.prefers[contentType] = append(examples.prefers[contentType], prefer)
						}
					}
				}
			}
			list = append(list, examples)
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
	prism := exec.CommandContext(t.Context(), "node", filepath.Join(prismFolder, "node_modules/@stoplight/prism-cli/dist/index.js"),
		"mock", "--host", address, "--port", port, file)
	output, err := prism.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	prism.Stderr = prism.Stdout
	if err := prism.Start(); err != nil {
		t.Fatalf("%v: run make prism", err)
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
			t.Fatalf("Prism does not start: %v: run make prism\n%s", err, log)
		}
		if strings.Contains(line, "is listening on") {
			go io.Copy(io.Discard, lines)
			return host
		}
	}
}

// exchange is the transport of a client. It records the last request and response.
type exchange struct {
	host     string
	examples []examplesOf
	round    int // what Prism is asked for depends on it
	request  *http.Request
	sent     []byte
	response *http.Response
	received []byte
}

func (x *exchange) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Host = x.host
	if prefer := x.prefer(r); prefer != "" {
		r.Header.Set("Prefer", prefer)
	}
	x.request, x.sent, x.response, x.received = r, nil, nil, nil
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
	x.response, x.received = response, body
	return response, nil
}

// prefer returns what the header Prefer of a request says about the response.
func (x *exchange) prefer(r *http.Request) string {
	if x.round%2 == 1 {
		return "dynamic=true"
	}
	for _, e := range x.examples {
		prefers := e.prefers[r.Header.Get("Accept")]
		if e.method == r.Method && e.path.MatchString(r.URL.EscapedPath()) && len(prefers) > 0 {
			return prefers[x.round/2%len(prefers)]
		}
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
// an error is refused.
func (x *exchange) fault(result any, err error, refused int) string {
	switch {
	case x.response == nil:
		return fmt.Sprintf("nothing was sent: %v", err)
	case x.isRefused():
		return "Prism refuses the request"
	case refused != 0 && x.response.StatusCode == refused:
		if err == nil {
			return "the call succeeds"
		}
	case err != nil:
		return "the response is not decoded: " + err.Error()
	case result != nil:
		return x.difference(result)
	}
	return ""
}

// isRefused reports whether the request breaks the document. Prism says so in a header if the document has a response for
// that. The header also says if one of the document's own examples breaks it.
func (x *exchange) isRefused() bool {
	return x.response.Header.Get("Content-Type") == "application/problem+json" ||
		strings.Contains(x.response.Header.Get("Sl-Violations"), `"location":["request"`)
}

// difference says what the result of a call lacks of the response.
func (x *exchange) difference(result any) string {
	if strings.HasPrefix(x.response.Header.Get("Content-Type"), "text/") {
		return cmp.Diff(string(x.received), result)
	}
	var received, decoded any
	text, err := json.Marshal(result)
	if err := errors.Join(err, json.Unmarshal(text, &decoded), json.Unmarshal(x.received, &received)); err != nil {
		return err.Error()
	}
	return cmp.Diff(received, decoded, cmp.Comparer(sameText))
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

// arguments makes random arguments.
type arguments struct {
	*testing.T
	*rand.Rand
}

// word returns a text that is not empty.
func (g *arguments) word() string {
	words := []string{"a", "Ann Lee", "a/b", "x & <y>", "ä \"😀\"", "100%", "?q=1#f", "1"}
	return words[g.IntN(len(words))]
}

// words returns a list of one to three words.
func (g *arguments) words() []string {
	list := make([]string, 1+g.IntN(3))
	for i := range list {
		list[i] = g.word()
	}
	return list
}

// id returns a number that Prism reads as it is.
func (g *arguments) id() int64 { return g.Int64N(1 << 53) }

// messageOf returns a valid instance of T, changed here and there.
func messageOf[T any](g *arguments) *T {
	g.Helper()
	for _, d := range documents {
		value, ok := d.pointer().(*T)
		if !ok {
			continue
		}
		m, instances := d.new(), d.instances(g.T, "valid")
		value = m.value.(*T)
		if err := m.decode(instances[g.IntN(len(instances))].doc); err != nil {
			g.Fatal(err)
		}
		changes := &random{Rand: g.Rand, texts: d.texts(g.T), isJSON: true, isSafe: true, rarity: 2 + g.IntN(20)}
		changes.change(reflect.ValueOf(value).Elem(), 0)
		return value
	}
	g.Fatalf("there is no instance of %T", *new(T))
	return nil
}
