// Turns: one worker at a time sends items of a lane. A turn is one request.

package outbox

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	mathrand "math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river"
)

const (
	turnsPerJob = 10               // then it is the turn of other lanes
	maxBackoff  = 10 * time.Minute // between two attempts after failures
	horizon     = 10 * time.Minute // how far ahead slots are booked
	slotLife    = time.Minute      // after its time a slot is lost
	shortWait   = 3 * time.Second  // for the manager: the worker waits
	lockWait    = 5 * time.Second  // for items that a transaction of a caller has locked
)

// maxWait is the longest time that a lane waits. What is later was written by a clock that has been set back since.
const maxWait = 2 * max(maxBackoff, horizon)

// step is a moment at which tests interfere.
type step string

// The steps of a turn.
const (
	beforeTurn    step = "before the turn"
	afterTurn     step = "after the turn is taken"
	beforeMark    step = "before items are marked as in flight"
	afterMark     step = "after items are marked as in flight"
	afterResponse step = "after the response"
	afterRecord   step = "after the results are recorded"
)

// at tells tests that a step is reached.
func (o *Outbox) at(s step) {
	if o.step != nil {
		o.step(s)
	}
}

// laneArgs are the arguments of a job that sends items of a lane.
type laneArgs struct {
	Lane int64 `json:"lane"`
}

// Kind returns the kind of the job.
func (laneArgs) Kind() string { return "kontrakt_outbox_lane" }

// laneWorker does the jobs of lanes.
type laneWorker struct {
	river.WorkerDefaults[laneArgs]
	outbox *Outbox
}

// Timeout returns more than all turns of a job take: each has limits of its own. Without it, the job of a process that
// died would be running for ever.
func (w *laneWorker) Timeout(*river.Job[laneArgs]) time.Duration {
	return (turnsPerJob + 1) * w.outbox.lease()
}

// NextRetry returns when a job that failed is tried again. By River's own policy, one that failed ten times would wait
// for hours.
func (*laneWorker) NextRetry(job *river.Job[laneArgs]) time.Time {
	return time.Now().Add(backoff(max(job.Attempt, 1)))
}

// Work takes turns until no item is pending, or the lane has to wait. A job that finds another worker in the lane ends:
// that worker looks for items again after its turn.
func (w *laneWorker) Work(ctx context.Context, job *river.Job[laneArgs]) error {
	for range turnsPerJob {
		next, err := w.outbox.turn(ctx, job.Args.Lane, job.ID)
		switch {
		case err != nil:
			return err
		case next.wait > 0:
			return river.JobSnooze(next.wait)
		case !next.again:
			return nil
		}
	}
	return river.JobSnooze(0)
}

// next says how a job goes on after a turn.
type next struct {
	again bool          // with another turn
	wait  time.Duration // until another turn, if it is not 0
}

// turn is a worker's turn in a lane.
type turn struct {
	outbox    *Outbox
	lane, job int64
	holder    string // a word that no other turn has
	operation string
	company   string
	manager   string
	failures  int       // of the lane before this turn
	hasSlot   bool      // which was booked in an earlier turn
	deadline  time.Time // of the whole request, by the clock that is never set
}

// turn sends one request with items of a lane, if it is the lane's turn.
func (o *Outbox) turn(ctx context.Context, lane, job int64) (next, error) {
	o.at(beforeTurn)
	t := &turn{outbox: o, lane: lane, job: job, holder: rand.Text(), deadline: time.Now().Add(o.config.RequestTimeout)}
	outcome, taken, err := t.take(ctx)
	if err != nil || !taken {
		return outcome, err
	}
	o.at(afterTurn)
	ctx, cancel := context.WithDeadline(ctx, t.deadline)
	defer cancel()
	op := o.operation(t.operation)
	if op == nil {
		return t.release(ctx, trouble(KindOperation, fmt.Errorf("this program has no operation %s", t.operation)))
	}
	sender, err := t.resolve(ctx, op)
	if err != nil {
		return t.release(ctx, trouble(KindResolve, err))
	}
	t.manager = sender.Manager
	wait, err := t.slot(ctx, sender.Interval)
	if err != nil {
		return t.fail(ctx, err)
	}
	if wait > shortWait {
		return t.release(ctx, ending{wait: wait, hasSlot: t.hasSlot})
	}
	select {
	case <-time.After(wait):
	case <-ctx.Done():
		return t.fail(ctx, context.Cause(ctx))
	}
	return t.send(ctx, op, sender)
}

