// Processes that are killed at any moment, and a service that makes trouble: the ledger of the service agrees with the
// tables. Nothing is lost, nothing is sent twice, and what is unknown is really unknown.

package outbox_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kontrakt-dev/kontrakt/contrib/outbox"
	"github.com/kontrakt-dev/kontrakt/contrib/outbox/incidents"
	"github.com/kontrakt-dev/kontrakt/contrib/outbox/internal/postgrestest"
	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// The size of TestKilled: make fleet runs a larger one.
var (
	processes = flag.Int("processes", 2, "processes at a time")
	kills     = flag.Int("kills", 15, "processes that are killed")
	items     = flag.Int("incidents", 2000, "incidents at least")
	companies = flag.Int("companies", 8, "companies with incidents, and as many without")
	restarts  = flag.Int("restarts", 0, "restarts of PostgreSQL, if no other test runs")
)

func TestKilled(t *testing.T) {
	cluster := postgrestest.Start(t)
	url := cluster.Database(t)
	t.Parallel()
	f := &fixture{t: t, pool: postgrestest.Pool(t, url), log: new(journal)}
	if err := incidents.Migrate(t.Context(), f.pool); err != nil {
		t.Fatal(err)
	}
	services := sandbox.New(t, "careflex")
	troubles := makeTrouble(services)
	random := rand.New(rand.NewPCG(1, 2))
	database := newProxy(t, url, cutSome(3, 60_000))
	given := &ledger{service: services, ids: map[string]string{}}
	server := httptest.NewServer(given)
	t.Cleanup(server.Close)
	network := newProxy(t, server.URL, cutSome(4, 60_000))
	usual := program{Timeout: time.Second, Database: database.through(t, url),
		Endpoint: network.through(t, services.Endpoint("careflex")), TokenURL: network.through(t, services.TokenURL("careflex"))}
	reports := openReports(t, f.pool, &usual)

	enqueued := 0
	enqueue := func() {
		f.tx(func(tx pgx.Tx) error {
			n := 1 + random.IntN(150)
			_, err := reports.Enqueue(t.Context(), tx, incidents.Report{CareflexID: fmt.Sprint("company", random.IntN(*companies)),
				Month: incidents.Month{Year: 2026, Month: 10}, Incidents: someIncidents(enqueued, n)})
			enqueued += n
			return err
		})
	}
	for company := range *companies { // and as many without incidents
		f.tx(func(tx pgx.Tx) error {
			return reports.CloseMonth(t.Context(), tx, fmt.Sprint("empty", company), incidents.Month{Year: 2026, Month: 10})
		})
	}
	ends := make(chan bool, *processes) // reports whether a process was killed, or ended without its database
	var running []*exec.Cmd
	launch := func(p program) {
		command := p.command(t)
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		running = append(running, command)
		go func() {
			_ = command.Wait() // its code says how it ended
			ends <- !command.ProcessState.Exited()
		}()
	}
	defer func() {
		for _, command := range running {
			_ = command.Process.Kill() // most have ended
		}
	}()
	draw := func() program {
		p := usual
		p.Step = 1 + random.IntN(12)
		if random.IntN(3) == 0 {
			p.During = time.Duration(1 + random.IntN(int(5*time.Millisecond)))
		}
		return p
	}
	for range *processes {
		launch(draw())
	}
	killed, ended, restarted := 0, 0, 0
	limit := 2*time.Minute + time.Duration(*kills)*time.Second + time.Duration(*items)*5*time.Millisecond
	eventuallyWithin(t, limit, "all is sent", func() bool {
		for enqueued < min(*items, 2**items*(killed+*processes) / *kills) { // there is enough to send until the last kill
			enqueue()
		}
		if restarted < *restarts && killed >= (restarted+1)**kills/(*restarts+1) {
			if err := errors.Join(cluster.Down(), cluster.Up()); err != nil {
				t.Fatal(err)
			}
			f.pool.Reset()
			restarted++
		}
		select {
		case isKilled := <-ends:
			if isKilled {
				killed++
			} else {
				ended++
			}
			if killed < *kills {
				launch(draw())
			} else {
				launch(usual)
			}
		case <-time.After(50 * time.Millisecond):
		}
		if _, err := reports.ReportEmptyMonths(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := reports.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		states := f.states()
		return killed >= *kills && enqueued >= *items && !strings.Contains(states, "pending") &&
			!strings.Contains(states, "in flight")
	})
	t.Logf("%d kills, %d troubles, %d restarts, connections cut: %d to PostgreSQL and %d to the service: %s", killed,
		troubles, restarted, database.cuts.Load(), network.cuts.Load(), f.states())
	if got := f.text(`SELECT count(*) FROM kontrakt_outbox.items`); got != fmt.Sprint(enqueued+*companies) {
		t.Errorf("got %s items, want %d", got, enqueued+*companies)
	}
	compareLedger(t, f, services, given)
	// A process has one request in progress, so no more can be lost than processes or connections were.
	var lost int
	if err := f.pool.QueryRow(t.Context(), `SELECT count(DISTINCT request) FROM kontrakt_outbox.item WHERE reason_kind = $1`,
		outbox.KindLost).Scan(&lost); err != nil {
		t.Fatal(err)
	}
	if most := killed + ended + restarted**processes + int(database.cuts.Load()); lost > most {
		t.Errorf("%d requests are lost, want %d at most", lost, most)
	}
}

// cutSome returns the limits of connections: one in four is cut, at a drawn byte before the last.
func cutSome(seed uint64, last int64) func() int64 {
	random := rand.New(rand.NewPCG(seed, seed))
	return func() int64 {
		if random.IntN(4) > 0 {
			return 0
		}
		return 1 + random.Int64N(last)
	}
}

// makeTrouble makes every kind of trouble at the service, each once, with a few good responses in between.
func makeTrouble(services *sandbox.Sandbox) int {
	on := func() *sandbox.Rule { return services.On("NewIncident") }
	good := func() { on().Delay(1).Times(4) }
	good()
	troubles := []func(){
		func() { on().Times(1).Lose() },
		func() { on().Times(1).Drop() },
		func() { on().Times(1).Cut() },
		func() { on().Times(1).Fault("Server", "The report was not imported.", nil) },
		func() { on().Times(1).Respond(429, nil, "too many requests") },
		func() { on().Times(1).Respond(502, nil, "bad gateway") },
	}
	for _, make := range troubles {
		make()
		good()
	}
	return len(troubles)
}

// someIncidents returns n incidents whose external IDs are numbers from first on. The service rejects some.
func someIncidents(first, n int) []careflex.IncidentListItem {
	list := make([]careflex.IncidentListItem, n)
	for i := range list {
		id := strconv.Itoa(first + i)
		incident := &careflex.PlainIncident{ExternalID: &id, EmployeeID: "e" + id, ValidFrom: careflex.NewDate(2026, 10, 1),
			CreatedAt: careflex.NewDate(2026, 10, 2), Type: careflex.IncidentTypeRST}
		if (first+i)%10 == 0 {
			incident.Type = "XXX"
		}
		list[i].PlainIncident = incident
	}
	return list
}

// compareLedger compares what the service received with the tables.
func compareLedger(t *testing.T, f *fixture, services *sandbox.Sandbox, given *ledger) {
	t.Helper()
	times, answered := map[string]int{}, map[string]bool{}
	last := map[string]int{}
	for _, r := range services.Received("NewIncident") {
		var request careflex.NewIncidentRequest
		if err := r.Decode(&request); err != nil {
			t.Fatal(err)
		}
		if r.Status == 429 {
			continue
		}
		for _, item := range request.IncidentList.Incidents {
			id := *item.PlainIncident.ExternalID
			times[id]++
			answered[id] = answered[id] || r.Status == 200
			number, _ := strconv.Atoi(id) // of someIncidents
			if before, ok := last[request.CareflexID]; ok && number <= before {
				t.Errorf("%s: incident %d after %d", request.CareflexID, number, before)
			}
			last[request.CareflexID] = number
		}
	}
	rows, err := f.pool.Query(t.Context(), `SELECT coalesce(content->'PlainIncident'->>'ExternalID', 'empty ' || company),
		i.state, coalesce(i.service_id, ''), coalesce(i.reason_kind, ''), r.settled_at IS NOT NULL FROM kontrakt_outbox.items i
		JOIN kontrakt_outbox.item USING (id) LEFT JOIN kontrakt_outbox.request r ON r.id = item.request`)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range services.Received("NoIncident") {
		var request careflex.NoIncidentRequest
		if err := r.Decode(&request); err != nil {
			t.Fatal(err)
		}
		times["empty "+request.CareflexID]++
		answered["empty "+request.CareflexID] = r.Status == 200
	}
	unsure := []string{"no response", "status", "fault"} // what a service says if nobody knows
	var id, state, serviceID, kind string
	var isRecorded bool
	_, err = pgx.ForEachRow(rows, []any{&id, &state, &serviceID, &kind, &isRecorded}, func() error {
		number, _ := strconv.Atoi(id) // 0 for an empty message
		switch state {
		case "accepted", "rejected":
			if times[id] != 1 || !answered[id] {
				t.Errorf("%s is %s, and the service received it %d times", id, state, times[id])
			}
			if state == "accepted" && serviceID != given.id(id) {
				t.Errorf("%s has the incident ID %q, the service gave %q", id, serviceID, given.id(id))
			}
			if isRejected := !strings.HasPrefix(id, "empty") && number%10 == 0; isRejected != (state == "rejected") {
				t.Errorf("%s is %s", id, state)
			}
		case "unknown":
			if times[id] > 1 {
				t.Errorf("%s is unknown, and the service received it %d times", id, times[id])
			}
			if isLost := kind == outbox.KindLost; isLost == isRecorded || !isLost && !slices.Contains(unsure, kind) {
				t.Errorf("%s is unknown because of %q, its response was recorded: %v", id, kind, isRecorded)
			}
		default:
			t.Errorf("%s is %s", id, state)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
