// The built-in contracts, called by their clients.

package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/gen/mvp"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// newCareFlex returns a client of the CareFlex service in s.
func newCareFlex(t *testing.T, s *sandbox.Sandbox, change ...func(*careflex.Config)) *careflex.Client {
	t.Helper()
	config := careflex.Config{
		Endpoint: s.Endpoint("careflex"), TokenURL: s.TokenURL("careflex"),
		UserID: sandbox.User, UserSecret: sandbox.Secret,
	}
	for _, change := range change {
		change(&config)
	}
	client, err := careflex.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// newMVP returns a client of the MVP in s.
func newMVP(t *testing.T, s *sandbox.Sandbox) *mvp.Client {
	t.Helper()
	client, err := mvp.New(mvp.Config{
		Mandant: "bd", Mitarbeiter: "123456_123456", BaseURL: s.BaseURL("mvp"), Token: mvp.StaticToken(s.Token()),
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// report returns a report of n incidents.
func report(n int) *careflex.NewIncidentRequest {
	day := careflex.NewDate(2026, time.November, 1)
	request := &careflex.NewIncidentRequest{CareflexID: "09ce3580d84bf090", APIToken: "token"}
	for i := range n {
		request.IncidentList.Incidents = append(request.IncidentList.Incidents, careflex.IncidentListItem{
			PlainIncident: &careflex.PlainIncident{
				EmployeeID: fmt.Sprint(4711 + i), ExternalID: new(fmt.Sprintf("external-%d", i)),
				ValidFrom: day, CreatedAt: day, Type: careflex.IncidentTypeRST,
			},
		})
	}
	return request
}

func TestCareFlex(t *testing.T) {
	s := sandbox.New(t)
	client := newCareFlex(t, s)
	ctx := context.Background()
	response, err := client.NewIncident(ctx, report(3))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for i, row := range response.IncidentResponseList.Incidents {
		if row.RowNumber != int32(i) || row.EmployeeID != fmt.Sprint(4711+i) || row.IncidentError != nil {
			t.Errorf("row %d: %+v", i, row)
		}
		ids[*row.IncidentID] = true
	}
	if len(ids) != 3 {
		t.Errorf("the rows have the ids %v", ids)
	}
	if _, err := client.NoIncident(ctx, &careflex.NoIncidentRequest{
		CareflexID: "09ce3580d84bf090", APIToken: "token", CreatedAt: careflex.NewDate(2026, time.November, 1),
	}); err != nil {
		t.Error(err)
	}
	summary, err := client.NewIncidentAll(ctx, report(250), nil)
	if err != nil || len(summary.Rows) != 250 {
		t.Errorf("%d rows, %v", len(summary.Rows), err)
	}
	plain := report(2)
	plain.IncidentList.Incidents[1].PlainIncident.ExternalID = nil
	if response, err := client.NewIncident(ctx, plain); err != nil || response.IncidentResponseList.Incidents[1].ExternalID != nil {
		t.Errorf("%+v, %v", response, err)
	}
	received := s.Received("NewIncident")
	if len(received) != 5 {
		t.Fatalf("%d requests", len(received))
	}
	var request careflex.NewIncidentRequest
	if err := received[0].Decode(&request); err != nil || request.IncidentList.Incidents[2].PlainIncident.EmployeeID != "4713" {
		t.Errorf("%v, %+v", err, request)
	}
}

func TestMVP(t *testing.T) {
	s := sandbox.New(t)
	client := newMVP(t, s)
	ctx := context.Background()
	if _, err := client.GetMitarbeiter(ctx); err != nil {
		t.Error(err)
	}
	batch := client.MultiCall()
	employee, broker := batch.GetMitarbeiter(), batch.GetVermittler("4711")
	if err := batch.Do(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := employee.Result(); err != nil {
		t.Error(err)
	}
	if v, err := broker.Result(); err != nil || v.ID == nil || *v.ID != "4711" {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestRules(t *testing.T) {
	s := sandbox.New(t)
	client := newCareFlex(t, s)
	s.On("NewIncident").Times(1).Fault("Server", "no <import> today", nil)
	s.On("NewIncident").Times(1).Drop()
	s.On("NewIncident").Times(1).Lose()
	s.On("NewIncident").Times(1).Cut()
	s.On("NewIncident").Times(1).Respond(503, http.Header{"Retry-After": {"3600"}}, "<h1>closed</h1>")
	s.On("NewIncident").Times(1).Answer(&careflex.NewIncidentResponse{ImportID: "import"})
	call := func() (*careflex.NewIncidentResponse, error) { return client.NewIncident(t.Context(), report(1)) }
	_, err := call()
	if !errors.Is(err, careflex.ErrFault) || !strings.Contains(err.Error(), "no <import> today") {
		t.Errorf("fault: %v", err)
	}
	for range 3 {
		if _, err = call(); !errors.Is(err, careflex.ErrTransport) {
			t.Errorf("no response: %v", err)
		}
	}
	if _, err = call(); !errors.Is(err, careflex.ErrStatus) {
		t.Errorf("status: %v", err)
	}
	if response, err := call(); response == nil || response.ImportID != "import" {
		t.Errorf("%+v, %v", response, err)
	}
	if _, err = call(); err != nil {
		t.Errorf("after the rules: %v", err)
	}
}

func TestTokens(t *testing.T) {
	s := sandbox.New(t)
	client := newCareFlex(t, s)
	call := func() error {
		_, err := client.NewIncident(t.Context(), report(1))
		return err
	}
	for _, change := range []func(){func() {}, func() { s.Advance(13 * time.Hour) }, s.RevokeTokens} {
		change()
		if err := call(); err != nil {
			t.Error(err)
		}
	}
	wrong := newCareFlex(t, s, func(c *careflex.Config) { c.UserSecret = "wrong" })
	if _, err := wrong.NewIncident(t.Context(), report(1)); err == nil {
		t.Error("a wrong secret was accepted")
	}
}

// TestDocumentedValues finds the values that the documents of the services print in responses, beside those of the request.
func TestDocumentedValues(t *testing.T) {
	s := sandbox.New(t)
	request := report(2)
	response, err := newCareFlex(t, s).NewIncident(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if response.ImportID == "text" || response.ImportID == "" {
		t.Errorf("importId is %q", response.ImportID)
	}
	for i, row := range response.IncidentResponseList.Incidents {
		item := request.IncidentList.Incidents[i].PlainIncident
		if int(row.RowNumber) != i || row.EmployeeID != item.EmployeeID || row.ExternalID == nil || *row.ExternalID != *item.ExternalID ||
			row.IncidentError != nil {
			t.Errorf("row %d is %+v", i, row)
		}
	}
	contracts, err := newMVP(t, s).GetVertraege(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(contracts) == 0 || contracts[0].Gesellschaft == nil || *contracts[0].Gesellschaft != "10330" {
		t.Errorf("the contracts are %+v", contracts)
	}
}
