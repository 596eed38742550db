// A fake of the service: both endpoints. It speaks the document's bytes, fails when told to, keeps what it is sent.

package careflex_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// The paths of the document's EP1 and EP2.
const (
	tokenPath    = "/oauth/token"
	incidentPath = "/incidents"
)

// The service user, as the document has it.
const (
	userID     = "<user_id (service user)>"
	userSecret = "<user_secret (service user)>"
)

// service is the fake. Unless something else is queued for a path, it answers as usual.
type service struct {
	url   string
	usual answer // to incident requests

	mu       sync.Mutex
	queued   map[string][]answer // by path
	received []request
}

// request is what the service was sent.
type request struct {
	path string
	head string // request line and header as they were on the wire; "" where there was none
	body string
}

// answer answers a request.
type answer func(w http.ResponseWriter, r request)

// newService starts a service for the duration of the test, and has xmllint judge what it was sent.
func newService(t *testing.T) *service {
	s := &service{usual: documented}
	server := httptest.NewUnstartedServer(s)
	server.Listener = tappedListener{server.Listener}
	server.Config.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
		return context.WithValue(ctx, tapKey{}, conn)
	}
	server.Start()
	s.url = server.URL
	t.Cleanup(func() {
		server.Close()
		for _, r := range s.requests(incidentPath) {
			judge(t, r.body)
		}
	})
	return s
}

// config returns what a client of the service needs.
func (s *service) config() careflex.Config {
	return careflex.Config{
		Endpoint:   s.url + incidentPath,
		TokenURL:   s.url + tokenPath,
		UserID:     userID,
		UserSecret: userSecret,
	}
}

// client returns a client of the service.
func (s *service) client(t *testing.T) *careflex.Client {
	t.Helper()
	return newClient(t, s.config())
}

// newClient returns a client that is configured without a fault.
func newClient(t *testing.T, config careflex.Config) *careflex.Client {
	t.Helper()
	client, err := careflex.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// queue makes the next requests for path get these answers, one each.
func (s *service) queue(path string, answers ...answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.queued == nil {
		s.queued = map[string][]answer{}
	}
	s.queued[path] = append(s.queued[path], answers...)
}

// requests returns the requests for path, in the order in which they came.
func (s *service) requests(path string) []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.received), func(r request) bool { return r.path != path })
}

// wantRequests checks how many requests for a token and of incidents there were.
func (s *service) wantRequests(t *testing.T, tokens, incidents int) {
	t.Helper()
	if got := len(s.requests(tokenPath)); got != tokens {
		t.Errorf("got %d requests for a token, want %d", got, tokens)
	}
	if got := len(s.requests(incidentPath)); got != incidents {
		t.Errorf("got %d requests of incidents, want %d", got, incidents)
	}
}

// ServeHTTP keeps the request and answers it.
func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the client gave up
	}
	received := request{path: r.URL.Path, body: string(body)}
	if conn, ok := r.Context().Value(tapKey{}).(*tap); ok {
		received.head, _, _ = strings.Cut(conn.take(), "\r\n\r\n")
	}
	s.answerTo(received)(w, received)
}

// answerTo keeps r and chooses its answer.
func (s *service) answerTo(r request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.received = append(s.received, r)
	if queue := s.queued[r.path]; len(queue) > 0 {
		s.queued[r.path] = queue[1:]
		return queue[0]
	}
	if r.path == tokenPath {
		return text(http.StatusOK, "application/json", documentTokenAnswer)
	}
	return s.usual
}

// text returns an answer of the given status and body.
func text(status int, contentType, body string) answer {
	return func(w http.ResponseWriter, _ request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// xmlAnswer returns an answer that is an XML document.
func xmlAnswer(body string) answer { return text(http.StatusOK, "text/xml;charset=UTF-8", body) }

// documented answers with the document's response.
func documented(w http.ResponseWriter, r request) {
	if strings.Contains(r.body, "NoIncidentRequest") {
		xmlAnswer(documentNoIncidentResponse)(w, r)
		return
	}
	xmlAnswer(documentNewIncidentResponse)(w, r)
}

// unauthorized refuses the token.
var unauthorized = text(http.StatusUnauthorized, "text/plain", "The access token expired")

// hangUp closes the connection instead of answering.
func hangUp(http.ResponseWriter, request) { panic(http.ErrAbortHandler) }

// fault returns an answer that is a SOAP fault.
func fault(status int, code string) answer {
	return text(status, "text/xml;charset=UTF-8",
		`<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">
<SOAP-ENV:Body>
<SOAP-ENV:Fault>
<faultcode>`+code+`</faultcode>
<faultstring xml:lang="en">The report was &lt;not&gt; imported</faultstring>
<faultactor>http://n4.de/careflex</faultactor>
<detail><reason>maintenance</reason></detail>
</SOAP-ENV:Fault>
</SOAP-ENV:Body>
</SOAP-ENV:Envelope>`)
}

// rows returns an answer to a report that has rows of these numbers, each of which accepts its incident.
func rows(numbers ...int) answer {
	return func(w http.ResponseWriter, r request) {
		employees := employeeID.FindAllStringSubmatch(r.body, -1)
		var b strings.Builder
		b.WriteString(`<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body>` +
			`<ns3:NewIncidentResponse xmlns:ns3="http://n4.de/careflex/2.0"><importId>i</importId><incidentResponseList>`)
		for _, n := range numbers {
			employee := "nobody"
			if n >= 0 && n < len(employees) {
				employee = employees[n][1]
			}
			fmt.Fprintf(&b, `<incident><rowNumber>%d</rowNumber><employeeId>%s</employeeId><type>RST</type></incident>`,
				n, employee)
		}
		b.WriteString(`</incidentResponseList></ns3:NewIncidentResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>`)
		xmlAnswer(b.String())(w, r)
	}
}

var employeeID = regexp.MustCompile(`<employeeId>([^<]*)</employeeId>`)

// accepted answers a report of any length: every incident is accepted. The last one comes first.
func accepted(w http.ResponseWriter, r request) {
	numbers := make([]int, len(employeeID.FindAllString(r.body, -1)))
	for i := range numbers {
		numbers[i] = len(numbers) - 1 - i
	}
	rows(numbers...)(w, r)
}

// tap is a connection that keeps the bytes which are read from it.
type tap struct {
	net.Conn
	mu   sync.Mutex
	read []byte
}

// tapKey is the key of a request's tap in its context.
type tapKey struct{}

// Read reads and keeps.
func (c *tap) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read = append(c.read, b[:n]...)
	return n, err
}

// take returns what was read since it was last called.
func (c *tap) take() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	read := string(c.read)
	c.read = nil
	return read
}

// tappedListener gives every connection a tap.
type tappedListener struct{ net.Listener }

// Accept returns a *tap.
func (l tappedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &tap{Conn: conn}, nil
}
