// Decisions of a person or a rule: what is cancelled, sent again, or known from elsewhere.

package outbox

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
)

// Cancel cancels those of the items that are Pending, within tx, and returns their numbers. The others are in flight
// already or settled.
func (o *Outbox) Cancel(ctx context.Context, tx pgx.Tx, ids ...int64) (cancelled []int64, err error) {
	rows, err := tx.Query(ctx, `UPDATE kontrakt_outbox.item SET state = 'cancelled', settled_at = clock_timestamp(),
		decided_at = clock_timestamp() WHERE id = ANY ($1) AND state = 'pending' RETURNING id`, ids)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// SendAgain makes those of the items Pending that are Unknown, Rejected or Cancelled, within tx, and returns their
// numbers. They are sent before the later ones of their company. An Unknown item may be at the service already: then it
// is there twice.
func (o *Outbox) SendAgain(ctx context.Context, tx pgx.Tx, ids ...int64) (again []int64, err error) {
	rows, err := tx.Query(ctx, `UPDATE kontrakt_outbox.item SET state = 'pending', settled_at = NULL,
		decided_at = clock_timestamp() WHERE id = ANY ($1) AND state IN ('unknown', 'rejected', 'cancelled')
		RETURNING id, lane`, ids)
	if err != nil {
		return nil, err
	}
	var lanes []int64
	var id, lane int64
	if _, err = pgx.ForEachRow(rows, []any{&id, &lane}, func() error {
		again, lanes = append(again, id), append(lanes, lane)
		return nil
	}); err != nil {
		return nil, err
	}
	slices.Sort(lanes)
	return again, o.insertJobs(ctx, tx, slices.Compact(lanes)...)
}

// Settle records within tx what is known of an Unknown item from elsewhere, such as the portal of the service: that it
// was Accepted or Rejected.
func (o *Outbox) Settle(ctx context.Context, tx pgx.Tx, id int64, result Result) error {
	if result.State != Accepted && result.State != Rejected {
		return fmt.Errorf("item %d: got the state %q, want %q or %q", id, result.State, Accepted, Rejected)
	}
	tag, err := tx.Exec(ctx, `UPDATE kontrakt_outbox.item SET state = $2, service_id = nullif($3, ''),
		reason_kind = nullif($4, ''), code = nullif($5, ''), message = nullif($6, ''), settled_at = clock_timestamp(),
		decided_at = clock_timestamp() WHERE id = $1 AND state = 'unknown'`, id, string(result.State), text(result.ServiceID),
		text(result.Reason.Kind), text(result.Reason.Code), text(result.Reason.Message))
	if err == nil && tag.RowsAffected() == 0 {
		err = fmt.Errorf("item %d: there is none, or its state is not %q", id, Unknown)
	}
	return err
}
