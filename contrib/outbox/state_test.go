// Tests of the states of items: each result, each decision, and what was changed by hand.

package outbox_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kontrakt-dev/kontrakt/contrib/outbox"
)

// Each kind of result in one request becomes the state of its item. A later item is sent; an Unknown one is not again.
func TestResults(t *testing.T) {
	f := setUp(t)
	f.service.respond = func(_ string, notes []note) []outbox.Result {
		results := accept(notes)
		for i, n := range notes {
			switch n.Number {
			case 1:
				results[i] = outbox.Result{State: outbox.Rejected,
					Reason: outbox.Reason{Kind: "row", Code: "422", Message: "no\x00 \xff"}}
			case 2:
				results[i] = outbox.Result{State: outbox.Unknown, Reason: outbox.Reason{Kind: "rows"}}
			}
		}
		return results
	}
	f.enqueue("c", 0, 4)
	f.start(f.box)
	f.waitFor("accepted 2, rejected 1, unknown 1")
	got := f.text(`SELECT position, state, attempt, service_id, reason_kind, code, message FROM kontrakt_outbox.items ORDER BY 1`)
	want := "1 accepted 1 s0 <nil> <nil> <nil>, 2 rejected 1 <nil> row 422 no \uFFFD, 3 unknown 1 <nil> rows <nil> <nil>, " +
		"4 accepted 1 s3 <nil> <nil> <nil>"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := f.service.sent("c"); !slices.Equal(got, []int{0, 1, 2, 3}) {
		t.Errorf("sent %v", got)
	}
}

// An item that was not sent is sent again before the later ones, with the reason in the view until then.
func TestNotSent(t *testing.T) {
	f := setUp(t)
	var isDown atomic.Bool
	isDown.Store(true)
	f.service.respond = func(_ string, notes []note) []outbox.Result {
		if isDown.Load() {
			return all(len(notes), outbox.Result{State: outbox.Pending,
				Reason: outbox.Reason{Kind: "auth", Message: "no token"}})
		}
		return accept(notes)
	}
	f.enqueue("c", 0, 2)
	f.start(f.box)
	const view = `SELECT pending, trouble_kind, trouble_message FROM kontrakt_outbox.companies`
	eventually(t, "the trouble is seen", func() bool { return f.text(view) == "2 auth no token" })
	f.enqueue("c", 2, 2)
	isDown.Store(false)
	f.waitFor("accepted 4")
	sent := f.service.sent("c")
	if got := slices.Compact(sent[len(sent)-4:]); !slices.Equal(got, []int{0, 1, 2, 3}) {
		t.Errorf("sent %v", sent)
	}
	if got := f.text(view); got != "0 <nil> <nil>" {
		t.Errorf("afterwards: got %s", got)
	}
}

// A function that sends items, and breaks its promise, makes them Unknown.
func TestSendThatBreaks(t *testing.T) {
	responses := map[string]func(notes []note) []outbox.Result{
		"panic":     func([]note) []outbox.Result { panic("a bug") },
		"none":      func([]note) []outbox.Result { return nil },
		"too few":   func(notes []note) []outbox.Result { return accept(notes[1:]) },
		"too many":  func(notes []note) []outbox.Result { return accept(append(notes, note{})) },
		"in flight": func(notes []note) []outbox.Result { return all(len(notes), outbox.Result{State: outbox.InFlight}) },
		"no state":  func(notes []note) []outbox.Result { return all(len(notes), outbox.Result{}) },
	}
	f := setUp(t)
	f.service.manager = "" // each company by itself
	f.service.respond = func(company string, notes []note) []outbox.Result { return responses[company](notes) }
	for company := range responses {
		f.enqueue(company, 0, 2)
	}
	f.start(f.box)
	f.waitFor(fmt.Sprint("unknown ", 2*len(responses)))
	if got := f.text(`SELECT DISTINCT reason_kind, company = 'panic' FROM kontrakt_outbox.items ORDER BY 1`); got !=
		"panic true, results false" {
		t.Errorf("got %s", got)
	}
}

