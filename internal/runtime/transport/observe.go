// What a client's user can watch: a log record for each attempt, and a hook around each call.

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

// record is the log record of one attempt, in the making. It has no place for a header, a query or a body. A nil record
// is of no interest to anybody.
type record struct {
	ctx    context.Context
	logger *slog.Logger
	attrs  []slog.Attr
	start  time.Time
	bytes  atomic.Int64 // of the answer's body, decompressed
	once   sync.Once
}

// newRecord begins the record of an attempt, nil where there is no logger.
func newRecord(ctx context.Context, logger *slog.Logger, operation, method, path string, attempt int) *record {
	if logger == nil {
		return nil
	}
	return &record{ctx: ctx, logger: logger, start: time.Now(), attrs: []slog.Attr{
		slog.String("operation", operation), slog.String("method", method), slog.String("path", path),
		slog.Int("attempt", attempt),
	}}
}

// end logs the attempt, unless it was logged already. status is 0 where there was no answer. Of err, which kept the
// attempt from a complete answer, the kind alone is told: what a transport says may hold a URL.
func (r *record) end(status int, err error) {
	if r == nil {
		return
	}
	r.once.Do(func() {
		failure, failed := errors.AsType[*failure.Error](err)
		if failed {
			status = failure.Status
		}
		level := slog.LevelInfo
		if failed || status >= http.StatusBadRequest {
			level = slog.LevelWarn
		}
		r.attrs = append(r.attrs, slog.Int("status", status), slog.Int64("bytes", r.bytes.Load()),
			slog.Duration("duration", time.Since(r.start)))
		if failed {
			r.attrs = append(r.attrs, slog.String("error", failure.Kind.Error()))
		}
		r.logger.LogAttrs(r.ctx, level, "request", r.attrs...)
	})
}

// count gives body with its bytes counted.
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

// Traced carries out a call within the user's hook. do gives the status of the answer that it used, 0 for none.
func (e *Endpoint) Traced(ctx context.Context, operation string, do func(context.Context) (int, error)) (err error) {
	var status int
	if e.options.Trace != nil {
		var end func(int, error)
		ctx, end = e.options.Trace(ctx, operation)
		defer func() {
			if failure, ok := errors.AsType[*failure.Error](err); ok {
				status = failure.Status
			}
			end(status, err)
		}()
	}
	status, err = do(ctx)
	return err
}
