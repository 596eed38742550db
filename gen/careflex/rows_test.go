// The rows of an answer: which incident each speaks of, and answers whose rows do not match.

package careflex_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

func TestRows(t *testing.T) {
	s := newService(t)
	request := documentReport()
	response, err := s.client(t).NewIncident(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	for row, err := range response.Rows(request) {
		if row.Index != n || row.Item != &request.IncidentList.Incidents[n] ||
			row.Response != &response.IncidentResponseList.Incidents[n] || row.Err != err {
			t.Errorf("row %d is another: %+v", n, row)
		}
		rejected, ok := errors.AsType[*careflex.IncidentError](err)
		switch {
		case n != 1 && (row.Outcome != careflex.Accepted || err != nil):
			t.Errorf("row %d: got %v, %v", n, row.Outcome, err)
		case n == 1 && (row.Outcome != careflex.Rejected || !ok):
			t.Errorf("row %d: got %v, %v", n, row.Outcome, err)
		case n == 1 && (rejected.Code != 422 || !strings.HasPrefix(rejected.Message, "The validation failed: ") ||
			rejected.Error() != "422: "+rejected.Message):
			t.Errorf("row %d: got %q", n, rejected)
		}
		n++
	}
	if n != 3 {
		t.Errorf("got %d rows, want 3", n)
	}
	for row := range response.Rows(request) {
		if row.Index > 0 {
			t.Error("goes on after the loop is left")
		}
		break
	}
}

func TestRowsAreMatchedByNumber(t *testing.T) {
	for _, numbers := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
		s := newService(t)
		s.queue(incidentPath, rows(numbers...))
		request := documentReport()
		response, err := s.client(t).NewIncident(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		var employees []string
		for row, err := range response.Rows(request) {
			if err != nil {
				t.Errorf("rows %v: item %d: %v", numbers, row.Index, err)
				continue
			}
			employees = append(employees, row.Response.EmployeeID)
		}
		if diff := cmp.Diff([]string{"4711", "4811", "35801170498"}, employees); diff != "" {
			t.Errorf("rows %v are matched otherwise (-want +got):\n%s", numbers, diff)
		}
	}
}

func TestRowMismatch(t *testing.T) {
	for _, test := range []struct {
		name    string
		numbers []int
		want    careflex.RowMismatch
		known   []int // the items that have a row of their own
	}{
		{"none", nil, careflex.RowMismatch{Missing: []int{0, 1, 2}}, nil},
		{"missing", []int{0, 2}, careflex.RowMismatch{Missing: []int{1}}, []int{0, 2}},
		{"doubled", []int{0, 1, 1, 2}, careflex.RowMismatch{Duplicate: []int{1}}, []int{0, 2}},
		{"out of range", []int{0, 1, 2, 3, -1}, careflex.RowMismatch{OutOfRange: []int{3, -1}}, []int{0, 1, 2}},
		{"lacks the first", []int{1, 2, 3}, careflex.RowMismatch{Missing: []int{0}, OutOfRange: []int{3}}, []int{1, 2}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newService(t)
			s.queue(incidentPath, rows(test.numbers...))
			request := documentReport()
			response, err := s.client(t).NewIncident(t.Context(), request)
			wantError(t, err, careflex.ErrRows)
			mismatch, ok := errors.AsType[*careflex.RowMismatch](err)
			if !ok {
				t.Fatalf("%v is no RowMismatch", err)
			}
			if diff := cmp.Diff(&test.want, mismatch); diff != "" {
				t.Errorf("another mismatch (-want +got):\n%s", diff)
			}
			if response == nil {
				t.Fatal("the answer is lost")
			}
			var known []int
			for row, err := range response.Rows(request) {
				switch {
				case err == nil && row.Outcome == careflex.Accepted && row.Response != nil:
					known = append(known, row.Index)
				case row.Outcome != careflex.Unknown || row.Response != nil || !errors.Is(err, careflex.ErrRows):
					t.Errorf("item %d: got %v, %v", row.Index, row.Outcome, err)
				}
			}
			if diff := cmp.Diff(test.known, known); diff != "" {
				t.Errorf("other items are known (-want +got):\n%s", diff)
			}
		})
	}
}

// A service that counts rows from 1, or backwards, is understood by what the rows repeat, and reported.
func TestRowsCountedOtherwise(t *testing.T) {
	for name, number := range map[string]func(i, n int) int{
		"from 1":      func(i, n int) int { return i + 1 },
		"backwards":   func(i, n int) int { return n - 1 - i },
		"in a circle": func(i, n int) int { return (i + 1) % n },
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			s.usual = func(w http.ResponseWriter, r request) {
				employees := employeeID.FindAllStringSubmatch(r.body, -1)
				var b strings.Builder
				for i, match := range employees {
					rejection := ""
					if i%2 == 0 {
						rejection = "<incidentError><code>422</code><message>no</message></incidentError>"
					}
					fmt.Fprintf(&b, `<incident><rowNumber>%d</rowNumber><incidentId>id-%[2]s</incidentId>`+
						`<employeeId>%[2]s</employeeId><type>RST</type>%[3]s</incident>`, number(i, len(employees)),
						match[1], rejection)
				}
				xmlAnswer(`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>`+
					`<r:NewIncidentResponse xmlns:r="http://n4.de/careflex/2.0"><importId>i</importId>`+
					`<incidentResponseList>`+b.String()+`</incidentResponseList></r:NewIncidentResponse></e:Body>`+
					`</e:Envelope>`)(w, r)
			}
			request := report(150)
			summary, err := s.client(t).NewIncidentAll(t.Context(), request, nil)
			wantError(t, err, careflex.ErrRows)
			if mismatch, ok := errors.AsType[*careflex.RowMismatch](err); !ok || len(mismatch.Misplaced) == 0 {
				t.Errorf("%v does not say what is wrong", err)
			}
			for i, row := range summary.Rows {
				want := careflex.Accepted
				if i%100%2 == 0 {
					want = careflex.Rejected
				}
				if row.Outcome != want || row.Response == nil || *row.Response.IncidentID != fmt.Sprint("id-", i) {
					t.Errorf("incident %d: %v, %+v", i, row.Outcome, row.Response)
				}
			}
		})
	}
}
