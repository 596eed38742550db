// Package upload has bodies of requests that are read while they are sent.
package upload

import (
	"context"
	"io"
	"mime"
	"slices"
	"strings"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// Set sets the body of call to what source reads. A contentType that is not in allowed sets call.Err: see [Allows].
func Set(call *transport.Call, source io.Reader, contentType string, allowed ...string) {
	if source == nil {
		call.Invalid("body", "must not be nil")
	}
	if !Allows(contentType, allowed) {
		call.Invalid("contentType", "must be "+strings.Join(allowed, " or "))
	}
	call.ContentType = contentType
	if source != nil {
		call.Upload = New(source)
	}
}

// Allows reports whether a content type is in allowed, parameters aside. An allowed */* stands for all.
func Allows(contentType string, allowed []string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && slices.ContainsFunc(allowed, func(a string) bool {
		a, _, _ = mime.ParseMediaType(a)
		return a == media || a == "*/*"
	})
}

// New returns the body that source reads. It can be sent again if source is an io.Seeker.
func New(source io.Reader) transport.Payload { return newPayload(source) }

// payload is a body that the caller streams.
type payload struct {
	source io.Reader
	seeker io.Seeker // nil if source cannot be rewound
	start  int64     // the offset of source at first
	length int64
	free   chan struct{} // closed when net/http no longer reads source
}

func newPayload(source io.Reader) *payload {
	u := &payload{source: source}
	u.seeker, u.start, u.length = Measure(source)
	return u
}

// Measure returns the length of what source will read, -1 if it is unknown. If source can be rewound, seeker is not nil
// and start is its offset now.
func Measure(source io.Reader) (seeker io.Seeker, start, length int64) {
	length = -1
	if sized, ok := source.(interface{ Len() int }); ok {
		length = int64(sized.Len())
	}
	seeker, ok := source.(io.Seeker)
	if !ok {
		return nil, 0, length
	}
	start, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, 0, length // a pipe is an *os.File too
	}
	end, err := seeker.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, 0, length
	}
	if _, err := seeker.Seek(start, io.SeekStart); err != nil {
		return nil, 0, length
	}
	return seeker, start, max(0, end-start)
}

func (u *payload) Open(ctx context.Context) (io.ReadCloser, error) {
	if u.free != nil { // not the first time
		select {
		case <-u.free:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		if _, err := u.seeker.Seek(u.start, io.SeekStart); err != nil {
			return nil, err
		}
	}
	free := make(chan struct{})
	u.free = free
	return &body{u.source, sync.OnceFunc(func() { close(free) })}, nil
}

func (u *payload) Size() int64      { return u.length }
func (u *payload) Rewindable() bool { return u.seeker != nil }

// body calls closed when net/http no longer reads it.
type body struct {
	io.Reader
	closed func()
}

// Close implements io.Closer. It does not close the source.
func (b *body) Close() error {
	b.closed()
	return nil
}
