// Months: which companies report, for which months everything was entered, and the empty messages of the others.

package incidents

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/kontrakt-dev/kontrakt/contrib/outbox"
	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// emptyInterval is the time between two searches for months without incidents.
const emptyInterval = 10 * time.Minute

// emptyLimit is the number of empty messages that are enqueued in one transaction.
const emptyLimit = 100

// ErrClosed is the error of an incident that is enqueued for a month that was closed: see OpenMonth.
var ErrClosed = errors.New("the month is closed: everything was said to be entered")

// Month is a month of a year.
type Month struct {
	Year  int
	Month time.Month
}

// MonthOf returns the month of t in its location.
func MonthOf(t time.Time) Month { return Month{t.Year(), t.Month()} }

// String returns m as YYYY-MM.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.Year, int(m.Month)) }

// isZero reports whether m is no month.
func (m Month) isZero() bool { return m.Year < 1 || m.Month < time.January || m.Month > time.December }

// first returns the first day of m, for the database.
func (m Month) first() time.Time { return time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, time.UTC) }

// Follow says within tx that a company reports each month from since on. kontrakt_outbox.months then shows the months
// for which nothing was entered yet.
func (r *Reports) Follow(ctx context.Context, tx pgx.Tx, careflexID string, since Month) error {
	if careflexID == "" || since.isZero() {
		return errors.New("incidents: Follow needs the CareFlex ID of a company and a month")
	}
	_, err := tx.Exec(ctx, `INSERT INTO kontrakt_outbox.reporter (company, since) VALUES ($1, $2)
		ON CONFLICT (company) DO UPDATE SET since = excluded.since, until = NULL`, careflexID, since.first())
	return err
}

// Unfollow says within tx that last is the last month that a company reports.
func (r *Reports) Unfollow(ctx context.Context, tx pgx.Tx, careflexID string, last Month) error {
	tag, err := tx.Exec(ctx, `UPDATE kontrakt_outbox.reporter SET until = $2 WHERE company = $1`, careflexID, last.first())
	if err == nil && tag.RowsAffected() == 0 {
		err = fmt.Errorf("incidents: the company %s is not followed", careflexID)
	}
	return err
}

// enter makes the row of a month, and locks it until tx ends.
func enter(ctx context.Context, tx pgx.Tx, careflexID string, month Month) error {
	if _, err := tx.Exec(ctx, `INSERT INTO kontrakt_outbox.reporter (company, since) VALUES ($1, $2)
		ON CONFLICT (company) DO UPDATE SET since = excluded.since WHERE reporter.since > excluded.since`, careflexID,
		month.first()); err != nil {
		return err
	}
	var isClosed bool
	err := tx.QueryRow(ctx, `INSERT INTO kontrakt_outbox.month (company, month) VALUES ($1, $2)
		ON CONFLICT (company, month) DO UPDATE SET company = excluded.company RETURNING closed_at IS NOT NULL`, careflexID,
		month.first()).Scan(&isClosed)
	if err == nil && isClosed {
		err = fmt.Errorf("%s of the company %s: %w", month, careflexID, ErrClosed)
	}
	return err
}

