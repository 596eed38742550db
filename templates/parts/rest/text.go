// Calls whose responses are texts.

package rest

import (
	"context"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/plaintext"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// sendForText makes a call and returns its response, a text.
func sendForText(ctx context.Context, c *Client, call *transport.Call, options []CallOption) (string, error) {
	call.SetOptions(optionsOf(options))
	text, err := plaintext.Do(ctx, c.endpoint, call)
	return text, fail(err)
}
