// Reports of any length: how they are split, and what is known of every incident when one of the requests fails.

package careflex_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// report returns a report of n incidents, with and without master data by turns. The employees are numbered from 0.
func report(n int) *careflex.NewIncidentRequest {
	day := careflex.NewDate(2026, 1, 1)
	request := &careflex.NewIncidentRequest{
		CareflexID: "09ce3580d84bf087",
		APIToken:   "88ea9396-386f-4130-bd00-1dd34e5636bd",
	}
	for i := range n {
		item := careflex.IncidentListItem{PlainIncident: &careflex.PlainIncident{
			EmployeeID: strconv.Itoa(i), ValidFrom: day, CreatedAt: day, Type: careflex.IncidentTypeRST,
		}}
		if i%2 == 1 {
			item = careflex.IncidentListItem{NewIncident: &careflex.NewIncident{
				EmployeeID: strconv.Itoa(i), ValidFrom: day, CreatedAt: day, Type: careflex.IncidentTypeNEW,
				Employee: careflex.Employee{FirstName: "Thomas", LastName: "Mustermann", Birthday: day,
					Sex: careflex.SexM},
			}}
		}
		request.IncidentList.Incidents = append(request.IncidentList.Incidents, item)
	}
	return request
}

// wantRows checks that summary has one row for each incident of request, in order and with its own answer, and that the
// outcomes are these.
func wantRows(t *testing.T, summary *careflex.NewIncidentSummary, request *careflex.NewIncidentRequest,
	outcomes string) {
	t.Helper()
	if summary == nil || len(summary.Rows) != len(request.IncidentList.Incidents) {
		t.Fatalf("not one row for each of %d incidents: %+v", len(request.IncidentList.Incidents), summary)
	}
	var runs []string
	counts := map[careflex.Outcome]int{}
	run := 0
	for i := range summary.Rows {
		row := &summary.Rows[i]
		counts[row.Outcome]++
		if row.Index != i || row.Item != &request.IncidentList.Incidents[i] {
			t.Fatalf("row %d is of another incident: %+v", i, row)
		}
		if row.Outcome == careflex.Accepted && row.Err != nil ||
			(row.Outcome == careflex.Rejected || row.Outcome == careflex.Unknown) && row.Err == nil {
			t.Fatalf("row %d: %v, with error %v", i, row.Outcome, row.Err)
		}
		if row.Outcome == careflex.Accepted && row.Response == nil {
			t.Fatalf("row %d has no response", i)
		}
		if row.Response != nil && row.Response.EmployeeID != strconv.Itoa(i) {
			t.Fatalf("row %d has the answer to %s", i, row.Response.EmployeeID)
		}
		run++
		if i == len(summary.Rows)-1 || summary.Rows[i+1].Outcome != row.Outcome {
			runs = append(runs, fmt.Sprintf("%d %v", run, row.Outcome))
			run = 0
		}
	}
	if got := strings.Join(runs, ", "); got != outcomes {
		t.Errorf("got %s, want %s", got, outcomes)
	}
	for outcome := careflex.NotSent; outcome <= careflex.Unknown; outcome++ {
		if summary.Count(outcome) != counts[outcome] {
			t.Errorf("counts %d %v, but %d rows are", summary.Count(outcome), outcome, counts[outcome])
		}
	}
}

// sent returns the numbers of the employees in each request of incidents.
func (s *service) sent() (employees [][]string) {
	for _, r := range s.requests(incidentPath) {
		var ids []string
		for _, match := range employeeID.FindAllStringSubmatch(r.body, -1) {
			ids = append(ids, match[1])
		}
		employees = append(employees, ids)
	}
	return employees
}

