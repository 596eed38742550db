// Calls that fail once they are sent: faults, answers that are of no use, no response.

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

func TestFault(t *testing.T) {
	for _, status := range []int{http.StatusInternalServerError, http.StatusOK} {
		s := newService(t)
		s.queue(incidentPath, fault(status, "SOAP-ENV:Server"))
		response, err := s.client(t).NewIncident(t.Context(), documentReport())
		failure := wantError(t, err, careflex.ErrFault)
		if response != nil || failure.Operation != "NewIncident" || failure.Path != incidentPath ||
			failure.Status != status {
			t.Errorf("status %d: got %v, %+v", status, response, *failure)
		}
		want := &careflex.Fault{
			Code:   "SOAP-ENV:Server",
			String: "The report was <not> imported",
			Actor:  "http://n4.de/careflex",
			Detail: "<reason>maintenance</reason>",
		}
		if diff := cmp.Diff(want, failure.Fault); diff != "" {
			t.Errorf("status %d: another fault (-want +got):\n%s", status, diff)
		}
		if !strings.Contains(err.Error(), want.String) {
			t.Errorf("%q does not mention %q", err, want.String)
		}
		s.wantRequests(t, 1, 1)
	}
}

func TestUnusableResponses(t *testing.T) {
	const page = `<!DOCTYPE html><html><head><title>Wartung</title></head><body><h1>Bitte später</h1></body></html>`
	change := func(from, to string) string { return strings.Replace(documentNewIncidentResponse, from, to, 1) }
	for _, test := range []struct {
		name    string
		answer  answer
		kind    error
		excerpt string
		want    string // in the message
	}{
		{"HTML", text(http.StatusOK, "text/html; charset=UTF-8", page), careflex.ErrContent, "Wartung – Bitte später",
			"text/html"},
		{"HTML as XML", xmlAnswer(page), careflex.ErrContent, "", "document type declaration"},
		{"not XML", xmlAnswer("Service Unavailable"), careflex.ErrContent, "", "line 1"},
		{"JSON", text(http.StatusOK, "application/json", "{}"), careflex.ErrContent, "", "application/json"},
		{"empty", xmlAnswer(""), careflex.ErrContent, "", "empty"},
		{"no content", func(w http.ResponseWriter, _ request) { w.WriteHeader(http.StatusNoContent) },
			careflex.ErrContent, "", "empty"},
		{"no envelope", xmlAnswer(bodyOf(documentNewIncidentResponse)), careflex.ErrContent, "", "envelope"},
		{"SOAP 1.2", xmlAnswer(change("schemas.xmlsoap.org/soap/envelope/", "www.w3.org/2003/05/soap-envelope")),
			careflex.ErrContent, "", "expected an envelope of SOAP 1.1, found one of SOAP 1.2"},
		{"empty body", xmlAnswer(change(bodyOf(documentNewIncidentResponse), "")), careflex.ErrContent, "",
			"NewIncidentResponse"},
		{"other answer", xmlAnswer(documentNoIncidentResponse), careflex.ErrContent, "",
			"expected the element NewIncidentResponse of namespace"},
		{"missing element", xmlAnswer(change("<rowNumber>2</rowNumber>", "")), careflex.ErrContent, "",
			"incidentResponseList.incident[2].rowNumber: expected an element, found none"},
		{"no number", xmlAnswer(change("<code>422</code>", "<code>much</code>")), careflex.ErrContent, "",
			"incidentError.code: expected xs:int, found \"much\""},
		{"error status", text(http.StatusBadGateway, "text/html", page), careflex.ErrStatus, "Wartung – Bitte später",
			"502 Bad Gateway"},
		{"error status in XML", text(http.StatusServiceUnavailable, "text/xml", "<error>busy</error>"),
			careflex.ErrStatus, "busy", "503 Service Unavailable"},
		{"redirect", func(w http.ResponseWriter, _ request) {
			w.Header().Set("Location", "https://elsewhere.test/incidents")
			w.WriteHeader(http.StatusTemporaryRedirect)
		}, careflex.ErrRedirect, "", "elsewhere.test"},
		{"hang-up", hangUp, careflex.ErrUnknownOutcome, "", "outcome unknown"},
		{"cut short", func(w http.ResponseWriter, _ request) {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, "<SOAP-ENV:Envelope")
		}, careflex.ErrUnknownOutcome, "", "unexpected EOF"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newService(t)
			s.queue(incidentPath, test.answer)
			report := documentReport()
			response, err := s.client(t).NewIncident(t.Context(), report)
			failure := wantError(t, err, test.kind)
			if isReadable := strings.Contains(test.want, "expected xs") || strings.Contains(test.want, "expected an") || strings.Contains(test.want, "expected the"); (response != nil) != isReadable {
				t.Errorf("got a response: %+v", response)
			}
			if failure.Operation != "NewIncident" || failure.Path != incidentPath {
				t.Errorf("is of %s %s", failure.Operation, failure.Path)
			}
			if unknown := test.kind == careflex.ErrUnknownOutcome; unknown && failure.Sent != report ||
				!unknown && failure.Sent != nil {
				t.Errorf("says that %v was sent", failure.Sent)
			}
			if failure.Excerpt != test.excerpt {
				t.Errorf("got excerpt %q, want %q", failure.Excerpt, test.excerpt)
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("%q does not mention %q", err, test.want)
			}
			if test.kind == careflex.ErrUnknownOutcome && !errors.Is(err, careflex.ErrTransport) {
				t.Errorf("%q is no ErrTransport", err)
			}
			s.wantRequests(t, 1, 1) // no report is ever sent again
		})
	}
}

