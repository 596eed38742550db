// File: an answer that is not JSON.

package rest

import "io"

// File is an answer as a stream of bytes, which is never buffered as a whole. It must be closed. An answer that ends
// before it is complete fails with io.ErrUnexpectedEOF.
type File struct {
	io.ReadCloser
	ContentType string // as the service sent it
	Size        int64  // in bytes; -1 where the service does not say
}

// fileBody reads a stream of the runtime with the errors of this package.
type fileBody struct{ io.ReadCloser }

func (b fileBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = fail(err)
	}
	return n, err
}
