// Recordings: a program gets the same from a cassette as from the service whose calls are in it.

package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/gen/mvp"
	"github.com/kontrakt-dev/kontrakt/internal/cassette"
	tape "github.com/kontrakt-dev/kontrakt/internal/recorder"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// record starts a recorder before services, and returns where it stands for each service, and the cassette.
func record(t *testing.T, services ...cassette.Service) (url func(name string) string, file string) {
	t.Helper()
	listeners, addresses, err := tape.Listen("127.0.0.1:0", services)
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "calls.yaml")
	f := must[*os.File](t)(os.Create(file))
	t.Cleanup(func() { f.Close() })
	r := &tape.Recorder{Services: services, Addresses: addresses, Writer: must[*cassette.Writer](t)(cassette.NewWriter(f, services, cassette.NewRedactor()))}
	for origin, listener := range listeners {
		server := &http.Server{Handler: r.Handler(origin)}
		go server.Serve(listener)
		t.Cleanup(func() { server.Close() })
	}
	return func(name string) string {
		for _, service := range services {
			if service.Name == name {
				return addresses.Of(service)
			}
		}
		t.Fatalf("no service %s", name)
		return ""
	}, file
}

// program calls both services, with a secret and a token, and returns what it gets.
func program(t *testing.T, url func(string) string, secret, token string) (results []string) {
	t.Helper()
	result := func(v any, err error) {
		text := string(must[[]byte](t)(json.Marshal(v)))
		if err != nil {
			text += " " + err.Error()
			for _, name := range []string{"careflex", "token", "mvp"} {
				text = strings.ReplaceAll(text, url(name), name)
			}
		}
		results = append(results, text)
	}
	ctx := t.Context()
	soap := must[*careflex.Client](t)(careflex.New(careflex.Config{
		Endpoint: url("careflex"), TokenURL: url("token"), UserID: sandbox.User, UserSecret: secret,
	}))
	reported := report(3)
	reported.APIToken = secret + "-api"
	result(soap.NewIncident(ctx, reported))
	wrong := report(2)
	wrong.IncidentList.Incidents[1].PlainIncident.Type = "???"
	result(soap.NewIncident(ctx, wrong)) // a rejected row
	for range 2 {                        // a fault, and a response
		result(soap.NoIncident(ctx, &careflex.NoIncidentRequest{CareflexID: "1", APIToken: secret, CreatedAt: careflex.NewDate(2026, 11, 1)}))
	}

	rest := must[*mvp.Client](t)(mvp.New(mvp.Config{BaseURL: url("mvp"), Mandant: "bd", Mitarbeiter: "123456_123456", Token: mvp.StaticToken(token)}))
	result(rest.GetMitarbeiter(ctx))
	result(rest.GetAnreden(ctx))
	result(rest.GetAnreden(ctx)) // from the cache
	kunde, err := rest.AddKunde(ctx, &mvp.Kunde{Benutzername: new("ann")})
	result(kunde, err)
	result(rest.SearchKunden(ctx, "a&b ä", &mvp.SearchKundenOptions{Size: new(int64(5))}))
	result(rest.GetArchiveintrag(ctx, "gone")) // 404
	result(rest.GetSparten(ctx))               // a lost response, and another try
	entry, err := rest.AddArchiveintrag(ctx, strings.NewReader("%PDF-1.7 \x00\xff"), `application/pdf; name="a.pdf"`,
		&mvp.AddArchiveintragOptions{Betreff: new("Antrag ä"), Zuordnungen: []mvp.Zuordnung{{Typ: new("kunde"), ID: new("4711")}}})
	result(entry, err)
	if err == nil {
		download, err := rest.GetArchivDatei(ctx, *entry.ID, "pdf")
		if err == nil {
			defer download.Close()
			content, err := io.ReadAll(download)
			result(content, err)
		}
	}
	batch := rest.MultiCall()
	added, found, gone := batch.AddKunde(&mvp.Kunde{Benutzername: new("ben")}), batch.GetAnreden(), batch.GetArchiveintrag("gone")
	if err := batch.Do(ctx); err != nil {
		result(nil, err)
		return results
	}
	result(added.Result())
	result(found.Result())
	result(gone.Result())
	result(nil, rest.Logout(ctx))
	return results
}

