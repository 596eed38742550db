// How much several processes send in a time, and what it costs: docs/scale.md has the figures.

package outbox_test

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kontrakt-dev/kontrakt/contrib/outbox/incidents"
	"github.com/kontrakt-dev/kontrakt/contrib/outbox/internal/postgrestest"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// The size of TestFleet: make fleet runs a larger one.
var (
	fleet       = flag.Int("fleet", 1, "processes at most")
	reportCount = flag.Int("reports", 4, "reports of 200 incidents, each of another company")
)

const (
	incidentsOfReport = 200
	rejectedOfReport  = incidentsOfReport / 10 // by someIncidents
)

// figures say what it took to send all reports.
type figures struct {
	statements                 int
	elapsed                    time.Duration // from the beginning of the first request to the end of the last
	workers, database, service time.Duration // processor time; that of the service includes the test
	toService, toDatabase      int64         // bytes in both directions
}

// TestFleet sends reports by 1, 2, 4 and more processes, to a service that responds at once and to one that takes a
// while. It prints the figures beside those of the service alone.
func TestFleet(t *testing.T) {
	cluster := postgrestest.Start(t)
	var b strings.Builder
	n := *reportCount * incidentsOfReport
	rate := func(elapsed time.Duration) float64 { return float64(n) / elapsed.Seconds() }
	const slow = 100 * time.Millisecond
	var cost, alone figures
	for count := 1; count <= *fleet; count *= 2 {
		services := sandbox.New(t, "careflex")
		fast := ship(t, cluster, services, count)
		if count == 1 {
			cost, alone = fast, sendAlone(t, services)
		}
		services = sandbox.New(t, "careflex")
		services.On("NewIncident").Delay(slow)
		delayed := ship(t, cluster, services, count)
		fmt.Fprintf(&b, "| %d | %.0f | %.1f | %.0f | %.1f |\n", count, rate(fast.elapsed), fast.processors(),
			rate(delayed.elapsed), delayed.processors())
	}
	t.Logf("%d incidents in requests of 100; incidents per second\n"+
		"| processes | the service responds at once | processors used | after %v | processors used |\n|---|---|---|---|---|\n%s"+
		"The service alone, with the same requests from 8 callers: %.0f, with %.1f processors", n, slow, &b,
		rate(alone.elapsed), alone.processors())
	t.Log(cost.perThousand(n))
}

// perThousand returns the cost of 1,000 of n incidents as a table.
func (f figures) perThousand(n int) string {
	share := func(x float64) float64 { return x * 1000 / float64(n) }
	return fmt.Sprintf("1,000 incidents, one process\n| | |\n|---|---|\n"+
		"| processor time of the worker | %.1f ms |\n| processor time of PostgreSQL | %.1f ms |\n"+
		"| processor time of the service and the test | %.1f ms |\n| statements | %.0f |\n"+
		"| kB to and from PostgreSQL | %.0f |\n| kB to and from the service | %.0f |", share(milliseconds(f.workers)),
		share(milliseconds(f.database)), share(milliseconds(f.service)), share(float64(f.statements)),
		share(float64(f.toDatabase)/1000), share(float64(f.toService)/1000))
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// processors returns how many processors were busy on the average.
func (f figures) processors() float64 {
	return (f.workers + f.database + f.service).Seconds() / f.elapsed.Seconds()
}

// ship sends the reports by a number of processes. They are enqueued in one transaction, after the processes have
// started.
func ship(t *testing.T, cluster *postgrestest.Cluster, services *sandbox.Sandbox, processes int) (s figures) {
	t.Helper()
	url := cluster.Database(t)
	f := &fixture{t: t, pool: postgrestest.Pool(t, url), log: new(journal)}
	if err := incidents.Migrate(t.Context(), f.pool); err != nil {
		t.Fatal(err)
	}
	whole := func() int64 { return 0 }
	database, service := newProxy(t, url, whole), newProxy(t, services.URL, whole)
	p := program{Timeout: patience, Database: database.through(t, url),
		Endpoint: service.through(t, services.Endpoint("careflex")), TokenURL: service.through(t, services.TokenURL("careflex"))}
	var running []*process
	for range processes {
		running = append(running, p.start(t))
	}
	enqueueReports(f, openReports(t, f.pool, &p))
	databaseBefore, serviceBefore := cluster.CPU(t), ownCPU(t)
	eventuallyWithin(t, 10*time.Minute, "all is sent", func() bool {
		time.Sleep(20 * time.Millisecond) // each look at the tables costs
		return f.text(`SELECT EXISTS (SELECT FROM kontrakt_outbox.item WHERE state = 'pending')
			OR EXISTS (SELECT FROM kontrakt_outbox.item WHERE state = 'in flight')`) == "false"
	})
	s.database, s.service = cluster.CPU(t)-databaseBefore, ownCPU(t)-serviceBefore
	s.toDatabase, s.toService = database.bytes.Load(), service.bytes.Load()
	for _, process := range running {
		statements, used := process.stop(t)
		s.statements += statements
		s.workers += used
	}
	if got, want := f.states(), fmt.Sprintf("accepted %d, rejected %d", *reportCount*(incidentsOfReport-rejectedOfReport),
		*reportCount*rejectedOfReport); got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	if err := f.pool.QueryRow(t.Context(), `SELECT (extract(epoch FROM max(settled_at) - min(sent_at)) * 1e9)::bigint
		FROM kontrakt_outbox.request`).Scan((*int64)(&s.elapsed)); err != nil {
		t.Fatal(err)
	}
	return s
}

// enqueueReports enqueues the reports.
func enqueueReports(f *fixture, to *incidents.Reports) {
	f.t.Helper()
	f.tx(func(tx pgx.Tx) error {
		for company := range *reportCount {
			report := incidents.Report{CareflexID: fmt.Sprintf("company%06d", company),
				Month:     incidents.Month{Year: 2026, Month: 10},
				Incidents: someIncidents(company*incidentsOfReport, incidentsOfReport)}
			if _, err := to.Enqueue(f.t.Context(), tx, report); err != nil {
				return err
			}
		}
		return nil
	})
}

// sendAlone sends the requests that the service has received to it again, by 8 callers that do nothing else.
func sendAlone(t *testing.T, services *sandbox.Sandbox) figures {
	t.Helper()
	received := make(chan *sandbox.Request)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	defer client.CloseIdleConnections()
	send := func(r *sandbox.Request) error {
		request, err := http.NewRequestWithContext(t.Context(), r.Method, services.Endpoint("careflex"), bytes.NewReader(r.Body))
		if err != nil {
			return err
		}
		request.Header = r.Header.Clone()
		response, err := client.Do(request)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, response.Body)
		if response.StatusCode != http.StatusOK {
			err = cmp.Or(err, fmt.Errorf("the response is %s", response.Status))
		}
		return cmp.Or(err, response.Body.Close())
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for r := range received {
				if err := send(r); err != nil {
					t.Error(err)
				}
			}
		})
	}
	begin, before := time.Now(), ownCPU(t)
	for _, r := range services.Received("NewIncident") {
		received <- r
	}
	close(received)
	group.Wait()
	return figures{elapsed: time.Since(begin), service: ownCPU(t) - before}
}

// ownCPU returns the processor time of this process.
func ownCPU(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
