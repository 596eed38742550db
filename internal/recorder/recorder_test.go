// A client sees the same of a service, of the recorder before it, and of the cassette that this wrote.

package recorder_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/cassette"
	"github.com/kontrakt-dev/kontrakt/internal/recorder"
)

// service responds in all ways that a service can. It knows its own URL from the request, and that of another service.
func service(other string) http.Handler {
	mux := http.NewServeMux()
	own := func(r *http.Request) string { return "http://" + r.Host }
	text := func(path, contentType string, body func(self string) string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", contentType)
			io.WriteString(w, body(own(r)))
		})
	}
	text("/json", "application/json", func(string) string { return `{"a":[1,2.50,"\u00e4"]}` })
	text("/png", "image/png", func(string) string { return "\x89PNG\r\n\x1a\n\x00http://not.replaced" })
	text("/latin", "text/plain; charset=iso-8859-1", func(string) string { return "Gr\xfc\xdfe" })
	text("/html", "text/html", func(string) string { return "<p>Error #400\r\n</p>" })
	text("/multipart", "multipart/mixed; boundary=b", func(string) string {
		return "--b\r\nX-Dio-Status: 200 OK\r\n\r\n{\"a\":1}\r\n--b\r\nContent-Type: image/png\r\n\r\n\x00\xff\r\n--b--\r\n"
	})
	text("/wsdl", "text/xml", func(self string) string {
		return `<definitions><address location="` + self + `/soap"/><other location="` + other + `/soap?wsdl"/></definitions>`
	})
	text("/php", "application/json", func(self string) string {
		return `{"next":"` + strings.ReplaceAll(self+"/json?page=2", "/", `\/`) + `"}`
	})
	text("/query", "application/json", func(self string) string {
		return `{"a":"/login?back=` + url.QueryEscape(self+"/json") + `","b":"/login?back=` + strings.ToLower(url.QueryEscape(other)) + `"}`
	})
	text("/foreign", "text/plain", func(string) string { return "http://127.0.0.1.example/ http https://" })
	mux.HandleFunc("/gzip", func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			http.Error(w, "no gzip", http.StatusNotAcceptable)
			return
		}
		w.Header().Set("Content-Type", r.FormValue("type"))
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		if strings.HasPrefix(r.FormValue("type"), "application/") {
			fmt.Fprintf(z, `{"next":"%s/json"}`, own(r))
		} else {
			io.WriteString(z, "bytes")
		}
		z.Close()
	})
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %q %d %v\n%q %v", r.Method, r.RequestURI, r.ContentLength, r.Header["X-Many"], body, err)
	})
	mux.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for i := range 3 {
			fmt.Fprintf(w, "data: %d %s/json\n\n", i, own(r))
			http.NewResponseController(w).Flush()
		}
	})
	mux.HandleFunc("/redirect", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", "<"+own(r)+`/json?page=2>; rel="next"`)
		http.Redirect(w, r, own(r)+"/json", http.StatusFound)
	})
	mux.HandleFunc("/relative", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/json", http.StatusSeeOther)
	})
	mux.HandleFunc("/cookie", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("X-Many", "1")
		w.Header().Add("X-Many", "2")
		w.WriteHeader(http.StatusCreated)
	})
	mux.HandleFunc("/nothing", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("/unchanged", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		w.WriteHeader(http.StatusNotModified)
	})
	mux.HandleFunc("/fault", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(http.StatusInternalServerError)
		io.WriteString(w, "<Envelope><Body><Fault/></Body></Envelope>")
	})
	mux.HandleFunc("/lost", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	mux.HandleFunc("/cut", func(w http.ResponseWriter, r *http.Request) {
		if length := r.FormValue("length"); length != "" {
			w.Header().Set("Content-Length", length)
		}
		w.Header().Set("Content-Type", r.FormValue("type"))
		io.WriteString(w, `{"a":"the begin`)
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	return mux
}

// gzipped returns text compressed.
func gzipped(text string) string {
	var b strings.Builder
	w := gzip.NewWriter(&b)
	io.WriteString(w, text) // a Builder has no errors
	w.Close()
	return b.String()
}

// exchanges are the requests of the client.
var exchanges = []struct {
	method, path, contentType, body string
	header                          http.Header
}{
	{method: "GET", path: "/json"}, {method: "HEAD", path: "/json"}, {method: "GET", path: "/png"}, {method: "GET", path: "/latin"},
	{method: "GET", path: "/html"}, {method: "GET", path: "/multipart"}, {method: "GET", path: "/wsdl"}, {method: "GET", path: "/php"},
	{method: "GET", path: "/query"}, {method: "GET", path: "/foreign"},
	{method: "GET", path: "/gzip?type=application/json", header: http.Header{"Accept-Encoding": {"br, gzip"}}},
	{method: "GET", path: "/gzip?type=image/png", header: http.Header{"Accept-Encoding": {"gzip"}}},
	{method: "GET", path: "/gzip?type=text/plain", header: http.Header{"Accept-Encoding": {"br"}}},
	{method: "POST", path: "/echo?a=%20&b", contentType: "text/xml; charset=utf-8", body: "<a>\r\n</a>", header: http.Header{"X-Many": {"1", "2"}}},
	{method: "PUT", path: "/echo", contentType: "application/octet-stream", body: "\x00\xff"},
	{method: "POST", path: "/echo", contentType: "multipart/form-data; boundary=b", body: "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n"},
	{method: "POST", path: "/echo", contentType: "application/json", body: gzipped(`{"a":1}`), header: http.Header{"Content-Encoding": {"gzip"}}},
	{method: "PATCH", path: "/echo", contentType: "application/json", body: `{"a":1}`},
	{method: "DELETE", path: "/echo/%2F/a%20b"},
	{method: "GET", path: "/events"}, {method: "GET", path: "/redirect"}, {method: "GET", path: "/relative"}, {method: "GET", path: "/cookie"},
	{method: "GET", path: "/nothing"}, {method: "GET", path: "/unchanged"}, {method: "POST", path: "/fault"}, {method: "GET", path: "/missing"},
	{method: "GET", path: "/lost"}, {method: "POST", path: "/lost", contentType: "text/plain", body: "a"},
	{method: "GET", path: "/cut?type=application/json"}, {method: "GET", path: "/cut?type=application/json&length=100"},
	{method: "GET", path: "/cut?type=image/png"}, {method: "GET", path: "/cut?type=image/png&length=100"},
}

// transcript sends the requests, and returns what a client sees of the responses. Addresses of the services are replaced.
func transcript(t *testing.T, addresses ...string) (seen []string) {
	t.Helper()
	client := &http.Client{
		Transport:     &http.Transport{DisableCompression: true, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	for _, address := range addresses {
		for _, e := range exchanges {
			request, err := http.NewRequestWithContext(t.Context(), e.method, address+e.path, strings.NewReader(e.body))
			if err != nil {
				t.Fatal(err)
			}
			maps.Copy(request.Header, e.header)
			if e.contentType != "" {
				request.Header.Set("Content-Type", e.contentType)
			}
			seen = append(seen, e.method+" "+e.path+"\n"+describe(client.Do(request)))
		}
	}
	for i, s := range seen {
		for n, address := range addresses {
			for _, escape := range []func(string) string{
				func(s string) string { return s }, url.QueryEscape, func(s string) string { return strings.ToLower(url.QueryEscape(s)) },
				func(s string) string { return strings.ReplaceAll(s, "/", `\/`) },
			} {
				s = strings.ReplaceAll(s, escape(address), fmt.Sprintf("ADDRESS%d", n))
			}
		}
		seen[i] = s
	}
	return seen
}

// describe returns what a client sees of a response.
func describe(response *http.Response, err error) string {
	if err != nil {
		return "no response"
	}
	defer response.Body.Close()
	var reader io.Reader = response.Body
	var b strings.Builder
	fmt.Fprintln(&b, response.StatusCode)
	if response.Header.Get("Content-Encoding") == "gzip" { // which an intermediary may undo
		if reader, err = gzip.NewReader(reader); err != nil {
			return err.Error()
		}
	}
	body, err := io.ReadAll(reader)
	for _, name := range slices.Sorted(maps.Keys(response.Header)) {
		if name != "Date" && name != "Content-Length" && name != "Content-Encoding" {
			fmt.Fprintf(&b, "%s: %q\n", name, response.Header[name])
		}
	}
	fmt.Fprintf(&b, "%s\ncut: %v", body, err != nil)
	return b.String()
}

// serve starts a server for each origin of services, and returns the addresses in the order of the services.
func serve(t *testing.T, services []cassette.Service, handler func(recorder.Addresses) func(origin string) http.Handler) (addresses []string) {
	t.Helper()
	listeners, found, err := recorder.Listen("127.0.0.1:0", services)
	if err != nil {
		t.Fatal(err)
	}
	make := handler(found)
	for origin, listener := range listeners {
		server := &http.Server{Handler: make(origin)}
		go server.Serve(listener)
		t.Cleanup(func() { server.Close() })
	}
	for _, s := range services {
		addresses = append(addresses, found.Of(s))
	}
	return addresses
}

// record starts a recorder before services, and returns its addresses and the file of the cassette.
func record(t *testing.T, services []cassette.Service) (addresses []string, file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "c.yaml")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	w, err := cassette.NewWriter(f, services, cassette.NewRedactor())
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, services, func(a recorder.Addresses) func(string) http.Handler {
		r := &recorder.Recorder{Services: services, Addresses: a, Writer: w, Seen: func(e *cassette.Exchange, err error) {
			if err != nil {
				t.Errorf("%s: %v", e.Request.Path, err)
			}
		}}
		return r.Handler
	}), file
}

// replay starts a player of the cassette in file.
func replay(t *testing.T, file string, anyOrder bool) (addresses []string, p *recorder.Player) {
	t.Helper()
	c, ds := cassette.ReadFile(file)
	if err := ds.Err(); err != nil {
		t.Fatal(err)
	}
	return serve(t, c.Services, func(a recorder.Addresses) func(string) http.Handler {
		p = &recorder.Player{Cassette: c, Addresses: a, AnyOrder: anyOrder}
		return p.Handler
	}), p
}

func TestTheSame(t *testing.T) {
	second := httptest.NewServer(service("https://elsewhere.example"))
	defer second.Close()
	first := httptest.NewServer(service(second.URL))
	defer first.Close()
	services := []cassette.Service{{Name: "first", URL: first.URL}, {Name: "second", URL: second.URL}}

	want := transcript(t, first.URL, second.URL)
	addresses, file := record(t, services)
	if diff := cmp.Diff(want, transcript(t, addresses...)); diff != "" {
		t.Errorf("the recorder: %s", diff)
	}
	for _, anyOrder := range []bool{false, true} {
		addresses, p := replay(t, file, anyOrder)
		if diff := cmp.Diff(want, transcript(t, addresses...)); diff != "" {
			t.Errorf("the cassette, in any order %v: %s", anyOrder, diff)
		}
		if rest := p.Unanswered(); len(rest) > 0 {
			t.Errorf("%d calls are not answered", len(rest))
		}
	}
}

// Calls are in the order in which they began, in whatever order they end.
func TestOvertaking(t *testing.T) {
	const calls = 6
	for seed := range uint64(20) {
		order := rand.New(rand.NewPCG(seed, 1)).Perm(calls)
		ends := make([]chan bool, calls)
		for i := range ends {
			ends[i] = make(chan bool)
		}
		origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "begin ")
			http.NewResponseController(w).Flush()
			i, _ := strconv.Atoi(r.URL.Path[1:])
			<-ends[i]
			io.WriteString(w, "end")
		}))
		services := []cassette.Service{{Name: "slow", URL: origin.URL}}
		addresses, file := record(t, services)
		program := func(base string, end func(i int)) {
			bodies := make([]io.ReadCloser, calls)
			for i := range bodies {
				response, err := http.Get(fmt.Sprintf("%s/%d", base, i))
				if err != nil {
					t.Fatal(err)
				}
				bodies[i] = response.Body
			}
			for _, i := range order {
				end(i)
				if text, err := io.ReadAll(bodies[i]); string(text) != "begin end" {
					t.Errorf("seed %d, call %d: %q, %v", seed, i, text, err)
				}
				bodies[i].Close()
			}
		}
		program(addresses[0], func(i int) { close(ends[i]) })
		origin.Close()
		addresses, p := replay(t, file, false)
		program(addresses[0], func(int) {})
		if rest := p.Unanswered(); len(rest) > 0 {
			t.Errorf("seed %d: %d calls are not answered", seed, len(rest))
		}
	}
}

