// Bodies that are read while they are passed on.

package recorder

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/cassette"
)

// maxBody is the size of the largest body that is recorded.
const maxBody = 64 << 20

// capture is a body that keeps what is read of it.
type capture struct {
	io.ReadCloser
	length int64  // how long it is; -1 if that is not known
	onEnd  func() // called once, when all was read or the body is closed; nil for nothing

	mu    sync.Mutex // a service may respond while it still reads the request
	kept  bytes.Buffer
	size  int64
	isEnd bool // all was read
}

// Read reads from the body. onEnd is called before the last bytes are returned, so that it is done when a client has them.
func (c *capture) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.mu.Lock()
	if c.size += int64(n); c.size <= maxBody {
		c.kept.Write(p[:n])
	}
	c.isEnd = c.isEnd || err == io.EOF || c.size == c.length
	isEnd := c.isEnd
	c.mu.Unlock()
	if isEnd {
		c.end()
	}
	return n, err
}

// Close closes the body.
func (c *capture) Close() error {
	err := c.ReadCloser.Close()
	c.end()
	return err
}

// end calls onEnd.
func (c *capture) end() {
	if c.onEnd != nil {
		c.onEnd()
		c.onEnd = nil
	}
}

// message returns the body with its header as a cassette has it. The content of a body that is cut may be too.
func (c *capture) message(header http.Header) cassette.Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := cassette.Message{Header: http.Header{}}
	for name, values := range header {
		if !connectionFields[name] {
			m.Header[name] = values
		}
	}
	coding := header.Get("Content-Encoding")
	switch {
	case c.size > maxBody:
		m.Omitted = fmt.Sprintf("it is larger than %d MB", maxBody>>20)
	case c.size == 0 || coding == "" || strings.EqualFold(coding, "identity"):
		m.Body = bytes.Clone(c.kept.Bytes())
	case !isGzip(coding):
		m.Omitted = fmt.Sprintf("its content coding %q is not supported", coding)
	default:
		reader, err := gzip.NewReader(&c.kept)
		if err == nil {
			m.Body, err = io.ReadAll(io.LimitReader(reader, maxBody+1))
		}
		if len(m.Body) > maxBody {
			m.Body, m.Omitted = nil, fmt.Sprintf("it is larger than %d MB", maxBody>>20)
		} else if err != nil && c.isEnd {
			m.Body, m.Omitted = nil, "its content coding gzip is malformed"
		}
	}
	return m
}

// isGzip reports whether coding is gzip (RFC 9110, section 8.4.1.3).
func isGzip(coding string) bool {
	return strings.EqualFold(coding, "gzip") || strings.EqualFold(coding, "x-gzip")
}

// connectionFields describe the connection or the length of a body, instead of the message (RFC 9110, section 7.6.1).
var connectionFields = map[string]bool{
	"Connection": true, "Keep-Alive": true, "Proxy-Connection": true, "Te": true, "Trailer": true, "Transfer-Encoding": true,
	"Upgrade": true, "Content-Length": true,
}

// isText reports whether bodies of a Content-Type can have URLs.
func isText(contentType string) bool {
	media, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	media = strings.TrimSpace(media)
	for _, part := range []string{"text/", "json", "xml", "yaml", "javascript", "x-www-form-urlencoded", "multipart/"} {
		if strings.Contains(media, part) {
			return true
		}
	}
	return false
}

// replacing is a body in which origins are replaced while it is read.
type replacing struct {
	io.Reader
	io.Closer
	with    replacements
	in, out []byte
	err     error
}

// Read reads from the body.
func (r *replacing) Read(p []byte) (int, error) {
	for len(r.out) == 0 && r.err == nil {
		buffer := make([]byte, 32<<10)
		var n int
		n, r.err = r.Reader.Read(buffer)
		r.out, r.in = r.with.apply(nil, append(r.in, buffer[:n]...), r.err != nil)
	}
	n := copy(p, r.out)
	r.out = r.out[n:]
	if n == 0 {
		return 0, r.err
	}
	return n, nil
}
