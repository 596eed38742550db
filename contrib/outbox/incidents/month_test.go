// Tests of months: what is reported for a month without incidents, and when.

package incidents_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kontrakt-dev/kontrakt/contrib/outbox"
	"github.com/kontrakt-dev/kontrakt/contrib/outbox/incidents"
	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

const (
	monthOf  = `SELECT state FROM kontrakt_outbox.months WHERE company = $1 AND month = '2025-10-01'`
	setState = `UPDATE kontrakt_outbox.item SET state = $2 FROM kontrakt_outbox.lane
		WHERE lane.id = item.lane AND company = $1`
)

// exec runs a statement, as a person would by hand.
func (f *fixture) exec(sql string, args ...any) {
	f.t.Helper()
	if _, err := f.pool.Exec(f.t.Context(), sql, args...); err != nil {
		f.t.Fatal(err)
	}
}

// empties enqueues the empty messages and returns their number.
func (f *fixture) empties() int {
	f.t.Helper()
	n, err := f.reports.ReportEmptyMonths(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	return n
}

func (f *fixture) closeMonth(company string) {
	f.t.Helper()
	f.tx(func(tx pgx.Tx) error { return f.reports.CloseMonth(f.t.Context(), tx, company, october) })
}

func (f *fixture) openMonth(company string) (sent outbox.State) {
	f.t.Helper()
	f.tx(func(tx pgx.Tx) (err error) {
		sent, err = f.reports.OpenMonth(f.t.Context(), tx, company, october)
		return err
	})
	return sent
}

// Nothing is reported for a month in which nothing was entered yet. Once it is closed, an empty message is, once.
func TestEmptyMonth(t *testing.T) {
	f := setUp(t)
	f.tx(func(tx pgx.Tx) error { return f.reports.Follow(t.Context(), tx, "c", october) })
	f.waitFor("nothing entered yet", monthOf, "c")
	if n := f.empties(); n != 0 {
		t.Errorf("%d empty messages for a month that is open", n)
	}
	f.closeMonth("c")
	f.closeMonth("c")
	f.waitFor("empty", monthOf, "c")
	if n := f.empties() + f.empties(); n != 1 {
		t.Errorf("%d empty messages, want 1", n)
	}
	f.waitFor("empty pending", monthOf, "c")
	f.start()
	f.waitFor("empty accepted", monthOf, "c")
	received := f.services.Received("NoIncident")
	var request careflex.NoIncidentRequest
	if err := received[0].Decode(&request); err != nil || len(received) != 1 {
		t.Fatal(err, len(received))
	}
	want := careflex.NoIncidentRequest{CareflexID: "c", APIToken: apiToken, CreatedAt: careflex.NewDate(2025, 10, 31)}
	if fmt.Sprint(request.CareflexID, request.APIToken, request.CreatedAt) !=
		fmt.Sprint(want.CareflexID, want.APIToken, want.CreatedAt) {
		t.Errorf("got %s, %s", request.CareflexID, request.CreatedAt)
	}
}

// Which incidents of a closed month count: those in any state but cancelled.
func TestMonthWithIncidents(t *testing.T) {
	f := setUp(t)
	for _, state := range []string{"pending", "in flight", "accepted", "rejected", "unknown", "cancelled"} {
		f.enqueue(state, 1, careflex.IncidentTypeRST)
		f.exec(setState, state, state)
		f.closeMonth(state)
		want, wantMonth := 0, "incidents"
		if state == "cancelled" {
			want, wantMonth = 1, "empty pending"
		}
		if n := f.empties() + f.empties(); n != want {
			t.Errorf("%s: %d empty messages, want %d", state, n, want)
		}
		f.waitFor(wantMonth, monthOf, state)
	}
}

// A closed month takes no incidents until it is opened. That cancels the empty message if it is still pending.
func TestOpenMonth(t *testing.T) {
	f := setUp(t)
	for _, state := range []string{"no message", "pending", "in flight", "accepted", "rejected", "unknown", "cancelled"} {
		company := "with " + state
		f.closeMonth(company)
		sent := outbox.State(state)
		if state == "no message" {
			sent = ""
		} else {
			f.empties()
			f.exec(setState, company, state)
		}
		if state == "pending" || state == "cancelled" {
			sent = ""
		}
		report := incidents.Report{CareflexID: company, Month: october, Incidents: list(1, careflex.IncidentTypeRST)}
		err := pgx.BeginFunc(t.Context(), f.pool, func(tx pgx.Tx) error {
			_, err := f.reports.Enqueue(t.Context(), tx, report)
			return err
		})
		if !errors.Is(err, incidents.ErrClosed) || !strings.Contains(err.Error(), "2025-10 of the company "+company) {
			t.Errorf("%s: got %v", state, err)
		}
		if got := f.openMonth(company); got != sent {
			t.Errorf("%s: the empty message: got %q, want %q", state, got, sent)
		}
		f.waitFor("nothing entered yet", monthOf, company)
		f.enqueue(company, 1, careflex.IncidentTypeRST)
		f.waitFor("incidents", monthOf, company)
		f.closeMonth(company)
		if n := f.empties(); n != 0 {
			t.Errorf("%s: %d empty messages, want none", state, n)
		}
	}
}

// A month that was opened, and closed again without incidents, has one empty message at the service.
func TestReopenedMonth(t *testing.T) {
	for _, isSent := range []bool{false, true} {
		t.Run(fmt.Sprint("sent ", isSent), func(t *testing.T) {
			f := setUp(t)
			f.closeMonth("c")
			f.empties()
			if isSent {
				f.start()
				f.waitFor("empty accepted", monthOf, "c")
			}
			f.openMonth("c")
			f.closeMonth("c")
			f.empties()
			if !isSent {
				f.start()
			}
			f.waitFor("empty accepted", monthOf, "c")
			if n := len(f.services.Received("NoIncident")); n != 1 {
				t.Errorf("the service received %d empty messages", n)
			}
		})
	}
}

// The view expects a report for each month in which a company is followed, and for none outside.
func TestFollow(t *testing.T) {
	f := setUp(t)
	last := incidents.Month{Year: 2025, Month: time.December}
	f.tx(func(tx pgx.Tx) error {
		return errors.Join(f.reports.Follow(t.Context(), tx, "c", october), f.reports.Unfollow(t.Context(), tx, "c", last))
	})
	const months = `SELECT to_char(month, 'YYYY-MM') FROM kontrakt_outbox.months ORDER BY 1`
	f.waitFor("2025-10, 2025-11, 2025-12", months)
	f.tx(func(tx pgx.Tx) error { // a report from before
		_, err := f.reports.Enqueue(t.Context(), tx, incidents.Report{CareflexID: "c", Month: incidents.Month{Year: 2025, Month: 9},
			Incidents: list(1, careflex.IncidentTypeRST)})
		return err
	})
	f.waitFor("2025-09, 2025-10, 2025-11, 2025-12", months)
	f.tx(func(tx pgx.Tx) error {
		if err := f.reports.Unfollow(t.Context(), tx, "nobody", last); err == nil {
			t.Error("a company is unfollowed that is not followed")
		}
		for _, month := range []incidents.Month{{}, {Year: 2025, Month: 13}, {Year: -1, Month: 1}} {
			if f.reports.Follow(t.Context(), tx, "c", month) == nil || f.reports.CloseMonth(t.Context(), tx, "c", month) == nil {
				t.Errorf("%v is taken as a month", month)
			}
			if _, err := f.reports.Enqueue(t.Context(), tx, incidents.Report{CareflexID: "c", Month: month}); err == nil {
				t.Errorf("%v is taken as the month of a report", month)
			}
		}
		return nil
	})
}
