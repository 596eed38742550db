// The cache conformance tests of the HTTP working group, played against the cache. Their descriptions are read from
// the folder that VECTORS names, relative to the root of the repository, and are not a part of it.

package cache_test

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/cache"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

const (
	vectorsAreMissing = "no vectors: set VECTORS to a folder with cache-tests.json and cache-tests-applicable.tsv"
	defaultVectors    = "../shared/vectors"
)

// vector is one conformance test: requests that are played in their order.
type vector struct {
	ID        string
	DependsOn []string `json:"depends_on"`
	Requests  []vectorRequest
}

// vectorRequest is a request, how the origin answers it, and what is expected of it. A header is a name with a value,
// of which a number stands for a time, and what else is to be known.
type vectorRequest struct {
	Setup      bool
	SetupTests []string `json:"setup_tests"`
	PauseAfter bool     `json:"pause_after"`

	Method   *string `json:"request_method"`
	Body     string  `json:"request_body"`
	Header   [][]any `json:"request_headers"`
	Filename string
	Query    string `json:"query_arg"`

	Disconnect       bool
	ResponsePause    float64  `json:"response_pause"`
	ResponseStatus   []any    `json:"response_status"`
	ResponseHeader   [][]any  `json:"response_headers"`
	ResponseBody     *string  `json:"response_body"`
	Interim          [][]any  `json:"interim_responses"`
	RFC850Date       []string `json:"rfc850date"`
	MagicLocations   bool     `json:"magic_locations"`
	MagicIMS         bool     `json:"magic_ims"`
	ExpectedType     string   `json:"expected_type"`
	ExpectedMethod   string   `json:"expected_method"`
	ExpectedInterim  *[][]any `json:"expected_interim_responses"`
	ExpectedRequest  []any    `json:"expected_request_headers"`
	UnwantedRequest  []any    `json:"expected_request_headers_missing"`
	ExpectedResponse []any    `json:"expected_response_headers"`
	UnwantedResponse []any    `json:"expected_response_headers_missing"`
	CheckBody        *bool    `json:"check_body"`

	// Absent, null and a value differ in these.
	ExpectedStatus json.RawMessage `json:"expected_status"`
	ExpectedText   json.RawMessage `json:"expected_response_text"`
}

// The results of a vector.
const (
	passed  = "pass"
	failed  = "fail"
	unready = "setup"      // it could not be set up, so it says nothing
	skipped = "dependency" // a test that it depends on did not pass, so it says nothing
)

func TestCacheConformance(t *testing.T) {
	vectors, kinds := readVectors(t)
	for _, shared := range []bool{false, true} {
		t.Run(map[bool]string{false: "own store", true: "shared store"}[shared], func(t *testing.T) {
			playVectors(t, vectors, kinds, shared)
		})
	}
}

// expectedResults say how many vectors of a kind have a result, for those of defaultVectors, so that none is lost
// unseen.
var expectedResults = map[string]map[string]int{
	"required": {passed: 138, skipped: 5},
	"optimal":  {passed: 70, failed: 24},
}

func playVectors(t *testing.T, vectors map[string]vector, kinds map[string]string, shared bool) {
	results := make(map[string]string)
	reasons := make(map[string]error)
	var play func(id string) string
	play = func(id string) string {
		if _, known := results[id]; known {
			return results[id]
		}
		results[id] = skipped
		for _, needed := range vectors[id].DependsOn {
			if play(needed) != passed {
				return skipped
			}
		}
		synctest.Test(t, func(t *testing.T) {
			results[id], reasons[id] = newVectorPlayer(t, vectors[id], shared).play()
		})
		return results[id]
	}
	for id := range kinds {
		play(id)
	}

	folder := os.Getenv("VECTORS")
	standard := folder == "" || folder == defaultVectors
	out := t.Output()
	fmt.Fprintf(out, "%-8s %5s %5s %5s %10s %5s\n", "kind", "tests", passed, failed, skipped, unready)
	for _, kind := range []string{"required", "optimal", "check"} {
		count := make(map[string]int)
		tests := 0
		for id := range kinds {
			if kinds[id] == kind {
				count[results[id]]++
				tests++
			}
		}
		fmt.Fprintf(out, "%-8s %5d %5d %5d %10d %5d\n",
			kind, tests, count[passed], count[failed], count[skipped], count[unready])
		if want := expectedResults[kind]; want != nil && standard && !maps.Equal(count, want) {
			t.Errorf("the results of the kind %s are %v, want %v", kind, count, want)
		}
	}
	for _, kind := range []string{"required", "optimal", "check"} {
		for _, id := range slices.Sorted(maps.Keys(kinds)) {
			if kinds[id] != kind || results[id] == passed {
				continue
			}
			fmt.Fprintf(out, "%-8s %-10s %s: %v\n", kind, results[id], id,
				cmp.Or(reasons[id], errors.New("depends on what did not pass")))
			if kind == "required" && results[id] == failed {
				t.Errorf("%s is required", id)
			}
		}
	}
}