func TestTooLargeResponse(t *testing.T) {
	s := newService(t)
	config := s.config()
	config.MaxResponseBytes = int64(len(documentNewIncidentResponse)) - 1
	_, err := newClient(t, config).NewIncident(t.Context(), documentReport())
	wantError(t, err, careflex.ErrTooLarge)
}

func TestUnreachable(t *testing.T) {
	s := newService(t)
	config := s.config()
	config.Token = careflex.StaticToken(documentToken)
	config.Endpoint = "http://127.0.0.1:1/incidents"
	_, err := newClient(t, config).NewIncident(t.Context(), documentReport())
	wantError(t, err, careflex.ErrTransport)
	if errors.Is(err, careflex.ErrUnknownOutcome) {
		t.Errorf("%q: nothing was sent", err)
	}
}

// The texts of errors, in full: no word twice, and no request line where there was no request.
func TestErrorTexts(t *testing.T) {
	s := newService(t)
	s.queue(incidentPath, rows(0, 2), fault(http.StatusInternalServerError, "SOAP-ENV:Client"), hangUp)
	client := s.client(t)
	for _, want := range []string{
		"NewIncident: the rows of the response do not match the request: missing [1]",
		"NewIncident: POST /incidents: 500 Internal Server Error: SOAP fault: SOAP-ENV:Client: The report was <not> imported",
		"NewIncident: POST /incidents: outcome unknown, the request was sent: no response: EOF",
	} {
		if _, err := client.NewIncident(t.Context(), documentReport()); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	_, err := client.NewIncident(t.Context(), nil)
	if want := "NewIncident: refused before sending: is nil"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	var m careflex.NoIncidentRequest
	m.CareflexID, m.APIToken = "c", "t"
	if want := "refused before sending: createdAt: is required"; m.Validate().Error() != want {
		t.Errorf("got  %v\nwant %s", m.Validate(), want)
	}
	err = m.DecodeXML([]byte("<a/>"))
	if err == nil || strings.Contains(err.Error(), "POST") {
		t.Errorf("got %v, but nothing was posted", err)
	}
}

// wantError checks that err is an *Error of the given kind, and returns it.
func wantError(t *testing.T, err, kind error) *careflex.Error {
	t.Helper()
	failure, ok := errors.AsType[*careflex.Error](err)
	if !ok || failure.Kind != kind || !errors.Is(err, kind) {
		t.Fatalf("got error %v, want one of kind %q", err, kind)
	}
	return failure
}
