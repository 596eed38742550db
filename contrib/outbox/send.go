// One request: items are marked as in flight, sent, and their results recorded.

package outbox

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// batch is the items of one request.
type batch struct {
	request int64
	ids     []int64
	items   []any
}

// send sends the next pending items in one request, and ends the turn.
func (t *turn) send(ctx context.Context, op operation, sender Sender[any]) (next, error) {
	t.outbox.at(beforeMark)
	b, err := t.mark(ctx, op)
	if err != nil {
		return t.fail(ctx, err)
	}
	if len(b.ids) == 0 {
		return t.release(ctx, ending{})
	}
	t.outbox.at(afterMark)
	results := call(ctx, sender, b.items)
	t.outbox.at(afterResponse)
	var outcome next
	err = t.outbox.persist(ctx, t.deadline, func(ctx context.Context) error {
		return pgx.BeginFunc(ctx, t.outbox.config.Pool, func(tx pgx.Tx) (err error) {
			outcome, err = t.record(ctx, tx, b, results)
			return err
		})
	})
	if err != nil { // the turn is not released: once it ends, the items are Unknown
		return next{}, fmt.Errorf("the results of request %d cannot be recorded: %w", b.request, err)
	}
	t.outbox.at(afterRecord)
	if outcome.wait == 0 {
		outcome.again, err = t.isPending(ctx)
	}
	return outcome, err
}

