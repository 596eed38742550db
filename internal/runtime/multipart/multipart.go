// Package multipart reads and writes the framing of multipart bodies (RFC 2046, section 5.1).
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

// maxPartHeader is the largest header of a part, in bytes.
const maxPartHeader = 16 << 10

// AppendPart appends a delimiter and a part. The line break after body belongs to the next delimiter (RFC 2046, section
// 5.1.1). An empty body has one too, because some readers find no delimiter without it.
func AppendPart(b []byte, boundary string, header []httpfield.Field, body []byte) []byte {
	b = append(AppendHeader(b, boundary, header), body...)
	return append(b, "\r\n"...)
}

// AppendHeader appends a delimiter and the header of a part.
func AppendHeader(b []byte, boundary string, header []httpfield.Field) []byte {
	b = append(b, "--"...)
	b = append(b, boundary...)
	b = append(b, "\r\n"...)
	for _, field := range header {
		b = append(b, field.Name...)
		b = append(b, ": "...)
		b = append(b, field.Value...)
		b = append(b, "\r\n"...)
	}
	return append(b, "\r\n"...)
}

// AppendClose appends the close delimiter.
func AppendClose(b []byte, boundary string) []byte {
	b = append(b, "--"...)
	b = append(b, boundary...)
	return append(b, "--\r\n"...)
}

// Boundary returns the boundary in a Content-Type of multipart/related. Parameters are parsed one by one, so that the
// doubled media type of the MVP's document does no harm, nor a start without quotes.
func Boundary(contentType string) (string, error) {
	mediaType, _, _ := strings.Cut(contentType, ";")
	if !strings.EqualFold(strings.TrimSpace(mediaType), "multipart/related") {
		return "", fmt.Errorf("content type %.60q instead of multipart/related", contentType)
	}
	switch boundary := Parameter(contentType, "boundary"); {
	case boundary == "":
		return "", fmt.Errorf("content type %.60q has no boundary", contentType)
	case !isBoundary(boundary):
		return "", fmt.Errorf("%.80q is not a boundary", boundary)
	default:
		return boundary, nil
	}
}

// Parameter returns a parameter of a Content-Type, "" if it is absent.
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

// isBoundary reports whether s is a valid boundary (RFC 2046, section 5.1.1).
func isBoundary(s string) bool {
	return s != "" && len(s) <= 70 && s[len(s)-1] != ' ' && strings.Trim(s,
		httpfield.Letters+httpfield.Digits+"'()+_,-./:=? ") == ""
}

// Part is one part of a multipart body.
type Part struct {
	Header http.Header
	Body   string
}

// Reader reads the parts of a body in memory. Next returns a part only when it has seen the delimiter after it, so the
// part is complete. A body without its close delimiter is an error, and so is a malformed header.
type Reader struct {
	delimiter string // "--" and the boundary
	rest      string // what follows the last delimiter line
	closed    bool
	Err       error
}

// NewReader returns a reader that has skipped the preamble.
func NewReader(body, boundary string) *Reader {
	r := &Reader{delimiter: "--" + boundary, rest: body}
	r.readToDelimiter()
	return r
}

// readToDelimiter moves past the next delimiter line and returns what precedes it.
func (r *Reader) readToDelimiter() (before string) {
	before, after, last, found := cutDelimiter(r.rest, r.delimiter)
	if !found {
		r.Err = errors.New("the multipart body ends before its close delimiter")
		return ""
	}
	r.rest, r.closed = after, last
	return before
}

// Next returns the next part. ok is false after the last one, and after an error, which is then in r.Err.
func (r *Reader) Next() (part Part, ok bool) {
	if r.closed || r.Err != nil {
		return part, false
	}
	content := r.readToDelimiter()
	if r.Err == nil {
		part, r.Err = parsePart(content)
	}
	return part, r.Err == nil
}

// cutDelimiter splits text at its first delimiter line: the delimiter at the beginning of a line, "--" if it is the
// last one, blanks, and the end of the line. The line break before it belongs to it. Lines may end in LF alone.
func cutDelimiter(text, delimiter string) (before, after string, last, found bool) {
	for from := 0; ; {
		index := strings.Index(text[from:], delimiter)
		if index < 0 {
			return "", "", false, false
		}
		index += from
		from = index + len(delimiter)
		if index > 0 && text[index-1] != '\n' {
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
			before = strings.TrimSuffix(text[:index], "\n")
			return strings.TrimSuffix(before, "\r"), after, last, true
		}
	}
}

// cutLineBreak removes a line break from the beginning of s.
func cutLineBreak(s string) (rest string, found bool) {
	if rest, found = strings.CutPrefix(s, "\r\n"); found {
		return rest, true
	}
	return strings.CutPrefix(s, "\n")
}

// parsePart splits the content between two delimiter lines. A part may end with its header, without an empty line.
func parsePart(content string) (Part, error) {
	header, body := content, ""
	for index := 0; ; {
		if rest, found := cutLineBreak(content[index:]); found {
			header, body = content[:index], rest
			break
		}
		length := strings.IndexByte(content[index:], '\n') + 1
		if length == 0 {
			break
		}
		index += length
	}
	if len(header) > maxPartHeader {
		return Part{}, fmt.Errorf("a part has a header of more than %d bytes", maxPartHeader)
	}
	fields, err := ParseHeader(header)
	return Part{Header: fields, Body: body}, err
}

// ParseHeader returns the fields of the header of a part.
func ParseHeader(header string) (http.Header, error) {
	lines := textproto.NewReader(bufio.NewReader(strings.NewReader(header + "\r\n\r\n")))
	fields, err := lines.ReadMIMEHeader()
	if err != nil {
		return nil, errors.New("a part has a malformed header")
	}
	return http.Header(fields), nil
}

// Decode decodes the body of a part by its Content-Transfer-Encoding (RFC 2045, section 6).
func Decode(encoding, body string) (string, error) {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "", "7bit", "8bit", "binary":
		return body, nil
	case "base64":
		compact := strings.Join(strings.Fields(body), "")
		decoded, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(compact, "="))
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
