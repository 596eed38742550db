// Declarations that a client has in other files. This file is not copied.

package value

import "github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"

// contractTypes describes the contract's types.
var contractTypes = new(xmltype.Types)

// fail converts an error of the runtime to one of the package.
func fail(err error) error { return err }