// Events pass while the service sends them, and a client that goes away leaves what it has seen.
func TestStream(t *testing.T) {
	proceed := make(chan bool)
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		io.WriteString(w, "data: 1\n\n")
		http.NewResponseController(w).Flush()
		<-proceed
		io.WriteString(w, "data: 2\n\n")
		http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	defer origin.Close()
	services := []cassette.Service{{Name: "events", URL: origin.URL}}
	file := filepath.Join(t.TempDir(), "c.yaml")
	var data bytes.Buffer
	w, err := cassette.NewWriter(&data, services, cassette.NewRedactor())
	if err != nil {
		t.Fatal(err)
	}
	recorded := make(chan bool)
	addresses := serve(t, services, func(a recorder.Addresses) func(string) http.Handler {
		return (&recorder.Recorder{Services: services, Addresses: a, Writer: w, Seen: func(*cassette.Exchange, error) { close(recorded) }}).Handler
	})
	ctx, cancel := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, "GET", addresses[0], nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 100)
	for _, want := range []string{"data: 1\n\n", "data: 2\n\n"} {
		if n, err := response.Body.Read(buffer); string(buffer[:n]) != want {
			t.Fatalf("got %q, %v", buffer[:n], err)
		}
		if want == "data: 1\n\n" {
			close(proceed)
		}
	}
	cancel()
	<-recorded
	if err := os.WriteFile(file, data.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	addresses, _ = replay(t, file, false)
	response, err = http.Get(addresses[0])
	if got := describe(response, err); !strings.HasSuffix(got, "data: 1\n\ndata: 2\n\n\ncut: true") {
		t.Error(got)
	}
}

