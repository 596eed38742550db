// Errors: what the service says in its several ways, what gets lost on the way, and that no error shows a secret.

package mvp_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

func TestMeldungen(t *testing.T) {
	s := answering(t, documentError)
	_, err := s.newClient(t).AddKunde(t.Context(), body)
	e := errorOf(t, err, mvp.ErrStatus)
	want := mvp.Error{Kind: mvp.ErrStatus, Operation: "addKunde", Method: "POST", Path: rest + "/123456_123456/kunden",
		Status: 400, Messages: []string{"Dieser Benutzername ist bereits vergeben."}}
	if fmt.Sprintf("%#v", *e) != fmt.Sprintf("%#v", want) {
		t.Errorf("got %#v, want %#v", *e, want)
	}
	const text = "addKunde: POST /service/bd/employee/1.0/rest/123456_123456/kunden: 400 Bad Request: " +
		"Dieser Benutzername ist bereits vergeben."
	if e.Error() != text {
		t.Errorf("got %s, want %s", e, text)
	}
}

// The body that the page shows is longer than the Content-Length with it. What the header says is the body; that JSON
// then breaks off, so there are no messages to be read, but the error shows what there is.
func TestMeldungenAsShownByThePage(t *testing.T) {
	s := answering(t, strings.ReplaceAll(documentError, "\t", "    "))
	_, err := s.newClient(t).AddKunde(t.Context(), body)
	e := errorOf(t, err, mvp.ErrStatus)
	if e.Status != 400 || e.Messages != nil ||
		e.Excerpt != `{ "Meldungen": [ "Dieser Benutzername ist bereits vergebe` {
		t.Errorf("got %#v", e)
	}
}

func TestErrorResponses(t *testing.T) {
	const page = "<html><head><title>Error #400</title><style>h1 { color: red }</style></head>\n" +
		"<body><h1>Ung&uuml;ltige Anfrage</h1><p>Stack trace: …</p></body></html>"
	for _, test := range []struct {
		name, status, body string
		messages           []string
		excerpt            string
	}{
		{"several", "400 Bad Request", `{"Meldungen":["a","b"]}`, []string{"a", "b"}, ""},
		{"an empty one first", "400 Bad Request", `{"Meldungen":["","Gültigkeit überprüfen"]}`,
			[]string{"", "Gültigkeit überprüfen"}, ""},
		{"string", "400 Bad Request", `{"Meldungen":"a"}`, []string{"a"}, ""},
		{"byte order mark", "400 Bad Request", "\ufeff\r\n" + `{"Meldungen":["a"]}`, []string{"a"}, ""},
		{"null", "400 Bad Request", `{"Meldungen":null}`, nil, `{"Meldungen":null}`},
		{"none", "400 Bad Request", `{"Meldungen":[]}`, nil, `{"Meldungen":[]}`},
		{"missing", "400 Bad Request", `{"Fehler":1}`, nil, `{"Fehler":1}`},
		{"empty", "403 Forbidden", "", nil, ""},
		{"page of a client error", "400 Bad Request", page, nil, "Error #400 – Ungültige Anfrage"},
		{"page of a server error", "500 Internal Server Error", page, nil, "Error #400 – Ungültige Anfrage"},
		{"long page", "500 Internal Server Error", "<p>" + strings.Repeat("ä ", 1e6), nil,
			strings.Repeat("ä ", 99) + "ä…"},
		{"text", "404 Not Found", "nicht\r\n gefunden\x1b[2J", nil, "nicht gefunden[2J"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := answer(test.status, test.body, "Content-Type: text/html; charset=utf-8")
			s := answering(t, text, text)
			client := s.newClient(t)
			_, err := client.GetMitarbeiter(t.Context())
			_, streamErr := client.GetArchivDatei(t.Context(), "1", "pdf")
			for _, err := range []error{err, streamErr} {
				e := errorOf(t, err, mvp.ErrStatus)
				if !strings.HasPrefix(test.status, fmt.Sprint(e.Status)) || !slices.Equal(e.Messages, test.messages) ||
					e.Excerpt != test.excerpt || strings.ContainsAny(e.Error(), "\r\n\x1b") {
					t.Errorf("got %d, messages %q, excerpt %q: %v", e.Status, e.Messages, e.Excerpt, e)
				}
			}
		})
	}
}