func TestNewIncidentAll(t *testing.T) {
	for n, sizes := range map[int][]int{1: {1}, 100: {100}, 101: {100, 1}, 200: {100, 100}, 250: {100, 100, 50}} {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			s := newService(t)
			s.usual = accepted
			request := report(n)
			summary, err := s.client(t).NewIncidentAll(t.Context(), request, nil)
			if err != nil {
				t.Fatal(err)
			}
			wantRows(t, summary, request, fmt.Sprintf("%d accepted", n))
			s.wantRequests(t, 1, len(sizes))
			var want [][]string
			next := 0
			for _, size := range sizes {
				var ids []string
				for range size {
					ids = append(ids, strconv.Itoa(next))
					next++
				}
				want = append(want, ids)
			}
			if diff := cmp.Diff(want, s.sent()); diff != "" {
				t.Errorf("other requests (-want +got):\n%s", diff)
			}
			if len(summary.Responses) != len(sizes) {
				t.Errorf("got %d responses, want %d", len(summary.Responses), len(sizes))
			}
			company := "<careflexId>" + request.CareflexID + "</careflexId><apitoken>" + request.APIToken +
				"</apitoken>"
			for _, r := range s.requests(incidentPath) {
				if !strings.Contains(r.body, company) {
					t.Errorf("a request is of another company:\n%.400s", r.body)
				}
			}
			if len(request.IncidentList.Incidents) != n {
				t.Error("the caller's request has changed")
			}
		})
	}
}

func TestSecondRequestFails(t *testing.T) {
	for _, test := range []struct {
		name     string
		answers  []answer // to the second request, and to its replay
		kind     error
		outcomes string
		requests int
	}{
		{"fault of the client", []answer{fault(http.StatusInternalServerError, "SOAP-ENV:Client")}, careflex.ErrFault,
			"100 accepted, 100 rejected, 50 accepted", 3},
		{"fault of the service", []answer{fault(http.StatusInternalServerError, "SOAP-ENV:Server")}, careflex.ErrFault,
			"100 accepted, 100 unknown, 50 not sent", 2},
		{"refused", []answer{text(http.StatusUnprocessableEntity, "text/plain", "no")}, careflex.ErrStatus,
			"100 accepted, 100 rejected, 50 accepted", 3},
		{"forbidden", []answer{text(http.StatusForbidden, "text/html", "no")}, careflex.ErrStatus,
			"100 accepted, 150 not sent", 2},
		{"not found", []answer{text(http.StatusNotFound, "text/html", "moved?")}, careflex.ErrStatus,
			"100 accepted, 150 not sent", 2},
		{"fault of the caller", []answer{fault(http.StatusInternalServerError, "SOAP-ENV:MustUnderstand")},
			careflex.ErrFault, "100 accepted, 150 not sent", 2},
		// Whatever rows can be read count.
		{"no import ID", []answer{spoiled(accepted, "<importId>i</importId>", "")}, careflex.ErrContent,
			"250 accepted", 3},
		{"unreadable numbers", []answer{spoiled(accepted, "<rowNumber>", "<rowNumber>no. ")}, careflex.ErrContent,
			"250 accepted", 3},
		{"one row lost", []answer{spoiled(rows(numbersTo(99)...), "<importId>i</importId>", "")},
			careflex.ErrContent, "199 accepted, 1 unknown, 50 accepted", 3},
		{"nothing of use", []answer{spoiled(rows(), "<importId>i</importId>", "<b/>")}, careflex.ErrContent,
			"100 accepted, 100 unknown, 50 not sent", 2},
		{"no rows", []answer{rows()}, careflex.ErrRows, "100 accepted, 100 unknown, 50 not sent", 2},
		{"unavailable", []answer{text(http.StatusServiceUnavailable, "text/plain", "later")}, careflex.ErrStatus,
			"100 accepted, 100 unknown, 50 not sent", 2},
		{"too many requests", []answer{text(http.StatusTooManyRequests, "text/plain", "later")}, careflex.ErrStatus,
			"100 accepted, 150 not sent", 2},
		{"hang-up", []answer{hangUp}, careflex.ErrUnknownOutcome, "100 accepted, 100 unknown, 50 not sent", 2},
		{"unreadable", []answer{xmlAnswer("<a")}, careflex.ErrContent, "100 accepted, 100 unknown, 50 not sent", 2},
		{"twice unauthorized", []answer{unauthorized, unauthorized}, careflex.ErrAuth, "100 accepted, 150 not sent", 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newService(t)
			s.usual = accepted
			s.queue(incidentPath, append([]answer{accepted}, test.answers...)...)
			request := report(250)
			summary, err := s.client(t).NewIncidentAll(t.Context(), request, nil)
			wantError(t, err, test.kind)
			wantRows(t, summary, request, test.outcomes)
			for i, row := range summary.Rows {
				if row.Err != nil && !errors.Is(row.Err, test.kind) {
					t.Errorf("row %d: got error %v, want one of kind %q", i, row.Err, test.kind)
				}
			}
			if got := len(s.requests(incidentPath)); got != test.requests {
				t.Errorf("got %d requests, want %d", got, test.requests)
			}
		})
	}
}