// A body in a coding that cannot be searched for secrets passes, and is not recorded.
func TestOmitted(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", r.FormValue("coding"))
		io.WriteString(w, "secret")
	}))
	defer service.Close()
	for coding, reason := range map[string]string{
		"br": `its content coding "br" is not supported`, "gzip": "its content coding gzip is malformed",
	} {
		addresses, file := record(t, []cassette.Service{{Name: "a", URL: service.URL}})
		request, err := http.NewRequestWithContext(t.Context(), "GET", addresses[0]+"/?coding="+coding, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept-Encoding", "br, gzip")
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body) // malformed gzip has an error
		response.Body.Close()
		if coding == "br" && string(body) != "secret" {
			t.Errorf("got %q", body)
		}
		if data, err := os.ReadFile(file); err != nil || bytes.Contains(data, []byte("secret")) {
			t.Errorf("%v\n%s", err, data)
		}
		addresses, _ = replay(t, file, false)
		if got := describe(http.Get(addresses[0] + "/?coding=" + coding)); !strings.Contains(got, "501") || !strings.Contains(got, reason) {
			t.Errorf("%s: %s", coding, got)
		}
	}
}

// A service that cannot be reached is reported to the client, and is not in the cassette.
func TestUnreachable(t *testing.T) {
	service := httptest.NewServer(nil)
	service.Close()
	services := []cassette.Service{{Name: "a", URL: service.URL}}
	var data bytes.Buffer
	w, err := cassette.NewWriter(&data, services, cassette.NewRedactor())
	if err != nil {
		t.Fatal(err)
	}
	var reported error
	addresses := serve(t, services, func(a recorder.Addresses) func(string) http.Handler {
		return (&recorder.Recorder{Services: services, Addresses: a, Writer: w, Seen: func(_ *cassette.Exchange, err error) { reported = err }}).Handler
	})
	if got := describe(http.Get(addresses[0])); !strings.HasPrefix(got, "502\n") || !strings.Contains(got, "The recorder cannot reach the service: dial tcp") {
		t.Error(got)
	}
	if reported == nil || len(read(t, data.Bytes())) > 0 {
		t.Errorf("%v\n%s", reported, data.String())
	}
}

