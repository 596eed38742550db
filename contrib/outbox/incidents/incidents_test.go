// Tests of the reports of CareFlex, at the sandbox: months, reasons, secrets.

package incidents_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"github.com/kontrakt-dev/kontrakt/contrib/outbox"
	"github.com/kontrakt-dev/kontrakt/contrib/outbox/incidents"
	"github.com/kontrakt-dev/kontrakt/contrib/outbox/internal/postgrestest"
	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Main(m)) }

const (
	apiToken = "88ea9396-386f-4130-bd00-1dd34e5636bd"
	patience = 30 * time.Second
)

// october is a month that has ended.
var october = incidents.Month{Year: 2025, Month: time.October}

// fixture is a database with reports to a sandbox.
type fixture struct {
	t        *testing.T
	pool     *pgxpool.Pool
	services *sandbox.Sandbox
	client   *careflex.Client
	reports  *incidents.Reports

	mu      sync.Mutex
	log     strings.Builder
	account func() (incidents.Account, error) // nil for a good one
}

func setUp(t *testing.T) *fixture {
	t.Helper()
	url := postgrestest.Start(t).Database(t)
	t.Parallel()
	f := &fixture{t: t, pool: postgrestest.Pool(t, url), services: sandbox.New(t, "careflex")}
	if err := incidents.Migrate(t.Context(), f.pool); err != nil {
		t.Fatal(err)
	}
	var err error
	if f.client, err = careflex.New(careflex.Config{Endpoint: f.services.Endpoint("careflex"),
		TokenURL: f.services.TokenURL("careflex"), UserID: sandbox.User, UserSecret: sandbox.Secret}); err != nil {
		t.Fatal(err)
	}
	logger := slog.New(slog.NewTextHandler(f, nil))
	f.reports, err = incidents.New(incidents.Config{
		Config: outbox.Config{Pool: f.pool, RequestTimeout: patience, SweepInterval: time.Second, Logger: logger,
			River: &river.Config{FetchCooldown: 5 * time.Millisecond, FetchPollInterval: 50 * time.Millisecond}},
		Account: func(_ context.Context, careflexID string) (incidents.Account, error) {
			f.mu.Lock()
			defer f.mu.Unlock()
			if f.account != nil {
				return f.account()
			}
			return incidents.Account{Client: f.client, APIToken: apiToken, Manager: careflexID}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Write takes a line of the log.
func (f *fixture) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.log.Write(p)
}

// start starts to send reports until the test ends.
func (f *fixture) start() {
	f.t.Helper()
	if err := f.reports.Start(context.Background()); err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := f.reports.Stop(ctx); err != nil {
			f.t.Error(err)
		}
	})
}

// tx runs do in a transaction.
func (f *fixture) tx(do func(tx pgx.Tx) error) {
	f.t.Helper()
	if err := pgx.BeginFunc(f.t.Context(), f.pool, do); err != nil {
		f.t.Fatal(err)
	}
}

// enqueue enqueues n incidents of a company for October, the first of them with the given type.
func (f *fixture) enqueue(company string, n int, kind careflex.IncidentType) (ids []int64) {
	f.t.Helper()
	f.tx(func(tx pgx.Tx) (err error) {
		ids, err = f.reports.Enqueue(f.t.Context(), tx, incidents.Report{CareflexID: company, Month: october,
			Incidents: list(n, kind)})
		return err
	})
	return ids
}

func list(n int, kind careflex.IncidentType) []careflex.IncidentListItem {
	items := make([]careflex.IncidentListItem, n)
	for i := range items {
		items[i].PlainIncident = &careflex.PlainIncident{EmployeeID: fmt.Sprint("e", i),
			ValidFrom: careflex.NewDate(2025, 10, 1), CreatedAt: careflex.NewDate(2025, 10, 2), Type: kind}
		kind = careflex.IncidentTypeRST
	}
	return items
}

// text returns the rows of a query: values separated by spaces, rows by commas.
func (f *fixture) text(sql string, args ...any) string {
	f.t.Helper()
	return postgrestest.Text(f.t, f.pool, sql, args...)
}

// waitFor waits until a query has a result.
func (f *fixture) waitFor(want, sql string, args ...any) {
	f.t.Helper()
	got := ""
	for end := time.Now().Add(patience); got != want; time.Sleep(5 * time.Millisecond) {
		if got = f.text(sql, args...); got != want && time.Now().After(end) {
			f.t.Fatalf("got  %s\nwant %s\n%s", got, want, f.log.String())
		}
	}
}

const states = `SELECT state, count(*) FROM kontrakt_outbox.incidents GROUP BY 1 ORDER BY 1`

// A report of 250 incidents goes out in three requests, in order, and each incident has its row.
func TestReport(t *testing.T) {
	f := setUp(t)
	f.enqueue("c", 250, "XXX")
	f.start()
	f.waitFor("accepted 249, rejected 1", states)
	var sizes []int
	next := 0
	for _, r := range f.services.Received("NewIncident") {
		var request careflex.NewIncidentRequest
		if err := r.Decode(&request); err != nil {
			t.Fatal(err)
		}
		for _, item := range request.IncidentList.Incidents {
			if want := fmt.Sprint("e", next); item.PlainIncident.EmployeeID != want {
				t.Fatalf("got %s, want %s", item.PlainIncident.EmployeeID, want)
			}
			next++
		}
		sizes = append(sizes, len(request.IncidentList.Incidents))
		if request.CareflexID != "c" || request.APIToken != apiToken {
			t.Errorf("got the company %s and the token %s", request.CareflexID, request.APIToken)
		}
	}
	if got := fmt.Sprint(sizes); got != "[100 100 50]" {
		t.Errorf("got requests of %s", got)
	}
	got := f.text(`SELECT month, state, attempt, reason_kind, code, starts_with(message, 'The validation failed')
		FROM kontrakt_outbox.incidents WHERE state = 'rejected'`)
	if got != "2025-10 rejected 1 row 422 true" {
		t.Errorf("got %s", got)
	}
	if got := f.text(`SELECT count(DISTINCT incident_id) FROM kontrakt_outbox.incidents WHERE state = 'accepted'`); got != "249" {
		t.Errorf("got %s incident IDs", got)
	}
}

// Each trouble with each operation: the state of the item, and its reason.
func TestReasons(t *testing.T) {
	f := setUp(t)
	respond := func(status int) func(*sandbox.Rule) {
		return func(r *sandbox.Rule) { r.Respond(status, nil, "no") }
	}
	both := map[string]func(*sandbox.Rule){
		"unknown no response <nil>": func(r *sandbox.Rule) { r.Lose() },
		"unknown status 502":        respond(502),
		"pending status 429":        respond(429),
		"pending status 403":        respond(403),
		"rejected status 422":       respond(422),
		"unknown content <nil>":     func(r *sandbox.Rule) { r.Answer("<a/>") },
		"unknown fault Server":      func(r *sandbox.Rule) { r.Fault("Server", "down", nil) },
		"rejected fault Client":     func(r *sandbox.Rule) { r.Fault("Client", "no", nil) },
	}
	rows := map[string]func(*sandbox.Rule){
		"unknown rows <nil>": func(r *sandbox.Rule) { r.Answer(&careflex.NewIncidentResponse{ImportID: "i"}) },
	}
	f.start()
	for operation, troubles := range map[string][]map[string]func(*sandbox.Rule){
		"NewIncident": {both, rows},
		"NoIncident":  {both},
	} {
		for _, list := range troubles {
			for want, change := range list {
				company := operation + " " + want
				change(f.services.On(operation).Times(1))
				if operation == "NewIncident" {
					f.enqueue(company, 1, careflex.IncidentTypeRST)
				} else {
					f.closeMonth(company)
					f.empties()
				}
				f.waitFor(want, `SELECT state, reason_kind, regexp_replace(code, '.*:', '') FROM kontrakt_outbox.items
					WHERE company = $1 AND reason_kind IS NOT NULL`, company)
				if strings.HasPrefix(want, "pending") {
					f.waitFor("accepted", `SELECT state FROM kontrakt_outbox.items WHERE company = $1`, company)
				}
			}
		}
	}
}

// A row that was changed by hand so that the contract is broken is rejected. The others of its request are sent.
func TestEditedRow(t *testing.T) {
	f := setUp(t)
	ids := f.enqueue("c", 3, careflex.IncidentTypeRST)
	if _, err := f.pool.Exec(t.Context(), `UPDATE kontrakt_outbox.item
		SET content = jsonb_set(content, '{PlainIncident,EmployeeID}', '""') WHERE id = $1`, ids[1]); err != nil {
		t.Fatal(err)
	}
	f.start()
	f.waitFor("accepted <nil>, rejected invalid, accepted <nil>",
		`SELECT state, reason_kind FROM kontrakt_outbox.incidents ORDER BY id`)
}

// An account that lacks something is no reason to reject an incident.
func TestIncompleteAccount(t *testing.T) {
	for name, account := range map[string]func(f *fixture) (incidents.Account, error){
		"error":     func(*fixture) (incidents.Account, error) { return incidents.Account{}, errors.New("no entry") },
		"no client": func(*fixture) (incidents.Account, error) { return incidents.Account{APIToken: apiToken}, nil },
		"no token": func(f *fixture) (incidents.Account, error) {
			return incidents.Account{Client: f.client, APIToken: " "}, nil
		},
		"no text": func(f *fixture) (incidents.Account, error) {
			return incidents.Account{Client: f.client, APIToken: apiToken + "\x00"}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := setUp(t)
			f.account = func() (incidents.Account, error) { return account(f) }
			f.enqueue("c", 2, careflex.IncidentTypeRST)
			f.start()
			f.waitFor("2 resolve", `SELECT pending, trouble_kind FROM kontrakt_outbox.companies`)
			f.mu.Lock()
			f.account = nil
			f.mu.Unlock()
			f.waitFor("accepted 2", states)
		})
	}
}

