// The framing of a multipart body that is read while it arrives (RFC 2046, section 5.1.1). Unlike mime/multipart, it takes
// only a body with its close delimiter for complete.

package attach

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/multipart"
)

const (
	bufferSize    = 64 << 10
	maxPartHeader = 16 << 10 // bytes
)

// errCut is the error of a body without its close delimiter.
var errCut = fmt.Errorf("the multipart body ends before its close delimiter: %w", io.ErrUnexpectedEOF)

// parts reads the parts of a body. As an io.Reader it is the content of the part that arrives.
type parts struct {
	source    *bufio.Reader
	delimiter []byte // "--" and the boundary
	begins    bool   // whether the next byte begins a line
	atEnd     bool   // whether the content of the part was read
	isLast    bool   // whether the delimiter after it closes the body
}

// newParts returns the parts of body. The preamble is the content of no part.
func newParts(body io.Reader, boundary string) *parts {
	return &parts{source: bufio.NewReaderSize(body, bufferSize), delimiter: []byte("--" + boundary), begins: true}
}

// next skips the rest of the current part, and returns the header of the next one. The error is io.EOF after the last. A
// part may end with its header, without an empty line.
func (s *parts) next() (http.Header, error) {
	if _, err := io.Copy(io.Discard, s); err != nil {
		return nil, err
	}
	if s.isLast {
		return nil, io.EOF
	}
	var header []byte
	for {
		line, err := s.source.ReadSlice('\n')
		if rest, ok := bytes.CutPrefix(line, s.delimiter); ok {
			if isLast, isDelimiter, _ := delimiterLine(rest, true); isDelimiter {
				s.isLast, s.atEnd = isLast, true
				return multipart.ParseHeader(string(header))
			}
		}
		header = append(header, line...)
		switch {
		case len(header) > maxPartHeader:
			return nil, fmt.Errorf("a part has a header of more than %d bytes", maxPartHeader)
		case err != nil:
			return nil, cut(err)
		}
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			s.begins, s.atEnd = true, false
			return multipart.ParseHeader(string(header))
		}
	}
}

// cut returns err, or errCut for the end of the body.
func cut(err error) error {
	if err == io.EOF || errors.Is(err, bufio.ErrBufferFull) {
		return errCut
	}
	return err
}

// Read reads the content of the part, up to the line break before the next delimiter.
func (s *parts) Read(p []byte) (int, error) {
	if s.atEnd {
		return 0, io.EOF
	}
	for wanted := 1; ; {
		ahead, err := s.source.Peek(max(wanted, s.source.Buffered()))
		content, found, more := s.content(ahead, err != nil)
		switch {
		case content > 0:
			n := copy(p, ahead[:content])
			s.source.Discard(n)
			s.begins = false
			return n, nil
		case found:
			return 0, s.readDelimiter()
		case err != nil:
			return 0, cut(err)
		}
		wanted = len(ahead) + more
	}
}

// content returns how many bytes of ahead are content of the part for sure. If found is true, a delimiter follows them.
// more is how many more bytes are needed to know more if there are none. isAll means that no more will come.
func (s *parts) content(ahead []byte, isAll bool) (n int, found bool, more int) {
	for from := 0; ; {
		i := bytes.Index(ahead[from:], s.delimiter)
		if i < 0 {
			break
		}
		i += from
		from = i + 1
		if i == 0 && !s.begins || i > 0 && ahead[i-1] != '\n' {
			continue
		}
		_, isDelimiter, isKnown := delimiterLine(ahead[i+len(s.delimiter):], isAll)
		n = i - breakBefore(ahead[:i])
		if !isKnown {
			return n, false, 1
		}
		if isDelimiter {
			return n, n == 0, 0
		}
	}
	return max(0, len(ahead)-len("\r\n")-len(s.delimiter)), false, len("\r\n") + len(s.delimiter)
}

// breakBefore returns the length of the line break at the end of b.
func breakBefore(b []byte) int {
	switch {
	case bytes.HasSuffix(b, []byte("\r\n")):
		return 2
	case bytes.HasSuffix(b, []byte("\n")):
		return 1
	}
	return 0
}

// delimiterLine reports whether b, which follows a delimiter, is the rest of its line, and whether that closes the body.
// isKnown is false if more bytes are needed to tell.
func delimiterLine(b []byte, isAll bool) (isLast, isDelimiter, isKnown bool) {
	rest, isLast := bytes.CutPrefix(b, []byte("--"))
	rest = bytes.TrimLeft(rest, " \t")
	switch {
	case bytes.HasPrefix(rest, []byte("\n")), bytes.HasPrefix(rest, []byte("\r\n")):
		return isLast, true, true
	case len(rest) > 1 || len(rest) == 1 && rest[0] != '\r' && (isLast || rest[0] != '-' || isAll):
		return false, false, true
	}
	return isLast, isLast, isAll // the body may end in its close delimiter
}

// readDelimiter reads the delimiter that comes next, and the line break before it. The error is io.EOF.
func (s *parts) readDelimiter() error {
	line, err := s.source.ReadSlice('\n')
	if err == nil && len(bytes.TrimRight(line, "\r\n")) == 0 {
		line, _ = s.source.ReadSlice('\n')
	}
	s.isLast, _, _ = delimiterLine(line[len(s.delimiter):], true)
	s.atEnd = true
	return io.EOF
}
