// The sweep: it finds the items of workers that died, and items that no job would send.

package outbox

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// sweepLimit is the number of lanes that a sweep takes care of at a time.
const sweepLimit = 1000

// sweepArgs are the arguments of the job that sweeps.
type sweepArgs struct{}

// Kind returns the kind of the job.
func (sweepArgs) Kind() string { return "kontrakt_outbox_sweep" }

// sweepWorker does the job that sweeps.
type sweepWorker struct {
	river.WorkerDefaults[sweepArgs]
	outbox *Outbox
}

// Work sweeps.
func (w *sweepWorker) Work(ctx context.Context, _ *river.Job[sweepArgs]) error {
	return w.outbox.Sweep(ctx)
}

// Sweep does what an outbox that is started does each SweepInterval on one of its machines. It makes items Unknown
// whose workers died, and inserts jobs for items that have been pending for longer than SweepInterval without one:
// somebody may have removed it, or River gave it up.
func (o *Outbox) Sweep(ctx context.Context) error {
	if err := tables.Check(ctx, o.config.Pool); err != nil {
		return err
	}
	for {
		n, err := o.sweepSome(ctx)
		if err != nil || n < sweepLimit {
			return err
		}
	}
}

// lostLane is a lane that needs a job.
type lostLane struct {
	ID      int64
	Waiting int64 // the job that waits for the lane's time; 0 for none
}

// sweepSome takes care of up to sweepLimit lanes and returns their number.
func (o *Outbox) sweepSome(ctx context.Context) (n int, err error) {
	err = pgx.BeginFunc(ctx, o.config.Pool, func(tx pgx.Tx) error {
		// What is too far in the future was written by a clock that has been set back since.
		rows, err := tx.Query(ctx, `SELECT lane, coalesce(waiting, 0) FROM kontrakt_outbox.turn WHERE
			CASE WHEN holder IS NOT NULL
			THEN held_until NOT BETWEEN clock_timestamp() AND clock_timestamp() + 2 * $1::interval
			ELSE EXISTS (SELECT FROM kontrakt_outbox.item WHERE lane = turn.lane AND state = 'in flight')
				OR next_at NOT BETWEEN clock_timestamp() - $2::interval AND clock_timestamp() + $3::interval
				AND EXISTS (SELECT FROM kontrakt_outbox.item WHERE lane = turn.lane AND state = 'pending'
				AND enqueued_at NOT BETWEEN clock_timestamp() - $2::interval AND clock_timestamp())
			END LIMIT $4 FOR UPDATE SKIP LOCKED`, o.lease(), o.config.SweepInterval, maxWait, sweepLimit)
		if err != nil {
			return err
		}
		lanes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[lostLane])
		if n = len(lanes); err != nil {
			return err
		}
		for _, lane := range lanes {
			if err := loseItems(ctx, tx, lane.ID); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE kontrakt_outbox.turn SET holder = NULL, held_until = NULL, has_slot = false,
				next_at = clock_timestamp() WHERE lane = $1`, lane.ID); err != nil {
				return err
			}
		}
		return o.insertSwept(ctx, tx, lanes)
	})
	return n, err
}

// insertSwept inserts a job for each lane, unless the one that it waits for has yet to run. One that is running does
// not count: its process may have died.
func (o *Outbox) insertSwept(ctx context.Context, tx pgx.Tx, lanes []lostLane) error {
	for _, lane := range lanes {
		job, err := o.river.JobGetTx(ctx, tx, lane.Waiting)
		if err != nil && !errors.Is(err, river.ErrNotFound) {
			return err
		}
		if err == nil && slices.Contains(waitingStates, job.State) {
			continue
		}
		inserted, err := o.river.InsertTx(ctx, tx, laneArgs{Lane: lane.ID}, &river.InsertOpts{Queue: RiverQueue})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE kontrakt_outbox.turn SET waiting = $2 WHERE lane = $1`, lane.ID,
			inserted.Job.ID); err != nil {
			return err
		}
	}
	return nil
}

// waitingStates are those of jobs that have yet to run.
var waitingStates = []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending,
	rivertype.JobStateRetryable, rivertype.JobStateScheduled}
