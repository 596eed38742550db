// What the control endpoint shows of calls, the state, the clock and the tokens.

package sandbox_test

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/gen/mvp"
	"github.com/kontrakt-dev/kontrakt/internal/pretty"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// shownCall is a call at the control endpoint.
type shownCall struct {
	ID         int
	Operation  string
	Verdict    string
	Status     int
	Done, Part bool
	Repeats    int
	Violations []struct {
		Path, Message string
		Line, Column  int
	}
	Request  shownMessage
	Response *shownMessage
	Fate     string
}

// shownMessage is a request or a response at the control endpoint.
type shownMessage struct {
	Start  string
	Header []struct{ Name, Value string }
	Body   struct {
		Lines []struct {
			Pieces []struct {
				Text   string
				Marked bool
			}
			Violations []int
		}
		Editable bool
	}
}

// text returns the body, and what is marked in it.
func (m *shownMessage) text() (text, marked string) {
	for _, line := range m.Body.Lines {
		for _, piece := range line.Pieces {
			text += piece.Text
			if piece.Marked {
				marked += piece.Text
			}
		}
		text += "\n"
	}
	return strings.TrimSuffix(text, "\n"), marked
}

// showCall returns the call with an id.
func showCall(t *testing.T, s *sandbox.Sandbox, id int) (call shownCall) {
	t.Helper()
	response := controlled(s, "GET", fmt.Sprintf("calls/%d", id), "")
	if err := json.Unmarshal(response.Body.Bytes(), &call); err != nil {
		t.Fatalf("%v: %s", err, response.Body)
	}
	return call
}

func TestShownCalls(t *testing.T) {
	s := sandbox.New(&recorder{T: t})
	client := newCareFlex(t, s, func(c *careflex.Config) { c.SkipValidation = true })
	request := report(2)
	request.IncidentList.Incidents[1].PlainIncident.EmployeeID = ""
	s.On("NewIncident").Times(1).Drop()
	s.On("NewIncident").Times(1).Cut()
	for range 3 {
		if _, err := client.NewIncident(t.Context(), request); err == nil {
			t.Fatal("the request is valid")
		}
	}
	batch := newMVP(t, s).MultiCall()
	batch.GetMitarbeiter()
	if err := batch.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	call := showCall(t, s, 3)
	if call.Operation != "NewIncident" || call.Verdict != "invalid" || call.Status != 500 || call.Fate != "sent" || !call.Done {
		t.Errorf("%+v", call)
	}
	if v := call.Violations; len(v) != 1 || v[0].Path != "incidentList.item[1].plainIncident.employeeId" || v[0].Line != 1 {
		t.Errorf("%+v", v)
	}
	if _, marked := call.Request.text(); marked != "<employeeId></employeeId>" {
		t.Errorf("%q is marked", marked)
	}
	if text, _ := call.Response.text(); call.Response.Start != "500 Internal Server Error" || !strings.Contains(text, "\n        <violation") {
		t.Errorf("%s: %s", call.Response.Start, text)
	}
	for id, want := range map[int]string{1: "dropped", 2: "cut"} {
		if call := showCall(t, s, id); call.Fate != want || (call.Response == nil) != (want == "dropped") {
			t.Errorf("call %d: %+v", id, call)
		}
	}
	if part, whole := showCall(t, s, 4), showCall(t, s, 5); !part.Part || part.Operation != "getMitarbeiter" || whole.Operation != "MultiCall" {
		t.Errorf("%+v, %+v", part, whole)
	}
	for _, path := range []string{"calls/6", "calls/0", "calls/6/curl"} {
		if response := controlled(s, "GET", path, ""); response.Code != http.StatusNotFound || !strings.Contains(response.Body.String(), "no call") {
			t.Errorf("%s: %d %s", path, response.Code, response.Body)
		}
	}
	for _, path := range []string{"calls/x", "calls/1/perl", "calls/1/"} {
		if response := controlled(s, "GET", path, ""); response.Code != http.StatusNotFound || !strings.Contains(response.Body.String(), "control endpoint has") {
			t.Errorf("%s: %d %s", path, response.Code, response.Body)
		}
	}
}

