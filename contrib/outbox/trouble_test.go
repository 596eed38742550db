// Tests of trouble: other versions of the tables, clocks that jump, jobs that are lost, a database that is restarted.

package outbox_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kontrakt-dev/kontrakt/contrib/outbox"
	"github.com/kontrakt-dev/kontrakt/contrib/outbox/internal/postgrestest"
)

// Tables of another version, or none: everything refuses to work with them, and says what to do.
func TestVersions(t *testing.T) {
	url := postgrestest.Start(t).Database(t)
	t.Parallel()
	f := &fixture{t: t, pool: postgrestest.Pool(t, url), service: new(service), log: new(journal)}
	f.box, f.queue = f.open(f.pool)
	enqueue := func() error {
		return pgx.BeginFunc(t.Context(), f.pool, func(tx pgx.Tx) error {
			_, err := f.queue.Enqueue(t.Context(), tx, "c", "", notes(0, 1))
			return err
		})
	}
	check := func(err error, text string) {
		t.Helper()
		if !errors.Is(err, outbox.ErrVersion) || !strings.Contains(err.Error(), text) {
			t.Errorf("got %v, want %s", err, text)
		}
	}
	check(f.box.Start(t.Context()), "found version 0, need version 1: call Migrate")
	check(enqueue(), "found version 0, need version 1: call Migrate")
	for range 2 {
		if err := outbox.Migrate(t.Context(), f.pool); err != nil {
			t.Fatal(err)
		}
	}
	f.exec(`UPDATE kontrakt_outbox.version SET version = 2`)
	const later = "found version 2, need version 1: update the program"
	check(f.box.Start(t.Context()), later)
	check(f.box.Sweep(t.Context()), later)
	check(outbox.Migrate(t.Context(), f.pool), later)
	check(enqueue(), later)
	f.exec(`UPDATE kontrakt_outbox.version SET version = 1`)
	if err := enqueue(); err != nil {
		t.Error(err)
	}
	f.exec(`DELETE FROM river_migration WHERE version > 3`)
	check(f.box.Start(t.Context()), "the tables of River")
}

// A later version while the program runs stops it from sending, until the tables have the version again.
func TestVersionWhileRunning(t *testing.T) {
	f := setUp(t)
	f.start(f.box)
	f.enqueue("c", 0, 1)
	f.waitFor("accepted 1")
	f.tx(func(tx pgx.Tx) error {
		if _, err := f.queue.Enqueue(t.Context(), tx, "c", "", notes(1, 1)); err != nil {
			return err
		}
		_, err := tx.Exec(t.Context(), `UPDATE kontrakt_outbox.version SET version = 2`)
		return err
	})
	eventually(t, "the job fails", func() bool {
		return strings.Contains(f.text(`SELECT errors[1]::text FROM river_job WHERE errors IS NOT NULL`), "found version 2")
	})
	if f.service.count() != 1 {
		t.Error("an item is sent from tables of another version")
	}
	f.exec(`UPDATE kontrakt_outbox.version SET version = 1`)
	f.waitFor("accepted 2")
}

// A job that has failed often is tried again within ten minutes.
func TestJobThatFailsOften(t *testing.T) {
	f := setUp(t)
	f.start(f.box)
	f.tx(func(tx pgx.Tx) error {
		if _, err := f.queue.Enqueue(t.Context(), tx, "c", "", notes(0, 1)); err != nil {
			return err
		}
		_, jobErr := tx.Exec(t.Context(), `UPDATE river_job SET attempt = 20, errors = array_fill(
			'{"at": "2026-11-01T00:00:00Z", "attempt": 1, "error": "x", "trace": ""}'::jsonb, ARRAY[20])
			WHERE kind = 'kontrakt_outbox_lane'`)
		_, versionErr := tx.Exec(t.Context(), `UPDATE kontrakt_outbox.version SET version = 2`)
		return errors.Join(jobErr, versionErr)
	})
	const failed = `SELECT scheduled_at < now() + interval '10 minutes' FROM river_job
		WHERE kind = 'kontrakt_outbox_lane' AND cardinality(errors) > 20`
	eventually(t, "the job fails", func() bool { return f.text(failed) != "" })
	if got := f.text(failed); got != "true" {
		t.Errorf("got %s", got)
	}
}

// The job of a process that died is not running for ever.
func TestJobOfTheDead(t *testing.T) {
	f := setUp(t)
	f.enqueue("c", 0, 1)
	f.exec(`UPDATE river_job SET state = 'running', attempt = 1, attempted_at = now() - interval '2 days'`)
	f.start(f.box)
	f.waitFor("accepted 1")
	eventually(t, "the job has ended", func() bool {
		return f.text(`SELECT count(*) FROM river_job WHERE kind = 'kontrakt_outbox_lane' AND state <> 'completed'`) == "0"
	})
}