func TestReplay(t *testing.T) {
	s := sandbox.New(t)
	token := s.Token()
	if err := newMVP(t, s).DeleteArchiveintrag(t.Context(), "gone"); err != nil {
		t.Fatal(err)
	}
	s.On("NoIncident").Times(1).Fault("Server", "Maintenance until noon.", nil)
	s.On("getSparten").Times(1).Lose()
	url, file := record(t, cassette.Service{Name: "careflex", URL: s.Endpoint("careflex")},
		cassette.Service{Name: "token", URL: s.TokenURL("careflex")}, cassette.Service{Name: "mvp", URL: mvpURL(s)})
	want := program(t, url, sandbox.Secret, token)
	data := must[[]byte](t)(os.ReadFile(file))
	for _, secret := range []string{sandbox.Secret, token} {
		if bytes.Contains(data, []byte(secret)) {
			t.Errorf("the cassette has %s:\n%s", secret, data)
		}
	}
	if t.Failed() || len(want) < 15 {
		t.Fatalf("%d results: %q", len(want), want)
	}
	for _, secret := range []string{sandbox.Secret, "another-secret"} {
		calls := sandbox.Replay(t, file)
		if diff := cmp.Diff(want, program(t, calls.URL, secret, secret)); diff != "" {
			t.Errorf("in order, with %q: %s", secret, diff)
		}
		calls = sandbox.Replay(t, file).AnyOrder()
		if diff := cmp.Diff(want, program(t, calls.URL, secret, secret)); diff != "" {
			t.Errorf("in any order, with %q: %s", secret, diff)
		}
	}
}

