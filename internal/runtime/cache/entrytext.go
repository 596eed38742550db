// Stored responses as the texts of a Store.

package cache

import (
	"encoding/binary"
	"net/http"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// entryFormat is the first byte of a text. It is incremented when the format changes.
const entryFormat = 2

// text returns the entry as numbers, and strings after their lengths.
func (e *cacheEntry) text() string {
	b := make([]byte, 0, 1024+len(e.response.Body))
	b = append(b, entryFormat)
	b = binary.AppendUvarint(b, uint64(e.response.Status))
	b = binary.AppendVarint(b, e.requested.UnixNano())
	b = binary.AppendVarint(b, e.received.UnixNano())
	b = binary.AppendVarint(b, int64(e.age))
	b = binary.AppendUvarint(b, uint64(len(e.response.Header)))
	for name, values := range e.response.Header {
		b = appendString(b, name)
		b = binary.AppendUvarint(b, uint64(len(values)))
		for _, value := range values {
			b = appendString(b, value)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(e.selecting)))
	for name, value := range e.selecting {
		b = appendString(b, name)
		b = appendString(b, value)
	}
	return string(appendString(b, e.response.Body))
}

func appendString(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// parseCacheEntry parses a text that text has returned. It returns nil for anything else.
func parseCacheEntry(text string) *cacheEntry {
	if text == "" || text[0] != entryFormat {
		return nil
	}
	r := entryReader{rest: text[1:]}
	e := &cacheEntry{
		response:  transport.Response{Status: r.status(), Header: make(http.Header)},
		requested: time.Unix(0, r.signed()),
		received:  time.Unix(0, r.signed()),
		age:       time.Duration(r.signed()),
		selecting: make(map[string]string),
	}
	for range r.count() {
		name := r.string()
		var values []string
		for range r.count() {
			values = append(values, r.string())
		}
		e.response.Header[name] = values
	}
	for range r.count() {
		name := r.string()
		e.selecting[name] = r.string()
	}
	e.response.Body = r.string()
	if r.failed || r.rest != "" || e.age < 0 || e.age > maxDelta || !storableStatus(e.response.Status) {
		return nil
	}
	e.readDirectives()
	return e
}

// usableEntry returns the entry in text if it is usable, or nil. A panic counts as not usable: the service is asked
// then.
func usableEntry(text string, usable func(*cacheEntry) bool) (e *cacheEntry) {
	defer func() {
		if recover() != nil {
			e = nil
		}
	}()
	if e = parseCacheEntry(text); e != nil && !usable(e) {
		return nil
	}
	return e
}

// entryReader reads the text of an entry. Once failed is set, its results have no meaning.
type entryReader struct {
	rest   string
	failed bool
}

func (r *entryReader) number() uint64 {
	n, length := binary.Uvarint([]byte(r.rest[:min(len(r.rest), binary.MaxVarintLen64)]))
	if length <= 0 {
		r.failed = true
		return 0
	}
	r.rest = r.rest[length:]
	return n
}

// signed reads a number that binary.AppendVarint wrote (zigzag).
func (r *entryReader) signed() int64 {
	n := r.number()
	return int64(n>>1) ^ -int64(n&1)
}

// status reads an HTTP status, which has at most three digits.
func (r *entryReader) status() int {
	n := r.number()
	if n > 999 {
		r.failed = true
		return 0
	}
	return int(n)
}

// count reads the number of items or bytes that follow; an item has a byte or more.
func (r *entryReader) count() int {
	n := r.number()
	if n > uint64(len(r.rest)) {
		r.failed = true
		return 0
	}
	return int(n)
}

func (r *entryReader) string() string {
	n := r.count()
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}