// Whatever time a clock that was set back has left in the tables, and whatever job was removed, the items are sent.
func TestClockAndLostJobs(t *testing.T) {
	f := setUp(t)
	f.service.manager, f.service.interval = "", 1 // each company by itself
	const (
		turn    = `UPDATE kontrakt_outbox.turn SET %s WHERE lane = $1`
		manager = `INSERT INTO kontrakt_outbox.manager SELECT company, %s FROM kontrakt_outbox.lane WHERE id = $1`
		item    = `UPDATE kontrakt_outbox.item SET %s WHERE lane = $1`
		job     = `UPDATE river_job SET %s WHERE args->>'lane' = $1::bigint::text`
		noJob   = `DELETE FROM river_job WHERE args->>'lane' = $1::bigint::text`
	)
	for company, changes := range map[string][]string{
		"held for years":       {fmt.Sprintf(turn, `holder = 'x', held_until = now() + interval '3 years'`)},
		"held until now":       {fmt.Sprintf(turn, `holder = 'x', held_until = now()`)},
		"waits for years":      {fmt.Sprintf(turn, `next_at = now() + interval '3 years', waiting = 77`)},
		"waits for all time":   {fmt.Sprintf(turn, `next_at = 'infinity', waiting = 77`)},
		"waits for a lost job": {fmt.Sprintf(turn, `next_at = now() - interval '1 day', waiting = 77`), noJob},
		"gate in years":        {fmt.Sprintf(manager, `now() + interval '3 years'`)},
		"slot in years":        {fmt.Sprintf(manager, `NULL, now() + interval '3 years'`)},
		"pause of years":       {fmt.Sprintf(manager, `NULL, NULL, 9, now() + interval '3 years'`)},
		"never":                {fmt.Sprintf(manager, `'infinity', 'infinity', 1, 'infinity'`)},
		"since ever":           {fmt.Sprintf(manager, `'-infinity', '-infinity', 1, '-infinity'`)},
		"no job":               {noJob},
		"discarded job":        {fmt.Sprintf(job, `state = 'discarded', finalized_at = now()`)},
		"job of the dead":      {fmt.Sprintf(job, `state = 'running', attempted_at = now()`)},
		"enqueued in years":    {noJob, fmt.Sprintf(item, `enqueued_at = now() + interval '3 years'`)},
		"enqueued ages ago":    {noJob, fmt.Sprintf(item, `enqueued_at = now() - interval '30 years'`)},
	} {
		f.enqueue(company, 0, 2)
		for _, change := range changes {
			f.exec(change, f.lane(company))
		}
	}
	f.start(f.box)
	f.waitFor("accepted 30")
}

// lane returns the number of a company's lane.
func (f *fixture) lane(company string) (id int64) {
	f.t.Helper()
	if err := f.pool.QueryRow(f.t.Context(), `SELECT id FROM kontrakt_outbox.lane WHERE company = $1`, company).
		Scan(&id); err != nil {
		f.t.Fatal(err)
	}
	return id
}

// The turn of a worker that is still at work is not taken from it, by a sweep or by other jobs. It sends the items of
// those jobs.
func TestOneWorkerAtATime(t *testing.T) {
	f := setUp(t)
	f.sweep = time.Hour
	f.box, f.queue = f.open(f.pool)
	sent, goOn := make(chan bool), make(chan bool)
	f.service.respond = func(_ string, notes []note) []outbox.Result {
		sent <- true
		<-goOn
		return accept(notes)
	}
	f.enqueue("c", 0, 1)
	f.start(f.box)
	await(t, sent)
	f.enqueue("c", 1, 1) // its job ends at once
	eventually(t, "the second job has ended", func() bool {
		return f.text(`SELECT count(*) FROM river_job WHERE kind = 'kontrakt_outbox_lane' AND state = 'completed'`) == "1"
	})
	if err := f.box.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := f.states(); got != "in flight 1, pending 1" {
		t.Errorf("got %s", got)
	}
	goOn <- true
	await(t, sent)
	close(goOn)
	f.waitFor("accepted 2")
}

// A database that is restarted while a request is sent: the response is recorded once it is back.
func TestRestartOfDatabase(t *testing.T) {
	cluster := postgrestest.Start(t)
	url := cluster.Database(t)
	f := &fixture{t: t, pool: postgrestest.Pool(t, url), service: &service{manager: "m"}, log: new(journal)}
	if err := outbox.Migrate(t.Context(), f.pool); err != nil {
		t.Fatal(err)
	}
	f.box, f.queue = f.open(f.pool)
	restarted := false
	f.service.respond = func(_ string, notes []note) []outbox.Result {
		if !restarted {
			restarted = true
			if err := errors.Join(cluster.Down(), cluster.Up()); err != nil {
				t.Error(err)
			}
		}
		return accept(notes)
	}
	f.enqueue("c", 0, 8)
	f.start(f.box)
	eventually(t, "all is accepted", func() bool {
		var accepted int
		err := f.pool.QueryRow(t.Context(), `SELECT count(*) FROM kontrakt_outbox.items WHERE state = 'accepted'`).Scan(&accepted)
		return err == nil && accepted == 8
	})
	if got := len(f.service.sent("c")); got != 8 {
		t.Errorf("%d items were sent, want 8", got)
	}
}
