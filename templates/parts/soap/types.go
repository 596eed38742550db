// What xml.go of a generated package has in place of this file.

package soap

import "github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"

// contractTypes describes the contract's types.
var contractTypes = new(xmltype.Types)