// A secret is shown nowhere, in none of the places that a request has for it, nor where a response repeats it.
func TestSecretsAreNotShown(t *testing.T) {
	const secret = `s3cret/ü"<&%` + "§value"
	asXML := strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;").Replace(secret)
	asJSON, err := json.Marshal(secret)
	if err != nil {
		t.Fatal(err)
	}
	s := sandbox.New(&recorder{T: t})
	s.On("addKunde").Respond(400, http.Header{"Content-Type": {"application/json"}, "Set-Cookie": {"id=" + url.QueryEscape(secret)}},
		`{"echo": `+string(asJSON)+`}`)
	send := func(method, path, body string, header ...string) {
		request := httptest.NewRequest(method, path, strings.NewReader(body))
		request.Header.Set("Authorization", "Bearer "+s.Token())
		for i := 0; i < len(header); i += 2 {
			request.Header.Set(header[i], header[i+1])
		}
		s.ServeHTTP(httptest.NewRecorder(), request)
	}
	const customers = "/mvp/service/bd/employee/1.0/rest/123456_123456/kunden"
	send("POST", "/careflex", "<x><apitoken>"+asXML+"</apitoken></x>", "Content-Type", "text/xml")
	send("POST", "/careflex", `<x userSecret="`+asXML+`"><a>`+asXML+"</a></x", "Content-Type", "text/xml")
	send("POST", customers, `{"access_token": `+string(asJSON)+`}`, "Content-Type", "application/json")
	send("POST", customers, "{}", "Content-Type", "application/json", "Authorization", "Bearer "+secret)
	send("POST", customers, "{}", "Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("user:"+secret)))
	send("POST", customers, "{}", "X-Dio-Session", secret, "Cookie", "a=b; id="+url.QueryEscape(secret))
	send("GET", customers+"?api_key="+url.QueryEscape(secret), "")
	send("POST", customers, "password="+url.QueryEscape(secret), "Content-Type", "application/x-www-form-urlencoded")
	send("POST", "/mvp/service/bd/employee/1.0/rest/", "--b\r\nContent-ID: 1\r\nMethod: GET\r\nPath: /x\r\nAuthorization: Bearer "+secret+
		"\r\n\r\n{\"token\": "+string(asJSON)+"}\r\n--b--\r\n", "Content-Type", "multipart/mixed; boundary=b")

	paths := []string{"calls", "state", "contracts", "tokens"}
	for id := 1; id <= 10; id++ { // one of them is a part
		for _, form := range []string{"", "/curl", "/go", "/cassette"} {
			paths = append(paths, fmt.Sprintf("calls/%d%s", id, form))
		}
	}
	for _, path := range paths {
		response := controlled(s, "GET", path, "")
		if response.Code != http.StatusOK {
			t.Errorf("%s: %d %s", path, response.Code, response.Body)
		}
		var decoded any
		text := response.Body.String()
		if json.Unmarshal([]byte(text), &decoded) == nil {
			text += fmt.Sprint(decoded)
		}
		for _, form := range []string{secret, asXML, string(asJSON[1 : len(asJSON)-1]), url.QueryEscape(secret),
			base64.StdEncoding.EncodeToString([]byte("user:" + secret)), "s3cret"} {
			if strings.Contains(text, form) {
				t.Errorf("%s shows %s: %s", path, form, text)
			}
		}
	}
}

// A short secret is replaced where its name is, also in a body that is not UTF-8, and in a field of a form.
func TestShortSecretsAreNotShown(t *testing.T) {
	const secret = "s3cret"
	utf16 := "\xFF\xFE" + strings.Join(strings.Split("<x><apitoken>"+secret+"</apitoken></x>", ""), "\x00") + "\x00"
	s := sandbox.New(&recorder{T: t})
	for id, sent := range [][2]string{
		{"text/xml; charset=ISO-8859-1", "<x><apitoken>" + secret + "</apitoken><a>\xFC</a></x>"},
		{"text/xml", utf16},
		{"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=password\r\n\r\n" + secret + "\r\n--b--\r\n"},
		{"text/xml", "<x><apitoken>" + secret + "</apitoken>" + strings.Repeat("€", pretty.MaxBody/3) + "</x>"},
	} {
		request := httptest.NewRequest("POST", "/careflex", strings.NewReader(sent[1]))
		request.Header.Set("Content-Type", sent[0])
		s.ServeHTTP(httptest.NewRecorder(), request)
		for _, path := range []string{"calls", fmt.Sprintf("calls/%d", id+1)} {
			text := strings.ReplaceAll(controlled(s, "GET", path, "").Body.String(), `\u0000`, "")
			if strings.Contains(text, secret) || !strings.Contains(text, `"body"`) {
				t.Errorf("%s of %q: %s", path, sent[0], text)
			}
		}
	}
}

// Outside of tests, old calls are forgotten if their bodies are large, but not the last one.
// Violations at secrets quote no values: neither those of a test, nor those that the client and the page are told.
func TestViolationsQuoteNoSecrets(t *testing.T) {
	const secret = "hunter2"
	contract := filepath.Join(t.TempDir(), "vault.yaml")
	if err := os.WriteFile(contract, []byte("kontrakt: 1\ntitle: Vault\nbaseUrl: https://vault.example\n"+
		"functions: {store: {doc: stores., put: /, body: Vault, query: {token: int32}}}\n"+
		"types: {Vault: {fields: {password: int32, token: {listOf: int32}, name: int32}}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{`"password": "` + secret + `"`, `"password": "` + strings.Repeat(secret+`\"`, 20) + `"`,
		`"apiToken": "` + secret + `", "password": {"a": 1}`, `"token": ["` + secret + `"], "name": 1, "password": "` + secret + `"`} {
		test := &recorder{T: t}
		s := sandbox.New(test, contract)
		request := httptest.NewRequest("PUT", "/vault/?token="+secret, strings.NewReader("{"+field+"}"))
		request.Header.Set("Content-Type", "application/json")
		response := httptest.NewRecorder()
		s.ServeHTTP(response, request)
		received := s.Received("store")
		if len(received) != 1 || len(received[0].Violations) == 0 {
			t.Fatalf("%s: %+v", field, received)
		}
		for _, text := range []string{strings.Join(test.messages, "\n"), response.Body.String(), fmt.Sprint(received[0].Violations),
			controlled(s, "GET", "calls", "").Body.String()} {
			if strings.Contains(text, secret) {
				t.Errorf("%s: %s", field, text)
			}
		}
	}
}

func TestLargeCallsAreForgotten(t *testing.T) {
	s, err := sandbox.Of(readWSDL(t, "../schema/careflex.wsdl"))
	if err != nil {
		t.Fatal(err)
	}
	body := strings.Repeat(" ", 30<<20)
	for range 3 {
		s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/careflex", strings.NewReader(body)))
	}
	for id, want := range map[int]int{1: http.StatusNotFound, 2: http.StatusOK, 3: http.StatusOK} {
		if got := controlled(s, "GET", fmt.Sprintf("calls/%d", id), "").Code; got != want {
			t.Errorf("call %d: status %d, instead of %d", id, got, want)
		}
	}
}

// Events tell of calls before their responses are sent, and after.
func TestEvents(t *testing.T) {
	s := sandbox.New(t, "careflex")
	client := newCareFlex(t, s)
	if _, err := client.NewIncident(t.Context(), report(1)); err != nil {
		t.Fatal(err)
	}
	response, err := http.Get(s.URL + "/_sandbox/events")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	next := func() (calls []shownCall) {
		t.Helper()
		for lines.Scan() {
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				if err := json.Unmarshal([]byte(text), &calls); err != nil {
					t.Fatal(err)
				}
				return calls
			}
		}
		t.Fatal("the events end")
		return nil
	}
	if calls := next(); response.Header.Get("Content-Type") != "text/event-stream" || len(calls) != 1 || calls[0].ID != 1 {
		t.Errorf("%v: %+v", response.Header, calls)
	}
	s.On("NewIncident").Delay(300 * time.Millisecond)
	ended := make(chan error)
	go func() {
		_, err := client.NewIncident(t.Context(), report(1))
		ended <- err
	}()
	var states []bool
	for len(states) == 0 || !states[len(states)-1] {
		for _, call := range next() {
			if call.ID == 2 {
				states = append(states, call.Done)
			}
		}
	}
	if len(states) != 2 || states[0] {
		t.Errorf("the call is done: %v", states)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestShownState(t *testing.T) {
	s := sandbox.New(t)
	client := newMVP(t, s)
	shown := func() string { return controlled(s, "GET", "state", "").Body.String() }
	if got := shown(); got != `[{"contract":"mvp","resources":[]}]`+"\n" {
		t.Error(got)
	}
	for range 2 {
		created, err := client.AddKunde(t.Context(), &mvp.Kunde{Person: &mvp.Person{Nachname: new("Mustermann")}})
		if err != nil {
			t.Fatal(err)
		}
		if got := shown(); !strings.Contains(got, "/kunden/"+*created.ID+`"`) || !strings.Contains(got, "Mustermann") {
			t.Error(got)
		}
		if response := controlled(s, "DELETE", "state", ""); response.Code != http.StatusNoContent {
			t.Errorf("%d %s", response.Code, response.Body)
		}
		if got := shown(); strings.Contains(got, "Mustermann") {
			t.Error(got)
		}
	}
}

func TestShownClockAndTokens(t *testing.T) {
	s := sandbox.New(t)
	s.Token()
	for _, by := range []string{"13h", "1s"} {
		controlled(s, "POST", "clock", `{"advance": "`+by+`"}`)
	}
	var clock struct {
		Now   time.Time
		Ahead string
	}
	if err := json.Unmarshal(controlled(s, "GET", "clock", "").Body.Bytes(), &clock); err != nil {
		t.Fatal(err)
	}
	if ahead := time.Until(clock.Now); clock.Ahead != "13h0m1s" || ahead < 13*time.Hour-time.Minute || ahead > 14*time.Hour {
		t.Errorf("%+v", clock)
	}
	tokens := func() string { return controlled(s, "GET", "tokens", "").Body.String() }
	if got := tokens(); got != `{"valid":0}`+"\n" {
		t.Errorf("the expired token is valid: %s", got)
	}
	s.Token()
	if got := tokens(); got != `{"valid":1}`+"\n" {
		t.Error(got)
	}
	if got := controlled(s, "GET", "contracts", "").Body.String(); !strings.Contains(got, `"address":"`+s.Endpoint("careflex")+`"`) ||
		!strings.Contains(got, `"operations":["NoIncident","NewIncident"]`) || !strings.Contains(got, s.BaseURL("mvp")) {
		t.Error(got)
	}
}