// spoiled gives an answer with every old in it replaced by new.
func spoiled(a answer, old, new string) answer {
	return func(w http.ResponseWriter, r request) {
		recorder := httptest.NewRecorder()
		a(recorder, r)
		xmlAnswer(strings.ReplaceAll(recorder.Body.String(), old, new))(w, r)
	}
}

// numbersTo returns the numbers from 0 to n-1.
func numbersTo(n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i
	}
	return numbers
}

// A response that deviates, and whose rows do not match, comes with both errors, and survives in a summary.
func TestDeviatingRows(t *testing.T) {
	s := newService(t)
	s.queue(incidentPath, spoiled(rows(0, 2), "<importId>i</importId>", ""))
	request := report(3)
	response, err := s.client(t).NewIncident(t.Context(), request)
	if response == nil || !errors.Is(err, careflex.ErrContent) || !errors.Is(err, careflex.ErrRows) {
		t.Errorf("got %v, %v", response, err)
	}
	s.queue(incidentPath, spoiled(rows(0, 2), "<importId>i</importId>", ""))
	summary, err := s.client(t).NewIncidentAll(t.Context(), request, nil)
	if !errors.Is(err, careflex.ErrContent) || !errors.Is(err, careflex.ErrRows) {
		t.Errorf("got %v", err)
	}
	wantRows(t, summary, request, "1 accepted, 1 unknown, 1 accepted")
	if row := again(t, summary).Rows[1]; !errors.Is(row.Err, careflex.ErrContent) || !errors.Is(row.Err, careflex.ErrRows) ||
		row.Err.Error() != summary.Rows[1].Err.Error() {
		t.Errorf("%v after JSON, not %v", row.Err, summary.Rows[1].Err)
	}
}

// Every request that fails is in the error.
func TestTwoRequestsFail(t *testing.T) {
	s := newService(t)
	s.queue(incidentPath, fault(http.StatusInternalServerError, "SOAP-ENV:Client"), hangUp)
	request := report(250)
	summary, err := s.client(t).NewIncidentAll(t.Context(), request, nil)
	if !errors.Is(err, careflex.ErrFault) || !errors.Is(err, careflex.ErrUnknownOutcome) {
		t.Errorf("got error %v, want both", err)
	}
	wantRows(t, summary, request, "100 rejected, 100 unknown, 50 not sent")
}

// A rejected incident is an error of its row alone.
func TestRejectedIncident(t *testing.T) {
	s := newService(t)
	request := documentReport()
	summary, err := s.client(t).NewIncidentAll(t.Context(), request, nil)
	if err != nil {
		t.Fatal(err)
	}
	reason, ok := errors.AsType[*careflex.IncidentError](summary.Rows[1].Err)
	if !ok || reason.Code != 422 || summary.Rows[1].Outcome != careflex.Rejected ||
		summary.Count(careflex.Accepted) != 2 {
		t.Errorf("got %+v", summary.Rows)
	}
}