// read returns the exchanges of a cassette.
func read(t *testing.T, data []byte) []*cassette.Exchange {
	t.Helper()
	c, ds := cassette.Read("c.yaml", data)
	if err := ds.Err(); err != nil {
		t.Fatal(err)
	}
	return c.Exchanges
}

// Calls at the same time are each recorded as a whole, and answered in any order.
func TestConcurrentCalls(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, strings.Repeat(r.FormValue("n")+"\n", 1000))
	}))
	defer service.Close()
	const n = 50
	callAll := func(address string) {
		var group sync.WaitGroup
		for i := range n {
			group.Go(func() {
				if got := describe(http.Get(fmt.Sprintf("%s/?n=%d", address, i))); !strings.HasSuffix(got, fmt.Sprintf("\n%d\n\ncut: false", i)) {
					t.Error(got)
				}
			})
		}
		group.Wait()
	}
	addresses, file := record(t, []cassette.Service{{Name: "a", URL: service.URL}})
	callAll(addresses[0])
	addresses, p := replay(t, file, true)
	callAll(addresses[0])
	if rest := p.Unanswered(); len(p.Cassette.Exchanges) != n || len(rest) > 0 {
		t.Errorf("%d of %d calls are not answered", len(rest), len(p.Cassette.Exchanges))
	}
}

