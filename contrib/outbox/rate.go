// The rate of a managing company's requests, over all machines.

package outbox

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// slot finds the time of the turn's next request and returns how long to wait for it. t.hasSlot reports whether a slot
// was booked: without one, the turn tries again after a longer wait.
//
// A lane books a slot and comes back at its time. Slots only spread the lanes: what keeps the rate is the gate, since
// some come late.
func (t *turn) slot(ctx context.Context, interval time.Duration) (wait time.Duration, err error) {
	err = pgx.BeginFunc(ctx, t.outbox.config.Pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO kontrakt_outbox.manager (name) VALUES ($1) ON CONFLICT DO NOTHING`,
			t.manager); err != nil {
			return err
		}
		lock := ""
		if interval > 0 {
			lock = " FOR UPDATE"
		}
		var pause, booked, gate time.Duration
		if err := tx.QueryRow(ctx, `SELECT `+timeUntil("paused_until")+`, `+timeUntil("booked_until")+`,
			`+timeUntil("gate_at")+` FROM kontrakt_outbox.manager WHERE name = $1`+lock, t.manager).Scan((*nanoseconds)(&pause),
			(*nanoseconds)(&booked), (*nanoseconds)(&gate)); err != nil {
			return err
		}
		switch {
		case pause > 0 && pause <= maxWait:
			wait, t.hasSlot = pause, false
			return nil
		case interval <= 0:
			return nil
		}
		wait = t.book(interval, &booked, &gate)
		_, err := tx.Exec(ctx, `UPDATE kontrakt_outbox.manager SET booked_until = clock_timestamp() + $2::interval,
			gate_at = clock_timestamp() + $3::interval WHERE name = $1`, t.manager, booked, gate)
		return err
	})
	return wait, err
}

// book returns how long to wait. It changes the times until which slots are booked, and until which the gate is closed.
func (t *turn) book(interval time.Duration, booked, gate *time.Duration) (wait time.Duration) {
	latest := max(horizon, interval)
	if *booked = max(*booked, 0); *booked > latest+interval { // no slot was so far ahead: the clock was set back
		*booked = 0
	}
	if *gate = max(*gate, 0); *gate > shortWait+interval {
		*gate = 0
	}
	switch wait = max(*booked, *gate); {
	case (t.hasSlot || *booked == 0) && *gate <= shortWait:
		wait = *gate
		*gate += interval
		*booked = max(*booked, *gate)
	case wait > latest:
		wait, t.hasSlot = latest, false
	default:
		t.hasSlot = true
		*booked = wait + interval
	}
	return wait
}

// note saves within tx whether the manager's last request, sent at a time, had a response that accepted or rejected an
// item. Without one, all requests of the manager pause, longer each time: an outage of the service must not make all
// items Unknown.
func (t *turn) note(ctx context.Context, tx pgx.Tx, request int64, hasResponse bool) error {
	if hasResponse {
		_, err := tx.Exec(ctx, `UPDATE kontrakt_outbox.manager SET failures = 0, paused_until = NULL
			WHERE name = $1 AND failures > 0`, t.manager)
		return err
	}
	// The requests that were in progress at the same time count as one failure.
	var failures int
	err := tx.QueryRow(ctx, `SELECT failures FROM kontrakt_outbox.manager, kontrakt_outbox.request
		WHERE name = $1 AND request.id = $2 AND (paused_until IS NULL OR sent_at >= paused_until)
		FOR UPDATE OF manager`, t.manager, request).Scan(&failures)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE kontrakt_outbox.manager SET failures = $2,
		paused_until = clock_timestamp() + $3::interval WHERE name = $1`, t.manager, failures+1, backoff(failures+1))
	return err
}
