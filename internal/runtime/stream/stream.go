// Package stream reads responses while they arrive.
package stream

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Stream is a response that is read while it arrives. It must be closed. A failed Read returns a *failure.Error, also
// if the response is truncated (io.ErrUnexpectedEOF).
type Stream struct {
	ContentType string
	Size        int64 // in bytes, -1 if unknown
	Header      http.Header
	io.ReadCloser
}

// Open makes call and returns its response as a stream, which may have any size and is not cached. Options.Timeout
// applies until the header arrives, ctx until the stream was read.
func Open(ctx context.Context, e *transport.Endpoint, call *transport.Call) (stream *Stream, err error) {
	defer call.Release()
	err = e.Traced(ctx, call.Operation, func(ctx context.Context) (status int, err error) {
		stream, status, err = open(ctx, e, call)
		return status, err
	})
	return stream, err
}

// OpenCached makes call and returns its response as a stream that has arrived already. The response may come from the
// cache, and is cached if its header allows it. Its size is limited by Options.MaxResponseBytes.
func OpenCached(ctx context.Context, e *transport.Endpoint, call *transport.Call) (stream *Stream, err error) {
	err = e.Do(ctx, call, func(response *transport.Response) error {
		body := io.NopCloser(strings.NewReader(response.Body))
		stream = &Stream{response.Header.Get("Content-Type"), int64(len(response.Body)), response.Header, body}
		return nil
	})
	return stream, err
}

func open(ctx context.Context, e *transport.Endpoint, call *transport.Call) (_ *Stream, status int, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	if limit, exceeded := e.TimeoutOf(call); limit > 0 {
		timer := time.AfterFunc(limit, func() { cancel(exceeded) })
		defer timer.Stop()
	}
	reply, err := e.Send(ctx, call)
	if err == nil {
		if err = checkStream(ctx, e, call, reply); err != nil {
			reply.End(err)
		}
	}
	if err != nil {
		e.Invalidate(ctx, call, 0, err)
		cancel(nil)
		return nil, 0, err
	}
	e.Invalidate(ctx, call, reply.StatusCode, nil)
	body := &streamBody{ctx, reply, cancel, e, call}
	return &Stream{reply.Header.Get("Content-Type"), reply.ContentLength, reply.Header, body}, reply.StatusCode, nil
}

// checkStream returns an error for an error status, and for an HTML page that call did not ask for, unless
// Options.Lenient allows that.
func checkStream(ctx context.Context, e *transport.Endpoint, call *transport.Call, reply transport.Reply) (err error) {
	response := reply.Head()
	defer e.Guard(call, response, &err)
	media := transport.MediaType(reply.Header)
	unexpected := strings.Contains(media, "html") && call.Accept != "" && !accepts(call.Accept, media)
	if response.Status/100 == 2 && (!unexpected || e.Options().Lenient) {
		if unexpected {
			e.Forgive(ctx, call.Operation, &wire.DeviationError{Deviations: []wire.Deviation{{
				Expected: "content type " + call.Accept, Found: media,
			}}})
		}
		return e.Forgive(ctx, call.Operation, e.HeaderError(call, response, nil))
	}
	response.Body = reply.Page()
	if err := e.StatusError(call, response); err != nil {
		return err
	}
	return e.ContentError(call, response, fmt.Errorf("content type %s, expected %s", media, call.Accept))
}

// accepts reports whether a media range of the Accept field matches media (RFC 9110, section 12.5.1).
func accepts(accept, media string) bool {
	for accept != "" {
		var element string
		element, accept = httpfield.Cut(accept, ',')
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
	reply  transport.Reply
	cancel context.CancelCauseFunc
	e      *transport.Endpoint
	call   *transport.Call
}

func (s *streamBody) Read(p []byte) (int, error) {
	n, err := s.reply.Body.Read(p)
	if err != nil && err != io.EOF {
		kind := failure.ErrTransport
		if errors.Is(err, io.ErrUnexpectedEOF) {
			kind = failure.ErrContent
		}
		err = s.e.Failure(s.call, kind, s.reply.StatusCode, transport.Cause(s.ctx, err))
		s.reply.Log(err)
	}
	return n, err
}

func (s *streamBody) Close() error {
	defer s.cancel(nil)
	defer s.reply.Log(nil)
	return s.reply.Body.Close()
}
