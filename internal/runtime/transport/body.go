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

// Payload is the body of a request.
type Payload interface {
	// Open returns the body from its start. It is called again, once the last one was closed, only if the body is
	// rewindable.
	Open(ctx context.Context) (io.ReadCloser, error)
	Size() int64 // in bytes, -1 if unknown
	Rewindable() bool
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

func (b *buffer) Open(context.Context) (io.ReadCloser, error) {
	b.readers.Add(1)
	closed := sync.OnceFunc(func() { b.readers.Add(-1) })
	return &bodyReader{bytes.NewReader(b.bytes), closed}, nil
}

func (b *buffer) Size() int64    { return int64(len(b.bytes)) }
func (*buffer) Rewindable() bool { return true }

// bodyReader calls closed when net/http is done with a body.
type bodyReader struct {
	io.Reader
	closed func()
}

func (r *bodyReader) Close() error {
	r.closed()
	return nil
}

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
	var full [][]byte // the blocks before b, if the length is not known
	for size := int64(0); err == nil && size <= limit; {
		switch {
		case len(b) < cap(b):
		case response.ContentLength >= size:
			b = slices.Grow(b, int(response.ContentLength-size)+1)
		default:
			full, b = append(full, b), make([]byte, 0, max(minRead, size/4))
		}
		var n int
		n, err = response.Body.Read(b[len(b):cap(b)])
		b, size = b[:len(b)+n], size+int64(n)
	}
	if full != nil {
		b = slices.Concat(append(full, b)...)
	}
	if err == io.EOF {
		err = nil
	}
	if int64(len(b)) > limit {
		return unsafe.String(unsafe.SliceData(b), limit), false, err
	}
	return unsafe.String(unsafe.SliceData(b), len(b)), err == nil, err
}
