// Declarations that xml.go of a client has. This file is not copied.

package soap

import "github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"

// contractTypes describes the contract's types.
var contractTypes = new(xmltype.Types)