// The rows of a second answer are numbered from 0 again; the summary speaks of the whole list.
func TestSecondResponseLacksRows(t *testing.T) {
	s := newService(t)
	s.usual = accepted
	numbers := []int{0, 0}
	for i := 2; i < 100; i++ {
		numbers = append(numbers, i)
	}
	s.queue(incidentPath, accepted, rows(numbers...))
	request := report(250)
	summary, err := s.client(t).NewIncidentAll(t.Context(), request, nil)
	wantError(t, err, careflex.ErrRows)
	wantRows(t, summary, request, "100 accepted, 2 unknown, 148 accepted")
	mismatch, ok := errors.AsType[*careflex.RowMismatch](err)
	if !ok {
		t.Fatalf("%v is no RowMismatch", err)
	}
	if diff := cmp.Diff(&careflex.RowMismatch{Missing: []int{101}, Duplicate: []int{100}}, mismatch); diff != "" {
		t.Errorf("another mismatch (-want +got):\n%s", diff)
	}
}

// Whatever would stop a later request is found before the first one is sent.
func TestEveryIncidentIsCheckedFirst(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*careflex.NewIncident)
		want  string // the field's path within the incident, and more
	}{
		{"missing date", func(m *careflex.NewIncident) { m.Employee.Birthday = careflex.Date{} },
			"newIncident.employee.birthday: is required"},
		{"a day that is none", func(m *careflex.NewIncident) { m.ValidFrom = careflex.NewDate(2026, 2, 29) },
			"newIncident.validFrom: "},
		{"control character", func(m *careflex.NewIncident) { m.Employee.LastName = "\x01" },
			"newIncident.employee.lastName: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newService(t)
			s.usual = accepted
			request := report(250)
			test.spoil(request.IncidentList.Incidents[173].NewIncident)
			summary, err := s.client(t).NewIncidentAll(t.Context(), request, nil)
			s.wantRequests(t, 0, 0)
			failure := wantError(t, err, careflex.ErrInvalid)
			wantRows(t, summary, request, "250 not sent")
			if len(failure.Messages) != 1 ||
				!strings.HasPrefix(failure.Messages[0], "incidentList.item[173]."+test.want) {
				t.Errorf("got messages %q, want one about %q", failure.Messages, test.want)
			}
		})
	}
}

// Each invalid incident has its own error, with its index; the others have none. SendValid sends those.
func TestInvalidIncidents(t *testing.T) {
	spoiled := map[int]string{
		76:  "incidentList.item[76].plainIncident.validFrom: ",
		81:  "incidentList.item[81].newIncident.employeeId: needs at least 1 character, has 0",
		249: "incidentList.item[249].newIncident.employee.lastName: ",
	}
	for _, sendValid := range []bool{false, true} {
		s := newService(t)
		s.usual = accepted
		request := report(250)
		request.IncidentList.Incidents[76].PlainIncident.ValidFrom = careflex.NewDate(2026, 2, 31)
		request.IncidentList.Incidents[81].NewIncident.EmployeeID = ""
		request.IncidentList.Incidents[249].NewIncident.Employee.LastName = "a\x01"
		summary, err := s.client(t).NewIncidentAll(t.Context(), request,
			&careflex.NewIncidentAllOptions{SendValid: sendValid})
		if failure := wantError(t, err, careflex.ErrInvalid); len(failure.Messages) != len(spoiled) {
			t.Errorf("got %q", failure.Messages)
		}
		for i, row := range summary.Rows {
			want, isSpoiled := spoiled[i]
			failure, _ := errors.AsType[*careflex.Error](row.Err)
			switch {
			case isSpoiled:
				if row.Outcome != careflex.NotSent || failure == nil || len(failure.Messages) != 1 ||
					!strings.HasPrefix(failure.Messages[0], want) || failure.Operation != "NewIncident" {
					t.Errorf("incident %d: %v, %v", i, row.Outcome, row.Err)
				}
			case row.Err != nil, (row.Outcome == careflex.Accepted) != sendValid:
				t.Errorf("incident %d: %v, %v", i, row.Outcome, row.Err)
			}
		}
		for i, row := range again(t, summary).Rows {
			if want := summary.Rows[i].Err; want != nil && (!errors.Is(row.Err, careflex.ErrInvalid) ||
				row.Err.Error() != want.Error()) {
				t.Errorf("incident %d: %v after JSON, not %v", i, row.Err, want)
			}
		}
		if sent := s.sent(); sendValid && (len(sent) != 3 || len(sent[2]) != 47) || !sendValid && len(sent) > 0 {
			t.Errorf("got requests %v", sent)
		}
	}
}

