// Summaries that are kept: as JSON, and for the list that they are of.

package careflex_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// again returns the summary that is read from the JSON of summary.
func again(t *testing.T, summary *careflex.NewIncidentSummary) *careflex.NewIncidentSummary {
	t.Helper()
	content, err := json.Marshal(summary)
	if err != nil {
		t.Fatal(err)
	}
	read := new(careflex.NewIncidentSummary)
	if err := json.Unmarshal(content, read); err != nil {
		t.Fatal(err)
	}
	if more, err := json.Marshal(*read); err != nil || string(more) != string(content) {
		t.Errorf("changes when it is written again, %v:\n%s\n%s", err, content, more)
	}
	return read
}

// What every failure leaves of a list survives JSON: outcomes, responses, and the kinds and texts of errors.
func TestSummaryJSON(t *testing.T) {
	kinds := []error{careflex.ErrInvalid, careflex.ErrAuth, careflex.ErrTransport, careflex.ErrUnknownOutcome,
		careflex.ErrStatus, careflex.ErrContent, careflex.ErrTooLarge, careflex.ErrFault, careflex.ErrRows,
		careflex.ErrRedirect}
	seen := map[error]bool{}
	for name, answers := range map[string][]answer{
		"rejected row": {documented},
		"fault": {accepted, fault(http.StatusInternalServerError, "SOAP-ENV:Client"),
			fault(http.StatusInternalServerError, "SOAP-ENV:Server")},
		"status":       {text(http.StatusForbidden, "text/html", "<h1>no</h1>")},
		"lost":         {accepted, hangUp},
		"rows":         {rows(0, 1, 2, 2, 300), accepted},
		"unreadable":   {xmlAnswer("<a")},
		"too large":    {xmlAnswer(strings.Repeat(" ", 100_000))},
		"unauthorized": {unauthorized, unauthorized},
		"redirect": {func(w http.ResponseWriter, r request) {
			w.Header().Set("Location", "https://elsewhere.test/")
			w.WriteHeader(http.StatusTemporaryRedirect)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			s.usual = accepted
			s.queue(incidentPath, answers...)
			config := s.config()
			config.MaxResponseBytes = 50_000
			list := report(250)
			if name == "rejected row" {
				list = documentReport()
			}
			summary, _ := newClient(t, config).NewIncidentAll(t.Context(), list, nil)
			read := again(t, summary)
			if diff := cmp.Diff(summary.Responses, read.Responses); diff != "" {
				t.Errorf("other responses (-want +got):\n%s", diff)
			}
			if read.Fingerprint != summary.Fingerprint {
				t.Error("another fingerprint")
			}
			for i, want := range summary.Rows {
				got := read.Rows[i]
				if got.Index != i || got.Item != nil || got.Outcome != want.Outcome ||
					(got.Err == nil) != (want.Err == nil) {
					t.Fatalf("row %d: got %+v, want %+v", i, got, want)
				}
				if diff := cmp.Diff(want.Response, got.Response); diff != "" {
					t.Fatalf("row %d: another response (-want +got):\n%s", i, diff)
				}
				if want.Err == nil {
					continue
				}
				for _, kind := range kinds {
					if errors.Is(want.Err, kind) {
						seen[kind] = true
						if !errors.Is(got.Err, kind) {
							t.Fatalf("row %d: %v is not of kind %q", i, got.Err, kind)
						}
					}
				}
				if got.Err.Error() != want.Err.Error() {
					t.Fatalf("row %d: got error %q, want %q", i, got.Err, want.Err)
				}
			}
			content, _ := json.Marshal(summary)
			for _, secret := range []string{list.APIToken, list.CareflexID, documentToken, "Mustermann", "1979-01-15"} {
				if strings.Contains(string(content), secret) {
					t.Errorf("the JSON has %s of the request", secret)
				}
			}
		})
	}
	for _, kind := range kinds[1:] { // an invalid list has no service
		if !seen[kind] {
			t.Errorf("no row with %q", kind)
		}
	}
}

