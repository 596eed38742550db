// Replaying: requests are answered from a cassette.

package recorder

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/cassette"
)

// Player answers requests from a cassette.
type Player struct {
	Cassette  *cassette.Cassette
	Addresses Addresses
	// AnyOrder answers each request with a recorded call of the same operation: one with the same content if there is one,
	// and one that was not answered yet. The last one is repeated. Without it the requests must be the recorded ones, in
	// their order, each once.
	AnyOrder bool
	// Seen is called after each request, with the call that answered it, or with a problem; nil for nothing.
	Seen func(e *cassette.Exchange, problem string)

	mu       sync.Mutex
	answered map[*cassette.Exchange]bool
	next     int // in the order of the cassette
}

// Unanswered returns the recorded calls that no request was like.
func (p *Player) Unanswered() (rest []*cassette.Exchange) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.Cassette.Exchanges {
		if !p.answered[e] {
			rest = append(rest, e)
		}
	}
	return rest
}

// Handler returns the handler for an origin of the services.
func (p *Player) Handler(o string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request, err := p.read(w, r)
		if err != nil {
			http.Error(w, fmt.Sprintf("The request cannot be read: %v.", err), http.StatusBadRequest)
			return
		}
		e, problem := p.find(serviceAt(p.Cassette.Services, o, r.URL.EscapedPath()), request)
		if problem == "" && e.Response.Omitted != "" {
			problem = fmt.Sprintf("%s: the cassette does not have the body of the response: %s", e.Pos, e.Response.Omitted)
		}
		if p.Seen != nil {
			defer p.Seen(e, problem)
		}
		if problem != "" {
			http.Error(w, problem, http.StatusNotImplemented)
			return
		}
		p.send(w, r, &e.Response, echoes(&e.Request, request))
	})
}

// read returns r as the service would have received it.
func (p *Player) read(w http.ResponseWriter, r *http.Request) (*cassette.Request, error) {
	body := &capture{ReadCloser: http.MaxBytesReader(w, r.Body, maxBody)}
	if _, err := io.Copy(io.Discard, body); err != nil {
		return nil, err
	}
	with := p.Addresses.toService()
	request := &cassette.Request{Method: r.Method, Path: with.text(r.URL.RequestURI()), Message: body.message(r.Header)}
	if isText(r.Header.Get("Content-Type")) {
		request.Body, _ = with.apply(nil, request.Body, true)
	}
	return request, nil
}

// find returns the call that answers a request to a service, or why there is none.
func (p *Player) find(service string, request *cassette.Request) (found *cassette.Exchange, problem string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.answered == nil {
		p.answered = map[*cassette.Exchange]bool{}
	}
	if p.AnyOrder {
		found, problem = p.byOperation(service, request)
	} else {
		found, problem = p.inOrder(service, request)
	}
	if problem == "" {
		p.answered[found] = true
	}
	return found, problem
}

// inOrder returns the next call.
func (p *Player) inOrder(service string, request *cassette.Request) (*cassette.Exchange, string) {
	if p.next == len(p.Cassette.Exchanges) {
		return nil, fmt.Sprintf("%s: the request %s comes after the last call: all %d are answered", p.Cassette.File, Label(service, request), p.next)
	}
	e := p.Cassette.Exchanges[p.next]
	d := difference(&e.Request, request)
	if e.Service == service && d == "" {
		p.next++
		return e, ""
	}
	problem := fmt.Sprintf("%s: call %d is %s, and the request is %s", e.Pos, p.next+1, Label(e.Service, &e.Request), Label(service, request))
	if Label(e.Service, &e.Request) == Label(service, request) {
		problem = fmt.Sprintf("%s: the request differs from call %d, %s: %s", e.Pos, p.next+1, Label(service, request), d)
	}
	for i, other := range p.Cassette.Exchanges {
		if other.Service == service && difference(&other.Request, request) == "" {
			return nil, fmt.Sprintf("%s, as is call %d (line %d): calls are answered in their order, each once", problem, i+1, other.Pos.Line)
		}
	}
	return nil, problem
}

