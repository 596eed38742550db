// Answers that are read as a stream: files, which may be of any size.

package runtime

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Stream is an answer that is read while it arrives. It must be closed. A Read that fails, an answer that breaks off
// included (io.ErrUnexpectedEOF), gives an *Error.
type Stream struct {
	ContentType string
	Size        int64 // in bytes, -1 unknown
	Header      http.Header
	io.ReadCloser
}

// Open carries out call and gives its answer as a stream, without a limit on its size and never from the cache.
// Options.Timeout ends with the answer's header; ctx goes on for as long as the stream is read.
func (e *Endpoint) Open(ctx context.Context, call *Call) (*Stream, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	if e.options.Timeout > 0 && call.Upload == nil {
		timer := time.AfterFunc(e.options.Timeout, func() { cancel(e.timeout()) })
		defer timer.Stop()
	}
	response, token, err := e.send(ctx, call)
	if err != nil {
		cancel(nil)
		return nil, err
	}
	body := &streamBody{ctx, response, cancel, e, call}
	if err := e.checkStream(call, response, token); err != nil {
		body.Close()
		return nil, err
	}
	e.invalidate(call)
	return &Stream{response.Header.Get("Content-Type"), response.ContentLength, response.Header, body}, nil
}

// checkStream refuses an error status, and a page of HTML where call asks for something else.
func (e *Endpoint) checkStream(call *Call, response *http.Response, token string) error {
	answer := &Answer{Status: response.StatusCode, Header: response.Header, token: token}
	media := mediaType(response.Header)
	unexpected := strings.Contains(media, "html") && call.Accept != "" &&
		!strings.Contains(call.Accept, "*/*") && !strings.Contains(call.Accept, media)
	if answer.Status/100 == 2 && !unexpected {
		return nil
	}
	answer.Body, _, _ = readBody(response, maxErrorPage)
	if err := e.statusError(call, answer); err != nil {
		return err
	}
	return e.contentError(call, answer, fmt.Errorf("content type %s where %s is expected", media, call.Accept))
}

// streamBody is the body of a Stream.
type streamBody struct {
	ctx      context.Context
	response *http.Response
	cancel   context.CancelCauseFunc
	e        *Endpoint
	call     *Call
}

func (s *streamBody) Read(p []byte) (int, error) {
	n, err := s.response.Body.Read(p)
	if err != nil && err != io.EOF {
		kind := ErrTransport
		if errors.Is(err, io.ErrUnexpectedEOF) {
			kind = ErrContent
		}
		err = s.e.failure(s.call, kind, s.response.StatusCode, cause(s.ctx, err))
	}
	return n, err
}

func (s *streamBody) Close() error {
	defer s.cancel(nil)
	return s.response.Body.Close()
}
