// Requests that are not sent: what the contract forbids, and what XML cannot carry.

package careflex_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

func TestInvalidRequests(t *testing.T) {
	day := careflex.NewDate(2026, 1, 1)
	plain := careflex.IncidentListItem{PlainIncident: &careflex.PlainIncident{EmployeeID: "1", ValidFrom: day,
		CreatedAt: day, Type: careflex.IncidentTypeRST}}
	list := func(items ...careflex.IncidentListItem) *careflex.NewIncidentRequest {
		return &careflex.NewIncidentRequest{CareflexID: "c", APIToken: "t",
			IncidentList: careflex.IncidentList{Incidents: items}}
	}
	for _, test := range []struct {
		name    string
		request *careflex.NewIncidentRequest
		want    []string // the messages
	}{
		{"nil", nil, []string{"is nil"}},
		{"no incident", list(), []string{"incidentList.item: needs 1 to 100 items, has 0"}},
		{"too many", report(101), []string{"incidentList.item: needs 1 to 100 items, has 101"}},
		{"none of a choice", list(plain, careflex.IncidentListItem{}),
			[]string{"incidentList.item[1]: needs exactly one of plainIncident, newIncident, has 0"}},
		{"both of a choice", list(careflex.IncidentListItem{PlainIncident: plain.PlainIncident,
			NewIncident: &careflex.NewIncident{EmployeeID: "1", ValidFrom: day, CreatedAt: day, Type: "NEW",
				Employee: careflex.Employee{Birthday: day}}}),
			[]string{"incidentList.item[0]: needs exactly one of plainIncident, newIncident, has 2"}},
		{"no dates", list(plain, plain, plain, careflex.IncidentListItem{NewIncident: &careflex.NewIncident{
			EmployeeID: "1", ValidFrom: day, Type: "NEW", Employee: careflex.Employee{Job: new(careflex.Job)}}}),
			[]string{
				"incidentList.item[3].newIncident.createdAt: is required",
				"incidentList.item[3].newIncident.employee.birthday: is required",
				"incidentList.item[3].newIncident.employee.job.startOfEmployment: is required",
			}},
		{"empty texts", &careflex.NewIncidentRequest{APIToken: " \n", IncidentList: careflex.IncidentList{
			Incidents: []careflex.IncidentListItem{{PlainIncident: &careflex.PlainIncident{ValidFrom: day,
				CreatedAt: day, Type: " "}}, {NewIncident: &careflex.NewIncident{EmployeeID: "\t", ValidFrom: day,
				CreatedAt: day, Employee: careflex.Employee{Birthday: day}}}},
		}}, []string{
			"careflexId: needs at least 1 character, has 0",
			"apitoken: needs at least 1 character, has 0",
			"incidentList.item[0].plainIncident.employeeId: needs at least 1 character, has 0",
			"incidentList.item[0].plainIncident.type: must be nonEmptyToken or one of RST, NEW",
			"incidentList.item[1].newIncident.employeeId: needs at least 1 character, has 0",
			"incidentList.item[1].newIncident.type: must be nonEmptyToken or one of RST, NEW",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newService(t)
			response, err := s.client(t).NewIncident(t.Context(), test.request)
			failure := wantError(t, err, careflex.ErrInvalid)
			if response != nil {
				t.Errorf("got a response: %+v", response)
			}
			if diff := cmp.Diff(test.want, failure.Messages); diff != "" {
				t.Errorf("other messages (-want +got):\n%s", diff)
			}
			s.wantRequests(t, 0, 0)
		})
	}
}

func TestInvalidEmptyMessage(t *testing.T) {
	s := newService(t)
	client := s.client(t)
	for want, request := range map[string]*careflex.NoIncidentRequest{
		"is nil":                 nil,
		"createdAt: is required": {CareflexID: "09ce3580d84bf090", APIToken: "t"},
		"apitoken: needs at least 1 character, has 0": {CareflexID: "09ce3580d84bf090",
			CreatedAt: careflex.NewDate(2026, 1, 1)},
	} {
		_, err := client.NoIncident(t.Context(), request)
		if diff := cmp.Diff([]string{want}, wantError(t, err, careflex.ErrInvalid).Messages); diff != "" {
			t.Errorf("other messages (-want +got):\n%s", diff)
		}
	}
	s.wantRequests(t, 0, 0)
}

// Even unchecked, a request that XML cannot carry, or that would not say what it should, is not sent.
func TestUnsendableRequests(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*careflex.NewIncidentRequest)
		path  string // in the message
	}{
		{"control character", func(r *careflex.NewIncidentRequest) {
			r.IncidentList.Incidents[1].NewIncident.Employee.LastName = "Muster\x01mann"
		}, "incidentList/newIncident/employee/lastName"},
		{"not UTF-8", func(r *careflex.NewIncidentRequest) {
			r.IncidentList.Incidents[0].PlainIncident.EmployeeID = "M\xfcller"
		}, "incidentList/plainIncident/employeeId"},
		{"in a secret", func(r *careflex.NewIncidentRequest) { r.APIToken += "\x00" }, "NewIncidentRequest/apitoken"},
		{"no date", func(r *careflex.NewIncidentRequest) {
			r.IncidentList.Incidents[0].PlainIncident.ValidFrom = careflex.Date{}
		}, "incidentList/plainIncident/validFrom"},
		{"a day that is none", func(r *careflex.NewIncidentRequest) {
			r.IncidentList.Incidents[0].PlainIncident.ValidFrom = careflex.NewDate(2026, 2, 29)
		}, "incidentList/plainIncident/validFrom"},
		{"none of a choice", func(r *careflex.NewIncidentRequest) {
			r.IncidentList.Incidents[2] = careflex.IncidentListItem{}
		}, "NewIncidentRequest/incidentList"},
		{"nil", nil, "is nil"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newService(t)
			config := s.config()
			config.SkipValidation = true
			var request *careflex.NewIncidentRequest
			if test.spoil != nil {
				request = documentReport()
				test.spoil(request)
			}
			_, err := newClient(t, config).NewIncident(t.Context(), request)
			wantError(t, err, careflex.ErrInvalid)
			if err != nil && !strings.Contains(err.Error(), test.path) {
				t.Errorf("%q does not mention %q", err, test.path)
			}
			s.wantRequests(t, 0, 0)
		})
	}
}

// What the contract does not restrict is sent without a question, where the user asks for it.
func TestSkipValidation(t *testing.T) {
	s := &service{usual: accepted} // a report of 101 would not pass xmllint either
	s.url = "https://careflex.test"
	config := s.config()
	config.HTTPClient = &http.Client{Transport: inMemory{s}}
	config.SkipValidation = true
	if _, err := newClient(t, config).NewIncident(t.Context(), report(101)); err != nil {
		t.Fatal(err)
	}
	s.wantRequests(t, 1, 1)
}
