// Responses: what the sandbox sends.

package sandbox

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// response is a response, or the lack of one.
type response struct {
	status      int
	contentType string
	header      http.Header // further fields; nil for none
	body        []byte

	delay     time.Duration
	isDropped bool // the connection is closed instead
	isCut     bool // the connection is closed in the middle of the body
}

// newResponse returns a response with a body.
func newResponse(status int, contentType string, body []byte) *response {
	return &response{status: status, contentType: contentType, header: http.Header{}, body: body}
}

// textResponse returns a response for people.
func textResponse(status int, text string) *response {
	return newResponse(status, "text/plain; charset=utf-8", []byte(text+"\n"))
}

// wait waits until r should be sent, and reports whether the client waits, too.
func (r *response) wait(ctx context.Context) bool {
	if r.delay <= 0 {
		return true
	}
	select {
	case <-time.After(r.delay):
		return true
	case <-ctx.Done():
		return false
	}
}

// send sends r, unless the client gives up before.
func (r *response) send(ctx context.Context, w http.ResponseWriter) {
	if !r.wait(ctx) || r.isDropped {
		panic(http.ErrAbortHandler)
	}
	header := w.Header()
	for name, values := range r.header {
		header[name] = values
	}
	if r.contentType != "" {
		header.Set("Content-Type", r.contentType)
	}
	header.Set("Content-Length", strconv.Itoa(len(r.body)))
	w.WriteHeader(r.status)
	if r.isCut {
		w.Write(r.body[:len(r.body)/2])
		if flusher, ok := w.(http.Flusher); ok {
			flusher.Flush()
		}
		panic(http.ErrAbortHandler)
	}
	w.Write(r.body)
}

// record returns the response that serve writes.
func record(serve func(http.ResponseWriter)) *response {
	r := newResponse(http.StatusOK, "", nil)
	serve((*responseBuffer)(r))
	return r
}

// responseBuffer is an http.ResponseWriter that keeps the response.
type responseBuffer response

func (r *responseBuffer) Header() http.Header { return r.header }

func (r *responseBuffer) WriteHeader(status int) { r.status = status }

func (r *responseBuffer) Write(p []byte) (int, error) {
	r.body = append(r.body, p...)
	return len(p), nil
}