// A problem shows how a request differs, but not its secrets.
func TestProblemsHaveNoSecrets(t *testing.T) {
	for _, test := range []struct{ contentType, recorded, got, want string }{
		{"text/xml", `<a password="redacted-1" id="5"/>`, `<a password="s3cret" id="6"/>`, `the attribute id of <a> is "5" in the cassette, and "6" in the request`},
		{"text/xml", `<a id="5"/>`, `<a password="s3cret"/>`, "the attribute id of <a> is only in the cassette"},
		{"text/xml", `<a id="5"/>`, `<a id="5" password="s3cret"/>`, "<a> has 1 attributes in the cassette, and 2 in the request"},
		{"application/json", `{"a":1}`, `{"password":"s3cret"`, `the body is "{\"a\":1}" in the cassette, and "{\"password\":\"redacted-1\"" in the request`},
		{"application/x-www-form-urlencoded", "a=1", "password=s3cret&b=%", `the field text is "a=1" in the cassette, and "password=redacted-1&b=%" in the request`},
		{"application/json", "", `{"password":"s3cret"}`, "the body has 0 bytes in the cassette, and 21 in the request"},
	} {
		recorded := cassette.Request{Method: "POST", Path: "/", Message: cassette.Message{
			Header: http.Header{"Content-Type": {test.contentType}}, Body: []byte(test.recorded),
		}}
		p := recorder.Player{Cassette: &cassette.Cassette{
			Services: []cassette.Service{{Name: "a", URL: "http://a.example"}}, Exchanges: []*cassette.Exchange{{Service: "a", Request: recorded}},
		}}
		request := httptest.NewRequest("POST", "/", strings.NewReader(test.got))
		request.Header.Set("Content-Type", test.contentType)
		w := httptest.NewRecorder()
		p.Handler("http://a.example").ServeHTTP(w, request)
		if got := w.Body.String(); w.Code != http.StatusNotImplemented || !strings.HasSuffix(got, ": "+test.want+"\n") {
			t.Errorf("%d %s\nwant %s", w.Code, got, test.want)
		}
	}
}
