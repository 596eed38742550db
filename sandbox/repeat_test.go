// Calls that are sent from the control endpoint.

package sandbox_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// repeat sends a call, which is JSON, and returns it.
func repeat(t *testing.T, s *sandbox.Sandbox, call string) shownCall {
	t.Helper()
	var sent struct{ ID int }
	response := controlled(s, "POST", "calls", call)
	if err := json.Unmarshal(response.Body.Bytes(), &sent); err != nil {
		t.Fatalf("%s: %d %s", call, response.Code, response.Body)
	}
	return showCall(t, s, sent.ID)
}

func TestRepeat(t *testing.T) {
	s := sandbox.New(t, "careflex")
	request := report(2)
	request.APIToken = "a-token-of-the-company"
	if _, err := newCareFlex(t, s).NewIncident(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	received := func() *sandbox.Request {
		list := s.Received("NewIncident")
		return list[len(list)-1]
	}
	first := received()
	if call := repeat(t, s, `{"repeat": 1}`); call.Repeats != 1 || call.Status != 200 || call.Verdict != "valid" || !call.Done {
		t.Errorf("%+v", call)
	}
	if !bytes.Equal(received().Body, first.Body) || received().Header.Get("Authorization") != first.Header.Get("Authorization") {
		t.Errorf("another request is sent: %s", received().Body)
	}
	shown := showCall(t, s, 1)
	text, _ := shown.Request.text()
	edited := strings.Replace(text, "4712", "4713", 1)
	body, err := json.Marshal(edited)
	if err != nil {
		t.Fatal(err)
	}
	call := repeat(t, s, `{"repeat": 1, "body": `+string(body)+`, "header": [{"name": "Authorization", "value": "Bearer redacted-1"},
		{"name": "Content-Type", "value": "text/xml"}, {"name": "SOAPAction", "value": "\"\""}]}`)
	if call.Status != 200 || call.Verdict != "valid" {
		t.Errorf("%+v", call)
	}
	var sent careflex.NewIncidentRequest
	if err := received().Decode(&sent); err != nil || sent.APIToken != request.APIToken ||
		sent.IncidentList.Incidents[1].PlainIncident.EmployeeID != "4713" {
		t.Errorf("%v, %+v", err, sent)
	}
	if received().Header.Get("Authorization") != first.Header.Get("Authorization") || received().Header.Get("Content-Type") != "text/xml" {
		t.Errorf("the header is %v", received().Header)
	}
	s.RevokeTokens()
	if call := repeat(t, s, `{"repeat": 1}`); call.Status != 401 || call.Verdict != "refused" {
		t.Errorf("%+v", call)
	}
	if call := repeat(t, s, `{"repeat": 1, "newToken": true}`); call.Status != 200 {
		t.Errorf("%+v", call)
	}
	// What a person sends does not fail the test.
	if call := repeat(t, s, `{"repeat": 1, "newToken": true, "body": "<x/>"}`); call.Verdict != "invalid" {
		t.Errorf("%+v", call)
	}
	if call := repeat(t, s, `{"repeat": 1, "method": "GET", "path": "/careflex/x?y=1"}`); call.Status != 405 || call.Request.Start != "GET /careflex/x?y=1" {
		t.Errorf("%+v", call)
	}
}

// Examples of all operations are valid.
func TestExampleCalls(t *testing.T) {
	s := sandbox.New(t)
	var contracts []struct {
		Name       string
		Operations []string
	}
	if err := json.Unmarshal(controlled(s, "GET", "contracts", "").Body.Bytes(), &contracts); err != nil {
		t.Fatal(err)
	}
	for _, contract := range contracts {
		for _, operation := range contract.Operations {
			controlled(s, "DELETE", "state", "")
			if call := repeat(t, s, `{"operation": "`+contract.Name+"."+operation+`"}`); call.Verdict != "valid" || call.Operation != operation {
				t.Errorf("%s: %d %+v", operation, call.Status, call.Violations)
			}
		}
	}
}

func TestMistakesInRepeatedCalls(t *testing.T) {
	s := sandbox.New(t, "careflex")
	repeat(t, s, `{"operation": "NewIncident"}`)
	for call, want := range map[string]string{
		`{"repeat": 7}`:                   "there is no call 7",
		`{}`:                              "there is no call 0",
		`{"operation": "NewIncidnet"}`:    `did you mean "NewIncident"?`,
		`{"repeat": 1, "path": "/mvp/x"}`: "begins with /careflex/",
		`{"repeat": 1, "verb": "GET"}`:    "verb",
	} {
		if response := controlled(s, "POST", "calls", call); response.Code != http.StatusBadRequest || !strings.Contains(response.Body.String(), want) {
			t.Errorf("%s: %d %s", call, response.Code, response.Body)
		}
	}
}
