// Where the envelope of a SOAP response is: in its body, or in the root part of a multipart/related one.

package runtime

import (
	"errors"
	"strings"
)

// soapDocument returns the XML document of answer as an answer of its own: answer itself, or the root of the parts that
// it consists of (RFC 2387). The other parts are attachments, which are ignored.
func soapDocument(answer *Answer) (*Answer, error) {
	if mediaType(answer.Header) != "multipart/related" {
		return answer, nil
	}
	contentType := answer.Header.Get("Content-Type")
	boundary, err := multipartBoundary(contentType)
	if err != nil {
		return answer, err
	}
	parts := newMultipartReader(answer.Body, boundary)
	root, ok := parts.next()
	if start := contentID(multipartParameter(contentType, "start")); ok && start != "" {
		// A start that names no part is taken for the first one, which is the root if there is no start.
		for part := root; ok; part, ok = parts.next() {
			if contentID(part.header.Get("Content-ID")) == start {
				root = part
				break
			}
		}
	}
	switch {
	case parts.err != nil:
		return answer, parts.err
	case root.header == nil:
		return answer, errors.New("the multipart body has no parts")
	}
	body, err := decodeTransfer(root.header.Get("Content-Transfer-Encoding"), root.body)
	if err != nil {
		return answer, err
	}
	return &Answer{Status: answer.Status, Header: root.header, Body: body, token: answer.token}, nil
}

// contentID returns a Content-ID, or a reference to one, without its angle brackets (RFC 2392).
func contentID(value string) string {
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(value), "<"), ">")
}

// isRootOf reports whether the root element of document is the envelope, whatever follows.
func (v *envelope) isRootOf(document *Answer) bool {
	d := borrowXMLDecoder(document.Body, charset(document.Header), []string{"", v.namespace})
	defer d.release()
	return d.Child() && d.NS == 1 && d.Name() == "Envelope"
}
