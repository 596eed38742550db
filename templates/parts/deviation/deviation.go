// Deviations: differences between a response and the contract.

package deviation

import "github.com/kontrakt-dev/kontrakt/internal/runtime/wire"

// Deviation is one difference between a response and the contract. The rest of the response was read.
type Deviation struct {
	Path     string // such as Profilbilder[2].Breite, counted from 0; "" for the whole response
	Expected string // by the contract: "an integer"
	Found    string // instead: "an array", or a value, cut after 40 characters
}

// String returns "path: expected …, found …".
func (d Deviation) String() string { return wire.Deviation(d).String() }
