// Progress: how much of an upload is sent.

package rest

import (
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/upload"
)

// WithProgress calls report while the body of the request is sent, with the number of bytes so far. If the body is sent
// again, such as with a new token, the count starts again. The body is not sent on before report returns.
func WithProgress(report func(sent int64)) CallOption {
	if report == nil {
		return invalidOption("WithProgress: the function must not be nil")
	}
	return CallOption{func(o *transport.CallOptions) { o.AddObserver(upload.Progress(report)) }}
}