// Neither the database nor the log has a secret, whatever happens.
func TestSecrets(t *testing.T) {
	f := setUp(t)
	f.services.On("NewIncident").Times(1).Respond(403, nil, "the token "+apiToken+" is refused")
	f.services.On("NewIncident").Times(1).Answer(&careflex.NewIncidentResponse{ImportID: "i",
		IncidentResponseList: careflex.IncidentResponseList{Incidents: []careflex.IncidentResponse{
			{RowNumber: 0, EmployeeID: "e0", Type: "XXX",
				IncidentError: &careflex.IncidentError{Code: 1, Message: "the token " + apiToken + " is refused"}},
			{RowNumber: 1, EmployeeID: "e1", Type: "RST"}}}})
	f.enqueue("c", 2, "XXX")
	f.start()
	f.waitFor("accepted 1, rejected 1", states)
	if got := f.text(`SELECT message FROM kontrakt_outbox.incidents WHERE state = 'rejected'`); got !=
		"the token [redacted] is refused" {
		t.Errorf("got %s", got)
	}
	for _, table := range strings.Split(f.text(`SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
		WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`), ", ") {
		for _, secret := range []string{apiToken, sandbox.Secret} {
			if n := f.text(`SELECT count(*) FROM ` + table + ` AS t WHERE t::text LIKE '%` + secret + `%'`); n != "0" {
				t.Errorf("%s has a secret in %s rows", table, n)
			}
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if strings.Contains(f.log.String(), apiToken) {
		t.Error(f.log.String())
	}
	account := incidents.Account{Client: f.client, APIToken: apiToken, Manager: "m"}
	if text := fmt.Sprintf("%v %+v %#v %s", account, account, account, account); strings.Contains(text, apiToken) {
		t.Error(text)
	}
}

// What an incident has beside an employee's data survives the table: a new employee with all fields.
func TestMasterData(t *testing.T) {
	f := setUp(t)
	suffix, email := "c/o Ä & <b>", "a@example.org"
	item := careflex.IncidentListItem{NewIncident: &careflex.NewIncident{EmployeeID: "1", ValidFrom: careflex.NewDate(2025, 10, 1),
		CreatedAt: careflex.Date{Year: 2025, Month: 10, Day: 2, Zone: careflex.UTC}, Type: careflex.IncidentTypeNEW,
		Employee: employee(suffix, email)}}
	f.tx(func(tx pgx.Tx) error {
		_, err := f.reports.Enqueue(t.Context(), tx, incidents.Report{CareflexID: "c", Month: october,
			Incidents: []careflex.IncidentListItem{item}})
		return err
	})
	f.start()
	f.waitFor("accepted 1", states)
	var request careflex.NewIncidentRequest
	if err := f.services.Received("NewIncident")[0].Decode(&request); err != nil {
		t.Fatal(err)
	}
	want := careflex.NewIncidentRequest{CareflexID: "c", APIToken: apiToken,
		IncidentList: careflex.IncidentList{Incidents: []careflex.IncidentListItem{item}}}
	got, gotErr := request.AppendXML(nil)
	expected, err := want.AppendXML(nil)
	if err := errors.Join(gotErr, err); err != nil || string(got) != string(expected) {
		t.Errorf("got  %s\nwant %s\n%v", got, expected, err)
	}
}

// employee returns an employee with every field.
func employee(suffix, email string) careflex.Employee {
	return careflex.Employee{Title: &suffix, FirstName: "Zoë", LastName: "O'Neill \"x\"", Birthday: careflex.NewDate(1990, 2, 28),
		Sex: "m", Address: &careflex.Address{Street: "Straße", HouseNumber: "1a", AddressSuffix: &suffix, ZipCode: "01067",
			City: "Köln", Country: "DE"},
		Job: &careflex.Job{EmploymentSite: "Köln", EmploymentStatus: "1", StartOfEmployment: careflex.NewDate(2020, 1, 1),
			PersonnelNumber: "007", Management: true},
		Contact: &careflex.Contact{EmailBusiness: &email}}
}
