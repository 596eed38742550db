// The framing of multipart bodies (RFC 2046, section 5.1), written and read so that no part can be lost or made up
// unnoticed.

package multipart

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net/http"
	"net/textproto"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
)

// maxPartHeader is how many bytes of header a part may have.
const maxPartHeader = 16 << 10

// AppendPart appends a delimiter and a part. The line break before the next delimiter belongs to that (RFC 2046
// §5.1.1), so an empty body has one as well: some readers find no delimiter without it.
func AppendPart(b []byte, boundary string, header []httpfield.Field, body []byte) []byte {
	b = append(b, "--"...)
	b = append(b, boundary...)
	b = append(b, "\r\n"...)
	for _, field := range header {
		b = append(b, field.Name...)
		b = append(b, ": "...)
		b = append(b, field.Value...)
		b = append(b, "\r\n"...)
	}
	b = append(b, "\r\n"...)
	b = append(b, body...)
	return append(b, "\r\n"...)
}

// AppendClose appends what ends a multipart body.
func AppendClose(b []byte, boundary string) []byte {
	b = append(b, "--"...)
	b = append(b, boundary...)
	return append(b, "--\r\n"...)
}

// Boundary reads the boundary from a Content-Type of multipart/related. The parameters are read one by one, so
// neither the doubled media type of the MVP's document nor a start that lacks its quotes does harm.
func Boundary(contentType string) (string, error) {
	mediaType, _, _ := strings.Cut(contentType, ";")
	if !strings.EqualFold(strings.TrimSpace(mediaType), "multipart/related") {
		return "", fmt.Errorf("content type %.60q instead of multipart/related", contentType)
	}
	switch boundary := Parameter(contentType, "boundary"); {
	case boundary == "":
		return "", fmt.Errorf("content type %.60q states no boundary", contentType)
	case !isBoundary(boundary):
		return "", fmt.Errorf("%.80q is no boundary", boundary)
	default:
		return boundary, nil
	}
}

// Parameter returns a parameter of a Content-Type, "" if it has none of that name.
func Parameter(contentType, name string) string {
	_, params, _ := strings.Cut(contentType, ";")
	for params != "" {
		var param string
		param, params = httpfield.Cut(params, ';')
		if key, value, _ := strings.Cut(param, "="); strings.EqualFold(strings.TrimSpace(key), name) {
			return httpfield.Unquote(strings.TrimSpace(value))
		}
	}
	return ""
}

// isBoundary reports whether s is a boundary (RFC 2046, section 5.1.1).
func isBoundary(s string) bool {
	return s != "" && len(s) <= 70 && s[len(s)-1] != ' ' && strings.Trim(s,
		httpfield.Letters+httpfield.Digits+"'()+_,-./:=? ") == ""
}

// Part is one part of a multipart body.
type Part struct {
	Header http.Header
	Body   string
}

// Reader reads the parts of a body that is in memory as a whole. A part is given out only when the delimiter
// after it was seen, so it is complete; a body that ends without its close delimiter is an error, and so is a header
// that cannot be read.
type Reader struct {
	delimiter string // "--" and the boundary
	rest      string // what follows the last delimiter line
	closed    bool
	Err       error
}

// NewReader begins behind the preamble.
func NewReader(body, boundary string) *Reader {
	r := &Reader{delimiter: "--" + boundary, rest: body}
	r.skip()
	return r
}

// skip moves past the next delimiter line and gives what stands before it.
func (r *Reader) skip() (before string) {
	before, after, last, found := cutDelimiter(r.rest, r.delimiter)
	if !found {
		r.Err = errors.New("the multipart body ends before its close delimiter")
		return ""
	}
	r.rest, r.closed = after, last
	return before
}

// Next gives the next part; ok is false behind the last one and at an error, which is then in err.
func (r *Reader) Next() (part Part, ok bool) {
	if r.closed || r.Err != nil {
		return part, false
	}
	content := r.skip()
	if r.Err == nil {
		part, r.Err = parsePart(content)
	}
	return part, r.Err == nil
}

// cutDelimiter splits text, which begins with a line, at its first delimiter line: the delimiter at the beginning of
// a line, "--" if it is the last one, blanks, and the end of the line. The line break before it is a part of it.
// Lines may end in LF alone.
func cutDelimiter(text, delimiter string) (before, after string, last, found bool) {
	for from := 0; ; {
		at := strings.Index(text[from:], delimiter)
		if at < 0 {
			return "", "", false, false
		}
		at += from
		from = at + len(delimiter)
		if at > 0 && text[at-1] != '\n' {
			continue
		}
		after, last = strings.CutPrefix(text[from:], "--")
		after = strings.TrimLeft(after, " \t")
		if last && (after == "" || after == "\r") {
			after, found = "", true
		} else {
			after, found = cutLineBreak(after)
		}
		if found {
			before = strings.TrimSuffix(text[:at], "\n")
			return strings.TrimSuffix(before, "\r"), after, last, true
		}
	}
}

// cutLineBreak cuts a line break off the beginning of s.
func cutLineBreak(s string) (rest string, found bool) {
	if rest, found = strings.CutPrefix(s, "\r\n"); found {
		return rest, true
	}
	return strings.CutPrefix(s, "\n")
}

// parsePart takes what stands between two delimiter lines apart. A part may end with its header, without an empty line.
func parsePart(content string) (Part, error) {
	header, body := content, ""
	for at := 0; ; {
		if rest, found := cutLineBreak(content[at:]); found {
			header, body = content[:at], rest
			break
		}
		length := strings.IndexByte(content[at:], '\n') + 1
		if length == 0 {
			break
		}
		at += length
	}
	if len(header) > maxPartHeader {
		return Part{}, fmt.Errorf("a part has a header of more than %d bytes", maxPartHeader)
	}
	lines := textproto.NewReader(bufio.NewReader(strings.NewReader(header + "\r\n\r\n")))
	fields, err := lines.ReadMIMEHeader()
	if err != nil {
		return Part{}, errors.New("a part has a malformed header")
	}
	return Part{Header: http.Header(fields), Body: body}, nil
}

// Decode returns body as it was before the Content-Transfer-Encoding of its part (RFC 2045, section 6).
func Decode(encoding, body string) (string, error) {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "", "7bit", "8bit", "binary":
		return body, nil
	case "base64":
		packed := strings.Join(strings.Fields(body), "")
		decoded, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(packed, "="))
		if err != nil {
			return "", errors.New("a part is not valid base64")
		}
		return string(decoded), nil
	case "quoted-printable":
		decoded, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
		if err != nil {
			return "", errors.New("a part is not valid quoted-printable")
		}
		return string(decoded), nil
	}
	return "", fmt.Errorf("Content-Transfer-Encoding %.40q is not supported", encoding)
}
