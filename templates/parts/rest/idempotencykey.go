// Idempotency keys: calls that change something once, however often they are sent.

package rest

import "github.com/kontrakt-dev/kontrakt/internal/runtime/transport"

// WithIdempotencyKey sends key in the header field name, by which the service recognizes the call if it is sent again.
// So the call is retried as if it only read something: see Config.Retries. Use it only if the service supports such
// keys, with a new key for each call that is meant to have an effect of its own.
func WithIdempotencyKey(name, key string) CallOption {
	if key == "" {
		return invalidOption("WithIdempotencyKey: the key must not be empty")
	}
	setHeader := WithHeader(name, key).apply
	return CallOption{func(o *transport.CallOptions) {
		setHeader(o)
		o.Idempotent = true
	}}
}
