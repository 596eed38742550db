// Options of one call, which its caller chooses.

package transport

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
)

// CallOptions are the choices of a client's user for one call.
type CallOptions struct {
	Header     http.Header   // besides the operation's own
	Timeout    time.Duration // instead of Options.Timeout; negative: none, 0: that one
	Idempotent bool          // the header has a key by which the service carries out the call only once

	// Observe returns the transport for an attempt, in place of next. secrets are those of the attempt. Nil: it is next.
	Observe func(next http.RoundTripper, secrets []string) http.RoundTripper

	HeaderBlocks  []string           // of SOAP: elements for the header of the request
	Mandatory     bool               // of SOAP: the receiver of the contract's header blocks must understand them
	Actor         string             // of SOAP: the receiver of the contract's header blocks; "": the service
	OnHeaderBlock func(block string) // of SOAP: gets the unknown elements of the response's header; nil: they are skipped

	Err error // a fault in the options: nothing is sent
}

// AddHeader adds a field to the header that [CheckOwnHeader] allows.
func (o *CallOptions) AddHeader(name, value string) {
	if o.Header == nil {
		o.Header = http.Header{}
	}
	o.Header.Add(name, value)
}

// clientFields are the header fields that the client or net/http sets.
var clientFields = []string{"Accept", "Accept-Encoding", "Authorization", "Connection", "Content-Encoding",
	"Content-Id", "Content-Length", "Content-Type", "Expect", "Host", "Keep-Alive", "Soapaction", "Te", "Trailer",
	"Transfer-Encoding", "Upgrade"}

// CheckOwnHeader returns an error if a caller cannot add the field to a request.
func CheckOwnHeader(name, value string) error {
	name = http.CanonicalHeaderKey(name)
	if err := (httpfield.Field{Name: name, Value: value}).Check(); err != nil {
		return err
	}
	if slices.Contains(clientFields, name) || strings.HasPrefix(name, "Proxy-") {
		return fmt.Errorf("the client itself sets the header %s", name)
	}
	return nil
}

// AddObserver makes observe see the attempts, before the observers that were added earlier.
func (o *CallOptions) AddObserver(observe func(next http.RoundTripper, secrets []string) http.RoundTripper) {
	earlier := o.Observe
	o.Observe = func(next http.RoundTripper, secrets []string) http.RoundTripper {
		if earlier != nil {
			next = earlier(next, secrets)
		}
		return observe(next, secrets)
	}
}

// SetOptions sets the options of the call, nil for none. They must not be changed afterwards.
func (c *Call) SetOptions(o *CallOptions) {
	if c.Options = o; o == nil {
		return
	}
	if c.Err == nil {
		c.Err = o.Err
	}
	for name, values := range o.Header {
		if c.Header[name] != nil && name != c.IdempotencyKey {
			c.Invalid("the header "+name, "has a parameter of its own: pass it there")
			continue
		}
		if c.Header == nil {
			c.Header = http.Header{}
		}
		c.Header[name] = values
	}
}

// TimeoutOf returns how long call may take, and the error if it takes longer. It may take any time if limit is not
// positive.
func (e *Endpoint) TimeoutOf(call *Call) (limit time.Duration, exceeded error) {
	switch {
	case call.Options != nil && call.Options.Timeout != 0:
		return call.Options.Timeout, timeoutError(call.Options.Timeout)
	case call.Upload != nil:
		return 0, nil
	}
	return e.options.Timeout, e.timeout
}

func timeoutError(limit time.Duration) error {
	return fmt.Errorf("not complete within %v: %w", limit, context.DeadlineExceeded)
}
