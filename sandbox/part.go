// Bodies of several parts: forms, and several calls in one request.

package sandbox

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
)

// part is one part of a body.
type part struct {
	header  textproto.MIMEHeader
	name    string // of a field
	content []byte
}

// readParts returns the parts of a body (RFC 2046, section 5.1).
func readParts(body []byte, boundary string) (parts []part, err error) {
	if boundary == "" {
		return nil, http.ErrMissingBoundary
	}
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		next, err := reader.NextRawPart()
		if err == io.EOF && bytes.Contains(body, []byte("--"+boundary+"--")) {
			return parts, nil
		}
		var content []byte
		if err == nil {
			content, err = io.ReadAll(next)
		}
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		parts = append(parts, part{next.Header, next.FormName(), content})
	}
}
