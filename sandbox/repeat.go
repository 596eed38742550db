// Calls that a person sends from the page: examples, and calls that were received before, with changes.

package sandbox

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// repeatedCall is a call that should be sent: the example of an operation, or another call again.
type repeatedCall struct {
	Operation string `json:"operation"` // of the example; "" to repeat a call

	Repeat   int            `json:"repeat"`   // the id of the call
	Method   string         `json:"method"`   // "" for the same
	Path     string         `json:"path"`     // below the sandbox; "" for the same
	Header   *[]headerField `json:"header"`   // nil for the same
	Body     *string        `json:"body"`     // nil for the same
	NewToken bool           `json:"newToken"` // send a new token instead of the old one
}

// repeat sends c, waits for the response, and returns the id of the call. The values and placeholders of secrets that c has
// stand for those of the call that it repeats.
func (s *Sandbox) repeat(ctx context.Context, c repeatedCall) (id int, err error) {
	var r *Request
	if c.Operation != "" {
		r, err = s.exampleCall(c.Operation)
	} else {
		r, err = s.changedCall(c)
	}
	if err != nil {
		return 0, err
	}
	r.at, r.isExpected = time.Now(), true
	response := s.handle(r)
	defer s.finish(r)
	response.wait(ctx)
	return r.id, nil
}

// exampleCall returns the example of the requests to an operation, with credentials of the sandbox.
func (s *Sandbox) exampleCall(label string) (*Request, error) {
	contract, operation, err := s.operation(label)
	if err != nil {
		return nil, err
	}
	service := s.service(contract)
	r := &Request{Contract: contract, Method: http.MethodPost, Path: "/", Header: http.Header{}, service: service}
	api := service.contract.API
	var sent example.Message
	var op *schema.SOAPOperation
	if api.SOAP != nil {
		op = service.contract.Operation(operation)
		sent = example.SOAP(api, op).Request
	} else {
		for _, op := range api.REST.Operations {
			if op.Wire == operation {
				sent = example.REST(api, op).Request
			}
		}
		start := strings.Fields(sent.Head[0])
		r.Method, r.Path = start[0], start[1]
	}
	for _, field := range sent.Head[1:] {
		if name, value, _ := strings.Cut(field, ": "); name != "Host" {
			r.Header.Add(name, s.credentials(value))
		}
	}
	r.Body = []byte(sent.Body)
	if op != nil {
		var contentType string
		contentType, r.Body = service.contract.CompleteRequest(op, r.Header.Get("Content-Type"), sent.Body)
		r.Header.Set("Content-Type", contentType)
	}
	return r, nil
}

// credentials returns the value of a header field with those of the sandbox, if it has a scheme of credentials.
func (s *Sandbox) credentials(value string) string {
	switch scheme, _, _ := strings.Cut(value, " "); scheme {
	case "Bearer":
		return "Bearer " + s.Token()
	case "Basic":
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(User+":"+Secret))
	}
	return value
}

// changedCall returns the request that repeats another one as c says.
func (s *Sandbox) changedCall(c repeatedCall) (*Request, error) {
	old := s.find(c.Repeat)
	if old == nil {
		return nil, fmt.Errorf("there is no call %d any more", c.Repeat)
	}
	r := &Request{
		Contract: old.Contract, Method: old.Method, Path: old.Path, Header: old.Header.Clone(), Body: bytes.Clone(old.Body),
		service: old.service, isPart: old.isPart, repeats: old.id,
	}
	if c.Method != "" {
		r.Method = c.Method
	}
	if c.Path != "" && c.Path != old.redact().path {
		path, ok := strings.CutPrefix(c.Path, "/"+old.Contract)
		if !ok || !strings.HasPrefix(path, "/") {
			return nil, fmt.Errorf("the path is %q: it begins with /%s/", c.Path, old.Contract)
		}
		r.Path = path
	}
	if c.Header != nil {
		r.Header = http.Header{}
		for _, field := range *c.Header {
			value := field.Value
			if values := old.Header.Values(field.Name); isHidden(value) && len(values) > 0 {
				value = values[0]
			}
			r.Header.Add(field.Name, value)
		}
	}
	if c.Body != nil {
		r.Body = []byte(old.layRequest().Restore(*c.Body))
	}
	if c.NewToken && r.Header.Get("Authorization") != "" {
		r.Header.Set("Authorization", s.credentials(r.Header.Get("Authorization")))
	}
	return r, nil
}
