// Package incidents reports the HR incidents of companies to CareFlex by an outbox: see package outbox. A company that
// had no incident in a month reports that too, once the program has said that everything of the month was entered.
package incidents

import (
	"context"
	"embed"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kontrakt-dev/kontrakt/contrib/outbox"
	"github.com/kontrakt-dev/kontrakt/contrib/outbox/internal/jobs"
	"github.com/kontrakt-dev/kontrakt/contrib/outbox/internal/migration"
	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

//go:embed migrations
var migrations embed.FS

// tables are those of this package.
var tables = migration.Component{Name: "incidents", FS: migrations}

// Migrate brings all tables to the version that this program needs: those of River, of the outbox and of this package.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	if err := outbox.Migrate(ctx, pool); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error { return tables.Run(ctx, tx) })
}

// Config configures Reports.
type Config struct {
	outbox.Config
	// Account returns how the reports of a company are sent. Nothing of it is stored. While it fails, the company's
	// reports wait, and kontrakt_outbox.companies says why.
	Account func(ctx context.Context, careflexID string) (Account, error)
}

// Reports sends the reports of companies. It is safe for use by several goroutines.
type Reports struct {
	*outbox.Outbox
	pool        *pgxpool.Pool
	newIncident *outbox.Queue[careflex.IncidentListItem]
	noIncident  *outbox.Queue[empty]
}

// New returns Reports. It does not use the database: see Migrate and Start.
func New(config Config) (*Reports, error) {
	if config.Account == nil {
		return nil, errors.New("incidents: Config.Account must be set")
	}
	reports := &Reports{pool: config.Pool}
	var err error
	if config.River, err = jobs.With(config.River, &emptyWorker{reports: reports}, emptyInterval, emptyArgs{}); err != nil {
		return nil, fmt.Errorf("incidents: %w", err)
	}
	if reports.Outbox, err = outbox.New(config.Config); err != nil {
		return nil, err
	}
	account := checked(config.Account)
	if reports.newIncident, err = outbox.Add(reports.Outbox, newIncident(account)); err != nil {
		return nil, err
	}
	reports.noIncident, err = outbox.Add(reports.Outbox, noIncident(account))
	return reports, err
}

// Start begins to send reports, until ctx is done or Stop is called. Tables of another version are an
// outbox.ErrVersion.
func (r *Reports) Start(ctx context.Context) error {
	if err := tables.Check(ctx, r.pool); err != nil {
		return err
	}
	return r.Outbox.Start(ctx)
}

// Report is what a company reports for a month.
type Report struct {
	CareflexID string
	Month      Month
	Incidents  []careflex.IncidentListItem
}

// Enqueue saves the incidents of a report within tx, and returns their numbers. They are sent after tx is committed,
// in requests of up to 100. The company is followed from this month on, if it was not: see Follow. If the month was
// closed, the error is ErrClosed.
func (r *Reports) Enqueue(ctx context.Context, tx pgx.Tx, report Report) ([]int64, error) {
	if report.CareflexID == "" || report.Month.isZero() {
		return nil, errors.New("incidents: a Report needs CareflexID and Month")
	}
	if err := enter(ctx, tx, report.CareflexID, report.Month); err != nil {
		return nil, err
	}
	return r.newIncident.Enqueue(ctx, tx, report.CareflexID, report.Month.String(), report.Incidents)
}