// Each decision about an item in each state: what becomes of it, and whether it is refused.
func TestDecisions(t *testing.T) {
	f := setUp(t)
	accepted := outbox.Result{State: outbox.Accepted, ServiceID: "found"}
	decisions := map[string]func(tx pgx.Tx, id int64) (isDone bool, err error){
		"cancel": func(tx pgx.Tx, id int64) (bool, error) {
			ids, err := f.box.Cancel(t.Context(), tx, id)
			return slices.Equal(ids, []int64{id}), err
		},
		"send again": func(tx pgx.Tx, id int64) (bool, error) {
			ids, err := f.box.SendAgain(t.Context(), tx, id)
			return slices.Equal(ids, []int64{id}), err
		},
		"settle": func(tx pgx.Tx, id int64) (bool, error) {
			return f.box.Settle(t.Context(), tx, id, accepted) == nil, nil
		},
	}
	becomes := map[string]string{
		"cancel pending":       "cancelled",
		"send again unknown":   "pending",
		"send again rejected":  "pending",
		"send again cancelled": "pending",
		"settle unknown":       "accepted",
	}
	for decision, decide := range decisions {
		for _, state := range []string{"pending", "in flight", "accepted", "rejected", "unknown", "cancelled"} {
			id := f.enqueue("c", 0, 1)[0]
			f.exec(`UPDATE kontrakt_outbox.item SET state = $2 WHERE id = $1`, id, state)
			var isDone bool
			f.tx(func(tx pgx.Tx) (err error) {
				isDone, err = decide(tx, id)
				return err
			})
			want, mayDecide := becomes[decision+" "+state]
			if !mayDecide {
				want = state
			}
			got := f.text(`SELECT state, decided_at IS NOT NULL FROM kontrakt_outbox.items WHERE id = $1`, id)
			if got != fmt.Sprint(want, " ", mayDecide) || isDone != mayDecide {
				t.Errorf("%s an item that is %s: got %s, done %v", decision, state, got, isDone)
			}
		}
	}
	f.tx(func(tx pgx.Tx) error {
		for _, state := range []outbox.State{outbox.Pending, outbox.InFlight, outbox.Unknown, outbox.Cancelled, "", "other"} {
			if err := f.box.Settle(t.Context(), tx, 1, outbox.Result{State: state}); err == nil {
				t.Errorf("an item can be settled as %q", state)
			}
		}
		return nil
	})
}

// Unknown items stay so until somebody decides. Then they are sent before the later ones.
func TestSendAgain(t *testing.T) {
	f := setUp(t)
	f.service.respond = func(_ string, notes []note) []outbox.Result {
		return all(len(notes), outbox.Result{State: outbox.Unknown, Reason: outbox.Reason{Kind: "no response"}})
	}
	ids := f.enqueue("c", 0, 3)
	f.start(f.box)
	f.waitFor("unknown 3")
	f.stop(f.box)
	if err := f.box.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := f.states(); got != "unknown 3" {
		t.Fatalf("after a sweep: %s", got)
	}
	f.service.respond = nil
	f.enqueue("c", 3, 2)
	f.tx(func(tx pgx.Tx) error {
		_, err := f.box.SendAgain(t.Context(), tx, ids[1])
		return err
	})
	box, _ := f.open(f.pool)
	f.start(box)
	f.waitFor("accepted 3, unknown 2")
	if got := f.service.sent("c"); !slices.Equal(got, []int{0, 1, 2, 1, 3, 4}) {
		t.Errorf("sent %v", got)
	}
}

// A response that comes after the turn was taken from its worker, or even after somebody has decided, counts.
func TestLateResponse(t *testing.T) {
	decisions := map[string]string{"none": "unknown", "send again": "pending", "cancel after all": "cancelled"}
	for decision, state := range decisions {
		t.Run(decision, func(t *testing.T) {
			f := setUp(t)
			sent, goOn := make(chan bool), make(chan bool)
			f.service.respond = func(_ string, notes []note) []outbox.Result {
				sent <- true
				<-goOn
				return accept(notes)
			}
			f.enqueue("c", 0, 1)
			f.start(f.box)
			await(t, sent)
			f.exec(`UPDATE kontrakt_outbox.turn SET held_until = clock_timestamp() - interval '1 s'`)
			f.exec(`UPDATE kontrakt_outbox.item SET state = $1, reason_kind = 'lost'`, state)
			close(goOn)
			f.waitFor("accepted 1")
			if got := f.text(`SELECT service_id, reason_kind FROM kontrakt_outbox.items`); got != "s0 <nil>" {
				t.Errorf("got %s", got)
			}
		})
	}
}

// What a person writes into a row: JSON that is no item is rejected, with the others sent; a valid change is sent.
func TestEditedItems(t *testing.T) {
	f := setUp(t)
	ids := f.enqueue("c", 0, 6)
	for i, content := range []string{`"text"`, `{"Number": "one"}`, `{"Nummer": 1}`, `[]`, `{"Number": 99}`} {
		f.exec(`UPDATE kontrakt_outbox.item SET content = $2 WHERE id = $1`, ids[i], content)
	}
	if _, err := f.pool.Exec(t.Context(), `UPDATE kontrakt_outbox.item SET state = 'done'`); err == nil {
		t.Error("the table takes a state that there is not")
	}
	f.start(f.box)
	f.waitFor("accepted 2, rejected 4")
	if got := f.service.sent("c"); !slices.Equal(got, []int{99, 5}) {
		t.Errorf("sent %v", got)
	}
	if got := f.text(`SELECT DISTINCT reason_kind, attempt, message <> '' FROM kontrakt_outbox.items
		WHERE state = 'rejected'`); got !=
		"unreadable 0 true" {
		t.Errorf("got %s", got)
	}
}

