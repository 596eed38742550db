// Attachments: the parts of a message beside its envelope.

package soap

import (
	"context"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
)

// Attachments are those of one call. The methods are called in this order.
type Attachments interface {
	xmltype.Attachments
	// Pack makes the envelope in post the first of several parts, if there are others. request can have some of them.
	Pack(post *transport.Call, request any)
	// Exchange is [transport.Endpoint.Exchange]. Of a success with several parts, the response is the one with the envelope,
	// and the others were not read.
	Exchange(ctx context.Context, e *transport.Endpoint, post *transport.Call) (*transport.Response, error)
	// Start is called when the envelope was read into response, which gets the attachments that are in no element. It makes
	// the first one ready. The error is a *failure.Error, or a *wire.DeviationError if the attachments can be read
	// nevertheless.
	Start(response any) error
	// End ends the call with err. If the response was read, its attachments stay open.
	End(err error)
}

// attaching returns c for one call with attachments.
func (c *Call) attaching() *Call {
	call := *c
	call.attached = c.Attachments()
	call.Types = &xmltype.Types{Plans: c.Types.Plans, Attachments: call.attached}
	return &call
}

// exchange sends post and receives the response.
func (c *Call) exchange(ctx context.Context, e *transport.Endpoint, post *transport.Call) (*transport.Response, error) {
	if c.attached != nil {
		return c.attached.Exchange(ctx, e, post)
	}
	return e.Exchange(ctx, post)
}

// readContentAlone sets the attachment that a response without an envelope is.
func (c *Call) readContentAlone(e *transport.Endpoint, post *transport.Call, httpResponse *transport.Response, response any) error {
	if err := c.attached.Start(response); err != nil {
		return e.ContentError(post, httpResponse, err)
	}
	return nil
}

// IsEnvelope reports whether text, the beginning of a document, is that of an envelope.
func IsEnvelope(text string) bool { return envelopeOf(&transport.Response{Body: text}) != nil }

// isReadable reports whether err, of reading the response, just lists deviations, or is nil.
func isReadable(err error) bool {
	_, isDeviation := err.(*wire.DeviationError)
	return err == nil || isDeviation
}
