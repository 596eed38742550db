// Requests: what the sandbox has received.

package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// Request is a request that the sandbox has received.
type Request struct {
	Contract   string // its name
	Operation  string // its name in the contract; "" if the request fits none
	Method     string
	Path       string // below the contract, escaped, with the query
	Header     http.Header
	Body       []byte
	Violations []Violation // differences from the contract
	Status     int         // of the response; 0 for none

	id       int // from 1, in the order of the responses
	at       time.Time
	duration time.Duration // until the response was sent
	isDone   bool          // the duration is known
	repeats  int           // the id of the request that this one repeats; 0 for none
	change   int           // the number of its last change, among those of all requests
	response *response

	redactOnce sync.Once // redacted is set
	redacted   *redacted

	endpoint   string // beside the operations of the contract, such as /token; "" for none
	isPart     bool   // of a MultiCall
	isExpected bool   // a violation of the contract is no surprise: a rule of the test has answered
	version    string // of SOAP
	service    *service
	message    *schema.Message // of a SOAP request
	node       *kernel.Node    // of message
}

// size returns the number of bytes of the bodies of r and its response.
func (r *Request) size() int { return len(r.Body) + len(r.response.body) }

// Violation is one difference between a request and its contract.
type Violation struct {
	Path         string // the elements or members that lead there, such as incidentList.item[3].employeeId
	Line, Column int    // in the body, from 1; 0 for a violation outside of it
	Message      string
}

// String returns "line:column: path: message", without what is missing.
func (v Violation) String() string {
	var b strings.Builder
	if v.Line > 0 {
		fmt.Fprintf(&b, "%d:%d: ", v.Line, v.Column)
	}
	if v.Path != "" {
		b.WriteString(v.Path + ": ")
	}
	return b.String() + v.Message
}

// maxRequest is the size of the largest request.
const maxRequest = 64 << 20

// newRequest reads r, unless it says that it is too large.
func newRequest(service *service, path string, w http.ResponseWriter, r *http.Request) (*Request, error) {
	if r.ContentLength > maxRequest {
		return nil, &http.MaxBytesError{Limit: maxRequest}
	}
	at := time.Now()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		return nil, err
	}
	if r.URL.RawQuery != "" {
		path += "?" + r.URL.RawQuery
	}
	return &Request{
		Contract: service.name, Method: r.Method, Path: path, Header: r.Header, Body: body, service: service, at: at,
	}, nil
}

// Decode reads the message into v: a pointer to the type of a generated client that the message has, or for JSON to any
// type that encoding/json takes. Attachments outside of the envelope have no place in it: see [Request.Attachments].
func (r *Request) Decode(v any) error {
	if r.service.contract.API.SOAP == nil {
		return json.Unmarshal(r.Body, v)
	}
	reader, ok := v.(interface{ DecodeXML(doc []byte) error })
	if !ok {
		return fmt.Errorf("%T has no method DecodeXML: use the type of the message in a generated client", v)
	}
	if r.node == nil || r.message.IsAttached() {
		return errors.New("the request has no element of the contract")
	}
	doc, violations := r.service.contract.WriteXML(r.node, r.message)
	if len(violations) > 0 {
		return fmt.Errorf("the message cannot be written as a document: %s", violations[0])
	}
	return reader.DecodeXML(doc)
}

// addViolations adds those of the kernel that generated clients do not tolerate.
func (r *Request) addViolations(list []kernel.Violation) {
	for _, v := range list {
		if !v.Tolerated {
			r.Violations = append(r.Violations, Violation{v.Path, v.Line, v.Column, r.withoutSecret(v.Path, v.Message)})
		}
	}
}

// addViolation adds one outside of the body.
func (r *Request) addViolation(format string, args ...any) {
	r.Violations = append(r.Violations, Violation{Message: fmt.Sprintf(format, args...)})
}

// label names the request in messages.
func (r *Request) label() string {
	if r.endpoint != "" {
		return r.Contract + r.endpoint
	}
	if r.Operation == "" {
		return r.Method + " " + r.Contract + r.Path
	}
	return r.Contract + "." + r.Operation
}

// describeViolations lists the violations.
func (r *Request) describeViolations() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the request to %s breaks the contract:", r.label())
	for _, v := range r.Violations {
		b.WriteString("\n\t" + v.String())
	}
	return b.String()
}
