// File: a response that is not JSON.

package rest

import (
	"context"
	"io"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/stream"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// File is a response as a stream of bytes. It is never in memory as a whole. It must be closed. If the response is
// truncated, Read returns io.ErrUnexpectedEOF in an *Error.
type File struct {
	io.ReadCloser
	ContentType string // as the service sent it
	Size        int64  // in bytes; -1 if the service does not say
}

// open makes a call and returns its response as a stream.
func open(ctx context.Context, c *Client, call *transport.Call, options []CallOption) (*File, error) {
	call.SetOptions(optionsOf(options))
	s, err := stream.Open(ctx, c.endpoint, call)
	if err != nil {
		return nil, fail(err)
	}
	return &File{ReadCloser: fileBody{s}, ContentType: s.ContentType, Size: s.Size}, nil
}

// fileBody reads a stream with the errors of this package.
type fileBody struct{ io.ReadCloser }

func (b fileBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = fail(err)
	}
	return n, err
}
