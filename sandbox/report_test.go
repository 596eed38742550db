// The messages of a test about requests that break the contract, and about wrong use of the sandbox.

package sandbox_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// recorder is a test that keeps its messages.
type recorder struct {
	*testing.T
	messages []string
}

// ended is what ends the goroutine of a test.
type ended struct{}

func (r *recorder) Errorf(format string, args ...any) {
	r.messages = append(r.messages, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	panic(ended{})
}

// fatal calls f, which ends the test, and returns the message.
func (r *recorder) fatal(t *testing.T, f func()) string {
	t.Helper()
	defer func() {
		if _, ok := recover().(ended); !ok {
			t.Error("the test goes on")
		}
	}()
	r.messages = nil
	f()
	return ""
}

func TestViolationsFailTheTest(t *testing.T) {
	test := &recorder{T: t}
	s := sandbox.New(test, "careflex")
	client := newCareFlex(t, s, func(c *careflex.Config) { c.SkipValidation = true })
	request := report(3)
	request.IncidentList.Incidents[1].PlainIncident.EmployeeID = ""
	request.CareflexID = ""
	_, err := client.NewIncident(t.Context(), request)
	if err == nil || !strings.Contains(err.Error(), "incidentList.item[1].plainIncident.employeeId") &&
		!strings.Contains(err.Error(), "in 2 ways") {
		t.Errorf("the client is told %v", err)
	}
	if len(test.messages) != 1 {
		t.Fatalf("%d messages: %q", len(test.messages), test.messages)
	}
	for _, want := range []string{"careflex.NewIncident", "careflexId", "incidentList.item[1].plainIncident.employeeId"} {
		if !strings.Contains(test.messages[0], want) {
			t.Errorf("the message lacks %q: %s", want, test.messages[0])
		}
	}
	if violations := s.Received("NewIncident")[0].Violations; len(violations) != 2 || violations[0].Line == 0 {
		t.Errorf("%+v", violations)
	}
}

func TestExpectedViolationsDoNotFailTheTest(t *testing.T) {
	s := sandbox.New(t, "careflex")
	s.On("NewIncident").Fault("Client", "as expected", nil)
	client := newCareFlex(t, s, func(c *careflex.Config) { c.SkipValidation = true })
	if _, err := client.NewIncident(t.Context(), report(0)); err == nil || !strings.Contains(err.Error(), "as expected") {
		t.Error(err)
	}
}

func TestMistakes(t *testing.T) {
	test := &recorder{T: t}
	s := sandbox.New(test)
	for want, f := range map[string]func(){
		`there is no operation "NewIncidnet": did you mean "NewIncident"?`: func() { s.On("NewIncidnet") },
		`there is no contract "payroll": the sandbox has careflex, mvp`:    func() { s.Endpoint("payroll") },
		`careflex is not a REST service: it has an Endpoint`:               func() { s.BaseURL("careflex") },
		`there is no such file`: func() { sandbox.New(test, "no.wsdl") },
		`two contracts are called careflex: rename the file of one of them`: func() { sandbox.New(test, "careflex", "careflex") },
	} {
		test.fatal(t, f)
		if got := strings.Join(test.messages, "\n"); !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
}

// unread is a body that nobody reads.
type unread struct{ *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.Error("the body is read")
	return 0, io.ErrUnexpectedEOF
}

// TestRequestsThatCannotBe are told what is wrong with them.
func TestRequestsThatCannotBe(t *testing.T) {
	s := sandbox.New(&failures{T: t})
	large := httptest.NewRequest("POST", "/careflex", unread{t})
	large.ContentLength = 1 << 30
	unknown := httptest.NewRequest("POST", "/careflex", strings.NewReader(`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><c:NoIncidnetRequest xmlns:c="http://n4.de/careflex"/></s:Body></s:Envelope>`))
	unknown.Header.Set("Authorization", "Bearer "+s.Token())
	for _, test := range []struct {
		request *http.Request
		status  int
		want    string
	}{
		{large, http.StatusRequestEntityTooLarge, "The sandbox reads requests of at most 67108864 bytes."},
		{unknown, http.StatusInternalServerError, "2:9: expected {http://n4.de/careflex}NoIncidentRequest or"},
		{httptest.NewRequest("POST", "/carefelx", nil), http.StatusNotFound, `The sandbox has no contract "carefelx": did you mean "careflex"?`},
		{httptest.NewRequest("GET", "/nothing", nil), http.StatusNotFound, "Its contracts are: careflex, mvp."},
		{httptest.NewRequest("GET", "/careflex", nil), http.StatusMethodNotAllowed, "it takes envelopes by POST"},
		{httptest.NewRequest("GET", "/careflex/token", nil), http.StatusMethodNotAllowed, "Tokens are requested by POST."},
	} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, test.request)
		if body := w.Body.String(); w.Code != test.status || !strings.Contains(body, test.want) {
			t.Errorf("%s %s: %d %s\nwant %d %s", test.request.Method, test.request.URL, w.Code, body, test.status, test.want)
		}
	}
}

func TestControl(t *testing.T) {
	s := sandbox.New(t, "careflex")
	client := newCareFlex(t, s)
	control := func(method, path, body string) (int, string) {
		t.Helper()
		request, err := http.NewRequest(method, s.URL+"/_sandbox/"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(text)
	}
	for _, rule := range []string{
		`{"operation":"NewIncident","times":1,"drop":true}`,
		`{"operation":"careflex.NewIncident","times":1,"fault":{"code":"Server","message":"closed"}}`,
		`{"operation":"NewIncident","times":1,"status":503,"header":{"Retry-After":"3600"},"body":"closed"}`,
		`{"operation":"NewIncident","times":1,"lose":true,"delay":"1ms"}`,
		`{"operation":"NewIncident","times":1,"cut":true}`,
	} {
		if status, text := control("POST", "rules", rule); status != http.StatusCreated {
			t.Fatalf("%s: %d %s", rule, status, text)
		}
		if _, err := client.NewIncident(t.Context(), report(1)); err == nil {
			t.Errorf("no error with %s", rule)
		}
	}
	if _, err := client.NewIncident(t.Context(), report(1)); err != nil {
		t.Error(err)
	}
	for request, want := range map[string]string{
		`{"operation":"NewIncidnet","drop":true}`:              `did you mean "NewIncident"?`,
		`{"operation":"NewIncident"}`:                          "the rule does nothing",
		`{"operation":"NewIncident","drop":true,"cut":true}`:   "one of",
		`{"operation":"NewIncident","delay":"soon"}`:           `the delay is "soon": write`,
		`{"operation":"NewIncident","status":99}`:              "200 to 599",
		`{"operation":"NewIncident","drop":true,"often":true}`: "often",
	} {
		if status, text := control("POST", "rules", request); status != http.StatusBadRequest || !strings.Contains(text, want) {
			t.Errorf("%s: %d %s", request, status, text)
		}
	}
	if status, text := control("GET", "calls", ""); status != http.StatusOK || strings.Count(text, `"operation":"NewIncident"`) != 6 {
		t.Errorf("%d %s", status, text)
	}
	control("POST", "rules", `{"operation":"NewIncident","drop":true}`)
	control("DELETE", "rules", "")
	control("POST", "clock", `{"advance":"13h"}`)
	control("DELETE", "tokens", "")
	if _, err := client.NewIncident(t.Context(), report(1)); err != nil {
		t.Error(err)
	}
	response, err := http.Post(s.URL+"/_sandbox/rules", "text/plain", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusUnsupportedMediaType {
		t.Errorf("a form of another page gets %s", response.Status)
	}
}
