// Calls for people: what was received and sent, without secrets.

package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/pretty"
)

// listedCall is a call in a list.
type listedCall struct {
	ID         int       `json:"id"`
	Contract   string    `json:"contract"`
	Operation  string    `json:"operation,omitempty"`
	Method     string    `json:"method"`
	Path       string    `json:"path"`
	Verdict    verdict   `json:"verdict"`
	Violations int       `json:"violationCount"`
	Status     int       `json:"status"` // 0 for no response
	At         time.Time `json:"at"`
	Duration   float64   `json:"milliseconds"`
	IsDone     bool      `json:"done"` // the duration is known
	IsPart     bool      `json:"part,omitempty"`
	Repeats    int       `json:"repeats,omitempty"`
}

// verdict is what the sandbox thinks of a request.
type verdict string

// The verdicts.
const (
	isValid   verdict = "valid"
	isInvalid verdict = "invalid"
	isRefused verdict = "refused" // before it was checked
)

// lastCalls returns the last requests that were received, with the number of their last change, and how many changes there
// were of all.
func (s *Sandbox) lastCalls() (calls []seenCall, changes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.received[max(0, len(s.received)-maxKept):] {
		calls = append(calls, r.seen())
	}
	return calls, s.changes
}

// seenCall is a request, and a copy of what can still change of it.
type seenCall struct {
	*Request
	change   int
	duration time.Duration
	isDone   bool
}

// seen returns r as it is now; the caller holds the lock.
func (r *Request) seen() seenCall { return seenCall{r, r.change, r.duration, r.isDone} }

// list returns c for a list.
func (c seenCall) list() listedCall {
	v := isValid
	switch {
	case len(c.Violations) > 0:
		v = isInvalid
	case c.Status == http.StatusUnauthorized || c.Status == http.StatusMethodNotAllowed:
		v = isRefused
	}
	operation := c.Operation
	if c.endpoint == multiCallPath {
		operation = "MultiCall"
	}
	return listedCall{
		c.id, c.Contract, operation, c.Method, c.redact().path, v, len(c.Violations), c.Status, c.at,
		float64(c.duration.Microseconds()) / 1000, c.isDone, c.isPart, c.repeats,
	}
}

// callWithBody is a call with the body of its request.
type callWithBody struct {
	listedCall
	Body       string           `json:"body"`
	Violations []shownViolation `json:"violations"`
}

// shownViolation is a violation as JSON.
type shownViolation struct {
	Path    string `json:"path,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Message string `json:"message"`
}

// violations returns the violations of r without its secrets.
func (r *Request) violations() []shownViolation {
	list := []shownViolation{}
	for _, v := range r.Violations {
		list = append(list, shownViolation{v.Path, v.Line, v.Column, r.redact().redactor.Clean(v.Message)})
	}
	return list
}

// calls returns the last requests that were received. Headers are left out.
func (s *Sandbox) calls() []callWithBody {
	calls := []callWithBody{}
	last, _ := s.lastCalls()
	for _, c := range last {
		calls = append(calls, callWithBody{c.list(), c.shownBody(), c.violations()})
	}
	return calls
}

// shownCall is a call with all that a person can see of it.
type shownCall struct {
	listedCall
	Violations []shownViolation `json:"violations"`
	Request    shownMessage     `json:"request"`
	Response   *shownMessage    `json:"response"` // nil for none
	Fate       string           `json:"fate"`     // of the response: sent, cut or dropped
}

// shownMessage is a request or a response.
type shownMessage struct {
	Start  string        `json:"start"` // the first line
	Header []headerField `json:"header"`
	Body   *pretty.Text  `json:"body"`
	Size   int           `json:"size"` // of the body
}

// find returns the call with an id; nil if it is not kept.
func (s *Sandbox) find(id int) *Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.received {
		if r.id == id {
			return r
		}
	}
	return nil
}

// showCall returns r for a person.
func (s *Sandbox) showCall(r *Request) shownCall {
	s.mu.Lock()
	seen := r.seen()
	s.mu.Unlock()
	call := shownCall{listedCall: seen.list(), Violations: r.violations(), Fate: "sent"}
	shown := r.redact()
	call.Request = shownMessage{r.Method + " " + shown.path, shown.request, r.layRequest(), len(r.Body)}
	sent := r.exchange().Response
	if sent.Lost {
		call.Fate = "dropped"
		return call
	}
	if sent.Cut {
		call.Fate = "cut"
	}
	start := strings.TrimSpace(fmt.Sprintf("%d %s", sent.Status, http.StatusText(sent.Status)))
	call.Response = &shownMessage{start, shown.response, shown.lay(sent.Header.Get("Content-Type"), sent.Body), len(sent.Body)}
	return call
}