// The items of a company without an entry wait, with the reason in the view, and those of others are sent.
func TestCompanyWithoutEntry(t *testing.T) {
	f := setUp(t)
	var isKnown atomic.Bool
	f.service.resolve = func(company string) error {
		switch {
		case company == "panic" && !isKnown.Load():
			panic("no map")
		case company == "new" && !isKnown.Load():
			return errors.New("no secrets of this company")
		}
		return nil
	}
	for _, company := range []string{"new", "panic", "old"} {
		f.enqueue(company, 0, 2)
	}
	f.start(f.box)
	f.waitFor("accepted 2, pending 4")
	want := "new resolve no secrets of this company, old <nil> <nil>, panic resolve Operation.Resolve panicked: no map"
	eventually(t, want, func() bool {
		return f.text(`SELECT company, trouble_kind, trouble_message FROM kontrakt_outbox.companies ORDER BY 1`) == want
	})
	isKnown.Store(true)
	f.waitFor("accepted 6")
	if !strings.Contains(f.log.String(), "no secrets of this company") {
		t.Error("nothing is logged")
	}
}

// An operation that no process has makes its items wait.
func TestUnknownOperation(t *testing.T) {
	f := setUp(t)
	f.enqueue("c", 0, 1)
	f.exec(`UPDATE kontrakt_outbox.lane SET operation = 'Letter'`)
	f.start(f.box)
	eventually(t, "the trouble is seen", func() bool {
		return f.text(`SELECT pending, trouble_kind FROM kontrakt_outbox.companies`) == "1 operation"
	})
	f.exec(`UPDATE kontrakt_outbox.lane SET operation = 'Note'`)
	f.waitFor("accepted 1")
}

