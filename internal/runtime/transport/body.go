// Bodies on the wire: those of requests, which may be sent again, and the reading of those of responses.

package transport

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"
)

// payload is the body of a request.
type payload interface {
	open(ctx context.Context) (io.ReadCloser, error) // from its start; again only if rewindable
	size() int64                                     // in bytes, -1 if unknown
	rewindable() bool
}

// buffer is a payload in memory.
type buffer struct {
	bytes   []byte
	readers atomic.Int32 // that net/http has not closed yet
}

var buffers = sync.Pool{New: func() any { return new(buffer) }}

// maxPooled is the size of the largest buffer that is kept for the next call, in bytes.
const maxPooled = 1 << 20

// release returns b to the pool, unless net/http still reads it: a response may come before the request was read.
func (b *buffer) release() {
	if b.readers.Load() == 0 && cap(b.bytes) <= maxPooled {
		buffers.Put(b)
	}
}

func (b *buffer) open(context.Context) (io.ReadCloser, error) {
	b.readers.Add(1)
	closed := sync.OnceFunc(func() { b.readers.Add(-1) })
	return &bodyReader{bytes.NewReader(b.bytes), closed}, nil
}

func (b *buffer) size() int64    { return int64(len(b.bytes)) }
func (*buffer) rewindable() bool { return true }

// bodyReader calls closed when net/http is done with a body.
type bodyReader struct {
	io.Reader
	closed func()
}

func (r *bodyReader) Close() error {
	r.closed()
	return nil
}

// upload is a payload that the caller streams.
type upload struct {
	source io.Reader
	seeker io.Seeker // nil if source cannot be rewound
	start  int64     // the offset of source at first
	length int64
	free   chan struct{} // closed when net/http no longer reads source
}

func newUpload(source io.Reader) *upload {
	u := &upload{source: source}
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

func (u *upload) open(ctx context.Context) (io.ReadCloser, error) {
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
	return &bodyReader{u.source, sync.OnceFunc(func() { close(free) })}, nil
}

func (u *upload) size() int64      { return u.length }
func (u *upload) rewindable() bool { return u.seeker != nil }

const (
	minRead      = 512      // bytes that are asked for at once if a response does not tell its length
	maxPresized  = 1 << 20  // bytes that are allocated because a Content-Length says so
	maxDiscarded = 64 << 10 // bytes of an unused body that are read so that its connection can be used again
)

// readBody reads the decompressed body of response, limit bytes at most. complete is false if the body is longer or if
// err is set.
func readBody(response *http.Response, limit int64) (body string, complete bool, err error) {
	if response.ContentLength > limit {
		return "", false, nil
	}
	// One byte more than the length leaves room to find the end.
	b := make([]byte, 0, max(minRead, 1+min(response.ContentLength, maxPresized)))
	for err == nil && int64(len(b)) <= limit {
		b = slices.Grow(b, 1)
		var n int
		n, err = response.Body.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
	}
	if err == io.EOF {
		err = nil
	}
	if int64(len(b)) > limit {
		return unsafe.String(unsafe.SliceData(b), limit), false, err
	}
	return unsafe.String(unsafe.SliceData(b), len(b)), err == nil, err
}
