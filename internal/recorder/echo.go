// Echoes: identifiers that a client makes for each request, and that the response repeats.

package recorder

import (
	"bytes"
	"mime"
	"mime/multipart"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/cassette"
)

// echoes replaces the identifiers of a recorded request by those of request: the Content-ID of each part of a multipart
// body, and the MessageID of WS-Addressing.
func echoes(recorded, request *cassette.Request) *strings.Replacer {
	old, new := identifiers(recorded), identifiers(request)
	var pairs []string
	for i := range min(len(old), len(new)) {
		pairs = append(pairs, old[i], new[i])
	}
	return strings.NewReplacer(pairs...)
}

// identifiers returns the identifiers of a request.
func identifiers(r *cassette.Request) (ids []string) {
	media, parameters, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if !strings.HasPrefix(media, "multipart/") {
		if e := elementOf(r.Body); e != nil && e.Local == "Envelope" {
			if id := e.find("Header").find("MessageID"); id != nil && id.text != "" {
				ids = append(ids, id.text)
			}
		}
		return ids
	}
	parts := multipart.NewReader(bytes.NewReader(r.Body), parameters["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			return ids
		}
		if id := strings.Trim(part.Header.Get("Content-Id"), "<>"); id != "" {
			ids = append(ids, id)
		}
	}
}

// find returns the first child of e that has a local name; nil for none, and for a nil e.
func (e *element) find(name string) *element {
	if e != nil {
		for _, child := range e.children {
			if child.Local == name {
				return child
			}
		}
	}
	return nil
}
