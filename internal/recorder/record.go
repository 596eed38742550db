// Recording: calls are passed on to the service, and appended to a cassette.

package recorder

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/cassette"
)

// Recorder passes calls on to services. Clients notice nothing: the URLs of the services in responses are replaced by its
// addresses, and the reverse in requests. The cassette has what the services have sent and received.
type Recorder struct {
	Services  []cassette.Service
	Addresses Addresses
	Writer    *cassette.Writer
	Transport http.RoundTripper // must not decompress; nil for the usual one
	// Operation returns the name of the operation of a request; "" if it is not known. nil is for no names.
	Operation func(service string, r *cassette.Request) string
	// Seen is called after each call, with the reason if it was not recorded; nil for nothing.
	Seen func(e *cassette.Exchange, err error)

	begun    atomic.Int64 // how many calls have begun
	mu       sync.Mutex
	recorded []int64 // the numbers of the calls that were appended, sorted
}

// transport passes calls on. It leaves the compression to client and service.
var transport = func() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DisableCompression = true
	return t
}()

// call is a call that is being recorded.
type call struct {
	number   int64 // how many calls had begun with it
	exchange cassette.Exchange
	started  time.Time
	request  *capture
	header   http.Header // of the request, as it was sent
}

// callKey is the key of the call in a context.
type callKey struct{}

// Handler returns the handler for an origin of the services.
func (r *Recorder) Handler(o string) http.Handler {
	proxy := &httputil.ReverseProxy{
		Transport: r.Transport, FlushInterval: -1, ErrorLog: log.New(io.Discard, "", 0),
		Rewrite: func(p *httputil.ProxyRequest) {
			target, _ := url.Parse(o) // of a URL that was parsed
			p.Out.URL.Scheme, p.Out.URL.Host, p.Out.Host = target.Scheme, target.Host, ""
			r.rewrite(p.Out)
		},
		ModifyResponse: r.respond,
		ErrorHandler:   r.fail,
	}
	if proxy.Transport == nil {
		proxy.Transport = transport
	}
	return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		c := &call{started: time.Now(), number: r.begun.Add(1)}
		c.exchange.Service = serviceAt(r.Services, o, request.URL.EscapedPath())
		proxy.ServeHTTP(w, request.WithContext(context.WithValue(request.Context(), callKey{}, c)))
	})
}

// rewrite makes a request that which the client would have sent to the service.
func (r *Recorder) rewrite(out *http.Request) {
	c := out.Context().Value(callKey{}).(*call)
	with := r.Addresses.toService()
	out.URL.RawQuery = with.text(out.URL.RawQuery)
	for _, values := range out.Header {
		for i, value := range values {
			values[i] = with.text(value)
		}
	}
	if accepted := out.Header.Get("Accept-Encoding"); strings.Contains(accepted, "gzip") {
		out.Header.Set("Accept-Encoding", "gzip") // the only one that can be recorded
	} else if accepted != "" {
		out.Header.Set("Accept-Encoding", "identity")
	}
	if out.Body == nil {
		out.Body = http.NoBody
	}
	if out.ContentLength != 0 && isText(out.Header.Get("Content-Type")) && out.Header.Get("Content-Encoding") == "" {
		text, err := io.ReadAll(io.LimitReader(out.Body, maxBody+1))
		if err == nil && len(text) <= maxBody {
			text, _ = with.apply(nil, text, true)
			out.ContentLength = int64(len(text))
			out.Body = io.NopCloser(bytes.NewReader(text))
		} else { // too large, or the client has gone
			out.Body = struct {
				io.Reader
				io.Closer
			}{io.MultiReader(bytes.NewReader(text), out.Body), out.Body}
		}
	}
	c.request = &capture{ReadCloser: out.Body, length: -1}
	if out.ContentLength != 0 {
		out.Body = c.request
	}
	c.header = out.Header.Clone()
	c.exchange.Request.Method, c.exchange.Request.Path = out.Method, out.URL.RequestURI()
}

