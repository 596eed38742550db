// What a call carries besides its path: query, headers, body.

package runtime

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// SetQuery gives the call a query parameter, once for each value. A list without values is sent as one that is empty, so
// that it is told apart from none.
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

// checkValue refuses a value that holds a refusal, see [Refuse].
func (c *Call) checkValue(name, value string) {
	if err := CheckEncoded([]byte(value)); err != nil {
		c.refuse(name, "cannot be sent: "+err.Error())
	}
}

// SetHeader gives the call a header field. A value that has a control character is noted in c.Err.
func (c *Call) SetHeader(name, value string) {
	c.checkValue(name, value)
	if strings.ContainsFunc(value, isControl) {
		c.refuse(name, "must not hold a control character")
	}
	if c.Header == nil {
		c.Header = http.Header{}
	}
	c.Header.Set(name, value)
}

// SetJSON gives the call a body of JSON, which encode appends to a buffer that another call has used. A nil encode is
// noted in c.Err: it stands for no body at all.
func (c *Call) SetJSON(encode func([]byte) []byte) {
	c.ContentType = "application/json"
	if encode == nil {
		c.refuse("body", "must not be empty")
		return
	}
	c.buffer = buffers.Get().(*buffer)
	c.buffer.bytes = encode(c.buffer.bytes[:0])
	c.Body = c.buffer.bytes
}

// SetRawJSON gives the call a body of JSON that the caller has written. What is not well-formed is noted in c.Err.
func (c *Call) SetRawJSON(body json.RawMessage) {
	c.SetJSON(func(b []byte) []byte { return AppendJSON(b, string(body)) })
}

// SetUpload gives the call a body that is streamed. A contentType that is none of allowed, parameters aside, is noted in
// c.Err; an allowed */* is any.
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

// DateText returns d as the value of a parameter. A zero Date, which says that there is none, is "".
func DateText(d Date) string {
	if d == (Date{}) {
		return ""
	}
	return string(AppendDate(nil, d))
}

// DateTimeText is DateText for a date and time.
func DateTimeText(d DateTime) string {
	if d == (DateTime{}) {
		return ""
	}
	return string(AppendDateTime(nil, d))
}

// CompactJSON returns raw without white space between its values, as a header field can carry it; what is not JSON is
// returned as it is.
func CompactJSON(raw json.RawMessage) string {
	var b bytes.Buffer
	text := AppendJSON(nil, string(raw))
	if json.Compact(&b, text) != nil {
		return string(text)
	}
	return b.String()
}