// take takes the turn, unless it is not yet the time or another worker has it. Items that an earlier worker left in
// flight are Unknown from now on.
func (t *turn) take(ctx context.Context) (outcome next, taken bool, err error) {
	err = pgx.BeginFunc(ctx, t.outbox.config.Pool, func(tx pgx.Tx) error {
		var version int
		var isHeld bool
		var waiting int64
		var left time.Duration // until the lane is tried next
		err := tx.QueryRow(ctx, `SELECT operation, company, failures, has_slot, coalesce(waiting, 0),
			(SELECT version FROM kontrakt_outbox.version WHERE component = $2),
			coalesce(held_until BETWEEN clock_timestamp() AND clock_timestamp() + 2 * $3::interval, false),
			`+timeUntil("next_at")+`
			FROM kontrakt_outbox.turn JOIN kontrakt_outbox.lane ON lane.id = turn.lane
			WHERE turn.lane = $1 FOR UPDATE OF turn`, t.lane, tables.Name, t.outbox.lease()).Scan(&t.operation, &t.company,
			&t.failures, &t.hasSlot, &waiting, &version, &isHeld, (*nanoseconds)(&left))
		needed, versionErr := tables.Needed()
		switch {
		case errors.Is(err, pgx.ErrNoRows): // somebody has removed the lane
			return nil
		case err != nil || versionErr != nil:
			return cmp.Or(err, versionErr)
		case version != needed:
			return tables.Check(ctx, tx)
		case isHeld:
			return nil
		case left > 0 && left <= maxWait:
			if waiting == t.job {
				outcome.wait = left
			}
			return nil
		}
		t.hasSlot = t.hasSlot && left > -slotLife && left <= 0
		taken = true
		return t.hold(ctx, tx)
	})
	return outcome, taken, err
}

// hold saves that this worker has the turn.
func (t *turn) hold(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `UPDATE kontrakt_outbox.turn SET holder = $2, held_until = clock_timestamp() + $3::interval
		WHERE lane = $1`, t.lane, t.holder, t.outbox.lease()); err != nil {
		return err
	}
	return loseItems(ctx, tx, t.lane)
}

// loseItems makes the items Unknown that are in flight in a lane whose worker died.
func loseItems(ctx context.Context, tx pgx.Tx, lane int64) error {
	_, err := tx.Exec(ctx, `UPDATE kontrakt_outbox.item SET state = 'unknown', settled_at = clock_timestamp(),
		service_id = NULL, reason_kind = $2, code = NULL, message = $3 WHERE lane = $1 AND state = 'in flight'`, lane,
		KindLost, "the process that sent the item ended, or could not record the response")
	return err
}

// lease is how long a worker that died has a turn.
func (o *Outbox) lease() time.Duration { return 2 * o.config.RequestTimeout }

// resolve calls Operation.Resolve, which may panic.
func (t *turn) resolve(ctx context.Context, op operation) (sender Sender[any], err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("Operation.Resolve panicked: %v", value)
		}
	}()
	return op.resolve(ctx, t.company)
}

// ending says how a turn ends.
type ending struct {
	reason  Reason        // why the lane waits; zero if it does not
	wait    time.Duration // until the next turn
	hasSlot bool          // the wait is for a slot
	isDone  bool          // a request had a response
}

// trouble returns the ending of a turn that could not send a request.
func trouble(kind string, err error) ending {
	return ending{reason: Reason{Kind: kind, Message: err.Error()}}
}

// fail ends a turn because of an error of the database or of the process, which River logs.
func (t *turn) fail(ctx context.Context, err error) (next, error) {
	_, releaseErr := t.release(ctx, ending{})
	return next{}, errors.Join(err, releaseErr)
}

// release ends a turn that sent no request.
func (t *turn) release(ctx context.Context, e ending) (outcome next, err error) {
	err = t.outbox.persist(ctx, t.deadline, func(ctx context.Context) error {
		return pgx.BeginFunc(ctx, t.outbox.config.Pool, func(tx pgx.Tx) (err error) {
			var isHolder bool
			if outcome, isHolder, err = t.end(ctx, tx, e); err != nil || !isHolder {
				return err
			}
			// If the connection was lost while items were marked as in flight, they may be so nevertheless. The server may
			// even have been committing that: then the end of the turn has waited for it.
			_, err = tx.Exec(ctx, `UPDATE kontrakt_outbox.item SET state = 'pending' WHERE lane = $1 AND state = 'in flight'`,
				t.lane)
			return err
		})
	})
	if err != nil || outcome.wait > 0 {
		return outcome, err
	}
	// Items that were enqueued while this worker had the turn may have no job any more.
	outcome.again, err = t.isPending(ctx)
	return outcome, err
}

