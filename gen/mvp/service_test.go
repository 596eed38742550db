// A fake of the service: it answers with raw bytes, as the document prints them, and records what it is sent.

package mvp_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

const (
	employee = "123456_123456"
	secret   = "s3cr3t-t0k3n"
	rest     = "/service/bd/employee/1.0/rest" // the path of the document's base URL
)

// The document's answers to a faulty call and to a conditional one. The page shows the first with four blanks for every
// tab: only with tabs, and a line break at its end, is the body as long as its Content-Length says.
var (
	documentError = crlf(`HTTP/1.1 400 Bad Request
Content-Length: 69
Content-Type: application/json
Connection: close

`) + "{\n\t\"Meldungen\": [\n\t\t\"Dieser Benutzername ist bereits vergeben.\"\n\t]\n}\n"

	documentNotModified = crlf(`HTTP/1.1 304 Not Modified
Last-Modified: Thu, 10 Sep 2015 13:30:31 GMT
Cache-Control: private, must-revalidate, max-age=3600
Content-Length: 0
Connection: close

`)
)

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// answer is an answer of the service from its status line on. It ends with the connection, as most that the document
// prints do. fields are lines of the header.
func answer(status, body string, fields ...string) string {
	head := append([]string{"HTTP/1.1 " + status}, fields...)
	return strings.Join(append(head, "Connection: close", "", body), "\r\n")
}

// jsonAnswer is an answer of JSON.
func jsonAnswer(body string, fields ...string) string {
	return answer("200 OK", body, append(fields, "Content-Type: application/json")...)
}

// service is the fake.
type service struct {
	*httptest.Server
	client *http.Client

	mu   sync.Mutex
	sent []request
}

// request is a request as it came, the lines of its head ending in "\n".
type request struct {
	line   string // without the version
	fields string // without those that are net/http's own affair
	header http.Header
	body   string
}

func (r request) String() string { return r.line + "\n" + r.fields + "\n" + r.body }

// newService starts a service. What answer writes goes out as it is, then the connection is closed.
func newService(t *testing.T, answer func(w io.Writer, r request)) *service {
	s := new(service)
	s.Server = httptest.NewUnstartedServer(s.handler(t, answer))
	s.start(t)
	s.client = s.Server.Client()
	return s
}

// newMemoryService starts a service whose connections are in memory, so that its clients can wait in a bubble of
// testing/synctest.
func newMemoryService(t *testing.T, answer func(w io.Writer, r request)) *service {
	s := new(service)
	pipes := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	s.Server = &httptest.Server{Listener: pipes, Config: &http.Server{Handler: s.handler(t, answer)}}
	s.start(t)
	s.client = &http.Client{Transport: &http.Transport{DialContext: pipes.dial}}
	return s
}

// answering starts a service that gives the answers one after the other, and fails the test where it is asked more
// often.
func answering(t *testing.T, answers ...string) *service { return newService(t, inTurn(t, answers...)) }

func inTurn(t *testing.T, answers ...string) func(io.Writer, request) {
	var mu sync.Mutex
	return func(w io.Writer, r request) {
		mu.Lock()
		defer mu.Unlock()
		if len(answers) == 0 {
			t.Errorf("unexpected request: %s", r)
			return
		}
		io.WriteString(w, answers[0])
		answers = answers[1:]
	}
}

func (s *service) start(t *testing.T) {
	s.Listener = recordingListener{s.Listener}
	s.Config.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
		return context.WithValue(ctx, connKey{}, conn)
	}
	s.Start()
	t.Cleanup(s.Close)
}

// handler records the request and lets answer write to the connection itself.
func (s *service) handler(t *testing.T, answer func(w io.Writer, r request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("request body: %v", err)
		}
		sent := request{header: r.Header, body: string(body)}
		head, _, _ := strings.Cut(r.Context().Value(connKey{}).(*recordingConn).read(), "\r\n\r\n")
		for i, line := range strings.Split(head, "\r\n") {
			name, _, _ := strings.Cut(line, ":")
			switch {
			case i == 0:
				sent.line = strings.TrimSuffix(line, " HTTP/1.1")
			case !slices.Contains([]string{"Host", "User-Agent", "Accept-Encoding"}, name):
				sent.fields += line + "\n"
			}
		}
		s.mu.Lock()
		s.sent = append(s.sent, sent)
		s.mu.Unlock()

		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		answer(conn, sent)
	}
}

// requests gives what was received so far.
func (s *service) requests() []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// newClient gives a client of s, with the changes to its configuration that set makes.
func (s *service) newClient(t *testing.T, set ...func(*mvp.Config)) *mvp.Client {
	t.Helper()
	config := mvp.Config{
		Mandant:     "bd",
		Mitarbeiter: employee,
		BaseURL:     s.URL + "/service/{mandant}/employee/{version}/rest",
		Token:       mvp.StaticToken(secret),
		HTTPClient:  s.client,
	}
	for _, set := range set {
		set(&config)
	}
	client, err := mvp.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// expect checks what was received: each request from its line to the end of its body.
func (s *service) expect(t *testing.T, want ...string) {
	t.Helper()
	var got []string
	for _, r := range s.requests() {
		got = append(got, r.String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("got requests\n%s\nwant\n%s", strings.Join(got, "\n---\n"), strings.Join(want, "\n---\n"))
	}
}

// expectCount checks how many requests were received.
func (s *service) expectCount(t *testing.T, want int) {
	t.Helper()
	if got := len(s.requests()); got != want {
		t.Errorf("got %d requests, want %d", got, want)
	}
}

// get is the request of a GET for a path below the base URL, with further lines of its header.
func get(path string, fields ...string) string {
	fields = append([]string{"GET " + rest + path, "Accept: application/json", "Authorization: Bearer " + secret},
		fields...)
	return strings.Join(fields, "\n") + "\n\n"
}

// recordingListener gives connections that keep what is read from them.
type recordingListener struct{ net.Listener }

func (l recordingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &recordingConn{Conn: conn}, nil
}

// connKey is the key of a connection in the contexts of its requests.
type connKey struct{}

type recordingConn struct {
	net.Conn
	mu   sync.Mutex
	text []byte
}

func (c *recordingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.text = append(c.text, p[:n]...)
	return n, err
}

func (c *recordingConn) read() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return string(c.text)
}

// pipeListener accepts the other ends of what dial gives.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (*pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

// jsonOf returns v as JSON.
func jsonOf(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Error(err)
	}
	return string(text)
}

// errorOf gives the *Error that err must hold, of the kind that it must have.
func errorOf(t *testing.T, err, kind error) *mvp.Error {
	t.Helper()
	e, ok := errors.AsType[*mvp.Error](err)
	if !ok || !errors.Is(err, kind) {
		t.Fatalf("got error %T %v, want a *mvp.Error of kind %q", err, err, kind)
	}
	return e
}
