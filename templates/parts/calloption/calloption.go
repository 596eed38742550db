// Call options: choices for one call.

package calloption

import (
	"errors"
	"fmt"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/debug"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// CallOption is a choice for one call. The functions whose names begin with With make options. An option that is not
// valid makes the call fail with an error of kind [ErrInvalid], and nothing is sent.
type CallOption struct{ apply func(*transport.CallOptions) }

// optionsOf returns options as the runtime takes them; nil if there are none.
func optionsOf(options []CallOption) *transport.CallOptions {
	if len(options) == 0 {
		return nil
	}
	o := new(transport.CallOptions)
	for _, option := range options {
		if option.apply != nil {
			option.apply(o)
		}
	}
	return o
}

// invalidOption returns an option that makes the call fail.
func invalidOption(format string, args ...any) CallOption {
	err := fmt.Errorf(format, args...)
	return CallOption{func(o *transport.CallOptions) { o.Err = errors.Join(o.Err, err) }}
}

// WithHeader adds a field to the header of the request, such as one for tracing. It is sent in every attempt, and to
// the service alone. The fields that the client sets are not allowed: those of authentication, of the content and of
// the connection, and those for which the call has a parameter.
//
// A response to such a call is cached only if its Vary names the field.
func WithHeader(name, value string) CallOption {
	if err := transport.CheckOwnHeader(name, value); err != nil {
		return invalidOption("WithHeader: %w", err)
	}
	return CallOption{func(o *transport.CallOptions) { o.AddHeader(name, value) }}
}

// WithTimeout replaces Config.Timeout for this call; a negative number means no limit. It also limits a call that
// uploads a stream, which Config.Timeout does not. A deadline of the context applies in addition.
func WithTimeout(limit time.Duration) CallOption {
	if limit == 0 {
		return invalidOption("WithTimeout: the timeout must not be 0; a negative one means no limit")
	}
	return CallOption{func(o *transport.CallOptions) { o.Timeout = limit }}
}

// WithDebug calls show with each request of the call and its response, as they were sent: the first 256 KiB of first
// line, header and body, which is decompressed. There is one for each attempt and each redirect, and none for a
// response from the cache; response is "" if there was none. A stream is passed on when it is closed. Several
// goroutines may call show at once if a call sends several requests.
//
// Tokens, cookies and the fields that the contract declares as secret are replaced by [redacted]. Everything else is
// shown, also the personal data of a body and the values of other options: do not log it in production.
func WithDebug(show func(request, response string)) CallOption {
	if show == nil {
		return invalidOption("WithDebug: the function must not be nil")
	}
	return CallOption{func(o *transport.CallOptions) { o.AddObserver(debug.Observer(show)) }}
}
