// Observation: a log record for each attempt, and a hook around each call.

package transport

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
)

// record is the unfinished log record of one attempt. It has no header, query or body. A nil record is not logged.
type record struct {
	ctx    context.Context
	logger *slog.Logger
	attrs  []slog.Attr
	start  time.Time
	bytes  atomic.Int64 // of the response body, decompressed
	once   sync.Once
}

// newRecord begins the record of an attempt. It returns nil if logger is nil.
func newRecord(ctx context.Context, logger *slog.Logger, operation, method, path string, attempt int) *record {
	if logger == nil {
		return nil
	}
	return &record{ctx: ctx, logger: logger, start: time.Now(), attrs: []slog.Attr{
		slog.String("operation", operation), slog.String("method", method), slog.String("path", path),
		slog.Int("attempt", attempt),
	}}
}

// end logs the attempt, unless it was logged. status is 0 if there was no response. Only the kind of err is logged,
// because the error of an http.RoundTripper may contain a URL.
func (r *record) end(status int, err error) {
	if r == nil {
		return
	}
	r.once.Do(func() {
		callErr, failed := errors.AsType[*failure.Error](err)
		if failed {
			status = callErr.Status
		}
		level := slog.LevelInfo
		if failed || status >= http.StatusBadRequest {
			level = slog.LevelWarn
		}
		r.attrs = append(r.attrs, slog.Int("status", status), slog.Int64("bytes", r.bytes.Load()),
			slog.Duration("duration", time.Since(r.start)))
		if failed {
			r.attrs = append(r.attrs, slog.String("error", callErr.Kind.Error()))
		}
		r.logger.LogAttrs(r.ctx, level, "request", r.attrs...)
	})
}

// count returns body with its bytes counted.
func (r *record) count(body io.ReadCloser) io.ReadCloser {
	if r == nil {
		return body
	}
	return &countedBody{body, &r.bytes}
}

type countedBody struct {
	io.ReadCloser
	bytes *atomic.Int64
}

func (c *countedBody) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.bytes.Add(int64(n))
	return n, err
}

// Traced calls do within the user's hook. do returns the status of the response that it used, 0 for none.
func (e *Endpoint) Traced(ctx context.Context, operation string, do func(context.Context) (int, error)) (err error) {
	var status int
	if e.options.Trace != nil {
		var end func(int, error)
		ctx, end = e.options.Trace(ctx, operation)
		defer func() {
			if callErr, ok := errors.AsType[*failure.Error](err); ok {
				status = callErr.Status
			}
			end(status, err)
		}()
	}
	status, err = do(ctx)
	return err
}
