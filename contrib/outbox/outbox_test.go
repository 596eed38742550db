// Tests of the outbox with an operation of the tests: what is sent, in which order, and what becomes of it.

package outbox_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"github.com/kontrakt-dev/kontrakt/contrib/outbox"
	"github.com/kontrakt-dev/kontrakt/contrib/outbox/internal/postgrestest"
)

// patience bounds what tests wait for.
const patience = 30 * time.Second

// eventually waits until condition holds.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	eventuallyWithin(t, patience, what, condition)
}

func eventuallyWithin(t *testing.T, limit time.Duration, what string, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(limit); !condition(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %v: %s", limit, what)
		}
	}
}

// await waits for a value of a channel.
func await(t *testing.T, c <-chan bool) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(patience):
		t.Fatalf("nothing within %v", patience)
	}
}

// note is an item of the tests.
type note struct {
	Number int
	Text   string `json:",omitempty"`
}

// service is what the tests send notes to.
type service struct {
	mu       sync.Mutex
	requests []request
	// respond returns the results of a request; nil accepts all.
	respond func(company string, notes []note) []outbox.Result
	// resolve may return an error for a company; nil knows all.
	resolve  func(company string) error
	manager  string // "" for one of each company
	interval time.Duration
}

type request struct {
	company string
	notes   []note
	at      time.Time
}

// operation returns the operation that sends notes to s.
func (s *service) operation(limit int) outbox.Operation[note] {
	return outbox.Operation[note]{
		Name:  "Note",
		Limit: limit,
		Check: func(_ string, notes []note) error {
			if slices.ContainsFunc(notes, func(n note) bool { return n.Number < 0 }) {
				return errors.New("a negative number")
			}
			return nil
		},
		Resolve: func(_ context.Context, company string) (outbox.Sender[note], error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			if s.resolve != nil {
				if err := s.resolve(company); err != nil {
					return outbox.Sender[note]{}, err
				}
			}
			return outbox.Sender[note]{Manager: cmp.Or(s.manager, company), Interval: s.interval,
				Send: func(_ context.Context, notes []note) []outbox.Result { return s.send(company, notes) }}, nil
		},
	}
}

func (s *service) send(company string, notes []note) []outbox.Result {
	s.mu.Lock()
	s.requests = append(s.requests, request{company, notes, time.Now()})
	respond := s.respond
	s.mu.Unlock()
	if respond != nil {
		return respond(company, notes)
	}
	return accept(notes)
}

// accept accepts all notes.
func accept(notes []note) []outbox.Result {
	results := make([]outbox.Result, len(notes))
	for i, n := range notes {
		results[i] = outbox.Result{State: outbox.Accepted, ServiceID: fmt.Sprint("s", n.Number)}
	}
	return results
}

// all returns n results.
func all(n int, result outbox.Result) []outbox.Result {
	return slices.Repeat([]outbox.Result{result}, n)
}

// sent returns the numbers of the notes of a company in the order in which they were sent.
func (s *service) sent(company string) (numbers []int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.requests {
		if r.company == company {
			for _, n := range r.notes {
				numbers = append(numbers, n.Number)
			}
		}
	}
	return numbers
}

// count returns the number of requests.
func (s *service) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.requests)
}

// fixture is a database with an outbox for the notes of a service.
type fixture struct {
	t       *testing.T
	url     string
	pool    *pgxpool.Pool
	service *service
	log     *journal
	box     *outbox.Outbox
	queue   *outbox.Queue[note]
	timeout time.Duration // of requests; 0 means patience
	sweep   time.Duration // between sweeps; 0 means a second
}

// setUp makes a database. Tests run beside each other, since they wait most of the time.
func setUp(t *testing.T) *fixture {
	t.Helper()
	url := postgrestest.Start(t).Database(t)
	t.Parallel()
	f := &fixture{t: t, url: url, pool: postgrestest.Pool(t, url), service: &service{manager: "m"}, log: new(journal)}
	if err := outbox.Migrate(t.Context(), f.pool); err != nil {
		t.Fatal(err)
	}
	f.box, f.queue = f.open(f.pool)
	return f
}

// open returns an outbox as another process would have it.
func (f *fixture) open(pool *pgxpool.Pool) (*outbox.Outbox, *outbox.Queue[note]) {
	f.t.Helper()
	box, err := outbox.New(outbox.Config{Pool: pool, RequestTimeout: cmp.Or(f.timeout, patience),
		SweepInterval: cmp.Or(f.sweep, time.Second),
		Logger:        slog.New(slog.NewTextHandler(f.log, nil)),
		River: &river.Config{FetchCooldown: 5 * time.Millisecond, FetchPollInterval: 50 * time.Millisecond,
			Logger: slog.New(slog.DiscardHandler)}})
	if err != nil {
		f.t.Fatal(err)
	}
	queue, err := outbox.Add(box, f.service.operation(3))
	if err != nil {
		f.t.Fatal(err)
	}
	return box, queue
}