// end saves the end of the turn within tx, and locks it. It does nothing if this worker no longer has the turn.
func (t *turn) end(ctx context.Context, tx pgx.Tx, e ending) (outcome next, isHolder bool, err error) {
	failures := t.failures
	if e.isDone {
		failures = 0
	}
	if e.reason != (Reason{}) {
		failures++
		e.wait = backoff(failures)
		t.outbox.config.Logger.Warn("outbox: the items of a company wait", "operation", t.operation, "company", t.company,
			"kind", e.reason.Kind, "reason", e.reason.Message, "wait", e.wait)
	}
	tag, err := tx.Exec(ctx, `UPDATE kontrakt_outbox.turn SET holder = NULL, held_until = NULL, has_slot = $3,
		next_at = clock_timestamp() + $4::interval, waiting = $5, failures = $6,
		trouble_kind = CASE WHEN $7 = '' AND $6 > 0 THEN trouble_kind ELSE nullif($7, '') END,
		trouble_message = CASE WHEN $7 = '' AND $6 > 0 THEN trouble_message ELSE nullif($8, '') END,
		trouble_at = CASE WHEN $7 <> '' THEN clock_timestamp() WHEN $6 > 0 THEN trouble_at END
		WHERE lane = $1 AND holder = $2`, t.lane, t.holder, e.hasSlot, e.wait, t.job, failures, e.reason.Kind,
		text(e.reason.Message))
	return next{wait: e.wait}, tag.RowsAffected() > 0, err
}

// isPending reports whether the lane has pending items.
func (t *turn) isPending(ctx context.Context) (is bool, err error) {
	err = t.outbox.config.Pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM kontrakt_outbox.item
		WHERE lane = $1 AND state = 'pending')`, t.lane).Scan(&is)
	return is, err
}

// backoff returns how long to wait after failures in a row: 1 s to 10 minutes, spread by a quarter.
func backoff(failures int) time.Duration {
	wait := min(time.Second<<min(failures-1, 20), maxBackoff)
	return wait - time.Duration(mathrand.Int64N(int64(wait)/4))
}

// persist calls do until it succeeds, at most until a turn with this deadline is taken from its worker. It does so even
// if ctx is done, since it saves what is known of a request: the database may have been restarted meanwhile.
func (o *Outbox) persist(ctx context.Context, deadline time.Time, do func(context.Context) error) error {
	ctx, cancel := context.WithDeadline(context.WithoutCancel(ctx), deadline.Add(o.lease()-o.config.RequestTimeout))
	defer cancel()
	for wait := 10 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		err := do(ctx)
		if err == nil || !isPassing(err) {
			return err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return err
		}
	}
}

// isPassing reports whether err may not occur again: it is about the connection, the server, locks or resources, not
// about the statement (PostgreSQL, appendix A: classes 08, 40, 53, 55, 57 and 58, and 25006 of a server that has become
// a standby).
func isPassing(err error) bool {
	server, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return true
	}
	switch server.Code[:2] {
	case "08", "40", "53", "55", "57", "58":
		return true
	}
	return server.Code == "25006"
}

// timeUntil returns SQL for the nanoseconds until the time in a column: at most a year, before or after, for a clock
// that was wrong, and 0 for NULL.
func timeUntil(column string) string {
	return fmt.Sprintf(`extract(epoch FROM greatest(least(coalesce(%s, clock_timestamp()), clock_timestamp() + '1 year'),
		clock_timestamp() - interval '1 year') - clock_timestamp()) * 1e9`, column)
}

// nanoseconds scans a number into a time.Duration.
type nanoseconds time.Duration

// Scan is of sql.Scanner.
func (n *nanoseconds) Scan(value any) error {
	var f float64
	if _, err := fmt.Sscan(fmt.Sprint(value), &f); err != nil {
		return err
	}
	*n = nanoseconds(math.Round(f))
	return nil
}
