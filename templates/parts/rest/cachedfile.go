// Files from the cache.

package rest

import (
	"context"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/stream"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// openCached makes a call and returns its response, which is in memory and may come from the cache.
func openCached(ctx context.Context, c *Client, call *transport.Call, options []CallOption) (*File, error) {
	call.SetOptions(optionsOf(options))
	s, err := stream.OpenCached(ctx, c.endpoint, call)
	if err != nil {
		return nil, fail(err)
	}
	return &File{ReadCloser: s, ContentType: s.ContentType, Size: s.Size}, nil
}
