// Tests of rejected rows.

package sandbox_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/sandbox"
	"github.com/kontrakt-dev/kontrakt/schema"
)

func TestRejectedRows(t *testing.T) {
	s := sandbox.New(t, "careflex")
	request := report(4)
	list := request.IncidentList.Incidents
	list[1].PlainIncident.Type = "RSTxxx"
	day := careflex.NewDate(2026, time.November, 1)
	employee := func(birthday careflex.Date) *careflex.NewIncident {
		return &careflex.NewIncident{EmployeeID: "4713", ValidFrom: day, CreatedAt: day, Type: careflex.IncidentTypeNEW,
			Employee: careflex.Employee{FirstName: "Thomas", LastName: "Mustermann", Birthday: birthday, Sex: careflex.SexM,
				Address: &careflex.Address{}, Job: &careflex.Job{EmploymentSite: "Berlin", EmploymentStatus: careflex.EmploymentStatusT, StartOfEmployment: day}}}
	}
	list[2] = careflex.IncidentListItem{NewIncident: employee(careflex.NewDate(1980, time.May, 1))}
	list[3] = careflex.IncidentListItem{NewIncident: employee(careflex.NewDate(2027, time.May, 1))}
	summary, err := newCareFlex(t, s).NewIncidentAll(t.Context(), request, nil)
	if summary == nil {
		t.Fatal(err)
	}
	for i, want := range []string{"", "The content of the field 'type' is invalid", "", "The content of the field 'birthday' is invalid"} {
		row := summary.Rows[i]
		switch {
		case want == "" && row.Outcome != careflex.Accepted:
			t.Errorf("row %d: %v, %v", i, row.Outcome, row.Err)
		case want != "" && (row.Outcome != careflex.Rejected || !strings.Contains(row.Err.Error(), want)):
			t.Errorf("row %d: %v, %v, want %s", i, row.Outcome, row.Err, want)
		}
	}
}

// A file with mistakes is refused, with the position of each.
func TestMistakesInRejections(t *testing.T) {
	for text, want := range map[string]string{
		"NewIncidnet: {error: incidentError, rules: []}":                                           `1:1: there is no operation NewIncidnet with a response: did you mean "NewIncident"?`,
		"NewIncident: {error: incidentErro, rules: []}":                                            `1:22: there is no "incidentErro" in the contract: did you mean "incidentError"?`,
		"NewIncident: {rules: []}":                                                                 `error`,
		"NewIncident: {error: incidentError, rules: [{value: typ, oneOf: [A], error: {code: x}}]}": `1:53: there is no "typ" in the contract: did you mean "type"?`,
		"NewIncident: {error: incidentError, rules: [{value: type, error: {code: x}}]}":            `1:45: a rule has either oneOf or before`,
		"NewIncident: {often: 1}":                                                                  `unknown key "often"`,
	} {
		dir := t.TempDir()
		contract, err := schema.Contracts.ReadFile("careflex.wsdl")
		if err != nil {
			t.Fatal(err)
		}
		for name, content := range map[string]string{"careflex.wsdl": string(contract), "careflex.sandbox.yaml": text} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		test := &recorder{T: t}
		test.fatal(t, func() { sandbox.New(test, filepath.Join(dir, "careflex.wsdl")) })
		if got := strings.Join(test.messages, "\n"); !strings.Contains(got, "careflex.sandbox.yaml:") || !strings.Contains(got, want) {
			t.Errorf("%s:\n%s\nlacks %s", text, got, want)
		}
	}
}