// readVectors gives the tests by their ids, and the kinds of those that apply to a private cache.
func readVectors(t *testing.T) (vectors map[string]vector, kinds map[string]string) {
	folder := cmp.Or(os.Getenv("VECTORS"), defaultVectors)
	if !filepath.IsAbs(folder) {
		folder = filepath.Join("..", "..", "..", folder)
	}
	table, err := os.ReadFile(filepath.Join(folder, "cache-tests-applicable.tsv"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip(vectorsAreMissing)
	}
	text, err2 := os.ReadFile(filepath.Join(folder, "cache-tests.json"))
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	var suites []struct{ Tests []vector }
	if err := json.Unmarshal(text, &suites); err != nil {
		t.Fatal(err)
	}
	vectors, kinds = make(map[string]vector), make(map[string]string)
	for _, suite := range suites {
		for _, test := range suite.Tests {
			vectors[test.ID] = test
		}
	}
	for line := range strings.Lines(string(table)) {
		if fields := strings.Fields(line); fields[0] != "id" {
			kinds[fields[0]] = fields[1]
		}
	}
	return vectors, kinds
}

// vectorPlayer is the client of a test, and its origin.
type vectorPlayer struct {
	test     vector
	endpoint *transport.Endpoint
	number   int             // of the request that is played
	seen     []*http.Request // by the origin
	headers  []http.Header   // of the origin's answers, by the number of the request
	previous time.Time       // when the origin answered last
	interim  []string        // informational answers to the request that is played, as the client saw them
}

// newVectorPlayer makes the client: with a cache of its own, or with a store that others may share, whose token the
// origin has accepted.
func newVectorPlayer(t *testing.T, test vector, shared bool) *vectorPlayer {
	p := &vectorPlayer{test: test}
	stored, source := cache.New(1<<20), transport.TokenSource(nil)
	if shared {
		stored, source = cache.NewShared(newMapStore(), newSession()), tokens("anna-1")
	}
	e, err := transport.NewEndpoint("https://origin.example", transport.Options{
		HTTPClient: &http.Client{
			Transport:     runtimetest.RoundTripper(p.roundTrip),
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		Cache:   stored,
		Tokens:  source,
		Retries: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	p.endpoint = e
	if shared {
		p.test.Requests = []vectorRequest{{}}
		p.headers = []http.Header{{}}
		p.number = 1
		p.request(p.test.Requests[0])
		p.test, p.seen, p.headers, p.number = test, nil, nil, 0
	}
	return p
}

// play gives the result of the test, and what was wrong first.
func (p *vectorPlayer) play() (result string, reason error) {
	// Some tests hold dates whose century depends on the present.
	time.Sleep(time.Until(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))
	for _, r := range p.test.Requests {
		p.number++
		p.headers = append(p.headers, p.responseHeader(r))
		for _, check := range p.request(r) {
			if check.err == nil {
				continue
			}
			err := fmt.Errorf("request %d: %s: %w", p.number, check.name, check.err)
			if r.Setup || slices.Contains(r.SetupTests, check.name) {
				return unready, err
			}
			return failed, err
		}
		if r.PauseAfter {
			time.Sleep(3 * time.Second)
		}
	}
	return passed, nil
}

// vectorCheck is something that is expected, by the name that a test calls it.
type vectorCheck struct {
	name string
	err  error
}

// request plays a request, and checks what came of it.
func (p *vectorPlayer) request(r vectorRequest) []vectorCheck {
	call := &transport.Call{Operation: p.test.ID, Method: "GET", Path: "/" + p.test.ID, Cacheable: true}
	if r.Method != nil {
		call.Method = *r.Method
	}
	if r.Filename != "" {
		call.Path += "/" + r.Filename
	}
	if name, value, ok := strings.Cut(r.Query, "="); ok {
		call.Query = url.Values{name: {value}}
	}
	if r.Body != "" {
		call.Body = []byte(r.Body)
	}
	call.Header = http.Header{"Req-Num": {strconv.Itoa(p.number)}}
	for _, field := range r.Header {
		now := time.Now()
		if r.MagicIMS {
			now = p.previous
		}
		call.Header.Add(field[0].(string), r.value(field, now))
	}
	before := len(p.seen)
	p.interim = nil
	ctx := httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{
		Got1xxResponse: func(code int, header textproto.MIMEHeader) error {
			p.interim = append(p.interim, interimText(code, http.Header(header)))
			return nil
		},
	})
	response, err := runtimetest.ResponseTo(ctx, p.endpoint, call)
	if err != nil {
		response = &transport.Response{Header: make(http.Header)}
	}
	var origin *http.Request
	if len(p.seen) > before {
		origin = p.seen[len(p.seen)-1]
	}
	checks := []vectorCheck{
		{"expected_type", p.checkType(r, response, origin)},
		{"expected_status", r.checkStatus(response, err)},
		{"expected_response_headers", checkFields(r.ExpectedResponse, response.Header, true)},
		{"expected_response_headers_missing", checkFields(r.UnwantedResponse, response.Header, false)},
		{"expected_response_text", p.checkText(r, response)},
		{"expected_interim_responses", p.checkInterim(r)},
	}
	if origin != nil {
		checks = append(checks, vectorCheck{"expected_response_headers", p.checkSent(r, response)},
			vectorCheck{"expected_request_headers", checkFields(r.ExpectedRequest, origin.Header, true)},
			vectorCheck{"expected_request_headers_missing", checkFields(r.UnwantedRequest, origin.Header, false)})
		if r.ExpectedMethod != "" && origin.Method != r.ExpectedMethod {
			checks = append(checks, vectorCheck{"expected_method", errors.New(origin.Method)})
		}
	} else if r.ExpectedRequest != nil {
		checks = append(checks, vectorCheck{"expected_request_headers", errors.New("the origin was not asked")})
	}
	return checks
}

// roundTrip is the origin.
func (p *vectorPlayer) roundTrip(request *http.Request) (*http.Response, error) {
	p.seen = append(p.seen, request)
	number, err := strconv.Atoi(request.Header.Get("Req-Num"))
	if err != nil {
		return nil, err
	}
	r := p.test.Requests[number-1]
	if r.Disconnect {
		return nil, io.ErrUnexpectedEOF
	}
	trace := httptrace.ContextClientTrace(request.Context())
	for _, interim := range r.Interim {
		header := make(http.Header)
		if len(interim) > 1 {
			for _, field := range interim[1].([]any) {
				header.Add(field.([]any)[0].(string), field.([]any)[1].(string))
			}
		}
		if err := trace.Got1xxResponse(int(interim[0].(float64)), textproto.MIMEHeader(header)); err != nil {
			return nil, err
		}
	}
	time.Sleep(time.Duration(r.ResponsePause * float64(time.Second)))
	p.previous = time.Now()

	header := p.headers[number-1].Clone()
	header.Set("Server-Request-Count", strconv.Itoa(len(p.seen)))
	header.Set("Client-Request-Count", strconv.Itoa(number))
	header.Set("Server-Now", strconv.FormatInt(time.Now().UnixMilli(), 10))
	if header.Get("Content-Type") == "" {
		header.Set("Content-Type", "text/plain")
	}
	status, body := r.status(), p.body(r)
	if validator := map[string][2]string{
		"lm_validated": {"Last-Modified", "If-Modified-Since"}, "etag_validated": {"ETag", "If-None-Match"},
	}[r.ExpectedType]; validator != [2]string{} {
		status = http.StatusNotModified
		if stored := p.headers[number-2].Get(validator[0]); stored == "" || request.Header.Get(validator[1]) != stored {
			status = 999
		}
	}
	if status == http.StatusNoContent || status == http.StatusNotModified || request.Method == "HEAD" {
		body = ""
	} else if header.Get("Content-Length") == "" {
		header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	var wire strings.Builder
	fmt.Fprintf(&wire, "HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
	for name, values := range header {
		for _, value := range values {
			fmt.Fprintf(&wire, "%s: %s\r\n", name, value)
		}
	}
	wire.WriteString("\r\n" + body)
	return http.ReadResponse(bufio.NewReader(strings.NewReader(wire.String())), request)
}

// responseHeader is what the origin says, should it be asked.
func (p *vectorPlayer) responseHeader(r vectorRequest) http.Header {
	header := make(http.Header)
	for _, field := range r.ResponseHeader {
		name, value := field[0].(string), r.value(field, time.Now())
		if r.MagicLocations && (name == "Location" || name == "Content-Location") {
			value = "https://origin.example/" + p.test.ID + "/" + value
		}
		header.Add(name, value)
	}
	return header
}

// value is the value of a header field, a number being so many seconds from now in some.
func (r vectorRequest) value(field []any, now time.Time) string {
	number, ok := field[1].(float64)
	if !ok {
		return field[1].(string)
	}
	name := strings.ToLower(field[0].(string))
	switch name {
	case "date", "expires", "last-modified", "if-modified-since", "if-unmodified-since":
	default:
		return strconv.Itoa(int(number))
	}
	layout := http.TimeFormat
	if slices.Contains(r.RFC850Date, name) {
		layout = "Monday, 02-Jan-06 15:04:05 GMT"
	}
	return now.Add(time.Duration(number) * time.Second).UTC().Format(layout)
}

func (r vectorRequest) status() int {
	if len(r.ResponseStatus) == 0 {
		return 200
	}
	return int(r.ResponseStatus[0].(float64))
}

// body is that of the origin's answer: unless the test says what, a text of the test's own.
func (p *vectorPlayer) body(r vectorRequest) string {
	if r.ResponseBody != nil {
		return *r.ResponseBody
	}
	return "body of " + p.test.ID
}

func (p *vectorPlayer) checkType(r vectorRequest, response *transport.Response, origin *http.Request) error {
	count, _ := strconv.Atoi(response.Header.Get("Server-Request-Count")) // 0 where there is none
	switch {
	case r.ExpectedType == "cached" && (count >= p.number || origin != nil):
		return errors.New("the origin was asked")
	case r.ExpectedType == "not_cached" && count != p.number:
		return errors.New("the origin was not asked")
	case strings.HasSuffix(r.ExpectedType, "_validated") && origin == nil:
		return errors.New("the origin was not asked to validate")
	}
	return nil
}

func (r vectorRequest) checkStatus(response *transport.Response, err error) error {
	want := r.status()
	switch {
	case string(r.ExpectedStatus) == "null":
		return nil
	case err != nil:
		return err
	case r.ExpectedStatus != nil:
		if err := json.Unmarshal(r.ExpectedStatus, &want); err != nil {
			return err
		}
	}
	if response.Status != want {
		return fmt.Errorf("%d instead of %d", response.Status, want)
	}
	return nil
}

// checkSent looks for the header fields that the origin has sent.
func (p *vectorPlayer) checkSent(r vectorRequest, response *transport.Response) error {
	for _, field := range r.ResponseHeader {
		name := http.CanonicalHeaderKey(field[0].(string))
		if unexpected := len(field) > 2 && field[2] == false; unexpected || name == "Date" {
			continue
		}
		want := strings.Join(p.headers[p.number-1].Values(name), ", ")
		if got := strings.Join(response.Header.Values(name), ", "); got != want {
			return fmt.Errorf("%s: %q instead of %q", name, got, want)
		}
	}
	return nil
}

func (p *vectorPlayer) checkText(r vectorRequest, response *transport.Response) error {
	want := p.body(r)
	switch {
	case string(r.ExpectedText) == "null", r.CheckBody != nil && !*r.CheckBody:
		return nil
	case r.ExpectedText != nil:
		if err := json.Unmarshal(r.ExpectedText, &want); err != nil {
			return err
		}
	case response.Status == http.StatusNoContent || response.Status == http.StatusNotModified:
		return nil
	case r.Method != nil && *r.Method == "HEAD":
		return nil
	}
	if response.Body != want {
		return fmt.Errorf("%q instead of %q", response.Body, want)
	}
	return nil
}

func (p *vectorPlayer) checkInterim(r vectorRequest) error {
	if r.ExpectedInterim == nil {
		return nil
	}
	var want []string
	for _, interim := range *r.ExpectedInterim {
		header := make(http.Header)
		if len(interim) > 1 {
			for _, field := range interim[1].([]any) {
				header.Add(field.([]any)[0].(string), field.([]any)[1].(string))
			}
		}
		want = append(want, interimText(int(interim[0].(float64)), header))
	}
	if !slices.Equal(p.interim, want) {
		return fmt.Errorf("%q instead of %q", p.interim, want)
	}
	return nil
}

func interimText(code int, header http.Header) string { return fmt.Sprint(code, header) }

// checkFields compares a header with expectations: a name; a name and its value; a name, "=" and a name with the same
// value; a name, ">" and a number. wanted is false where the header must not be so.
func checkFields(expected []any, header http.Header, wanted bool) error {
	for _, expectation := range expected {
		if name, ok := expectation.(string); ok {
			expectation = []any{name}
		}
		terms := expectation.([]any)
		got := strings.Join(header.Values(terms[0].(string)), ", ")
		var met bool
		switch len(terms) {
		case 1:
			met = len(header.Values(terms[0].(string))) > 0
		case 2:
			value, ok := terms[1].(string)
			met = !ok || got == value // a number is a time of the origin's
		default:
			switch terms[1] {
			case "=":
				met = got == header.Get(terms[2].(string))
			case ">":
				n, err := strconv.ParseFloat(got, 64)
				met = err == nil && n > terms[2].(float64)
			}
		}
		if met != wanted {
			return fmt.Errorf("%v: the header has %q", terms, got)
		}
	}
	return nil
}
