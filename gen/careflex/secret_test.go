// Secrets: the service user's, the access token and the apitoken are in no error and in no print of a configuration.

package careflex_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// wantNoSecret checks that text holds none of the secrets.
func wantNoSecret(t *testing.T, what, text string) {
	t.Helper()
	for _, secret := range []string{userSecret, "user_secret", documentToken, documentReport().APIToken} {
		if strings.Contains(text, secret) {
			t.Errorf("%s shows %q: %.300s", what, secret, text)
		}
	}
}

func TestConfigShowsNoSecret(t *testing.T) {
	config := careflex.Config{
		Endpoint: "https://careflex.test/", TokenURL: "https://careflex.test/token", UserID: userID,
		UserSecret: userSecret,
	}
	withToken := careflex.Config{Endpoint: "https://careflex.test/", Token: careflex.StaticToken(documentToken)}
	withKey := careflex.Config{Endpoint: "https://a:" + userSecret + "@careflex.test/?key=" + userSecret,
		TokenURL: "https://careflex.test/#user_secret", Token: careflex.StaticToken(documentToken)}
	report := documentReport()
	failure := &careflex.Error{Kind: careflex.ErrUnknownOutcome, Operation: "NewIncident", Sent: report,
		Err: errors.New("connection reset")}
	// What package fmt calls no method for.
	type application struct {
		client, other *careflex.Client
		tokens        careflex.TokenSource
		err           error
		summary       *careflex.NewIncidentSummary
	}
	for name, value := range map[string]any{
		"unexported fields": application{newClient(t, config), newClient(t, withToken), withToken.Token, failure,
			new(careflex.NewIncidentSummary)},
		"*NoIncidentRequest":  &careflex.NoIncidentRequest{APIToken: report.APIToken},
		"*NewIncidentRequest": report, "NewIncidentRequest": *report,
		"[]NewIncidentRequest": []careflex.NewIncidentRequest{*report},
		"requests in a struct": struct{ Sent any }{report},
		"*Error":               failure, "Error": *failure,

		"Config": config, "*Config": &config, "[]Config": []careflex.Config{config},
		"Config with token": withToken, "StaticToken": withToken.Token,
		"*Client": newClient(t, config), "*Client with token": newClient(t, withToken),
		"field": struct{ CareFlex careflex.Config }{config},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%d", "%s", "%q", "%x"} {
			wantNoSecret(t, name+" in "+verb, fmt.Sprintf(verb, value))
		}
		var b bytes.Buffer
		slog.New(slog.NewTextHandler(&b, nil)).Info("text", "value", value)
		if !strings.Contains(name, "]") && !strings.Contains(name, "struct") {
			slog.New(slog.NewJSONHandler(&b, nil)).Info("JSON", "value", value)
		}
		wantNoSecret(t, name+" in slog", b.String())
		if strings.Contains(strings.ToLower(name), "request") {
			continue // whose JSON is for programs that keep them
		}
		if encoded, err := json.Marshal(value); err != nil {
			t.Errorf("%s in JSON: %v", name, err)
		} else {
			wantNoSecret(t, name+" in JSON", string(encoded))
		}
	}
	for verb, want := range map[string]string{
		"%v":  "{4711 [secret] {[]}}",
		"%+v": "{CareflexID:4711 APIToken:[secret] IncidentList:{Incidents:[]}}",
		"%q":  `{"4711" "[secret]" {[]}}`,
	} {
		request := careflex.NewIncidentRequest{CareflexID: "4711", APIToken: "geheim"}
		if got := fmt.Sprintf(verb, &request); got != want || request.APIToken != "geheim" {
			t.Errorf("%s prints %s, want %s", verb, got, want)
		}
	}
	if got, want := fmt.Sprintf("%v|%s|%+v", *failure, failure, failure), failure.Error(); got != want+"|"+want+"|"+want {
		t.Errorf("an Error prints as %s, want %s", got, want)
	}
	if got := fmt.Sprint((*careflex.NewIncidentRequest)(nil)); got != "<nil>" {
		t.Errorf("no request prints as %s", got)
	}
	if got, want := fmt.Sprintf("%+v", withKey), `careflex.Config{Endpoint: "https://[redacted]@careflex.test/?[redacted]", `+
		`TokenURL: "https://careflex.test/#[redacted]", UserID: "", UserSecret: [secret]}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if text := fmt.Sprint(config); !strings.Contains(text, config.Endpoint) {
		t.Errorf("%s does not say what the endpoint is", text)
	}
	for _, config := range []careflex.Config{
		{Endpoint: "https://user_secret@careflex.test/", Token: careflex.StaticToken(documentToken)},
		{Endpoint: "https://careflex.test/?" + userSecret, Token: careflex.StaticToken(documentToken)},
		{Endpoint: "https://careflex.test/", TokenURL: "http://a:user_secret@b", UserID: userID,
			UserSecret: userSecret},
	} {
		_, err := careflex.New(config)
		if err == nil {
			t.Error("takes a URL with a secret")
			continue
		}
		wantNoSecret(t, "New", err.Error())
	}
}

// sentSecrets finds the secrets in a request.
var sentSecrets = regexp.MustCompile(documentToken + "|" + documentReport().APIToken + "|" +
	regexp.QuoteMeta(userSecret))

// A careless service repeats in its answer what it was sent. The caller gets to see no secret nonetheless.
func TestErrorsShowNoSecret(t *testing.T) {
	echo := func(status int, contentType, before, after string) answer {
		return func(w http.ResponseWriter, r request) {
			sent := strings.Join(sentSecrets.FindAllString(r.head+"\n"+r.body, -1), " ")
			text(status, contentType, before+html.EscapeString(sent)+after)(w, r)
		}
	}
	const envelope = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>`
	for _, test := range []struct {
		name, path string
		answer     answer
	}{
		{"page", incidentPath, echo(http.StatusOK, "text/html", "<html><body>", "</body></html>")},
		{"title", incidentPath, echo(http.StatusOK, "text/html", "<title>", "</title>")},
		{"error page", incidentPath, echo(http.StatusInternalServerError, "text/html", "<p>", "</p>")},
		{"plain", incidentPath, echo(http.StatusBadRequest, "text/plain", "", "")},
		{"unauthorized", incidentPath, echo(http.StatusUnauthorized, "text/plain", "", "")},
		{"fault", incidentPath, echo(http.StatusInternalServerError, "text/xml",
			envelope+"<e:Fault><faultcode>e:Client</faultcode><faultstring>",
			"</faultstring></e:Fault></e:Body></e:Envelope>")},
		{"detail", incidentPath, echo(http.StatusInternalServerError, "text/xml",
			envelope+"<e:Fault><faultcode>e:Client</faultcode><detail>", "</detail></e:Fault></e:Body></e:Envelope>")},
		{"code", incidentPath, echo(http.StatusInternalServerError, "text/xml",
			envelope+"<e:Fault><faultcode>", "</faultcode></e:Fault></e:Body></e:Envelope>")},
		{"other element", incidentPath, echo(http.StatusOK, "text/xml", envelope+"<a>", "</a></e:Body></e:Envelope>")},
		{"no XML", incidentPath, echo(http.StatusOK, "text/xml", "", "")},
		{"no number", incidentPath, echo(http.StatusOK, "text/xml", envelope+
			`<n:NewIncidentResponse xmlns:n="http://n4.de/careflex/2.0"><importId/><incidentResponseList><incident><rowNumber>`,
			`</rowNumber></incident></incidentResponseList></n:NewIncidentResponse></e:Body></e:Envelope>`)},
		{"redirect", incidentPath, func(w http.ResponseWriter, r request) {
			sent := sentSecrets.FindAllString(r.head+r.body, -1)
			w.Header().Set("Location", "https://careflex.test/"+sent[0]+"?"+sent[1])
			w.WriteHeader(http.StatusSeeOther)
		}},
		{"hang-up", incidentPath, hangUp},
		{"no token", tokenPath, echo(http.StatusBadRequest, "application/json", `{"error":"`, `"}`)},
		{"token page", tokenPath, echo(http.StatusOK, "text/html", "<title>", "</title>")},
		{"token header", tokenPath,
			text(http.StatusOK, "application/json", `{"access_token":"`+documentToken+`\r\nA: b"}`)},
		{"token redirect", tokenPath, func(w http.ResponseWriter, r request) {
			w.Header().Set("Location", "https://careflex.test/?"+userSecret)
			w.WriteHeader(http.StatusPermanentRedirect)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newService(t)
			s.queue(test.path, test.answer, test.answer)
			_, err := s.client(t).NewIncident(t.Context(), documentReport())
			if err == nil {
				t.Fatal("no error")
			}
			wantNoSecret(t, "the error", shown(err))
		})
	}
	t.Run("invalid", func(t *testing.T) {
		report := documentReport()
		report.APIToken += "\x00"
		_, err := newService(t).client(t).NewIncident(t.Context(), report)
		wantNoSecret(t, "the error", shown(err))
	})
}

// shown is all that a log can show of err: its text, and the fields of the errors that it wraps.
func shown(err error) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v\n%+v\n%#v\n", err, err, err)
	slog.New(slog.NewTextHandler(&b, nil)).Info("text", "error", err)
	slog.New(slog.NewJSONHandler(&b, nil)).Info("JSON", "error", err)
	if failure, ok := errors.AsType[*careflex.Error](err); ok {
		fmt.Fprintf(&b, "%#v\n", *failure)
		slog.New(slog.NewJSONHandler(&b, nil)).Info("JSON", "failure", *failure)
		if failure.Fault != nil {
			fmt.Fprintf(&b, "%#v\n", *failure.Fault)
		}
		for cause := failure.Err; cause != nil; cause = errors.Unwrap(cause) {
			fmt.Fprintf(&b, "%#v\n", cause)
		}
	}
	io.WriteString(&b, "\n")
	return b.String()
}
