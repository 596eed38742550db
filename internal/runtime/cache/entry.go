// One stored answer: whether it may be stored at all, how long it is fresh, which requests it answers, and how a 304
// renews it.

package cache

import (
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// cacheEntry is a stored answer. Each call reads one of its own from the store.
type cacheEntry struct {
	answer    transport.Response
	selecting map[string]string // the request fields that Vary nominates, as requestField gives them
	age       time.Duration     // at the time of receipt
	requested time.Time
	received  time.Time

	// What the answer's header says of itself:
	public   bool          // not private to a user
	lifetime time.Duration // zero where every use has to be validated
}

// recency orders the answers to requests for one URL: by when the service wrote them, and then by when they were asked
// for (RFC 9111, section 4).
type recency struct{ date, requested time.Time }

// recencyOf is the recency of an answer with the header h. A Date after the time of receipt is wrong, and one that is
// missing is the time of receipt: neither can say that later answers are older.
func recencyOf(h http.Header, requested, received time.Time) recency {
	date, ok := parseHTTPDate(h.Get("Date"), received)
	if received = received.Truncate(time.Second); !ok || date.After(received) {
		date = received
	}
	return recency{date, requested}
}

func (r recency) after(other recency) bool {
	return r.date.After(other.date) || r.date.Equal(other.date) && r.requested.After(other.requested)
}

// plausible reports whether the entry was received before now. Otherwise the clock was set back, and nothing is known
// of its age.
func (e *cacheEntry) plausible(now time.Time) bool { return !e.received.After(now) }

func (e *cacheEntry) recency() recency { return recencyOf(e.answer.Header, e.requested, e.received) }

// newCacheEntry makes the entry for the answer to a GET call. It is nil where the answer must not be stored, which is
// every one that is incomplete, is of another URL, has no-store or "Vary: *" (RFC 9111, section 3), or tells of the
// moment rather than of the resource; and an error unless it states how long it holds. It is nil as well where the
// answer would be of no use: it says neither how long it holds nor what it could be validated by.
func newCacheEntry(call *transport.Call, a *transport.Response, requested, received time.Time) *cacheEntry {
	if !slices.ContainsFunc(usefulFields[:], func(name string) bool { return a.Header[name] != nil }) {
		return nil
	}
	directives := parseCacheControl(a.Header)
	names, ok := selectingFields(a.Header)
	if !ok || a.Redirected || a.Partial || !storableStatus(a.Status) || directives.forbidStoring(a.Status) {
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
		answer:    transport.Response{Status: a.Status, Header: header, Body: a.Body},
		selecting: selecting,
		age:       correctedInitialAge(header, date, requested, received),
		requested: requested,
		received:  received,
	}
	if e.govern(); a.Status >= 300 && e.lifetime <= 0 {
		return nil
	}
	return e
}

// usefulFields are those that lifetimes and validators come from.
var usefulFields = [...]string{"Cache-Control", "Expires", "Etag", "Last-Modified"}

// govern reads what the answer's header says of its own use.
func (e *cacheEntry) govern() {
	directives := parseCacheControl(e.answer.Header)
	_, userSelects := e.selecting["Authorization"]
	e.public = directives.public && !directives.private && !userSelects
	if !directives.noCache {
		date, _ := parseHTTPDate(e.answer.Header.Get("Date"), e.received)
		e.lifetime = freshnessLifetime(e.answer.Header, directives, date)
	}
	if e.answer.Status >= 500 {
		e.lifetime = min(e.lifetime, maxFailureLifetime)
	}
}

// maxFailureLifetime is how long a failing service is believed that says how long it fails: frameworks put the header
// fields of a page on its error too, and nobody wants to see that for an hour.
const maxFailureLifetime = 10 * time.Second

// storableStatus reports whether answers of a status may be stored. Not so those that are about the caller's moment:
// that it has to identify itself, or to come again later; nor what is no whole answer.
func storableStatus(status int) bool {
	switch status {
	case http.StatusPartialContent, http.StatusNotModified, http.StatusUnauthorized, http.StatusProxyAuthRequired,
		http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	}
	return status >= 200 && status < 600
}

// requestField gives a call's header field as Vary compares it: without regard to the white space between the elements
// of a list (RFC 9111, section 4.1). It is "" if the field is absent, and begins with "=" if not, so an empty field
// differs from none. ok is false for Cookie, which is added below the cache and so cannot be compared. Authorization is
// added there too, but it is the same user's in all calls that a private answer is used for.
func requestField(call *transport.Call, name string) (value string, ok bool) {
	values := call.Header.Values(name)
	switch {
	case len(values) > 0:
	case name == "Accept" && call.Accept != "":
		values = []string{call.Accept}
	default:
		return "", name != "Cookie"
	}
	var elements []string
	for list := strings.Join(values, ","); list != ""; {
		var element string
		element, list = httpfield.Cut(list, ',')
		elements = append(elements, element)
	}
	return "=" + strings.Join(elements, ","), true
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
func (e *cacheEntry) matches(call *transport.Call) bool {
	for name, sent := range e.selecting {
		if value, _ := requestField(call, name); value != sent {
			return false
		}
	}
	return true
}

// fresh gives the stored answer, with its Age (RFC 9111, section 4.2.3), if it may be used without validation; else
// nil. Where the clock was set back behind the time of receipt, nothing is known of the age.
func (e *cacheEntry) fresh(call *transport.Call, now time.Time) *transport.Response {
	// By the wall clock: the monotonic one stops when a machine sleeps.
	resident := now.Round(0).Sub(e.received.Round(0))
	age := e.age + resident
	if resident < 0 || age >= e.lifetime {
		return nil
	}
	a := e.answer
	a.Header.Set("Age", strconv.FormatInt(int64(age/time.Second), 10))
	if e.unmodified(call) {
		a.Status, a.Body = http.StatusNotModified, ""
	}
	return &a
}

// unmodified reports whether the caller has validators of its own, and they are those of the stored answer (RFC 9111,
// section 4.3.2).
func (e *cacheEntry) unmodified(call *transport.Call) bool {
	if e.answer.Status != http.StatusOK {
		return false
	}
	if tags := call.Header.Values("If-None-Match"); len(tags) > 0 {
		stored := weakTag(e.answer.Header.Get("ETag"))
		for list := strings.Join(tags, ","); list != ""; {
			var tag string
			tag, list = httpfield.Cut(list, ',')
			if tag == "*" || stored != "" && weakTag(tag) == stored {
				return true
			}
		}
		return false
	}
	since, _ := parseHTTPDate(call.Header.Get("If-Modified-Since"), e.received) // without one, long ago
	modified, stated := parseHTTPDate(e.answer.Header.Get("Last-Modified"), e.received)
	return stated && modified.Compare(since) <= 0
}

// conditional is the call with the validators of the entry, word for word (RFC 9111, section 4.3.1), unless the caller
// has its own.
func (e *cacheEntry) conditional(call *transport.Call) *transport.Call {
	if call.HasConditions() {
		return call
	}
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
// 9111, section 3.2). It is nil if the 304 speaks of another answer.
func (e *cacheEntry) renewed(h http.Header) *transport.Response {
	stored := e.answer.Header
	if !selects(h, stored) {
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
	return &transport.Response{Status: e.answer.Status, Header: merged, Body: e.answer.Body}
}

// selects reports whether a 304 with the header h speaks of the answer with the header stored (RFC 9111, section
// 4.3.4): the validator that it states must be the stored one. One without a validator answers the condition that was
// sent. An entity tag counts more than a date of change, and a strong one is not matched by a weak one.
func selects(h, stored http.Header) bool {
	tag, modified := stored.Get("ETag"), stored.Get("Last-Modified")
	said := h.Get("ETag")
	switch {
	case tag == "" && modified == "": // nothing was validated
		return false
	case strings.HasPrefix(said, "W/"):
		return weakTag(said) == weakTag(tag)
	case said != "":
		return said == tag
	}
	said = h.Get("Last-Modified")
	return said == "" || said == modified
}

// weakTag strips an entity tag of its weakness, which a cache disregards when it compares (RFC 9110, section 8.8.3.2).
func weakTag(etag string) string { return strings.TrimPrefix(etag, "W/") }