// start starts an outbox until the test ends.
func (f *fixture) start(box *outbox.Outbox) {
	f.t.Helper()
	if err := box.Start(context.Background()); err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { f.stop(box) })
}

func (f *fixture) stop(box *outbox.Outbox) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := box.Stop(ctx); err != nil {
		f.t.Error(err)
	}
}

// enqueue enqueues notes with the numbers from first on.
func (f *fixture) enqueue(company string, first, n int) (ids []int64) {
	f.t.Helper()
	f.tx(func(tx pgx.Tx) (err error) {
		ids, err = f.queue.Enqueue(f.t.Context(), tx, company, "", notes(first, n))
		return err
	})
	return ids
}

func notes(first, n int) []note {
	list := make([]note, n)
	for i := range list {
		list[i].Number = first + i
	}
	return list
}

// tx runs do in a transaction.
func (f *fixture) tx(do func(tx pgx.Tx) error) {
	f.t.Helper()
	if err := pgx.BeginFunc(f.t.Context(), f.pool, do); err != nil {
		f.t.Fatal(err)
	}
}

// exec runs a statement, as a person would by hand.
func (f *fixture) exec(sql string, args ...any) {
	f.t.Helper()
	if _, err := f.pool.Exec(f.t.Context(), sql, args...); err != nil {
		f.t.Fatal(err)
	}
}

// text returns the rows of a query: values separated by spaces, rows by commas.
func (f *fixture) text(sql string, args ...any) string {
	f.t.Helper()
	return postgrestest.Text(f.t, f.pool, sql, args...)
}

// states returns the number of items in each state.
func (f *fixture) states() string {
	return f.text(`SELECT state, count(*) FROM kontrakt_outbox.items GROUP BY 1 ORDER BY 1`)
}

// waitFor waits until the number of items in each state is as given.
func (f *fixture) waitFor(states string) {
	f.t.Helper()
	last := ""
	defer func() {
		if f.t.Failed() {
			f.t.Logf("states: %s\n%s\n%s", last, f.text(`SELECT kind, state, errors[1]::text FROM river_job
				WHERE errors IS NOT NULL LIMIT 3`), f.log)
		}
	}()
	eventually(f.t, states, func() bool { last = f.states(); return last == states })
}

// journal is a Logger with its records.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// Several processes enqueue the notes of several companies, some in transactions that are rolled back, while several
// send them: each committed note is sent once, those of a company in their order, and at most 3 in a request.
func TestEachOnceInOrder(t *testing.T) {
	f := setUp(t)
	for range 3 {
		box, _ := f.open(f.pool)
		f.start(box)
	}
	want := map[string][]int{}
	var mu sync.Mutex
	var group sync.WaitGroup
	for company := range 5 {
		group.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(company)))
			name := fmt.Sprint("company ", company)
			var committed []int
			for i, next := 0, 0; i < 12; i++ {
				n := 1 + random.IntN(8)
				isKept := random.IntN(4) > 0
				err := pgx.BeginFunc(t.Context(), f.pool, func(tx pgx.Tx) error {
					if _, err := f.queue.Enqueue(t.Context(), tx, name, "", notes(next, n)); err != nil {
						return err
					}
					if !isKept {
						return errors.New("rolled back")
					}
					return nil
				})
				if (err == nil) != isKept {
					t.Error(err)
				}
				for range n {
					if isKept {
						committed = append(committed, next)
					}
					next++
				}
			}
			mu.Lock()
			defer mu.Unlock()
			want[name] = committed
		})
	}
	group.Wait()
	total := 0
	for _, numbers := range want {
		total += len(numbers)
	}
	f.waitFor(fmt.Sprint("accepted ", total))
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got := f.service.sent(name); !slices.Equal(got, want[name]) {
			t.Errorf("%s: got %v, want %v", name, got, want[name])
		}
	}
	for _, r := range f.service.requests {
		if len(r.notes) > 3 {
			t.Errorf("a request with %d notes", len(r.notes))
		}
	}
	if got := f.text(`SELECT count(*) FROM kontrakt_outbox.items WHERE attempt <> 1 OR sent_at IS NULL OR settled_at < sent_at
		OR service_id IS NULL OR reason_kind IS NOT NULL`); got != "0" {
		t.Errorf("%s accepted items have an attempt, a time, a name or a reason that they should not have", got)
	}
}