// Enqueue refuses what cannot be sent, and says which items.
func TestEnqueueRefuses(t *testing.T) {
	f := setUp(t)
	for name, test := range map[string]struct {
		company string
		notes   []note
		want    string
	}{
		"no company":    {"", notes(0, 1), "needs a company"},
		"no items":      {"c", nil, "needs a company and one item"},
		"invalid items": {"c", notes(-1, 2), "items from 0 on: a negative number"},
		"later items":   {"c", append(notes(0, 4), note{Number: -1}), "items from 3 on: a negative number"},
	} {
		err := pgx.BeginFunc(t.Context(), f.pool, func(tx pgx.Tx) error {
			_, err := f.queue.Enqueue(t.Context(), tx, test.company, "", test.notes)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if got := f.states(); got != "" {
		t.Errorf("saved: %s", got)
	}
}

// A transaction of a caller that has locked pending items makes them wait, without overtaking.
func TestLockedItems(t *testing.T) {
	f := setUp(t)
	ids := f.enqueue("c", 0, 4)
	tx, err := f.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.box.Cancel(t.Context(), tx, ids[0]); err != nil {
		t.Fatal(err)
	}
	f.start(f.box)
	eventually(t, "the worker waits for the lock", func() bool { return f.lockWaits() == 1 })
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.waitFor("accepted 3, cancelled 1")
	if got := f.service.sent("c"); !slices.Equal(got, []int{1, 2, 3}) {
		t.Errorf("sent %v", got)
	}
}

// lockWaits returns the number of connections that wait for a lock.
func (f *fixture) lockWaits() (n int) {
	f.t.Helper()
	if err := f.pool.QueryRow(f.t.Context(), `SELECT count(*) FROM pg_stat_activity
		WHERE wait_event_type = 'Lock' AND datname = current_database()`).Scan(&n); err != nil {
		f.t.Fatal(err)
	}
	return n
}

// Requests of one manager keep their rate, over all processes. Those of another manager are not concerned.
func TestRate(t *testing.T) {
	f := setUp(t)
	const interval = 150 * time.Millisecond
	f.service.interval = interval
	const companies = 8
	for company := range companies {
		f.enqueue(fmt.Sprint("c", company), 0, 1)
	}
	start := time.Now()
	for range 3 {
		box, _ := f.open(f.pool)
		f.start(box)
	}
	f.waitFor(fmt.Sprint("accepted ", companies))
	last := f.service.requests[companies-1].at
	if took := last.Sub(start); took < (companies-1)*interval {
		t.Errorf("%d requests in %v, with %v between them", companies, took, interval)
	}
	if got := f.text(`SELECT name, failures, paused_until FROM kontrakt_outbox.managers`); got != "m 0 <nil>" {
		t.Errorf("got %s", got)
	}
}

// An outage of the service pauses all companies of its manager: it does not make all items Unknown.
func TestOutagePausesManager(t *testing.T) {
	f := setUp(t)
	var isDown atomic.Bool
	isDown.Store(true)
	f.service.respond = func(_ string, notes []note) []outbox.Result {
		if isDown.Load() {
			return all(len(notes), outbox.Result{State: outbox.Unknown, Reason: outbox.Reason{Kind: "status", Code: "502"}})
		}
		return accept(notes)
	}
	f.service.interval = time.Millisecond
	for company := range 40 {
		f.enqueue(fmt.Sprint("c", company), 0, 6)
	}
	f.start(f.box)
	eventually(t, "a second pause", func() bool {
		return f.text(`SELECT failures >= 2 AND paused_until > now() FROM kontrakt_outbox.managers`) == "true"
	})
	if n := f.service.count(); n > 20 { // twice as many as there are workers
		t.Errorf("%d requests before the second pause", n)
	}
	isDown.Store(false)
	eventually(t, "no item is pending", func() bool { return !strings.Contains(f.states(), "pending") })
	unknown := f.text(`SELECT count(*) FROM kontrakt_outbox.items WHERE state = 'unknown'`)
	if n, err := strconv.Atoi(unknown); err != nil || n > 90 { // three items in each request
		t.Errorf("%s unknown items of 240 after an outage", unknown)
	}
	if got := f.text(`SELECT failures, paused_until FROM kontrakt_outbox.managers`); got != "0 <nil>" {
		t.Errorf("afterwards: got %s", got)
	}
}

// An item that is in flight without a worker is Unknown after a sweep, whoever has left it so. But a worker that has not
// sent it, and knows that, makes it Pending.
func TestInFlightWithoutWorker(t *testing.T) {
	f := setUp(t)
	f.enqueue("c", 0, 1)
	f.exec(`UPDATE kontrakt_outbox.item SET state = 'in flight'`)
	if err := f.box.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.waitFor("unknown 1")
	f.enqueue("d", 0, 1)
	var isBroken atomic.Bool
	isBroken.Store(true)
	f.service.resolve = func(company string) error {
		if company == "d" && isBroken.Swap(false) { // as if the connection had been lost when items were marked
			f.exec(`UPDATE kontrakt_outbox.item SET state = 'in flight' WHERE state = 'pending'`)
			return errors.New("broken")
		}
		return nil
	}
	f.start(f.box)
	f.waitFor("accepted 1, unknown 1")
}

// A worker that lost its connection while it marked items does not leave them in flight, even if the server commits that
// after the worker has noticed: they were not sent, so they are sent later.
func TestMarkCommittedLate(t *testing.T) {
	f := setUp(t)
	f.enqueue("c", 0, 1)
	marks := make(chan pgx.Tx, 1)
	var isLost atomic.Bool
	f.service.resolve = func(string) error {
		if isLost.Swap(true) {
			return nil
		}
		mark, err := f.pool.Begin(t.Context())
		if err != nil {
			return err
		}
		marks <- mark
		_, turnErr := mark.Exec(t.Context(), `UPDATE kontrakt_outbox.turn SET held_until = held_until`)
		_, itemErr := mark.Exec(t.Context(), `UPDATE kontrakt_outbox.item SET state = 'in flight'`)
		return cmp.Or(turnErr, itemErr, errors.New("the connection is lost"))
	}
	f.start(f.box)
	eventually(t, "the worker waits for the lock", func() bool { return f.lockWaits() == 1 })
	if err := (<-marks).Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.waitFor("accepted 1")
}

// Who asks what waits does not read what was accepted long ago: the index of pending items is enough.
func TestCompaniesReadWhatIsAsked(t *testing.T) {
	f := setUp(t)
	f.tx(func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), `SET LOCAL enable_seqscan = off`); err != nil {
			return err
		}
		rows, err := tx.Query(t.Context(), `EXPLAIN SELECT company, pending, oldest_pending, trouble_kind
			FROM kontrakt_outbox.companies WHERE pending > 0`)
		if err != nil {
			return err
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		plan := strings.Join(lines, "\n")
		if !strings.Contains(plan, "item_pending") || strings.Contains(plan, "item_lane_position_key") {
			t.Error(plan)
		}
		return err
	})
}

// A worker that has no time left sends nothing.
func TestNoTimeLeft(t *testing.T) {
	f := setUp(t)
	f.timeout = 3 * time.Second
	var isSuspended atomic.Bool
	isSuspended.Store(true)
	f.box, f.queue = f.open(f.pool)
	f.box.OnStep(func(name string) {
		if name == outbox.BeforeRequest && isSuspended.Swap(false) {
			time.Sleep(f.timeout)
		}
	})
	f.enqueue("c", 0, 1)
	f.start(f.box)
	f.waitFor("accepted 1")
	if got := f.text(`SELECT attempt FROM kontrakt_outbox.items`); got != "2" || f.service.count() != 1 {
		t.Errorf("%s attempts, %d requests", got, f.service.count())
	}
}
