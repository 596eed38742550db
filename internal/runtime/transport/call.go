// A call: its request, and whether that can be sent.

package transport

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
)

// Call is one call of an operation. It is made for one use, and must not be changed during it.
type Call struct {
	Operation   string      // the contract's name, for errors
	Method      string      // of HTTP
	Path        string      // escaped, below the endpoint, beginning with "/"; "" for the endpoint itself
	Query       url.Values  // nil for none
	Header      http.Header // the operation's own headers
	Accept      string      // the media types of the result; "" for no such header
	ContentType string      // of Body or Upload
	Body        []byte      // nil for none

	// Upload is sent instead of Body, as a stream that only the context limits in time. Unless it is rewindable, the call
	// is not repeated after a 401. net/http may still read it after a call that failed.
	Upload Payload

	// OnHeader reads the header of a response that is a success. Its error lists deviations; the body is read too. Nil:
	// the header is not read.
	OnHeader func(http.Header) error

	// IdempotencyKey names a field of Header with a key by which the service carries the call out only once: it is
	// retried as a safe one. Options may replace the key. "": there is none.
	IdempotencyKey string

	NoResult  bool        // every 2xx is a success, and its body is discarded
	Cacheable bool        // the response may be cached if its headers allow it
	Errors    ErrorReader // of error statuses; nil: their bodies have no types
	Err       error       // a fault in the arguments: it is returned, and nothing is sent

	Auth      *Auth    // how the call authenticates; nil: as the endpoint's calls do
	Secrets   []string // in the body; kept out of errors in case the service repeats them
	Safe      bool     // the call changes nothing, whatever its method
	Changing  bool     // the call may change something, whatever its method
	MultiCall bool     // the parts of the response, not its own status, say whether the service accepts the token

	Options *CallOptions // of the caller, nil for none; see SetOptions

	buffer *buffer // of Body, if that is pooled
}

// Unsafe reports whether the call may change something (RFC 9110, section 9.2.1).
func (c *Call) Unsafe() bool { return c.Changing || !c.Safe && unsafeMethod(c.Method) }

// HasConditions reports whether the caller validates a response that it has stored itself (RFC 9110, section 13.1).
func (c *Call) HasConditions() bool {
	return len(c.Header.Values("If-None-Match"))+len(c.Header.Values("If-Modified-Since")) > 0
}

// Segment returns value escaped as one segment of a path (RFC 3986, section 3.3). A value that could select another
// resource sets c.Err, with the name of the parameter: one that is empty, "." or "..", or has a control character.
func (c *Call) Segment(name, value string) string {
	c.checkValue(name, value)
	switch {
	case value == "":
		c.Invalid(name, "must not be empty")
	case value == "." || value == "..":
		c.Invalid(name, "must not be a dot segment of a path")
	case strings.ContainsFunc(value, httpfield.IsControl):
		c.Invalid(name, "must not contain a control character")
	}
	return url.PathEscape(value)
}

// Invalid sets c.Err to a fault of an argument, unless it is set.
func (c *Call) Invalid(name, fault string) {
	if c.Err == nil {
		c.Err = fmt.Errorf("%s %s", name, fault)
	}
}

// check returns nil, or an ErrInvalid if call cannot be sent safely.
func (e *Endpoint) check(call *Call) error {
	if err := call.Check(); err != nil {
		return e.Failure(call, failure.ErrInvalid, 0, err)
	}
	return nil
}

// Check returns an error if the call cannot be sent: c.Err, or what would corrupt the request.
func (c *Call) Check() error {
	if c.Err != nil {
		return c.Err
	}
	if c.Path != "" && !strings.HasPrefix(c.Path, "/") {
		return errors.New("the path must begin with a slash")
	}
	if _, err := url.PathUnescape(c.Path); err != nil || strings.ContainsAny(c.Path, "?# ") ||
		strings.ContainsFunc(c.Path, httpfield.IsControl) {
		return errors.New("the path is not escaped")
	}
	for name, values := range c.Header {
		for _, value := range values {
			if strings.ContainsFunc(value, func(r rune) bool { return httpfield.IsControl(r) && r != '\t' }) {
				return fmt.Errorf("header %s contains a control character", name)
			}
		}
	}
	return nil
}

// payload returns the body to send, nil for none.
func (c *Call) payload() Payload {
	switch {
	case c.Upload != nil:
		return c.Upload
	case c.buffer != nil:
		return c.buffer
	case c.Body != nil:
		return &buffer{bytes: c.Body}
	}
	return nil
}

// Release frees the buffer of Body, if there is one. The call cannot be made again after that.
func (c *Call) Release() {
	if c.buffer != nil {
		c.buffer.release()
		c.buffer, c.Body, c.Err = nil, nil, errors.New("the call was made already")
	}
}

// CheckSegment returns an error if value cannot be a segment of a path, with the name of the parameter.
func CheckSegment(name, value string) error {
	var c Call
	c.Segment(name, value)
	return c.Err
}
