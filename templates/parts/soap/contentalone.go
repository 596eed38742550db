// Responses without an envelope.

package soap

import (
	"github.com/kontrakt-dev/kontrakt/internal/runtime/attach"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
)

// newContentAlone returns the attachments of one call whose response has no envelope.
func newContentAlone() soap.Attachments { return attach.NewContentAlone(fail) }
