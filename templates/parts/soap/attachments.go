// The attachments of calls.

package soap

import (
	"github.com/kontrakt-dev/kontrakt/internal/runtime/attach"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
)

// newAttachments returns the attachments of one call.
func newAttachments() soap.Attachments { return attach.New(fail) }
