// Package caller calls the operations of any contract, without code that is generated for it. Its requests are those of
// generated clients: the same packages of the runtime send them.
package caller

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// Caller calls the operations of a contract.
type Caller struct {
	*kernel.Contract
	Endpoint    string              // the URL of the service; "" for the one in the contract
	Parameters  map[string][]string // of a YAML description: their values, by their names on the wire
	Credentials Credentials
	AllowHTTP   bool // allows secrets to be sent over plain HTTP to other machines
	Timeout     time.Duration
}

// Response is the response of a call.
type Response struct {
	Status     int
	Header     http.Header
	Body       string       // as it was received
	Envelope   string       // in Body, beside attachments or alone; "" for none
	Node       *kernel.Node // the message; nil for none, and for content without a type
	Type       *schema.Type // the declared type of Node
	Fault      *kernel.Fault
	Violations []kernel.Violation
}

// options returns the options of the endpoint, which authenticates its calls by auth.
func (c *Caller) options(auth *transport.Auth, client *http.Client) transport.Options {
	return transport.Options{Auth: auth, AllowHTTP: c.AllowHTTP, Timeout: c.Timeout, HTTPClient: client, Retries: -1}
}

// recorder keeps the last response that another RoundTripper returns.
type recorder struct {
	http.RoundTripper
	status int
	header http.Header
	body   []byte
}

// maxRecorded is how many bytes of a response are kept.
const maxRecorded = 64 << 20

// RoundTrip sends a request.
func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := r.RoundTripper.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxRecorded))
	if err != nil {
		return nil, err
	}
	r.status, r.header, r.body = response.StatusCode, response.Header, body
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

// SOAP calls op with body and header blocks. The violations of the request, if it has some, are returned instead of a
// response: nothing is sent then.
func (c *Caller) SOAP(ctx context.Context, op *schema.SOAPOperation, body *kernel.Node,
	headers ...*kernel.Node) (*Response, []kernel.Violation, error) {
	call, request, blocks, options, violations := c.SOAPCall(op, body, headers...)
	if len(violations) > 0 {
		return nil, violations, nil
	}
	auth, err := c.Credentials.forSOAP(c.API.SOAP.Auth, c.AllowHTTP)
	if err != nil {
		return nil, nil, err
	}
	url := c.Endpoint
	if url == "" {
		url = op.Port.Address
	}
	record := &recorder{RoundTripper: http.DefaultTransport}
	e, err := transport.NewEndpoint(url, c.options(auth, &http.Client{Transport: record}))
	if err != nil {
		return nil, nil, err
	}
	err = call.Do(ctx, e, request, nil, blocks, options)
	response := &Response{Status: record.status, Header: record.header, Body: string(record.body)}
	envelope, violations := c.ReadMessage(record.header, response.Body, op, kernel.Response)
	if envelope.IsMessage(record.status, record.header) {
		response.Envelope, response.Node, response.Fault, response.Violations = envelope.Text, envelope.Body, envelope.Fault, violations
		if envelope.Message != nil {
			response.Type = envelope.Message.Type
		}
	}
	return response, nil, err
}