// A request that is not in the cassette fails the test with the difference, and so does a call that was not made.
func TestReplayProblems(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "done") }))
	defer service.Close()
	url, file := record(t, cassette.Service{Name: "careflex", URL: service.URL + "/careflex"},
		cassette.Service{Name: "token", URL: service.URL + "/careflex/token"}, cassette.Service{Name: "mvp", URL: service.URL + "/rest"})
	post := func(url, contentType, body string) (status int, text string) {
		response := must[*http.Response](t)(http.Post(url, contentType, strings.NewReader(body)))
		defer response.Body.Close()
		return response.StatusCode, string(must[[]byte](t)(io.ReadAll(response.Body)))
	}
	envelope := func(name, id string) string {
		return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><a>` + id + `</a></e:Header><e:Body><` + name +
			`><employeeId>` + id + `</employeeId></` + name + `></e:Body></e:Envelope>`
	}
	json := func(member string) string {
		return `{"grant_type":"password","items":[1,{"a":` + member + `}],"password":"x"}`
	}
	post(url("careflex"), "text/xml", envelope("A", "4711"))
	post(url("token"), "application/json", json(`"b"`))
	post(url("mvp")+"/1/kunden?a=1&b=2", "application/x-www-form-urlencoded", "c=1&client_secret=x")
	for _, test := range []struct {
		anyOrder      bool
		after         int // calls that are right
		service, path string
		contentType   string
		body          string
		want          string // of the problem; "" for none
	}{
		{false, 0, "careflex", "", "text/xml", envelope("A", "4712"),
			`FILE:8:5: the request differs from call 1, careflex: POST /careflex A: employeeId is "4711" in the cassette, and "4712" in the request`},
		{false, 0, "careflex", "", "text/xml", envelope("B", "4711"),
			`FILE:8:5: call 1 is careflex: POST /careflex A, and the request is careflex: POST /careflex B`},
		{false, 0, "careflex", "", "application/soap+xml", envelope("A", "4711"),
			`FILE:8:5: the request differs from call 1, careflex: POST /careflex A: the Content-Type is "text/xml" in the cassette, and ` +
				`"application/soap+xml" in the request`},
		{false, 0, "token", "", "application/json", json(`"b"`), "FILE:8:5: call 1 is careflex: POST /careflex A, and the request is " +
			"token: POST /careflex/token, as is call 2 (line 37): calls are answered in their order, each once"},
		{false, 1, "token", "", "application/json", json(`"c"`), `FILE:37:5: the request differs from call 2, token: POST /careflex/token: ` +
			`items[1].a is "b" in the cassette, and "c" in the request`},
		{false, 1, "token", "", "application/json", json(`1`), `FILE:37:5: the request differs from call 2, token: POST /careflex/token: ` +
			`items[1].a is "b" in the cassette, and "1" in the request`},
		{false, 1, "token", "", "application/json", json(`"b","c":1`), `FILE:37:5: the request differs from call 2, token: POST /careflex/token: ` +
			`items[1].c is only in the request`},
		{false, 1, "token", "", "application/json", `{"grant_type":"password","items":[1],"password":"y"}`,
			`FILE:37:5: the request differs from call 2, token: POST /careflex/token: items has 2 items in the cassette, and 1 in the request`},
		{false, 3, "token", "", "application/json", json(`"b"`), `FILE: the request token: POST /careflex/token comes after the last call: all 3 are answered`},
		{true, 0, "mvp", "/1/kunden?b=2&a=1", "application/x-www-form-urlencoded", "client_secret=y&c=1", ""},
		{true, 3, "mvp", "/1/kunden?b=3", "application/x-www-form-urlencoded", "", ""},
		{true, 0, "careflex", "", "text/xml", envelope("A", "4712"), ""},
		{true, 0, "careflex", "", "text/xml", envelope("B", "4711"), "FILE: there is no call careflex: POST /careflex B\n" +
			`FILE:8:5: the nearest call is careflex: POST /careflex A: the element is "A" in the cassette, and "B" in the request`},
		{true, 0, "mvp", "/1/kunde", "text/plain", "a", "FILE: there is no call mvp: POST /rest/1/kunde\n" +
			`FILE:66:5: the nearest call is mvp: POST /rest/1/kunden: the path is ` +
			`"/rest/1/kunden" in the cassette, and "/rest/1/kunde" in the request`},
	} {
		t.Run("", func(t *testing.T) {
			r := &recorder{T: t}
			calls := sandbox.Replay(r, file)
			if test.anyOrder {
				calls.AnyOrder()
			}
			right := []func(){
				func() { post(calls.URL("careflex"), "text/xml; charset=utf-8", envelope("A", "4711")) },
				func() { post(calls.URL("token"), "application/json", json(`"b"`)) },
				func() {
					post(calls.URL("mvp")+"/1/kunden?b=2&a=1", "application/x-www-form-urlencoded", "c=1&client_secret=other")
				},
			}
			for _, call := range right[:test.after] {
				call()
			}
			if len(r.messages) > 0 {
				t.Fatal(r.messages)
			}
			status, text := post(calls.URL(test.service)+test.path, test.contentType, test.body)
			got := strings.ReplaceAll(strings.TrimSuffix(text, "\n"), file, "FILE")
			switch {
			case test.want == "":
				if status == http.StatusNotImplemented || len(r.messages) > 0 {
					t.Errorf("got %d %s", status, got)
				}
			case got != test.want || status != http.StatusNotImplemented || len(r.messages) != 1:
				t.Errorf("%d, %d messages\n got %s\nwant %s", status, len(r.messages), got, test.want)
			}
		})
	}
	r := &recorder{T: t}
	t.Run("not made", func(t *testing.T) {
		r.T = t
		calls := sandbox.Replay(r, file)
		post(calls.URL("careflex"), "text/xml", envelope("A", "4711"))
	})
	if want := fmt.Sprintf("[sandbox: %s:37:5: 2 recorded calls were not made: the first one is token: POST /careflex/token]", file); fmt.Sprint(r.messages) != want {
		t.Errorf("got %v, want %s", r.messages, want)
	}
	r.T = t
	r.fatal(t, func() { sandbox.Replay(r, "missing.yaml") })
	if want := "[sandbox: missing.yaml: cannot be read: no such file or directory]"; fmt.Sprint(r.messages) != want {
		t.Errorf("got %v, want %s", r.messages, want)
	}
	r.fatal(t, func() { sandbox.Replay(r, file).URL("other") })
	if want := `[sandbox: there is no service "other": the cassette has careflex, token, mvp]`; fmt.Sprint(r.messages) != want {
		t.Errorf("got %v, want %s", r.messages, want)
	}
}
