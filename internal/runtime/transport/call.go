// What a call is made of, and whether it can be sent.

package transport

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Call is one call of an operation. It is made for one use, and not changed while that lasts.
type Call struct {
	Operation   string      // the contract's name, for errors
	Method      string      // HTTP method
	Path        string      // escaped, below the endpoint, beginning with "/"; "" is the endpoint itself
	Query       url.Values  // nil for none
	Header      http.Header // the operation's own headers
	Accept      string      // the media types that the operation returns; "" sends no such header
	ContentType string      // of Body or Upload
	Body        []byte      // what is sent, nil for nothing

	// Upload is sent instead of Body, as a stream and without a time limit but the context's. It is not closed. Unless
	// it is an io.Seeker, the call is not sent once more after a 401. net/http may still read it after a call that
	// failed.
	Upload io.Reader

	NoResult  bool  // any response with 2xx is success: its body is discarded
	Cacheable bool  // the answer may be cached, should its headers allow it
	Err       error // a fault found while the call was made: it is returned and nothing is sent

	Secrets   []string // of the body: kept out of errors, should the service echo them
	Safe      bool     // the call changes nothing, whatever its method
	MultiCall bool     // the parts of the response, not its own status, say whether the service accepts the token

	buffer *buffer // holds Body, if that is pooled
}

// Unsafe reports whether the call may change something (RFC 9110, section 9.2.1).
func (c *Call) Unsafe() bool { return !c.Safe && unsafeMethod(c.Method) }

// HasConditions reports whether the caller validates a response of its own (RFC 9110, section 13.1).
func (c *Call) HasConditions() bool {
	return len(c.Header.Values("If-None-Match"))+len(c.Header.Values("If-Modified-Since")) > 0
}

// Segment escapes value as one segment of a path (RFC 3986 §3.3). A value that would change which resource is meant is
// noted in c.Err under the name of the parameter: it is empty, "." or "..", or holds a control character.
func (c *Call) Segment(name, value string) string {
	switch {
	case value == "":
		c.refuse(name, "must not be empty")
	case value == "." || value == "..":
		c.refuse(name, "must not be a dot segment of a path")
	case strings.ContainsFunc(value, httpfield.IsControl):
		c.refuse(name, "must not hold a control character")
	}
	return url.PathEscape(value)
}

// refuse keeps the first fault of the call's arguments.
func (c *Call) refuse(name, fault string) {
	if c.Err == nil {
		c.Err = fmt.Errorf("%s %s", name, fault)
	}
}

// check finds what would make call fail or, worse, smuggle something into the request. It is nil or an
// failure.ErrInvalid.
func (e *Endpoint) check(call *Call) error {
	if err := call.Check(); err != nil {
		return e.Failure(call, failure.ErrInvalid, 0, err)
	}
	return nil
}

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
				return fmt.Errorf("header %s holds a control character", name)
			}
		}
	}
	if c.ContentType == "application/json" {
		return wire.CheckEncoded(c.Body)
	}
	return nil
}

// payload is what the call sends, nil for nothing.
func (c *Call) payload() payload {
	switch {
	case c.Upload != nil:
		return newUpload(c.Upload)
	case c.buffer != nil:
		return c.buffer
	case c.Body != nil:
		return &buffer{bytes: c.Body}
	}
	return nil
}

// Release gives the buffer of Body back, if it has one, after which the call cannot be made once more.
func (c *Call) Release() {
	if c.buffer != nil {
		c.buffer.release()
		c.buffer, c.Body, c.Err = nil, nil, errors.New("the call was made already")
	}
}

// CheckSegment says what keeps value from being a segment of a path.
func CheckSegment(name, value string) error {
	var c Call
	c.Segment(name, value)
	return c.Err
}