func TestResponsesThatAreNotAsDocumented(t *testing.T) {
	var bomb bytes.Buffer
	zip := gzip.NewWriter(&bomb)
	zip.Write(bytes.Repeat([]byte(" "), 1<<20))
	zip.Close()
	for _, test := range []struct {
		name, answer string
		kind         error
		want         string // in the error
	}{
		{"a page", answer("200 OK", "<title>Anmeldung</title>", "Content-Type: text/html"), mvp.ErrContent,
			`"Anmeldung"`},
		{"no JSON", jsonAnswer("Hallo"), mvp.ErrContent, "line 1"},
		{"empty", jsonAnswer(""), mvp.ErrContent, "empty body, expected JSON"},
		{"JSON that breaks off", jsonAnswer(`{"Id":"1","Vorname":"J`), mvp.ErrContent, "not closed"},
		{"short of its length", jsonAnswer(`{"Id":"1"}`, "Content-Length: 11"), mvp.ErrContent, "truncated"},
		{"chunk that breaks off", jsonAnswer("a\r\n{\"Id\":", "Transfer-Encoding: chunked"), mvp.ErrContent,
			"truncated"},
		{"no response", "", mvp.ErrTransport, "EOF"},
		{"no HTTP", "220 mail.example ESMTP\r\n\r\n", mvp.ErrTransport, ""},
		{"304 to no condition", documentNotModified, mvp.ErrStatus, "not conditional"},
		{"too large", jsonAnswer(strings.Repeat(" ", 1<<17)), mvp.ErrTooLarge, "more than 65536 bytes"},
		{"too large by its length", jsonAnswer("", "Content-Length: 100000000"), mvp.ErrTooLarge,
			"more than 65536 bytes"},
		{"too large once decompressed", jsonAnswer(bomb.String(), "Content-Encoding: gzip"), mvp.ErrTooLarge,
			"more than"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // for the pauses between attempts
				s := newMemoryService(t, inTurn(t, test.answer, test.answer, test.answer))
				client := s.newClient(t, func(c *mvp.Config) { c.MaxResponseBytes = 1 << 16 })
				m, err := client.GetMitarbeiter(t.Context())
				e := errorOf(t, err, test.kind)
				if m != nil || e.Operation != "getMitarbeiter" || !strings.Contains(e.Error(), test.want) {
					t.Errorf("got %v, error %v, want %q", m, e, test.want)
				}
				if errors.Is(err, mvp.ErrUnknownOutcome) {
					t.Errorf("a call that changes nothing has no unknown outcome: %v", err)
				}
				attempts := 1
				if test.kind == mvp.ErrTransport {
					attempts = 3
				}
				s.expectCount(t, attempts)
			})
		})
	}
}

func TestLostResponses(t *testing.T) {
	for name, text := range map[string]string{
		"none":          "",
		"half a header": "HTTP/1.1 200 OK\r\nContent-",
		"half a body":   jsonAnswer(`{"Id":`, "Content-Length: 100"),
	} {
		t.Run(name, func(t *testing.T) {
			s := answering(t, text, text)
			client := s.newClient(t)
			_, err := client.AddKunde(t.Context(), body)
			if errorOf(t, err, mvp.ErrUnknownOutcome); !errors.Is(err, mvp.ErrTransport) {
				t.Errorf("got error %v, want an ErrTransport too", err)
			}
			_, err = client.AddArchiveintrag(t.Context(), strings.NewReader("x"), "text/plain", nil)
			errorOf(t, err, mvp.ErrUnknownOutcome)
			s.expectCount(t, 2) // none is sent again
		})
	}
}

func TestServiceThatIsNotReached(t *testing.T) {
	s := answering(t)
	client := s.newClient(t)
	s.Close()
	_, err := client.AddKunde(t.Context(), body)
	if errorOf(t, err, mvp.ErrTransport); errors.Is(err, mvp.ErrUnknownOutcome) {
		t.Errorf("nothing was sent, but the outcome is unknown: %v", err)
	}
}

func TestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newMemoryService(t, func(w io.Writer, _ request) { <-t.Context().Done() })
		client := s.newClient(t)
		_, err := client.GetMitarbeiter(t.Context())
		if e := errorOf(t, err, mvp.ErrTransport); !errors.Is(err, context.DeadlineExceeded) ||
			!strings.Contains(e.Error(), "not complete within 2m0s") {
			t.Errorf("got error %v", err)
		}
		_, err = client.AddKunde(t.Context(), body)
		errorOf(t, err, mvp.ErrUnknownOutcome)
	})
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	s := newService(t, func(io.Writer, request) { cancel(errors.New("changed my mind")) })
	_, err := s.newClient(t).GetMitarbeiter(ctx)
	if e := errorOf(t, err, mvp.ErrTransport); !strings.HasSuffix(e.Error(), "changed my mind") {
		t.Errorf("got error %v", err)
	}
}

// tokens is a source of the tokens token-1, token-2 and so on. It moves on when one is refused.
type tokens struct{ refused atomic.Int64 }

func (s *tokens) String() string { return fmt.Sprintf("token-%d", s.refused.Load()+1) }

func (s *tokens) Token(context.Context) (string, error) { return s.String(), nil }

func (s *tokens) Invalidate(token string) {
	if token == s.String() {
		s.refused.Add(1)
	}
}

func TestRefusedToken(t *testing.T) {
	refused := answer("401 Unauthorized", "", "WWW-Authenticate: Bearer")
	s := answering(t, refused, jsonAnswer("{}"), refused, refused)
	client := s.newClient(t, func(c *mvp.Config) { c.Token = new(tokens) })
	if _, err := client.AddKunde(t.Context(), body); err != nil {
		t.Error(err)
	}
	_, err := client.GetMitarbeiter(t.Context())
	if e := errorOf(t, err, mvp.ErrAuth); e.Status != 401 {
		t.Errorf("got %v", e)
	}
	add := func(token string) string {
		return "POST " + rest + "/123456_123456/kunden\nContent-Length: " + fmt.Sprint(len(sent)) +
			"\nAccept: application/json\nAuthorization: Bearer " + token + "\nContent-Type: application/json\n\n" + sent
	}
	replace := strings.NewReplacer(secret, "token-2").Replace
	again := strings.NewReplacer(secret, "token-3").Replace
	s.expect(t, add("token-1"), add("token-2"), replace(get("/"+employee)), again(get("/"+employee)))
}

// An upload is sent again only where it can be read again.
func TestRefusedTokenOfAnUpload(t *testing.T) {
	refused := answer("401 Unauthorized", "")
	for _, test := range []struct {
		body io.Reader
		want int
	}{
		{strings.NewReader("x"), 2},
		{io.MultiReader(strings.NewReader("x")), 1},
	} {
		s := answering(t, refused, refused)
		_, err := s.newClient(t).AddArchiveintrag(t.Context(), test.body, "text/plain", nil)
		errorOf(t, err, mvp.ErrAuth)
		s.expectCount(t, test.want)
		for _, r := range s.requests() {
			if r.body != "x" {
				t.Errorf("got body %q", r.body)
			}
		}
	}
}

func TestTokensThatCannotBeSent(t *testing.T) {
	s := answering(t)
	cause := errors.New("token server is down")
	for _, source := range []mvp.TokenSource{
		mvp.TokenFunc(func(context.Context) (string, error) { return secret, cause }),
		mvp.StaticToken(""),
		mvp.StaticToken(secret + "\r\nX-Dio-Method: DELETE"),
	} {
		_, err := s.newClient(t, func(c *mvp.Config) { c.Token = source }).GetMitarbeiter(t.Context())
		e := errorOf(t, err, mvp.ErrAuth)
		if _, ok := source.(mvp.TokenFunc); ok && !errors.Is(err, cause) {
			t.Errorf("got error %v, want %v among its causes", err, cause)
		}
		if strings.Contains(e.Error(), secret) {
			t.Errorf("the error shows the token: %v", e)
		}
	}
}

