// Answers that are read as a stream: files, which may be of any size.

package runtime

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
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
func (e *Endpoint) Open(ctx context.Context, call *Call) (stream *Stream, err error) {
	defer call.release()
	err = e.traced(ctx, call.Operation, func(ctx context.Context) (status int, err error) {
		stream, status, err = e.open(ctx, call)
		return status, err
	})
	return stream, err
}

func (e *Endpoint) open(ctx context.Context, call *Call) (_ *Stream, status int, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	if e.options.Timeout > 0 && call.Upload == nil {
		timer := time.AfterFunc(e.options.Timeout, func() { cancel(e.timeout) })
		defer timer.Stop()
	}
	reply, err := e.send(ctx, call)
	if err == nil {
		if err = e.checkStream(ctx, call, reply); err != nil {
			reply.close(err)
		}
	}
	if err != nil {
		e.invalidate(ctx, call, 0, err)
		cancel(nil)
		return nil, 0, err
	}
	e.invalidate(ctx, call, reply.StatusCode, nil)
	body := &streamBody{ctx, reply, cancel, e, call}
	return &Stream{reply.Header.Get("Content-Type"), reply.ContentLength, reply.Header, body}, reply.StatusCode, nil
}

// checkStream refuses an error status, and a page of HTML if call asks for something else, unless that is forgiven.
func (e *Endpoint) checkStream(ctx context.Context, call *Call, reply reply) (err error) {
	answer := reply.answer()
	defer e.guard(call, answer, &err)
	media := mediaType(reply.Header)
	unexpected := strings.Contains(media, "html") && call.Accept != "" && !accepts(call.Accept, media)
	if answer.Status/100 == 2 && (!unexpected || e.options.Lenient) {
		if unexpected {
			e.forgive(ctx, call.Operation, &DeviationError{Deviations: []Deviation{{
				Expected: "content type " + call.Accept, Found: media,
			}}})
		}
		return nil
	}
	answer.Body, _, _ = readBody(reply.Response, maxErrorPage)
	if err := e.statusError(call, answer); err != nil {
		return err
	}
	return e.contentError(call, answer, fmt.Errorf("content type %s where %s is expected", media, call.Accept))
}

// accepts reports whether a media range of the header field accept covers media (RFC 9110, section 12.5.1).
func accepts(accept, media string) bool {
	for accept != "" {
		var element string
		element, accept = cutElement(accept, ',')
		mediaRange, _, _ := mime.ParseMediaType(element)
		family, isFamily := strings.CutSuffix(mediaRange, "/*")
		if mediaRange == media || mediaRange == "*/*" || isFamily && strings.HasPrefix(media, family+"/") {
			return true
		}
	}
	return false
}

// streamBody is the body of a Stream.
type streamBody struct {
	ctx    context.Context
	reply  reply
	cancel context.CancelCauseFunc
	e      *Endpoint
	call   *Call
}

func (s *streamBody) Read(p []byte) (int, error) {
	n, err := s.reply.Body.Read(p)
	if err != nil && err != io.EOF {
		kind := ErrTransport
		if errors.Is(err, io.ErrUnexpectedEOF) {
			kind = ErrContent
		}
		err = s.e.failure(s.call, kind, s.reply.StatusCode, cause(s.ctx, err))
		s.reply.record.end(s.reply.StatusCode, err)
	}
	return n, err
}

func (s *streamBody) Close() error {
	defer s.cancel(nil)
	defer s.reply.record.end(s.reply.StatusCode, nil)
	return s.reply.Body.Close()
}
