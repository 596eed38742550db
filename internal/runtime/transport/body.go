// Bodies on the wire: what a request sends, once more if need be, and what is read of an answer.

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
	open(ctx context.Context) (io.ReadCloser, error) // from its start; again only where rewindable
	size() int64                                     // in bytes, -1 unknown
	rewindable() bool
}

// buffer is a payload in memory.
type buffer struct {
	bytes   []byte
	readers atomic.Int32 // that net/http has not closed yet
}

var buffers = sync.Pool{New: func() any { return new(buffer) }}

// maxPooled bounds the buffers that are kept for the next call.
const maxPooled = 1 << 20

// release gives b back to the pool, unless net/http still reads it: an answer may come before the request is read.
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

// bodyReader tells when net/http is done with a body.
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
	seeker io.Seeker // nil: source cannot be rewound
	start  int64     // where source stood at first
	length int64
	free   chan struct{} // closed as soon as net/http does not read source
}

func newUpload(source io.Reader) *upload {
	u := &upload{source: source, length: -1}
	if sized, ok := source.(interface{ Len() int }); ok {
		u.length = int64(sized.Len())
	}
	seeker, ok := source.(io.Seeker)
	if !ok {
		return u
	}
	start, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil {
		return u // a pipe is an *os.File too
	}
	end, err := seeker.Seek(0, io.SeekEnd)
	if err != nil {
		return u
	}
	if _, err := seeker.Seek(start, io.SeekStart); err == nil {
		u.seeker, u.start, u.length = seeker, start, max(0, end-start)
	}
	return u
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
	minRead      = 512      // bytes that are asked for at once where an answer does not tell its length
	maxPresized  = 1 << 20  // bytes of memory that are set aside on the word of a Content-Length
	maxDiscarded = 64 << 10 // bytes that are read of an answer to no purpose but that of keeping its connection
)

// readBody reads the body of response, decompressed, as far as limit. It is complete unless limit was met or err is
// set.
func readBody(response *http.Response, limit int64) (body string, complete bool, err error) {
	if response.ContentLength > limit {
		return "", false, nil
	}
	// One byte more than there should be makes room to find the end.
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
