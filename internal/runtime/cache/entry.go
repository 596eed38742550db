// Stored responses: whether a response may be stored, how long it is fresh, which requests it matches, and how a 304
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

// cacheEntry is a stored response. Each call loads its own from the store.
type cacheEntry struct {
	response  transport.Response
	selecting map[string]string // the request fields in Vary, as requestField returns them
	age       time.Duration     // when it was received
	requested time.Time
	received  time.Time

	// By the header:
	public   bool          // not private to a user
	lifetime time.Duration // zero if every use must be validated
}

// recency orders the responses for one URL: by when the service wrote them, then by when they were requested (RFC 9111,
// section 4).
type recency struct{ date, requested time.Time }

// recencyOf returns the recency of a response with the header h. A Date that is missing, or later than the time of
// receipt, counts as the time of receipt, so that it does not make later responses older.
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

// plausible reports whether the entry was received before now. Otherwise the clock was set back, and its age is
// unknown.
func (e *cacheEntry) plausible(now time.Time) bool { return !e.received.After(now) }

func (e *cacheEntry) recency() recency { return recencyOf(e.response.Header, e.requested, e.received) }

// newCacheEntry returns the entry for the response to a GET call, or nil if it must not be stored: if it is incomplete,
// is that of another URL, has no-store or "Vary: *" (RFC 9111, section 3), or has a status that is about the moment,
// not the resource. An error without a stated lifetime is not stored either, nor is a response without both lifetime
// and validator, nor one to a call with a header field of its caller that Vary does not name: other calls with the URL
// could get it.
func newCacheEntry(call *transport.Call, response *transport.Response, requested, received time.Time) *cacheEntry {
	if !slices.ContainsFunc(usefulFields[:], func(name string) bool { return response.Header[name] != nil }) {
		return nil
	}
	directives := parseCacheControl(response.Header)
	names, ok := selectingFields(response.Header)
	if !ok || response.Redirected || response.Partial ||
		!storableStatus(response.Status) || directives.forbidStoring(response.Status) {
		return nil
	}
	selecting := make(map[string]string, len(names))
	for _, name := range names {
		if selecting[name], ok = requestField(call, name); !ok {
			return nil
		}
	}
	if !selectedBy(call, selecting) {
		return nil
	}

	header := storedFields(response.Header)
	date, ok := parseHTTPDate(header.Get("Date"), received)
	if !ok { // RFC 9110, section 6.6.1: the time of receipt replaces it
		date = received
		header.Set("Date", received.UTC().Format(http.TimeFormat))
	}
	e := &cacheEntry{
		response:  transport.Response{Status: response.Status, Header: header, Body: response.Body},
		selecting: selecting,
		age:       correctedInitialAge(header, date, requested, received),
		requested: requested,
		received:  received,
	}
	if e.readDirectives(); response.Status >= 300 && e.lifetime <= 0 {
		return nil
	}
	return e
}

// usefulFields are the fields that state lifetimes and validators.
var usefulFields = [...]string{"Cache-Control", "Expires", "Etag", "Last-Modified"}

// readDirectives reads from the header how the response may be used.
func (e *cacheEntry) readDirectives() {
	directives := parseCacheControl(e.response.Header)
	_, userSelects := e.selecting["Authorization"]
	e.public = directives.public && !directives.private && !userSelects
	if !directives.noCache {
		date, _ := parseHTTPDate(e.response.Header.Get("Date"), e.received)
		e.lifetime = freshnessLifetime(e.response.Header, directives, date)
	}
	if e.response.Status >= 500 {
		e.lifetime = min(e.lifetime, maxFailureLifetime)
	}
}

// maxFailureLifetime bounds the lifetime of a response with a status of 5xx: frameworks put the header fields of a page
// on its error too.
const maxFailureLifetime = 10 * time.Second

// storableStatus reports whether responses with the status may be stored. Those of partial content may not, nor those
// that are about the moment: authenticate, or try again later.
func storableStatus(status int) bool {
	switch status {
	case http.StatusPartialContent, http.StatusNotModified, http.StatusUnauthorized, http.StatusProxyAuthRequired,
		http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	}
	return status >= 200 && status < 600
}

// requestField returns a header field of call as Vary compares it: without white space between list elements (RFC 9111,
// section 4.1). It is "" if the field is absent and otherwise begins with "=", so an empty field differs from none. ok
// is false for Cookie, which is added below the cache and cannot be compared. Authorization is added there too, but it
// is the same user's in all calls that a private response is used for.
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

// storedFields returns a copy of h without the fields that concern the connection (RFC 9111, section 3.1).
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

