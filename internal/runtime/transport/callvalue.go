// What a call carries besides its path: query, headers, body.

package transport

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// SetQuery gives the call a query parameter, once for each value. A list without values is sent as one that is empty,
// so that it is told apart from none.
func (c *Call) SetQuery(name string, values ...string) {
	if len(values) == 0 {
		values = []string{""}
	}
	if c.Query == nil {
		c.Query = url.Values{}
	}
	c.Query[name] = values
	for _, value := range values {
		c.checkValue(name, value)
	}
}

// checkValue refuses a value that holds a refusal, see [wire.Refuse].
func (c *Call) checkValue(name, value string) {
	if err := wire.CheckEncoded([]byte(value)); err != nil {
		c.refuse(name, "cannot be sent: "+err.Error())
	}
}

// SetHeader gives the call a header field. A value that has a control character is noted in c.Err.
func (c *Call) SetHeader(name, value string) {
	c.checkValue(name, value)
	if strings.ContainsFunc(value, httpfield.IsControl) {
		c.refuse(name, "must not hold a control character")
	}
	if c.Header == nil {
		c.Header = http.Header{}
	}
	c.Header.Set(name, value)
}

// SetBody gives the call a body, which encode appends to a buffer that another call has used. If encode is nil, there
// is no body, and c.Err says so.
func (c *Call) SetBody(contentType string, encode func([]byte) []byte) {
	c.ContentType = contentType
	if encode == nil {
		c.refuse("body", "must not be empty")
		return
	}
	c.buffer = buffers.Get().(*buffer)
	c.buffer.bytes = encode(c.buffer.bytes[:0])
	c.Body = c.buffer.bytes
}

// SetUpload gives the call a body that is streamed. A contentType that is none of allowed, parameters aside, is noted
// in c.Err; an allowed */* is any.
func (c *Call) SetUpload(body io.Reader, contentType string, allowed ...string) {
	if body == nil {
		c.refuse("body", "must not be nil")
	}
	media, _, err := mime.ParseMediaType(contentType)
	isAllowed := func(a string) bool {
		a, _, _ = mime.ParseMediaType(a)
		return a == media || a == "*/*"
	}
	if err != nil || !slices.ContainsFunc(allowed, isAllowed) {
		c.refuse("contentType", fmt.Sprintf("must be %s", strings.Join(allowed, " or ")))
	}
	c.Upload, c.ContentType = body, contentType
}
