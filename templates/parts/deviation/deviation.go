// Deviations: differences between a response and the contract.

package deviation

import (
	"context"
	"errors"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Deviation is one difference between a response and the contract. The rest of the response was read.
type Deviation struct {
	Path     string // such as Profilbilder[2].Breite, counted from 0; "" for the whole response
	Expected string // by the contract: "an integer"
	Found    string // instead: "an array", or a value, cut after 40 characters
}

// String returns "path: expected …, found …".
func (d Deviation) String() string { return wire.Deviation(d).String() }

// deviationsOf returns the deviations in err, nil if there are none.
func deviationsOf(err error) []Deviation {
	var deviating *wire.DeviationError
	if !errors.As(err, &deviating) {
		return nil
	}
	return deviations(deviating.Deviations)
}

// deviations converts a list of the runtime.
func deviations(list []wire.Deviation) []Deviation {
	own := make([]Deviation, len(list))
	for i, d := range list {
		own[i] = Deviation(d)
	}
	return own
}

// onDeviation converts report, which may be nil, to a function for the runtime.
func onDeviation(report func(context.Context, string, []Deviation)) func(context.Context, string, []wire.Deviation) {
	if report == nil {
		return nil
	}
	return func(ctx context.Context, operation string, list []wire.Deviation) {
		report(ctx, operation, deviations(list))
	}
}
