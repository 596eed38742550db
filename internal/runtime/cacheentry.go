// One stored answer: whether it may be stored at all, how long it is fresh, which requests it answers, and how a 304
// renews it.

package runtime

import (
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"
)

// cacheEntry is a stored answer. It does not change once it is made, so it can be read without a lock.
type cacheEntry struct {
	answer    Answer
	public    bool              // survives a logout
	selecting map[string]string // the request fields that Vary nominates, as they were sent
	lifetime  time.Duration     // zero where every use has to be validated
	age       time.Duration     // at the time of receipt
	received  time.Time
}

// newCacheEntry makes the entry for the answer to a GET call. It is nil where the answer must not be stored: only
// complete answers of a status that this package understands are, and none with no-store or "Vary: *" (RFC 9111,
// section 3).
func newCacheEntry(call *Call, a *Answer, requested, received time.Time) *cacheEntry {
	switch a.Status {
	case http.StatusOK, http.StatusNonAuthoritativeInfo, http.StatusNoContent:
	default:
		return nil
	}
	directives := parseCacheControl(a.Header)
	names, ok := selectingFields(a.Header)
	if !ok || directives.noStore {
		return nil
	}
	selecting := make(map[string]string, len(names))
	for _, name := range names {
		if selecting[name], ok = requestField(call, name); !ok {
			return nil
		}
	}

	header := storedFields(a.Header)
	date, ok := parseHTTPDate(header.Get("Date"), received)
	if !ok { // RFC 9110, section 6.6.1: the time of receipt takes its place
		date = received
		header.Set("Date", received.UTC().Format(http.TimeFormat))
	}
	e := &cacheEntry{
		answer:    Answer{Status: a.Status, Header: header, Body: a.Body},
		public:    directives.public && !directives.private,
		selecting: selecting,
		age:       correctedInitialAge(header, date, requested, received),
		received:  received,
	}
	if !directives.noCache {
		e.lifetime = freshnessLifetime(header, directives, date)
	}
	return e
}

// requestField is the value of a call's header field as Vary compares it. ok is false for the fields that are added
// below the cache, which therefore cannot be compared.
func requestField(call *Call, name string) (value string, ok bool) {
	values := call.Header.Values(name)
	switch {
	case len(values) > 0:
		return strings.Join(values, ", "), true
	case name == "Accept":
		return call.Accept, true
	}
	return "", name != "Authorization" && name != "Cookie"
}

// storedFields copies the header fields of an answer that may be stored: all but those that concern the connection it
// came by (RFC 9111, section 3.1).
func storedFields(h http.Header) http.Header {
	stored := h.Clone()
	for _, list := range h.Values("Connection") {
		for name := range strings.SplitSeq(list, ",") {
			stored.Del(textproto.TrimString(name))
		}
	}
	for _, name := range [...]string{
		"Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
		"Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization",
	} {
		stored.Del(name)
	}
	return stored
}

// matches reports whether the call's header fields are those that Vary nominates (RFC 9111, section 4.1).
func (e *cacheEntry) matches(call *Call) bool {
	for name, sent := range e.selecting {
		if value, ok := requestField(call, name); !ok || value != sent {
			return false
		}
	}
	return true
}

// currentAge is the entry's age (RFC 9111, section 4.2.3). Of the monotonic and the wall clock it believes the one
// that says more, for the first stands still while a machine sleeps, and the second can be set back.
func (e *cacheEntry) currentAge(now time.Time) time.Duration {
	resident := max(now.Sub(e.received), now.Round(0).Sub(e.received.Round(0)), 0)
	return e.age + resident
}

// fresh gives the stored answer, with its Age, if it may be used without validation; else nil.
func (e *cacheEntry) fresh(now time.Time) *Answer {
	age := e.currentAge(now)
	if age >= e.lifetime {
		return nil
	}
	a := e.answer
	a.Header = a.Header.Clone()
	a.Header.Set("Age", strconv.FormatInt(int64(age/time.Second), 10))
	return &a
}

// conditional is the call with the validators of the entry, word for word (RFC 9111, section 4.3.1).
func (e *cacheEntry) conditional(call *Call) *Call {
	asked := *call
	asked.Header = call.Header.Clone()
	if asked.Header == nil {
		asked.Header = make(http.Header)
	}
	if etag := e.answer.Header.Get("ETag"); etag != "" {
		asked.Header.Set("If-None-Match", etag)
	}
	if modified := e.answer.Header.Get("Last-Modified"); modified != "" {
		asked.Header.Set("If-Modified-Since", modified)
	}
	return &asked
}

// renewed is the stored answer with the header fields of a 304, but for those that belong to the stored body (RFC
// 9111, section 3.2). It is nil where the validators differ, so that the 304 speaks of another answer (section
// 4.3.4).
func (e *cacheEntry) renewed(h http.Header) *Answer {
	stored := e.answer.Header
	if old, now := weakTag(stored.Get("ETag")), weakTag(h.Get("ETag")); old != "" && now != "" {
		if old != now {
			return nil
		}
	} else if old, now := stored.Get("Last-Modified"), h.Get("Last-Modified"); old != "" && now != "" && old != now {
		return nil
	}
	merged := stored.Clone()
	merged.Del("Age") // these two are of the 304 or of none:
	merged.Del("Date")
	for name, values := range storedFields(h) {
		switch name {
		case "Content-Length", "Content-Type", "Content-Encoding", "Content-Range":
		default:
			merged[name] = slices.Clone(values)
		}
	}
	return &Answer{Status: e.answer.Status, Header: merged, Body: e.answer.Body}
}

// weakTag strips an entity tag of its weakness, which a cache disregards when it compares (RFC 9110, section 8.8.3.2).
func weakTag(etag string) string { return strings.TrimPrefix(etag, "W/") }

// size is an estimate of the memory that the entry holds, in bytes.
func (e *cacheEntry) size() int64 {
	const overhead = 512
	n := overhead + len(e.answer.Body)
	for name, values := range e.answer.Header {
		n += len(name)
		for _, value := range values {
			n += len(value)
		}
	}
	for name, value := range e.selecting {
		n += len(name) + len(value)
	}
	return int64(n)
}
