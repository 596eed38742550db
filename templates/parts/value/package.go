// What a generated package has in place of this file.

package value

import "github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"

// contractTypes describes the contract's types.
var contractTypes = new(xmltype.Types)

// fail turns an error of the runtime into one of the package.
func fail(err error) error { return err }
