// Multipart bodies (RFC 2046, section 5.1), split so that they can be put together again byte by byte.

package cassette

import (
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
)

// multipart is a multipart body.
type multipart struct {
	boundary      string
	before, after string // the first boundary, and after the last one
	parts         []part
}

// part is a part of a multipart body.
type part struct {
	header []httpfield.Field
	body   string
}

// contentType returns the Content-Type of p.
func (p part) contentType() string {
	for _, field := range p.header {
		if strings.EqualFold(field.Name, "Content-Type") {
			return field.Value
		}
	}
	return "text/plain" // RFC 2046, section 5.2
}

// boundaryOf returns the boundary of a multipart Content-Type; "" for another one.
func boundaryOf(contentType string) string {
	media, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || !strings.HasPrefix(media, "multipart/") {
		return ""
	}
	return parameters["boundary"]
}

// splitMultipart splits body. ok is false if String would not restore it, or a part has a field twice.
func splitMultipart(body, boundary string) (m multipart, ok bool) {
	delimiter := "--" + boundary
	before, rest, found := strings.Cut(body, delimiter+"\r\n")
	if !found {
		return m, false
	}
	m = multipart{boundary: boundary, before: before}
	for {
		text, next, found := strings.Cut(rest, "\r\n"+delimiter)
		if !found {
			return m, false
		}
		p, ok := splitPart(text)
		if !ok {
			return m, false
		}
		m.parts = append(m.parts, p)
		if after, isLast := strings.CutPrefix(next, "--"); isLast {
			m.after = after
			return m, m.String() == body
		}
		if rest, found = strings.CutPrefix(next, "\r\n"); !found {
			return m, false
		}
	}
}

// splitPart splits the header from the body of a part.
func splitPart(text string) (p part, ok bool) {
	seen := map[string]bool{}
	for {
		line, rest, found := strings.Cut(text, "\r\n")
		switch {
		case !found:
			return p, false
		case line == "":
			p.body = rest
			return p, true
		}
		name, value, found := strings.Cut(line, ": ")
		field := httpfield.Field{Name: name, Value: value}
		if !found || field.Check() != nil || seen[name] || !utf8.ValidString(line) {
			return p, false
		}
		seen[name] = true
		p.header = append(p.header, field)
		text = rest
	}
}

// String returns the body.
func (m multipart) String() string {
	var b strings.Builder
	b.WriteString(m.before)
	for i, p := range m.parts {
		if i > 0 {
			b.WriteString("\r\n")
		}
		b.WriteString("--" + m.boundary + "\r\n")
		for _, field := range p.header {
			b.WriteString(field.Name + ": " + field.Value + "\r\n")
		}
		b.WriteString("\r\n" + p.body)
	}
	b.WriteString("\r\n--" + m.boundary + "--" + m.after)
	return b.String()
}
