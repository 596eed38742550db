// A stored answer as the text that a Store keeps.

package cache

import (
	"encoding/binary"
	"net/http"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// entryFormat is the first byte of the text, to be counted up when what follows changes.
const entryFormat = 2

// text is the entry as numbers and strings that their lengths precede.
func (e *cacheEntry) text() string {
	b := make([]byte, 0, 1024+len(e.answer.Body))
	b = append(b, entryFormat)
	b = binary.AppendUvarint(b, uint64(e.answer.Status))
	b = binary.AppendVarint(b, e.requested.UnixNano())
	b = binary.AppendVarint(b, e.received.UnixNano())
	b = binary.AppendVarint(b, int64(e.age))
	b = binary.AppendUvarint(b, uint64(len(e.answer.Header)))
	for name, values := range e.answer.Header {
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
	return string(appendString(b, e.answer.Body))
}

func appendString(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// parseCacheEntry reads what text has written; it is nil for anything else.
func parseCacheEntry(text string) *cacheEntry {
	if text == "" || text[0] != entryFormat {
		return nil
	}
	r := entryReader{rest: text[1:]}
	e := &cacheEntry{
		answer:    transport.Response{Status: r.status(), Header: make(http.Header)},
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
		e.answer.Header[name] = values
	}
	for range r.count() {
		name := r.string()
		e.selecting[name] = r.string()
	}
	e.answer.Body = r.string()
	if r.failed || r.rest != "" || e.age < 0 || e.age > maxDelta || !storableStatus(e.answer.Status) {
		return nil
	}
	e.govern()
	return e
}

// usableEntry returns the entry that text was written from, if it is usable. A text whose reading panics has none: the
// service is asked then.
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

// entryReader takes an entry's text apart. Once something is missing, what it returns is of no use.
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

// signed undoes the zigzag of binary.AppendVarint.
func (r *entryReader) signed() int64 {
	n := r.number()
	return int64(n>>1) ^ -int64(n&1)
}

// status is an HTTP status, which has three digits.
func (r *entryReader) status() int {
	n := r.number()
	if n > 999 {
		r.failed = true
		return 0
	}
	return int(n)
}

// count is a number of bytes, or of things that take at least a byte each.
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
