// The rate of a managing company's requests, over all machines.

package outbox

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// slot books the time of the turn's next request, and returns how long to wait for it. t.hasSlot reports whether it is
// booked: if too many are booked already, or the manager is paused, the turn ends and tries again later.
func (t *turn) slot(ctx context.Context, interval time.Duration) (wait time.Duration, err error) {
	err = pgx.BeginFunc(ctx, t.outbox.config.Pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO kontrakt_outbox.manager (name, next_at) VALUES ($1, clock_timestamp())
			ON CONFLICT DO NOTHING`, t.manager); err != nil {
			return err
		}
		lock := ""
		if interval > 0 && !t.hasSlot {
			lock = " FOR UPDATE"
		}
		var pause, booked time.Duration
		if err := tx.QueryRow(ctx, `SELECT extract(epoch FROM greatest(paused_until - clock_timestamp(), '0')) * 1e9,
			extract(epoch FROM greatest(next_at - clock_timestamp(), '0')) * 1e9
			FROM kontrakt_outbox.manager WHERE name = $1`+lock, t.manager).Scan((*nanoseconds)(&pause),
			(*nanoseconds)(&booked)); err != nil {
			return err
		}
		latest := max(horizon, interval)
		switch {
		case pause > 0 && pause <= maxWait:
			wait, t.hasSlot = pause, false
			return nil
		case interval <= 0 || t.hasSlot:
			return nil
		case booked > latest+interval: // no request was booked so far ahead: the clock was set back
			booked = 0
		case booked > latest:
			wait = latest
			return nil
		}
		wait, t.hasSlot = booked, true
		_, err := tx.Exec(ctx, `UPDATE kontrakt_outbox.manager SET next_at = clock_timestamp() + $2::interval
			WHERE name = $1`, t.manager, booked+interval)
		return err
	})
	return wait, err
}

// note saves within tx whether the manager's last request, sent at a time, had a response. Without one, all requests of
// the manager pause, longer each time: an outage of the service must not make all items Unknown.
func (t *turn) note(ctx context.Context, tx pgx.Tx, request int64, hasResponse bool) error {
	if hasResponse {
		_, err := tx.Exec(ctx, `UPDATE kontrakt_outbox.manager SET failures = 0, paused_until = NULL
			WHERE name = $1 AND failures > 0`, t.manager)
		return err
	}
	// The requests that were in progress at the same time count as one failure.
	var failures int
	err := tx.QueryRow(ctx, `SELECT failures FROM kontrakt_outbox.manager, kontrakt_outbox.request
		WHERE name = $1 AND request.id = $2 AND (paused_until IS NULL OR sent_at >= paused_until) FOR UPDATE OF manager`, t.manager,
		request).Scan(&failures)
	if err == pgx.ErrNoRows {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE kontrakt_outbox.manager SET failures = $2,
		paused_until = clock_timestamp() + $3::interval WHERE name = $1`, t.manager, failures+1, backoff(failures+1))
	return err
}