// mark marks the next pending items as in flight. Those that cannot be decoded are Rejected.
func (t *turn) mark(ctx context.Context, op operation) (b batch, err error) {
	err = pgx.BeginFunc(ctx, t.outbox.config.Pool, func(tx pgx.Tx) error {
		b = batch{}
		tag, err := tx.Exec(ctx, `UPDATE kontrakt_outbox.turn SET held_until = clock_timestamp() + $3::interval
			WHERE lane = $1 AND holder = $2`, t.lane, t.holder, t.outbox.lease())
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return fmt.Errorf("lane %d: the turn was too long: another worker has taken it", t.lane)
		}
		unreadable, err := t.next(ctx, tx, op, &b)
		if err != nil {
			return err
		}
		if err := reject(ctx, tx, unreadable); err != nil || len(b.ids) == 0 {
			return err
		}
		if err := tx.QueryRow(ctx, `INSERT INTO kontrakt_outbox.request (lane, items) VALUES ($1, $2) RETURNING id`, t.lane,
			len(b.ids)).Scan(&b.request); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE kontrakt_outbox.item SET state = 'in flight', attempt = attempt + 1, request = $2,
			sent_at = clock_timestamp(), settled_at = NULL, reason_kind = NULL, code = NULL, message = NULL
			WHERE id = ANY ($1)`, b.ids, b.request)
		return err
	})
	return b, err
}

// next adds the next pending items to b, and returns why others cannot be read, by their numbers.
func (t *turn) next(ctx context.Context, tx pgx.Tx, op operation, b *batch) (unreadable map[int64]string, err error) {
	// If the server lost this commit in a crash, the items would be sent twice.
	if _, err := tx.Exec(ctx, fmt.Sprintf("SET LOCAL synchronous_commit = on; SET LOCAL lock_timeout = %d",
		lockWait.Milliseconds())); err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `SELECT id, content FROM kontrakt_outbox.item WHERE lane = $1 AND state = 'pending'
		ORDER BY position LIMIT $2 FOR UPDATE`, t.lane, op.limit())
	if err != nil {
		return nil, err
	}
	unreadable = map[int64]string{}
	var id int64
	var content []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &content}, func() error {
		item, err := op.decode(content)
		if err != nil {
			unreadable[id] = err.Error()
			return nil
		}
		b.ids, b.items = append(b.ids, id), append(b.items, item)
		return nil
	})
	return unreadable, err
}

// reject rejects items that cannot be read.
func reject(ctx context.Context, tx pgx.Tx, unreadable map[int64]string) error {
	for id, message := range unreadable {
		if _, err := tx.Exec(ctx, `UPDATE kontrakt_outbox.item SET state = 'rejected', settled_at = clock_timestamp(),
			reason_kind = $2, code = NULL, message = $3 WHERE id = $1`, id, KindContent, text(message)); err != nil {
			return err
		}
	}
	return nil
}

// call calls sender.Send, and returns a valid result for each item.
func call(ctx context.Context, sender Sender[any], items []any) (results []Result) {
	if err := context.Cause(ctx); err != nil { // the process was suspended, or is to end
		return slices.Repeat([]Result{{State: Pending, Reason: Reason{Kind: KindTime, Message: err.Error()}}}, len(items))
	}
	defer func() {
		if value := recover(); value != nil {
			results = unknown(len(items), Reason{Kind: KindPanic, Message: fmt.Sprint(value)})
		}
	}()
	results = sender.Send(ctx, items)
	if len(results) != len(items) {
		return unknown(len(items), Reason{Kind: KindResults,
			Message: fmt.Sprintf("got %d results of %d items", len(results), len(items))})
	}
	for i, result := range results {
		switch result.State {
		case Accepted, Rejected, Unknown, Pending:
		default:
			results[i] = Result{State: Unknown, Reason: Reason{Kind: KindResults,
				Message: fmt.Sprintf("got %q as the state of an item", result.State)}}
		}
	}
	return results
}

// unknown returns n results for the same reason.
func unknown(n int, reason Reason) []Result {
	return slices.Repeat([]Result{{State: Unknown, Reason: reason}}, n)
}

// record records the results of a request within tx, and ends the turn. A turn that was too long has Unknown items, or
// some that somebody has decided to send again, or to cancel after all: what the response says replaces that.
func (t *turn) record(ctx context.Context, tx pgx.Tx, b batch, results []Result) (next, error) {
	n := len(results)
	states, serviceIDs := make([]string, n), make([]string, n)
	kinds, codes, messages := make([]string, n), make([]string, n), make([]string, n)
	known := false
	for i, result := range results {
		states[i], serviceIDs[i] = string(result.State), text(result.ServiceID)
		kinds[i], codes[i], messages[i] = text(result.Reason.Kind), text(result.Reason.Code), text(result.Reason.Message)
		known = known || result.State == Accepted || result.State == Rejected
	}
	// The turn is locked before the items, as by the worker that takes it.
	outcome, _, err := t.end(ctx, tx, ending{isDone: known, reason: whyWait(results, known)})
	if err != nil {
		return next{}, err
	}
	if _, err := tx.Exec(ctx, `UPDATE kontrakt_outbox.item SET state = new.state,
		service_id = nullif(new.service_id, ''), reason_kind = nullif(kind, ''), code = nullif(new.code, ''),
		message = nullif(new.message, ''), settled_at = CASE WHEN new.state <> 'pending' THEN clock_timestamp() END
		FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
			AS new (id, state, service_id, kind, code, message)
		WHERE item.id = new.id AND request = $1 AND (item.state IN ('in flight', 'unknown')
			OR item.state IN ('pending', 'cancelled') AND new.state IN ('accepted', 'rejected'))`, b.request, b.ids, states,
		serviceIDs, kinds, codes, messages); err != nil {
		return next{}, err
	}
	if _, err := tx.Exec(ctx, `UPDATE kontrakt_outbox.request SET settled_at = clock_timestamp() WHERE id = $1`,
		b.request); err != nil {
		return next{}, err
	}
	return outcome, t.note(ctx, tx, b.request, known)
}

// whyWait returns why the lane waits after a request, or no reason. If the service works, since something is known of
// an item, only items that are to be sent again make the lane wait.
func whyWait(results []Result, known bool) Reason {
	for _, result := range results {
		if result.State == Pending || result.State == Unknown && !known {
			reason := result.Reason
			reason.Kind = cmp.Or(reason.Kind, string(result.State))
			return reason
		}
	}
	return Reason{}
}

// text returns s as PostgreSQL can store it.
func text(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD")
}
