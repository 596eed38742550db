// Declarations that a client has in other files. This file is not copied.

package calloption

import "github.com/kontrakt-dev/kontrakt/internal/runtime/failure"

// ErrInvalid is declared in errors.go of a client.
var ErrInvalid error = failure.ErrInvalid
