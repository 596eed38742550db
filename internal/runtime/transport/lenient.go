// Leniency: responses that can be read but deviate from the contract.

package transport

import (
	"context"
	"errors"
	"log/slog"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Forgive returns err, an error of reading a response of the operation. If err only lists deviations and
// Options.Lenient is set, it reports them and returns nil.
func (e *Endpoint) Forgive(ctx context.Context, operation string, err error) error {
	var deviating *wire.DeviationError
	if err == nil || !e.options.Lenient || !errors.As(err, &deviating) {
		return err
	}
	if e.options.Logger != nil {
		texts := make([]string, len(deviating.Deviations))
		for i, d := range deviating.Deviations {
			texts[i] = d.Expectation() // what was found may be somebody's data, so it is not logged
		}
		e.options.Logger.LogAttrs(ctx, slog.LevelWarn, "response deviates from the contract",
			slog.String("operation", operation), slog.Any("deviations", texts),
			slog.Int("omitted", deviating.Omitted))
	}
	if e.options.OnDeviation != nil {
		e.options.OnDeviation(ctx, operation, deviating.Deviations)
	}
	return nil
}