func TestRedirects(t *testing.T) {
	for _, status := range []string{"301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect",
		"308 Permanent Redirect"} {
		t.Run(status, func(t *testing.T) {
			other := answering(t)
			away := answer(status, "", "Location: "+other.URL+"/login?next="+secret)
			within := answer(status, "", "Location: "+rest+"/1")
			s := answering(t, away, away, away, within, within, jsonAnswer("{}"))
			client := s.newClient(t)
			_, get1 := client.GetMitarbeiter(t.Context())
			_, open := client.GetArchivDatei(t.Context(), "1", "pdf")
			_, post := client.AddKunde(t.Context(), body)
			_, postWithin := client.AddKunde(t.Context(), body)
			for _, err := range []error{get1, open, post, postWithin} {
				e := errorOf(t, err, mvp.ErrRedirect)
				if !strings.HasPrefix(status, fmt.Sprint(e.Status)) || strings.Contains(e.Error(), secret) {
					t.Errorf("got error %v", e)
				}
			}
			if e := get1.Error(); !strings.HasSuffix(e, "redirect not followed: to "+other.URL+"/login") {
				t.Errorf("got error %s", e)
			}
			if _, err := client.GetMitarbeiter(t.Context()); err != nil {
				t.Errorf("within the service: %v", err)
			}
			if last := s.requests()[5]; last.line != "GET "+rest+"/1" ||
				last.header.Get("Authorization") != "Bearer "+secret {
				t.Errorf("got request %s", last)
			}
		})
	}
}

// A service that shows the credentials it was sent does not make them part of an error.
func TestNoErrorShowsTheToken(t *testing.T) {
	for name, text := range map[string]string{
		"messages":  answer("400 Bad Request", `{"Meldungen":["Bearer `+secret+` ist falsch"]}`),
		"a page":    answer("500 Internal Server Error", "<h1>Authorization: Bearer "+secret+"</h1>"),
		"refused":   answer("401 Unauthorized", `{"Meldungen":["`+secret+`"]}`),
		"no JSON":   jsonAnswer(secret),
		"HTML, 200": answer("200 OK", "<h1>"+secret+"</h1>", "Content-Type: text/html"),
		"redirect":  answer("302 Found", "", "Location: https://user:"+secret+"@example.com/?"+secret+"#"+secret),
	} {
		t.Run(name, func(t *testing.T) {
			s := answering(t, text, text, text, text)
			client := s.newClient(t)
			_, err := client.GetMitarbeiter(t.Context())
			multi := client.MultiCall()
			call := multi.GetMitarbeiter()
			whole := multi.Do(t.Context())
			_, part := call.Result()
			for _, err := range []error{err, whole, part} {
				if err == nil {
					t.Fatal("got no error")
				}
				if all := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(all, secret) {
					t.Errorf("the error shows the token: %s", all)
				}
			}
		})
	}
}

func TestNothingPrintsTheToken(t *testing.T) {
	config := mvp.Config{Mandant: "bd", Mitarbeiter: employee, Token: mvp.StaticToken(secret)}
	client, err := mvp.New(config)
	if err != nil {
		t.Fatal(err)
	}
	type application struct {
		Config mvp.Config
		config mvp.Config
		client *mvp.Client
	}
	for _, value := range []any{
		config, &config, mvp.StaticToken(secret), []mvp.TokenSource{mvp.StaticToken(secret)},
		client, *client, client.MultiCall(), client.MultiCall().GetMitarbeiter(),
		application{config, config, client}, &application{config, config, client},
	} {
		text := fmt.Sprintf("%v %+v %#v %s %q %x", value, value, value, value, value, value)
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("started", "value", value)
		slog.New(slog.NewTextHandler(&log, nil)).Info("started", "value", value)
		encoded, _ := json.Marshal(value) // which need not be possible
		for _, text := range []string{text, log.String(), string(encoded)} {
			if strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret)) {
				t.Errorf("%T shows the token: %s", value, text)
			}
		}
	}
	if got := fmt.Sprint(config); !strings.Contains(got, `Mandant: "bd"`) {
		t.Errorf("got %s, want what is no secret", got)
	}
}
