// How a long report is sent: several requests at a time, with progress, and going on where an earlier call ended.

package careflex_test

import (
	"net/http"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

func TestConcurrentRequests(t *testing.T) {
	s := newService(t)
	var under, most atomic.Int32
	together := make(chan struct{})
	s.usual = func(w http.ResponseWriter, r request) {
		if n := under.Add(1); n > most.Load() {
			most.Store(n)
		}
		if under.Load() == 3 {
			close(together)
		}
		<-together
		accepted(w, r)
	}
	report := report(300)
	var progress []int
	summary, err := s.client(t).NewIncidentAll(t.Context(), report, &careflex.NewIncidentAllOptions{
		Concurrency: 3,
		Progress:    func(s *careflex.NewIncidentSummary) { progress = append(progress, s.Count(careflex.Accepted)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	wantRows(t, summary, report, "300 accepted")
	if most.Load() != 3 || !slices.Equal(progress, []int{0, 0, 0, 100, 200, 300}) {
		t.Errorf("%d at a time, progress %v", most.Load(), progress)
	}
}

// What was not sent is sent by the next call; what is unknown, or was refused, is not.
func TestContinue(t *testing.T) {
	s := newService(t)
	s.usual = accepted
	s.queue(incidentPath, accepted, hangUp)
	request := report(350)
	client := s.client(t)
	summary, err := client.NewIncidentAll(t.Context(), request, nil)
	wantError(t, err, careflex.ErrUnknownOutcome)
	wantRows(t, summary, request, "100 accepted, 100 unknown, 150 not sent")

	again, err := client.NewIncidentAll(t.Context(), request, &careflex.NewIncidentAllOptions{Continue: summary})
	if err != nil {
		t.Fatal(err)
	}
	if again != summary {
		t.Error("another summary")
	}
	wantRows(t, again, request, "100 accepted, 100 unknown, 150 accepted")
	if sent := s.sent(); len(sent) != 4 || sent[2][0] != "200" || len(sent[3]) != 50 {
		t.Errorf("got requests of %d parts", len(sent))
	}
}

func TestContinueWithAnotherList(t *testing.T) {
	s := newService(t)
	other := &careflex.NewIncidentSummary{Rows: make([]careflex.NewIncidentRow, 3)}
	_, err := s.client(t).NewIncidentAll(t.Context(), report(2), &careflex.NewIncidentAllOptions{Continue: other})
	wantError(t, err, careflex.ErrInvalid)
	s.wantRequests(t, 0, 0)
}