// byOperation returns a call of the same operation.
func (p *Player) byOperation(service string, request *cassette.Request) (*cassette.Exchange, string) {
	var best *cassette.Exchange
	bestRank := -1
	for _, e := range p.Cassette.Exchanges {
		if e.Service != service || !isSameOperation(&e.Request, request) {
			continue
		}
		rank := 0
		if difference(&e.Request, request) == "" {
			rank = 2
		}
		if !p.answered[e] {
			rank++
		}
		if rank > bestRank || rank == bestRank && p.answered[e] { // the first one that is not answered, or the last one
			best, bestRank = e, rank
		}
	}
	if best == nil {
		return nil, p.noOperation(service, request)
	}
	return best, ""
}

// noOperation says that there is no call of the operation of a request, and which call is the nearest.
func (p *Player) noOperation(service string, request *cassette.Request) string {
	var nearest *cassette.Exchange
	least := -1
	for _, e := range p.Cassette.Exchanges {
		if n := likeness(&e.Request, request); e.Service == service && n > least {
			nearest, least = e, n
		}
	}
	if nearest == nil {
		return fmt.Sprintf("%s: there are no calls of the service %q, to which the request %s is", p.Cassette.File, service, Label(service, request))
	}
	return fmt.Sprintf("%s: there is no call %s\n%s: the nearest call is %s: %s", p.Cassette.File, Label(service, request),
		nearest.Pos, Label(nearest.Service, &nearest.Request), difference(&nearest.Request, request))
}

// isSameOperation reports whether two requests differ in their content alone.
func isSameOperation(recorded, request *cassette.Request) bool {
	path, _, _ := strings.Cut(recorded.Path, "?")
	gotPath, _, _ := strings.Cut(request.Path, "?")
	return recorded.Method == request.Method && isLike(path, gotPath) && operationOf(recorded) == operationOf(request)
}

// likeness returns how much two requests have in common: their path, the beginning of it, the method.
func likeness(recorded, request *cassette.Request) (n int) {
	path, _, _ := strings.Cut(recorded.Path, "?")
	gotPath, _, _ := strings.Cut(request.Path, "?")
	for n < len(path) && n < len(gotPath) && path[n] == gotPath[n] {
		n++
	}
	n *= 2
	if isLike(path, gotPath) {
		n = 2 * (len(path) + len(gotPath))
	}
	if recorded.Method == request.Method {
		n++
	}
	return n
}

// Label names a request to a service in messages, without its query, which may have secrets.
func Label(service string, r *cassette.Request) string {
	path, _, _ := strings.Cut(r.Path, "?")
	label := r.Method + " " + path
	if service != "" {
		label = service + ": " + label
	}
	if operation := operationOf(r); operation != "" {
		label += " " + operation
	}
	return label
}

// send sends a response with the identifiers of its request.
func (p *Player) send(w http.ResponseWriter, r *http.Request, response *cassette.Response, ids *strings.Replacer) {
	if response.Lost {
		panic(http.ErrAbortHandler)
	}
	with := p.Addresses.toOwn()
	header := w.Header()
	for name, values := range response.Header {
		for _, value := range values {
			if value = with.text(value); name == "Set-Cookie" {
				value = ownCookie(value)
			}
			header.Add(name, value)
		}
	}
	shiftDates(header)
	body := response.Body
	if isText(header.Get("Content-Type")) {
		body, _ = with.apply(nil, []byte(ids.Replace(string(body))), true)
	}
	if isGzip(header.Get("Content-Encoding")) {
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			body = compressed(body)
		} else {
			header.Del("Content-Encoding")
		}
	}
	size := len(body)
	if response.Cut {
		size++
	}
	if hasBody(r.Method, response.Status) {
		header.Set("Content-Length", strconv.Itoa(size))
	}
	w.WriteHeader(response.Status)
	w.Write(body) // an error means that the client has gone
	if response.Cut {
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// shiftDates moves the dates of a response by the time since it was recorded, so that it is as fresh as it was.
func shiftDates(header http.Header) {
	recorded, err := http.ParseTime(header.Get("Date"))
	header.Del("Date") // the server adds the current one
	expires, errExpires := http.ParseTime(header.Get("Expires"))
	if err == nil && errExpires == nil {
		header.Set("Expires", time.Now().Add(expires.Sub(recorded)).UTC().Format(http.TimeFormat))
	}
}

// compressed returns body compressed by gzip.
func compressed(body []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(body) // a Buffer has no errors
	w.Close()
	return b.Bytes()
}
