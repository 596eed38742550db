// Package idempotency gives calls a key by which the service recognizes them if they are sent again.
package idempotency

import (
	"crypto/rand"
	"net/http"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// SetKey sets the header field name of call to a random key, a string of structured fields (RFC 9651, section 3.3.3; see
// draft-ietf-httpapi-idempotency-key-header-07, section 2.1). Options of the call can replace it. The call is retried as
// if it were safe, with the same key.
func SetKey(call *transport.Call, name string) {
	call.IdempotencyKey = http.CanonicalHeaderKey(name)
	call.SetHeader(name, `"`+rand.Text()+`"`)
}
