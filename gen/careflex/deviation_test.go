// Responses that deviate from the contract: the rows that can be read are there, and so is what is wrong.

package careflex_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// TestDeviations: an incident that the service took is never lost because another row cannot be read.
func TestDeviations(t *testing.T) {
	for _, test := range []struct {
		name, from, to string
		paths          []string // of the deviations
		outcomes       []careflex.Outcome
	}{
		{"no number", "<code>422</code>", "<code>viel</code>",
			[]string{"incidentResponseList.incident[1].incidentError.code"},
			[]careflex.Outcome{careflex.Accepted, careflex.Rejected, careflex.Accepted}},
		{"no row number", "<rowNumber>2</rowNumber>", "<rowNumber>zwei</rowNumber>",
			[]string{"incidentResponseList.incident[2].rowNumber"}, nil},
		{"no import id", "<importId>550a80b5-de70-4078-860e-c03d75b1dc49</importId>", "", []string{"importId"},
			[]careflex.Outcome{careflex.Accepted, careflex.Rejected, careflex.Accepted}},
		{"second list", "</incidentResponseList>", "</incidentResponseList><incidentResponseList/>",
			[]string{"incidentResponseList"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(documentNewIncidentResponse, test.from, test.to, 1)
			check := func(how string, got []careflex.Deviation) {
				t.Helper()
				paths := make([]string, len(got))
				for i, d := range got {
					paths[i] = d.Path
				}
				if !slices.Equal(paths, test.paths) {
					t.Errorf("%s: got %v, want %v", how, got, test.paths)
				}
			}
			s := newService(t)
			s.queue(incidentPath, xmlAnswer(text), xmlAnswer(text), xmlAnswer(text))

			response, err := s.client(t).NewIncident(t.Context(), documentReport())
			failure := wantError(t, err, careflex.ErrContent)
			if response == nil || len(response.IncidentResponseList.Incidents) != 3 && test.outcomes != nil {
				t.Fatalf("got %+v", response)
			}
			check("alone", failure.Deviations)

			summary, err := s.client(t).NewIncidentAll(t.Context(), documentReport(), nil)
			check("in a list", wantError(t, err, careflex.ErrContent).Deviations)
			for i, want := range test.outcomes {
				if got := summary.Rows[i].Outcome; got != want {
					t.Errorf("row %d is %v, want %v", i, got, want)
				}
			}

			config := s.config()
			config.Lenient = true
			var told []careflex.Deviation
			config.OnDeviation = func(_ context.Context, operation string, list []careflex.Deviation) {
				if operation != "NewIncident" {
					t.Errorf("told of %s", operation)
				}
				told = append(told, list...)
			}
			response, err = newClient(t, config).NewIncident(t.Context(), documentReport())
			if response == nil || test.outcomes != nil && err != nil {
				t.Errorf("lenient: got %v, %v", response, err)
			}
			check("lenient", told)
		})
	}
}