func TestInvalidSummaryJSON(t *testing.T) {
	for text, want := range map[string]string{
		`[]`:                              `cannot unmarshal array`,
		`{"rows": [{"outcome": "lost"}]}`: `row 0: unknown outcome "lost"`,
		`{"rows": [{}]}`:                  `row 0: unknown outcome ""`,
		`{"rows": [{"outcome": "unknown", "error": 0}]}`:           `row 0: there is no error 0`,
		`{"rows": [{"outcome": "accepted", "response": [0, -1]}]}`: `row 0: there is no row -1 of response 0`,
		`{"rows": [], "responses": ["<a/>"]}`:                      `response 0: `,
	} {
		if err := json.Unmarshal([]byte(text), new(careflex.NewIncidentSummary)); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", text, err, want)
		}
	}
}

// FuzzSummaryJSON reads any JSON as a summary. What can be read is written, and is then read as the same.
func FuzzSummaryJSON(f *testing.F) {
	f.Add([]byte(`{"fingerprint": "a.b.c", "rows": [{"outcome": "not sent"}, {"outcome": "unknown", "error": 0}],` +
		`"errors": [{"kind": "rows", "operation": "NewIncident", "cause": "fehlt: Größe"}]}`))
	f.Add([]byte(`{"rows": [{"outcome": "rejected", "response": [0, 0]}], "responses": ["<n:NewIncidentResponse ` +
		`xmlns:n=\"http://n4.de/careflex/2.0\"><importId>i</importId><incidentResponseList><incident><rowNumber>0` +
		`</rowNumber><employeeId>1</employeeId><type>RST</type><incidentError><code>1</code><message>ü</message>` +
		`</incidentError></incident></incidentResponseList></n:NewIncidentResponse>"]}`))
	f.Add([]byte(`{"rows": [{"outcome": "unknown", "error": 1}],` +
		`"errors": [{}, {"joined": [{"cause": "a"}, {"kind": "x"}]}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		var summary careflex.NewIncidentSummary
		if json.Unmarshal(content, &summary) != nil {
			return
		}
		read := again(t, &summary)
		for i := range summary.Rows {
			if read.Rows[i].Outcome != summary.Rows[i].Outcome {
				t.Fatalf("row %d: got %v, want %v", i, read.Rows[i].Outcome, summary.Rows[i].Outcome)
			}
		}
	})
}

// A summary that was kept goes on, with the items of an equal list.
func TestContinueFromJSON(t *testing.T) {
	s := newService(t)
	s.usual = accepted
	s.queue(incidentPath, accepted, hangUp)
	client := s.client(t)
	summary, err := client.NewIncidentAll(t.Context(), report(350), nil)
	wantError(t, err, careflex.ErrUnknownOutcome)
	request := report(350)
	summary, err = client.NewIncidentAll(t.Context(), request,
		&careflex.NewIncidentAllOptions{Continue: again(t, summary)})
	if err != nil {
		t.Fatal(err)
	}
	wantRows(t, summary, request, "100 accepted, 100 unknown, 150 accepted")
	if len(summary.Responses) != 3 {
		t.Errorf("got %d responses, want 3", len(summary.Responses))
	}
}

// Only the summary of the same list, company and API token is gone on with.
func TestContinueRefuses(t *testing.T) {
	s := newService(t)
	s.usual = accepted
	s.queue(incidentPath, accepted, hangUp)
	client := s.client(t)
	summary, err := client.NewIncidentAll(t.Context(), report(250), nil)
	wantError(t, err, careflex.ErrUnknownOutcome)
	const list, other = "of another list", "of another request"
	for _, test := range []struct {
		name  string
		spoil func(*careflex.NewIncidentRequest, *careflex.NewIncidentSummary)
		want  string
	}{
		{"company", func(r *careflex.NewIncidentRequest, _ *careflex.NewIncidentSummary) {
			r.CareflexID += "0"
		}, other},
		{"API token", func(r *careflex.NewIncidentRequest, _ *careflex.NewIncidentSummary) {
			r.APIToken = "t"
		}, other},
		{"an item that was sent", func(r *careflex.NewIncidentRequest, _ *careflex.NewIncidentSummary) {
			r.IncidentList.Incidents[42].PlainIncident.EmployeeID = "other"
		}, list},
		{"an item that was not sent", func(r *careflex.NewIncidentRequest, _ *careflex.NewIncidentSummary) {
			r.IncidentList.Incidents[249].NewIncident.Employee.LastName = "other"
		}, list},
		{"order", func(r *careflex.NewIncidentRequest, _ *careflex.NewIncidentSummary) {
			items := r.IncidentList.Incidents
			items[3], items[5] = items[5], items[3]
		}, list},
		{"an item more", func(r *careflex.NewIncidentRequest, _ *careflex.NewIncidentSummary) { *r = *report(251) },
			"it has 250 rows, the list 251 items"},
		{"an item less", func(r *careflex.NewIncidentRequest, _ *careflex.NewIncidentSummary) { *r = *report(249) },
			"it has 250 rows, the list 249 items"},
		{"no fingerprint", func(_ *careflex.NewIncidentRequest, s *careflex.NewIncidentSummary) { s.Fingerprint = "" },
			"has no Fingerprint"},
		{"some fingerprint", func(_ *careflex.NewIncidentRequest, s *careflex.NewIncidentSummary) {
			s.Fingerprint = "a.b.c"
		}, "has an invalid Fingerprint"},
	} {
		t.Run(test.name, func(t *testing.T) {
			request, kept := report(250), again(t, summary)
			test.spoil(request, kept)
			refused, err := client.NewIncidentAll(t.Context(), request, &careflex.NewIncidentAllOptions{Continue: kept})
			wantError(t, err, careflex.ErrInvalid)
			if err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("%q does not say that it is %s", err, test.want)
			}
			if refused.Count(careflex.NotSent) != len(request.IncidentList.Incidents) {
				t.Errorf("got %d not sent", refused.Count(careflex.NotSent))
			}
			if kept.Count(careflex.Accepted) != 100 || kept.Count(careflex.Unknown) != 100 {
				t.Error("the summary that was kept has changed")
			}
		})
	}
	s.wantRequests(t, 1, 2)
}

// Whoever keeps nothing but outcomes puts a summary together, whose rows point to the incidents of the list.
func TestContinueOutcomes(t *testing.T) {
	s := newService(t)
	s.usual = accepted
	request := report(250)
	summary := &careflex.NewIncidentSummary{Rows: make([]careflex.NewIncidentRow, 250)}
	for i := range summary.Rows {
		summary.Rows[i].Item = &request.IncidentList.Incidents[i]
		if i < 120 {
			summary.Rows[i].Outcome = careflex.Accepted
		}
	}
	summary, err := s.client(t).NewIncidentAll(t.Context(), request, &careflex.NewIncidentAllOptions{Continue: summary})
	if err != nil {
		t.Fatal(err)
	}
	if summary.Count(careflex.Accepted) != 250 || len(summary.Responses) != 2 || summary.Rows[119].Response != nil {
		t.Errorf("got %d accepted by %d responses", summary.Count(careflex.Accepted), len(summary.Responses))
	}
}

// Progress is told a request before it leaves, with its items unknown; who cannot keep that stops the call.
func TestProgressBeforeEachRequest(t *testing.T) {
	s := newService(t)
	s.usual = accepted
	type state struct{ requests, notSent, unknown, accepted int }
	var got []state
	_, err := s.client(t).NewIncidentAll(t.Context(), report(250), &careflex.NewIncidentAllOptions{
		Progress: func(summary *careflex.NewIncidentSummary) {
			for i, row := range summary.Rows {
				if row.Outcome == careflex.Unknown && !errors.Is(row.Err, careflex.ErrUnknownOutcome) {
					t.Fatalf("row %d: %v", i, row.Err)
				}
			}
			got = append(got, state{len(s.requests(incidentPath)), summary.Count(careflex.NotSent),
				summary.Count(careflex.Unknown), summary.Count(careflex.Accepted)})
		},
	})
	want := []state{{0, 150, 100, 0}, {1, 150, 0, 100}, {1, 50, 100, 100}, {2, 50, 0, 200}, {2, 0, 50, 200},
		{3, 0, 0, 250}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}