// respond makes a response that of the recorder, and records it once the client has it.
func (r *Recorder) respond(response *http.Response) error {
	c := response.Request.Context().Value(callKey{}).(*call)
	if response.StatusCode == http.StatusSwitchingProtocols {
		r.seen(&c.exchange, errors.New("it has become another protocol"))
		return nil
	}
	received := &capture{ReadCloser: response.Body, length: response.ContentLength}
	header := response.Header.Clone()
	received.onEnd = func() {
		c.exchange.Response.Status = response.StatusCode
		c.exchange.Response.Message = received.message(header)
		c.exchange.Response.Cut = !received.isEnd
		r.record(c)
	}
	response.Body = received
	hasBody := hasBody(response.Request.Method, response.StatusCode)
	if !hasBody || received.length == 0 {
		received.isEnd = true
		received.end()
	}
	with := r.Addresses.toOwn()
	for name, values := range response.Header {
		for i, value := range values {
			if values[i] = with.text(value); name == "Set-Cookie" {
				values[i] = ownCookie(value)
			}
		}
	}
	if coding := header.Get("Content-Encoding"); isText(header.Get("Content-Type")) && hasBody && (coding == "" || isGzip(coding)) {
		body := &replacing{Reader: received, Closer: received, with: with}
		if isGzip(coding) {
			body.Reader = &gunzip{source: received}
			response.Header.Del("Content-Encoding")
		}
		response.Body = body
		response.ContentLength = -1
		response.Header.Del("Content-Length")
	}
	return nil
}

// hasBody reports whether the response to a request can have a body (RFC 9110, section 6.4.1).
func hasBody(method string, status int) bool {
	return method != http.MethodHead && status != http.StatusNoContent && status != http.StatusNotModified
}

// gunzip decompresses a body once it is read.
type gunzip struct {
	source io.Reader
	reader *gzip.Reader
}

// Read reads from the body.
func (g *gunzip) Read(p []byte) (n int, err error) {
	if g.reader == nil {
		if g.reader, err = gzip.NewReader(g.source); err != nil {
			return 0, err // io.EOF for an empty body
		}
	}
	return g.reader.Read(p)
}

// ownCookie returns a Set-Cookie field for the recorder, which has another host, and no TLS.
func ownCookie(value string) string {
	attributes := strings.Split(value, ";")
	kept := attributes[:1]
	for _, attribute := range attributes[1:] {
		name, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(attribute)), "=")
		if name != "domain" && name != "secure" {
			kept = append(kept, attribute)
		}
	}
	return strings.Join(kept, ";")
}

// fail ends a call that got no response.
func (r *Recorder) fail(w http.ResponseWriter, request *http.Request, err error) {
	c := request.Context().Value(callKey{}).(*call)
	if isUnreachable(err) {
		r.seen(&c.exchange, err)
		http.Error(w, fmt.Sprintf("The recorder cannot reach the service: %v.", err), http.StatusBadGateway)
		return
	}
	c.exchange.Response = cassette.Response{Lost: true}
	r.record(c)
	panic(http.ErrAbortHandler)
}

// isUnreachable reports whether err says that there was no connection to the service, which has seen nothing of the call.
func isUnreachable(err error) bool {
	if operation, ok := errors.AsType[*net.OpError](err); ok && operation.Op == "dial" {
		return true
	}
	_, isCertificate := errors.AsType[*tls.CertificateVerificationError](err)
	_, isNotTLS := errors.AsType[tls.RecordHeaderError](err)
	return isCertificate || isNotTLS
}

// record appends c to the cassette.
func (r *Recorder) record(c *call) {
	c.exchange.Request.Message = c.request.message(c.header)
	c.exchange.Took = time.Since(c.started)
	if r.Operation != nil {
		c.exchange.Operation = r.Operation(c.exchange.Service, &c.exchange.Request)
	}
	r.seen(&c.exchange, r.append(c))
}

// append appends c.
func (r *Recorder) append(c *call) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, _ := slices.BinarySearch(r.recorded, c.number)
	c.exchange.OvertakenBy = len(r.recorded) - at
	r.recorded = slices.Insert(r.recorded, at, c.number)
	return r.Writer.Append(&c.exchange)
}

func (r *Recorder) seen(e *cassette.Exchange, err error) {
	if r.Seen != nil {
		r.Seen(e, err)
	}
}
