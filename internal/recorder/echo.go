// Echoes: identifiers that a client makes for each request, and that the response repeats.

package recorder

import (
	"bytes"
	"maps"
	"mime"
	"mime/multipart"
	"slices"
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
	if id := envelopeOf(r).find("Header").find("MessageID"); id != nil && id.text != "" {
		ids = append(ids, id.text)
	}
	media, parameters, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if strings.HasPrefix(media, "multipart/") {
		ids = append(ids, contentIDs(r.Body, parameters["boundary"])...)
	}
	return ids
}

// contentIDs returns the Content-IDs of the parts of a body.
func contentIDs(body []byte, boundary string) (ids []string) {
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
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

// references replaces the URLs of parts with the identifiers old by those of parts with the identifiers new (RFC 2392).
func references(old, new []string) *strings.Replacer {
	urls := map[string]string{}
	for i := range min(len(old), len(new)) {
		urls["cid:"+strings.ReplaceAll(old[i], "@", "%40")] = "cid:" + strings.ReplaceAll(new[i], "@", "%40")
		urls["cid:"+old[i]] = "cid:" + new[i]
	}
	var pairs []string
	for _, url := range slices.SortedFunc(maps.Keys(urls), func(a, b string) int { return len(b) - len(a) }) { // one can begin with another
		pairs = append(pairs, url, urls[url])
	}
	return strings.NewReplacer(pairs...)
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
