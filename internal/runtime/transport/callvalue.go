// Query, headers and body of a call.

package transport

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// SetQuery sets a query parameter, once for each value. An empty list is sent as one empty value, to tell it apart from
// no list.
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

// checkValue sets c.Err if value contains a refusal; see [wire.Refuse].
func (c *Call) checkValue(name, value string) {
	if err := wire.CheckEncoded([]byte(value)); err != nil {
		c.Invalid(name, "cannot be sent: "+err.Error())
	}
}

// SetHeader sets a header field. A value with a control character sets c.Err.
func (c *Call) SetHeader(name, value string) {
	c.checkValue(name, value)
	if strings.ContainsFunc(value, httpfield.IsControl) {
		c.Invalid(name, "must not contain a control character")
	}
	if c.Header == nil {
		c.Header = http.Header{}
	}
	c.Header.Set(name, value)
}

// SetBody sets the body, which encode appends to a pooled buffer. If encode is nil, there is no body, and c.Err says
// so.
func (c *Call) SetBody(contentType string, encode func([]byte) []byte) {
	c.ContentType = contentType
	if encode == nil {
		c.Invalid("body", "must not be empty")
		return
	}
	c.buffer = buffers.Get().(*buffer)
	c.buffer.bytes = encode(c.buffer.bytes[:0])
	c.Body = c.buffer.bytes
}
