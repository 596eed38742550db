// The time to find what is sent next does not grow with what is pending: docs/scale.md has the figures.

package outbox_test

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kontrakt-dev/kontrakt/contrib/outbox/incidents"
	"github.com/kontrakt-dev/kontrakt/contrib/outbox/internal/postgrestest"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// backlog is the size of TestBacklog: make fleet runs a larger one.
var backlog = flag.Int("backlog", 1000, "pending incidents at most, from 1,000 on by factors of ten")

// Parts of the statements that find the next job, which is River's, and the next items.
const (
	findJob   = "-- name: JobGetAvailable"
	findItems = "ORDER BY position LIMIT"
)

// TestBacklog prints how long it takes to find the next job and the next items.
func TestBacklog(t *testing.T) {
	cluster := postgrestest.Start(t)
	var b strings.Builder
	for pending := 1000; pending <= *backlog; pending *= 10 {
		found, size := sendSome(t, cluster, pending)
		job, jobs := found.median(findJob)
		items, requests := found.median(findItems)
		if jobs == 0 || requests == 0 {
			t.Fatalf("%d pending: found %d jobs and the items of %d requests", pending, jobs, requests)
		}
		fmt.Fprintf(&b, "| %d | %.2f ms | %.2f ms | %d |\n", pending, milliseconds(job), milliseconds(items), size)
	}
	t.Logf("median times\n| pending incidents | find a job | find its 100 incidents | bytes of an incident, with indexes |\n|---|---|---|---|\n%s", &b)
}

// sendSome fills a database with pending incidents, sends up to 100 requests, and returns the statements that found
// their items, and the size of an item in the table.
func sendSome(t *testing.T, cluster *postgrestest.Cluster, pending int) (found *statements, size int) {
	t.Helper()
	url := cluster.Database(t)
	services := sandbox.New(t, "careflex")
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	found = &statements{fragments: []string{findJob, findItems}}
	config.ConnConfig.Tracer = found
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	f := &fixture{t: t, url: url, pool: postgrestest.Pool(t, url), log: new(journal)}
	if err := incidents.Migrate(t.Context(), f.pool); err != nil {
		t.Fatal(err)
	}
	reports := openReports(t, pool, &program{Timeout: patience, Endpoint: services.Endpoint("careflex"),
		TokenURL: services.TokenURL("careflex")})
	fill(f, reports, pending)
	if err := f.pool.QueryRow(t.Context(), `SELECT pg_total_relation_size('kontrakt_outbox.item') / count(*)
		FROM kontrakt_outbox.item`).Scan(&size); err != nil {
		t.Fatal(err)
	}
	if err := reports.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "some requests are sent", func() bool {
		return len(services.Received("NewIncident")) >= min(100, pending/100)
	})
	f.stop(reports.Outbox)
	return found, size
}

// fill enqueues incidents of up to 500 companies, 100 in each report, so that each 100 have a job. The first reports
// are copied, since to enqueue each one takes long.
func fill(f *fixture, reports *incidents.Reports, pending int) {
	f.t.Helper()
	companies := min(500, pending/100)
	f.tx(func(tx pgx.Tx) error {
		for company := range companies {
			if _, err := reports.Enqueue(f.t.Context(), tx, incidents.Report{CareflexID: fmt.Sprintf("company%03d", company),
				Month: incidents.Month{Year: 2026, Month: 10}, Incidents: someIncidents(0, 100)}); err != nil {
				return err
			}
		}
		return nil
	})
	copies := pending/(100*companies) - 1
	f.exec(`INSERT INTO kontrakt_outbox.item (lane, position, tag, content) SELECT lane, position + 100 * n, tag, content
		FROM kontrakt_outbox.item, generate_series(1, $1::integer) n ORDER BY n, lane, position`, copies)
	f.exec(`UPDATE kontrakt_outbox.lane SET positions = positions * (1 + $1::integer)`, copies)
	f.exec(`INSERT INTO river_job (args, kind, max_attempts, queue) SELECT args, kind, max_attempts, queue
		FROM river_job, generate_series(1, $1::integer) WHERE kind = 'kontrakt_outbox_lane'`, copies)
	f.exec(`VACUUM ANALYZE`)
}
