// Enqueue: items are saved within a transaction of the caller.

package outbox

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river"
)

// Enqueue saves items of a company within tx, and returns their numbers. They are sent after tx is committed, in their
// order and after those that were enqueued before. Until then, others who enqueue items of the same company wait: a
// transaction with several companies should have them in alphabetical order. tag is the caller's own word for the
// items, such as a month; it may be "".
func (q *Queue[I]) Enqueue(ctx context.Context, tx pgx.Tx, company, tag string, items []I) (ids []int64, err error) {
	if company == "" || len(items) == 0 {
		return nil, fmt.Errorf("%s: Enqueue needs a company and one item at least", q.operation.Name)
	}
	contents, err := q.encode(company, items)
	if err != nil {
		return nil, err
	}
	lane, err := q.reserve(ctx, tx, company, len(items))
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `INSERT INTO kontrakt_outbox.item (lane, position, tag, content)
		SELECT $1, $2 + number, $3, content
		FROM unnest($4::jsonb[]) WITH ORDINALITY AS new (content, number) ORDER BY number RETURNING id`,
		lane.id, lane.last-int64(len(items)), tag, contents)
	if err != nil {
		return nil, err
	}
	if ids, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil {
		return nil, err
	}
	slices.Sort(ids) // the order of positions, since numbers are given in it
	return ids, q.outbox.insertJobs(ctx, tx, lane.id)
}

// encode checks items and returns their JSON.
func (q *Queue[I]) encode(company string, items []I) ([]string, error) {
	if q.operation.Check != nil {
		first := 0
		for chunk := range slices.Chunk(items, q.operation.Limit) {
			if err := q.operation.Check(company, chunk); err != nil {
				return nil, fmt.Errorf("%s: items from %d on: %w", q.operation.Name, first, err)
			}
			first += len(chunk)
		}
	}
	contents := make([]string, len(items))
	for i := range items {
		content, err := json.Marshal(items[i])
		if err != nil {
			return nil, fmt.Errorf("%s: item %d: %w", q.operation.Name, i, err)
		}
		contents[i] = string(content)
	}
	return contents, nil
}

// undefinedTable is the code of PostgreSQL for a table that does not exist (appendix A).
const undefinedTable = "42P01"

// reservation is a lane in which positions were given.
type reservation struct {
	id, last int64 // the last position
}

// reserve gives the next n positions of a company's lane, which is made if there is none.
func (q *Queue[I]) reserve(ctx context.Context, tx pgx.Tx, company string, n int) (lane reservation, err error) {
	needed, err := tables.Needed()
	if err != nil {
		return lane, err
	}
	err = tx.QueryRow(ctx, `INSERT INTO kontrakt_outbox.lane (operation, company, positions)
		SELECT $1, $2, $3 FROM kontrakt_outbox.version WHERE component = $4 AND version = $5
		ON CONFLICT (operation, company) DO UPDATE SET positions = lane.positions + excluded.positions
		RETURNING id, positions`, q.operation.Name, company, n, tables.Name, needed).Scan(&lane.id, &lane.last)
	if server, ok := errors.AsType[*pgconn.PgError](err); errors.Is(err, pgx.ErrNoRows) ||
		ok && server.Code == undefinedTable {
		return lane, cmp.Or(tables.Check(ctx, q.outbox.config.Pool), ErrVersion)
	}
	if err != nil {
		return lane, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO kontrakt_outbox.turn (lane) VALUES ($1) ON CONFLICT DO NOTHING`, lane.id)
	return lane, err
}

// insertJobs inserts a job for each lane within tx.
func (o *Outbox) insertJobs(ctx context.Context, tx pgx.Tx, lanes ...int64) error {
	if len(lanes) == 0 {
		return nil
	}
	jobs := make([]river.InsertManyParams, len(lanes))
	for i, lane := range lanes {
		jobs[i] = river.InsertManyParams{Args: laneArgs{Lane: lane}, InsertOpts: &river.InsertOpts{Queue: RiverQueue}}
	}
	_, err := o.river.InsertManyFastTx(ctx, tx, jobs)
	return err
}