// selectedBy reports whether the fields in Vary include each field that the caller of call has added.
func selectedBy(call *transport.Call, selecting map[string]string) bool {
	if call.Options == nil {
		return true
	}
	for name := range call.Options.Header {
		if _, named := selecting[name]; !named {
			return false
		}
	}
	return true
}

// matches reports whether call has the values of the fields in Vary (RFC 9111, section 4.1), and no field of its caller
// besides.
func (e *cacheEntry) matches(call *transport.Call) bool {
	if !selectedBy(call, e.selecting) {
		return false
	}
	for name, sent := range e.selecting {
		if value, _ := requestField(call, name); value != sent {
			return false
		}
	}
	return true
}

// fresh returns the stored response with its Age (RFC 9111, section 4.2.3), or nil if it must be validated. If the
// clock was set back to before the time of receipt, the age is unknown.
func (e *cacheEntry) fresh(call *transport.Call, now time.Time) *transport.Response {
	// By the wall clock: the monotonic one stops when a machine sleeps.
	resident := now.Round(0).Sub(e.received.Round(0))
	age := e.age + resident
	if resident < 0 || age >= e.lifetime {
		return nil
	}
	response := e.response
	response.Header.Set("Age", strconv.FormatInt(int64(age/time.Second), 10))
	if e.unmodified(call) {
		response.Status, response.Body = http.StatusNotModified, ""
	}
	return &response
}

// unmodified reports whether call has conditions of its own that the stored response satisfies (RFC 9111, section
// 4.3.2).
func (e *cacheEntry) unmodified(call *transport.Call) bool {
	if e.response.Status != http.StatusOK {
		return false
	}
	if tags := call.Header.Values("If-None-Match"); len(tags) > 0 {
		stored := weakTag(e.response.Header.Get("ETag"))
		for list := strings.Join(tags, ","); list != ""; {
			var tag string
			tag, list = httpfield.Cut(list, ',')
			if tag == "*" || stored != "" && weakTag(tag) == stored {
				return true
			}
		}
		return false
	}
	since, _ := parseHTTPDate(call.Header.Get("If-Modified-Since"), e.received) // a missing one is long ago
	modified, stated := parseHTTPDate(e.response.Header.Get("Last-Modified"), e.received)
	return stated && modified.Compare(since) <= 0
}

// conditional returns call with the entry's validators, unchanged (RFC 9111, section 4.3.1), unless call has conditions
// of its own.
func (e *cacheEntry) conditional(call *transport.Call) *transport.Call {
	if call.HasConditions() {
		return call
	}
	request := *call
	request.Header = call.Header.Clone()
	if request.Header == nil {
		request.Header = make(http.Header)
	}
	if etag := e.response.Header.Get("ETag"); etag != "" {
		request.Header.Set("If-None-Match", etag)
	}
	if modified := e.response.Header.Get("Last-Modified"); modified != "" {
		request.Header.Set("If-Modified-Since", modified)
	}
	return &request
}

// renewed returns the stored response with the header fields of a 304, except those of the stored body (RFC 9111,
// section 3.2). It returns nil if the 304 describes another response.
func (e *cacheEntry) renewed(h http.Header) *transport.Response {
	stored := e.response.Header
	if !selects(h, stored) {
		return nil
	}
	merged := stored.Clone()
	merged.Del("Age") // only those of the 304 count
	merged.Del("Date")
	for name, values := range storedFields(h) {
		switch name {
		case "Content-Length", "Content-Type", "Content-Encoding", "Content-Range":
		default:
			merged[name] = slices.Clone(values)
		}
	}
	return &transport.Response{Status: e.response.Status, Header: merged, Body: e.response.Body}
}

// selects reports whether a 304 with the header h describes the response with the header stored (RFC 9111, section
// 4.3.4): a validator in h must be the stored one. A 304 without a validator is about the condition that was sent. An
// entity tag counts more than a date of change, and a weak tag does not match a strong one.
func selects(h, stored http.Header) bool {
	tag, modified := stored.Get("ETag"), stored.Get("Last-Modified")
	stated := h.Get("ETag")
	switch {
	case tag == "" && modified == "": // nothing was validated
		return false
	case strings.HasPrefix(stated, "W/"):
		return weakTag(stated) == weakTag(tag)
	case stated != "":
		return stated == tag
	}
	stated = h.Get("Last-Modified")
	return stated == "" || stated == modified
}

// weakTag returns an entity tag without its W/, which caches ignore in comparisons (RFC 9110, section 8.8.3.2).
func weakTag(etag string) string { return strings.TrimPrefix(etag, "W/") }