// CloseMonth says within tx that everything of a company's month was entered. If there is no incident, an empty message
// is sent within ten minutes.
func (r *Reports) CloseMonth(ctx context.Context, tx pgx.Tx, careflexID string, month Month) error {
	if careflexID == "" || month.isZero() {
		return errors.New("incidents: CloseMonth needs the CareFlex ID of a company and a month")
	}
	if err := enter(ctx, tx, careflexID, month); err != nil && !errors.Is(err, ErrClosed) {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE kontrakt_outbox.month SET closed_at = coalesce(closed_at, clock_timestamp())
		WHERE company = $1 AND month = $2`, careflexID, month.first())
	return err
}

// OpenMonth says within tx that something of a month that was closed is still to be entered. An empty message that is
// Pending is cancelled. One that may be at the service already is not: its state is returned, otherwise "".
func (r *Reports) OpenMonth(ctx context.Context, tx pgx.Tx, careflexID string, month Month) (sent outbox.State,
	err error) {
	var message *int64
	err = tx.QueryRow(ctx, `SELECT empty FROM kontrakt_outbox.month WHERE company = $1 AND month = $2 FOR UPDATE`,
		careflexID, month.first()).Scan(&message)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if message != nil {
		if _, err := r.Cancel(ctx, tx, *message); err != nil {
			return "", err
		}
		err := tx.QueryRow(ctx, `SELECT state FROM kontrakt_outbox.item WHERE id = $1`, *message).Scan(&sent)
		if err != nil {
			return "", err
		}
		if sent == outbox.Cancelled {
			sent, message = "", nil
		}
	}
	_, err = tx.Exec(ctx, `UPDATE kontrakt_outbox.month SET closed_at = NULL, empty = $3, reported = false
		WHERE company = $1 AND month = $2`, careflexID, month.first(), message)
	return sent, err
}

// emptyArgs are the arguments of the job that enqueues empty messages.
type emptyArgs struct{}

// Kind returns the kind of the job.
func (emptyArgs) Kind() string { return "kontrakt_outbox_empty_months" }

// emptyWorker does the job that enqueues empty messages.
type emptyWorker struct {
	river.WorkerDefaults[emptyArgs]
	reports *Reports
}

// Timeout returns the time until the next job: many companies take longer than a minute, River's default.
func (*emptyWorker) Timeout(*river.Job[emptyArgs]) time.Duration { return emptyInterval }

// Work enqueues the empty messages.
func (w *emptyWorker) Work(ctx context.Context, _ *river.Job[emptyArgs]) error {
	_, err := w.reports.ReportEmptyMonths(ctx)
	return err
}

// ReportEmptyMonths does what Reports that are started do every ten minutes on one of their machines: it enqueues an
// empty message for each month that was closed without an incident, and returns their number. Incidents that were
// cancelled do not count.
func (r *Reports) ReportEmptyMonths(ctx context.Context) (n int, err error) {
	if err := tables.Check(ctx, r.pool); err != nil {
		return 0, err
	}
	if _, err := r.pool.Exec(ctx, `UPDATE kontrakt_outbox.month SET reported = true
		WHERE closed_at IS NOT NULL AND empty IS NULL AND NOT reported AND EXISTS (`+incidentsOfMonth+`
			AND item.state = 'accepted')`); err != nil {
		return 0, err
	}
	for {
		found, err := r.reportSome(ctx)
		if n += found; err != nil || found < emptyLimit {
			return n, err
		}
	}
}

// incidentsOfMonth selects the incidents of a row of the table month.
const incidentsOfMonth = `SELECT FROM kontrakt_outbox.lane JOIN kontrakt_outbox.item ON item.lane = lane.id
	WHERE operation = 'NewIncident' AND lane.company = month.company AND tag = to_char(month.month, 'YYYY-MM')
	AND tag <> ''`

// reportSome enqueues up to emptyLimit empty messages and returns their number.
func (r *Reports) reportSome(ctx context.Context) (n int, err error) {
	err = pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT company, month, least(current_date, (month + interval '1 month - 1 day')::date)
			FROM kontrakt_outbox.month WHERE closed_at IS NOT NULL AND empty IS NULL AND NOT reported
			AND NOT EXISTS (`+incidentsOfMonth+` AND item.state <> 'cancelled')
			ORDER BY company, month LIMIT $1 FOR UPDATE SKIP LOCKED`, emptyLimit)
		if err != nil {
			return err
		}
		months, err := pgx.CollectRows(rows, pgx.RowToStructByPos[emptyMonth])
		if err != nil {
			return err
		}
		for _, m := range months {
			ids, err := r.noIncident.Enqueue(ctx, tx, m.Company, MonthOf(m.Month).String(),
				[]empty{{CreatedAt: careflex.DateOf(m.CreatedAt)}})
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE kontrakt_outbox.month SET empty = $3 WHERE company = $1 AND month = $2`,
				m.Company, m.Month, ids[0]); err != nil {
				return err
			}
		}
		n = len(months)
		return nil
	})
	return n, err
}

// emptyMonth is a month without incidents.
type emptyMonth struct {
	Company          string
	Month, CreatedAt time.Time
}