// What is wrong with the whole request is an error of every incident.
func TestInvalidCompany(t *testing.T) {
	s := newService(t)
	request := report(120)
	request.CareflexID = ""
	request.IncidentList.Incidents[7].NewIncident.EmployeeID = ""
	summary, err := s.client(t).NewIncidentAll(t.Context(), request, &careflex.NewIncidentAllOptions{SendValid: true})
	want := []string{"careflexId: needs at least 1 character, has 0",
		"incidentList.item[7].newIncident.employeeId: needs at least 1 character, has 0"}
	if diff := cmp.Diff(want, wantError(t, err, careflex.ErrInvalid).Messages); diff != "" {
		t.Errorf("other messages (-want +got):\n%s", diff)
	}
	for i, row := range summary.Rows {
		if message := want[0]; row.Outcome != careflex.NotSent || row.Err == nil ||
			i != 7 && !strings.HasSuffix(row.Err.Error(), message) {
			t.Errorf("incident %d: %v, %v", i, row.Outcome, row.Err)
		}
	}
	s.wantRequests(t, 0, 0)
}

func TestNothingToSend(t *testing.T) {
	s := newService(t)
	client := s.client(t)
	for name, request := range map[string]*careflex.NewIncidentRequest{"nil": nil, "empty": {}} {
		summary, err := client.NewIncidentAll(t.Context(), request, nil)
		wantError(t, err, careflex.ErrInvalid)
		if summary == nil || len(summary.Rows) > 0 {
			t.Errorf("%s: got %+v", name, summary)
		}
	}
	s.wantRequests(t, 0, 0)
}

func TestCancelled(t *testing.T) {
	t.Run("before the first request", func(t *testing.T) {
		s := newService(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		request := report(250)
		summary, err := s.client(t).NewIncidentAll(ctx, request, nil)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got error %v", err)
		}
		wantRows(t, summary, request, "250 not sent")
		if n := len(s.requests(incidentPath)); n > 0 {
			t.Errorf("got %d requests", n)
		}
	})
	t.Run("between two requests", func(t *testing.T) {
		s := newService(t)
		s.usual = accepted
		ctx, cancel := context.WithCancel(t.Context())
		config := s.config()
		asked := 0
		config.Token = tokenBefore(func() {
			if asked++; asked == 2 {
				cancel()
			}
		})
		request := report(250)
		summary, err := newClient(t, config).NewIncidentAll(ctx, request, nil)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got error %v", err)
		}
		s.wantRequests(t, 0, 1)
		wantRows(t, summary, request, "100 accepted, 150 not sent")
	})
	t.Run("during the second request", func(t *testing.T) {
		s := newService(t)
		ctx, cancel := context.WithCancel(t.Context())
		s.queue(incidentPath, accepted, func(http.ResponseWriter, request) {
			cancel()
			hangUp(nil, request{})
		})
		request := report(250)
		summary, err := s.client(t).NewIncidentAll(ctx, request, nil)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got error %v", err)
		}
		s.wantRequests(t, 1, 2)
		wantRows(t, summary, request, "100 accepted, 100 unknown, 50 not sent")
	})
}

// tokenBefore is a source of one token that is called before every request.
type tokenBefore func()

func (f tokenBefore) Token(context.Context) (string, error) {
	f()
	return documentToken, nil
}

func (tokenBefore) Invalidate(string) {}
