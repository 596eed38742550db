// The XML document of a SOAP response: its body, or the root part of a multipart/related one.

package soap

import (
	"errors"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/multipart"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// envelopeDocument returns the response with the XML document: httpResponse itself, or the root of its parts (RFC
// 2387). The other parts are attachments, which are ignored.
func envelopeDocument(httpResponse *transport.Response) (*transport.Response, error) {
	if transport.MediaType(httpResponse.Header) != "multipart/related" {
		return httpResponse, nil
	}
	contentType := httpResponse.Header.Get("Content-Type")
	boundary, err := multipart.Boundary(contentType)
	if err != nil {
		return httpResponse, err
	}
	parts := multipart.NewReader(httpResponse.Body, boundary)
	root, ok := parts.Next()
	if start := contentID(multipart.Parameter(contentType, "start")); ok && start != "" {
		// A start that names no part is taken for the first one, which is the root if there is no start.
		for part := root; ok; part, ok = parts.Next() {
			if contentID(part.Header.Get("Content-ID")) == start {
				root = part
				break
			}
		}
	}
	switch {
	case parts.Err != nil:
		return httpResponse, parts.Err
	case root.Header == nil:
		return httpResponse, errors.New("the multipart body has no parts")
	}
	body, err := multipart.Decode(root.Header.Get("Content-Transfer-Encoding"), root.Body)
	if err != nil {
		return httpResponse, err
	}
	return &transport.Response{Status: httpResponse.Status, Header: root.Header, Body: body,
		Token: httpResponse.Token}, nil
}

// contentID returns a Content-ID, or a reference to one, without its angle brackets (RFC 2392).
func contentID(value string) string {
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(value), "<"), ">")
}

// envelopeOf returns the version of SOAP whose envelope is the root element of document, nil for neither.
func envelopeOf(document *transport.Response) *envelope {
	d := xmlwire.BorrowDecoder(document.Body, transport.Charset(document.Header),
		[]string{"", soap11.namespace, soap12.namespace}, false)
	defer d.Release()
	if !d.Child() || d.NS < 1 || d.Name() != "Envelope" {
		return nil
	}
	return []*envelope{soap11, soap12}[d.NS-1]
}
