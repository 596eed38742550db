// Responses that are an attachment alone.

package soap

import (
	"github.com/kontrakt-dev/kontrakt/internal/runtime/attach"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
)

// newContentAlone returns the attachments of one call whose response is one of them, without an envelope.
func newContentAlone() soap.Attachments { return attach.NewContentAlone(fail) }
