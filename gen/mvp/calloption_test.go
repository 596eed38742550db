// Options of one call: what is sent, how long it may take, what is shown, and what the cache and MultiCalls make of them.

package mvp_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

func TestHeaderOption(t *testing.T) {
	s := answering(t, jsonAnswer(`{}`), jsonAnswer(`{}`), answer("200 OK", "x"), jsonAnswer(`{}`), answer("204 No Content", ""))
	client := s.newClient(t)
	header := mvp.WithHeader("traceparent", "00-1")
	if _, err := client.GetMitarbeiter(t.Context(), header, mvp.CallOption{}, mvp.WithHeader("X-Two", "a"), mvp.WithHeader("x-two", "b")); err != nil {
		t.Error(err)
	}
	if _, err := client.Follow(t.Context(), "/a", header); err != nil {
		t.Error(err)
	}
	if file, err := client.Open(t.Context(), "/b", header); err != nil {
		t.Error(err)
	} else {
		file.Close()
	}
	if _, err := client.AddVertrag(t.Context(), &mvp.Vertrag{}, header); err != nil {
		t.Error(err)
	}
	if err := client.DeleteKundenAdresse(t.Context(), "1", "2", header); err != nil {
		t.Error(err)
	}
	for _, r := range s.requests() {
		if got := r.header.Get("Traceparent"); got != "00-1" {
			t.Errorf("%s: got traceparent %q", r.line, got)
		}
	}
	if got := s.requests()[0].header.Values("X-Two"); len(got) != 2 || got[0] != "a" || got[1] != "b" {
		t.Errorf("got X-Two %q", got)
	}
}

// Nothing is sent with an option that is not valid, by any kind of call.
func TestInvalidOptions(t *testing.T) {
	s := answering(t)
	client := s.newClient(t)
	invalid := map[string]mvp.CallOption{
		"WithTimeout: the timeout must not be 0":      mvp.WithTimeout(0),
		"WithDebug: the function must not be nil":     mvp.WithDebug(nil),
		"WithHeader: \"a b\" is not a valid name":     mvp.WithHeader("a b", ""),
		"WithHeader: \"\" is not a valid name":        mvp.WithHeader("", ""),
		"WithHeader: the value of X contains a line":  mvp.WithHeader("x", "secret\r\nY: z"),
		"WithIdempotencyKey: the key must not be":     mvp.WithIdempotencyKey("Idempotency-Key", ""),
		"the client itself sets the header Te":        mvp.WithIdempotencyKey("te", "1"),
		"the header X-Dio-Betreff has a parameter of": mvp.WithHeader("x-dio-betreff", "x"),
	}
	for _, name := range []string{"Accept", "accept-encoding", "Authorization", "connection", "Content-Length", "Content-Type",
		"content-id", "Expect", "host", "Keep-Alive", "Proxy-Authorization", "TE", "Trailer", "transfer-encoding", "Upgrade",
		"SOAPAction"} {
		invalid["WithHeader: the client itself sets the header "+http.CanonicalHeaderKey(name)] = mvp.WithHeader(name, "secret")
	}
	subject := "s"
	for text, option := range invalid {
		multi := client.MultiCall()
		part := multi.GetMitarbeiterRechte(option)
		calls := map[string]func() error{
			"Open": func() error { _, err := client.Open(t.Context(), "/b", option); return err },
			"send": func() error { return client.DeleteKundenAdresse(t.Context(), "1", "2", option) },
			"MultiCall": func() error {
				if err := multi.Do(t.Context()); err != nil {
					t.Error(err)
				}
				_, err := part.Result()
				return err
			},
			"Do": func() error {
				multi := client.MultiCall()
				multi.GetMitarbeiterRechte()
				return multi.Do(t.Context(), option)
			},
		}
		if strings.Contains(text, "Betreff") { // only the archive has that parameter
			clear(calls)
		}
		calls["upload"] = func() error {
			_, err := client.AddArchiveintrag(t.Context(), strings.NewReader("x"), "text/plain",
				&mvp.AddArchiveintragOptions{Betreff: &subject}, option)
			return err
		}
		for name, call := range calls {
			err := errorOf(t, call(), mvp.ErrInvalid)
			if !strings.Contains(err.Error(), text) || strings.Contains(err.Error(), "secret") {
				t.Errorf("%s: got %v, want %s", name, err, text)
			}
		}
	}
}

// WithTimeout shortens and lengthens Config.Timeout, also while the call waits for the response to another one.
func TestTimeoutOption(t *testing.T) {
	for _, test := range []struct {
		config, option, takes time.Duration
		fails                 bool
	}{
		{time.Minute, time.Second, 2 * time.Second, true},
		{time.Second, time.Minute, 2 * time.Second, false},
		{time.Second, -1, time.Hour, false},
		{-1, time.Second, time.Hour, true},
		{time.Second, 0, 2 * time.Second, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newMemoryService(t, func(w io.Writer, r request) {
				time.Sleep(test.takes)
				io.WriteString(w, jsonAnswer(`[]`))
			})
			client := s.newClient(t, func(c *mvp.Config) { c.Timeout, c.Retries = test.config, -1 })
			var options []mvp.CallOption
			if test.option != 0 {
				options = append(options, mvp.WithTimeout(test.option))
			}
			if test.option > 0 && test.fails {
				go client.GetAnreden(t.Context(), mvp.WithTimeout(-1)) // which the call waits for
				synctest.Wait()
			}
			for name, call := range map[string]func() error{
				"send": func() error { _, err := client.GetAnreden(t.Context(), options...); return err },
				"Open": func() error {
					file, err := client.Open(t.Context(), "/b", options...)
					if err == nil {
						file.Close()
					}
					return err
				},
				"MultiCall": func() error {
					multi := client.MultiCall()
					multi.GetAnreden()
					multi.GetSparten()
					err := multi.Do(t.Context(), options...)
					if !test.fails && errors.Is(err, mvp.ErrContent) {
						return nil // the response is none of a MultiCall
					}
					return err
				},
			} {
				start := time.Now()
				err := call()
				limit := test.takes
				if test.fails {
					limit = min(limit, max(test.option, min(test.option, test.config)))
				}
				if test.fails != errors.Is(err, mvp.ErrTransport) || time.Since(start) > limit+time.Second && test.option > 0 {
					t.Errorf("%s, %+v: %v after %v", name, test, err, time.Since(start))
				}
			}
			s.Close()
			time.Sleep(2 * time.Hour) // the service is done
		})
	}
}

// WithDebug shows every attempt, but neither the token nor cookies.
func TestDebugOption(t *testing.T) {
	s := answering(t,
		answer("503 Unavailable", "later "+secret, "Set-Cookie: id=crumbs"),
		jsonAnswer(`{"Vorname":"`+secret+`","Nachname":"M"}`, "X-Echo: Bearer "+secret),
		jsonAnswer(`{"Id":1}`))
	client := s.newClient(t)
	var mu sync.Mutex
	var shown []string
	debug := mvp.WithDebug(func(request, response string) {
		mu.Lock()
		defer mu.Unlock()
		shown = append(shown, request+"\n=>\n"+response)
	})
	if _, err := client.GetMitarbeiter(t.Context(), debug, mvp.WithHeader("Cookie", "id=crumbs")); err != nil {
		t.Fatal(err)
	}
	if _, err := client.AddVertrag(t.Context(), &mvp.Vertrag{ID: new(secret), Vermittler: new("b")}, debug); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if _, err := client.AddVertrag(t.Context(), &mvp.Vertrag{}, debug); err == nil {
		t.Error("no service, and no error")
	}
	all := strings.Join(shown, "\n---\n")
	if len(shown) != 4 || !strings.HasSuffix(all, "\n=>\n") || strings.Contains(all, secret) || strings.Contains(all, "crumbs") {
		t.Errorf("got %d exchanges:\n%s", len(shown), all)
	}
	for _, want := range []string{
		"GET " + rest + "/" + employee + " HTTP/1.1\r\nHost: 127.0.0.1", "Authorization: [redacted]\r\n", "Cookie: [redacted]\r\n",
		"HTTP/1.1 503 Unavailable\r\n", "Set-Cookie: [redacted]", "\r\n\r\nlater [redacted]",
		`{"Vorname":"[redacted]","Nachname":"M"}`, `"[redacted]"`, `:"b"}`, "HTTP/1.1 200 OK", `{"Id":1}`,
	} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not shown:\n%s", want, all)
		}
	}
}

// The body of a stream and of an upload are shown as far as they were read.
func TestDebugOptionOfStreams(t *testing.T) {
	large := strings.Repeat("x", 1<<20)
	s := answering(t, answer("200 OK", large), jsonAnswer(`{}`))
	client := s.newClient(t)
	var sent, received string
	debug := mvp.WithDebug(func(request, response string) { sent, received = request, response })
	file, err := client.Open(t.Context(), "/b", debug)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(file); err != nil || string(got) != large || received != "" {
		t.Errorf("got %d bytes and %v, shown before the end: %.40q", len(got), err, received)
	}
	file.Close()
	if n := strings.Count(received, "x"); n < 255<<10 || n > 256<<10 {
		t.Errorf("%d bytes are shown", n)
	}
	_, err = client.AddArchiveintrag(t.Context(), strings.NewReader("the document"), "text/plain", nil, debug)
	if err != nil || !strings.HasSuffix(sent, "\r\n\r\nthe document") {
		t.Errorf("got %v, shown: %s", err, sent)
	}
}

// A call with an idempotency key is retried, with the same key, one without is not.
func TestIdempotencyKeyOption(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newMemoryService(t, inTurn(t, answer("503 Unavailable", ""), "", jsonAnswer(`{"Id":1}`), ""))
		client := s.newClient(t)
		if _, err := client.AddVertrag(t.Context(), &mvp.Vertrag{}, mvp.WithIdempotencyKey("idempotency-key", "k1")); err != nil {
			t.Error(err)
		}
		for _, r := range s.requests() {
			if got := r.header.Get("Idempotency-Key"); got != "k1" || r.body != "{}" {
				t.Errorf("got key %q, body %q", got, r.body)
			}
		}
		_, err := client.AddVertrag(t.Context(), &mvp.Vertrag{}, mvp.WithHeader("Idempotency-Key", "k2"))
		errorOf(t, err, mvp.ErrUnknownOutcome)
		s.expectCount(t, 4)

		multi := client.MultiCall()
		multi.GetAnreden()
		err = errorOf(t, multi.Do(t.Context(), mvp.WithIdempotencyKey("Idempotency-Key", "k")), mvp.ErrInvalid)
		if !strings.Contains(err.Error(), "an idempotency key is for one call") {
			t.Error(err)
		}
	})
}

// Responses to calls with a header of their own are cached only for calls with the same one, and only if Vary says that
// the header matters.
func TestHeaderOptionAndCache(t *testing.T) {
	const cached = "Cache-Control: private, max-age=3600"
	for _, vary := range []string{"", "Vary: X-Tenant", "Vary: x-other, x-tenant", "Vary: Accept", "Vary: *"} {
		varies := strings.Contains(strings.ToLower(vary), "x-tenant")
		answers := func(w io.Writer, r request) {
			fields := []string{cached}
			if vary != "" {
				fields = append(fields, vary)
			}
			io.WriteString(w, jsonAnswer(`{"Id":"`+r.header.Get("X-Tenant")+`."}`, fields...))
		}
		s := newService(t, answers)
		client := s.newClient(t)
		for i, tenant := range []string{"", "a", "a", "b", "", "a", "", ""} {
			var options []mvp.CallOption
			if tenant != "" {
				options = append(options, mvp.WithHeader("X-Tenant", tenant))
			}
			before := len(s.requests())
			m, err := client.GetMitarbeiter(t.Context(), options...)
			if err != nil || *m.ID != tenant+"." {
				t.Errorf("%s: got %v, %v for tenant %q", vary, *m.ID, err, tenant)
			}
			asked := len(s.requests()) > before
			if tenant != "" && !varies && !asked || i == 2 && varies && asked {
				t.Errorf("%s: call %d: asked: %v", vary, i, asked)
			}
		}
		before := len(s.requests())
		if _, err := client.GetMitarbeiter(t.Context()); err != nil || vary != "Vary: *" && len(s.requests()) != before {
			t.Errorf("%s: the last response was not stored: %v", vary, err)
		}
	}
}

// A call with options is not gathered with others.
func TestOptionsAndBatchWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newMemoryService(t, func(w io.Writer, r request) { io.WriteString(w, jsonAnswer(`[]`)) })
		client := s.newClient(t, func(c *mvp.Config) { c.BatchWindow = time.Second })
		start := time.Now()
		if _, err := client.GetAnreden(t.Context(), mvp.WithHeader("X-A", "1")); err != nil || time.Since(start) > 0 {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		if _, err := client.GetSparten(t.Context()); err != nil || time.Since(start) < time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

// The header of a call in a MultiCall is one of its part; that of Do is one of the request.
func TestOptionsOfMultiCall(t *testing.T) {
	s := newService(t, func(w io.Writer, r request) { io.WriteString(w, answer("500 No", "")) })
	client := s.newClient(t)
	multi := client.MultiCall()
	multi.GetAnreden(mvp.WithHeader("X-Part", "p"))
	refused := map[string]*mvp.Call[[]string]{
		"pass the option to Do":            multi.GetMitarbeiterRechte(mvp.WithTimeout(time.Second)),
		"has no request of its own":        multi.GetMitarbeiterRechte(mvp.WithDebug(func(_, _ string) {})),
		"the header X-Dio-Method says":     multi.GetMitarbeiterRechte(mvp.WithHeader("x-dio-method", "DELETE")),
		"the header X-Dio-Path says which": multi.GetMitarbeiterRechte(mvp.WithHeader("X-DIO-path", "/x")),
	}
	shown := 0
	errorOf(t, multi.Do(t.Context(), mvp.WithHeader("X-Whole", "w"), mvp.WithDebug(func(_, _ string) { shown++ })), mvp.ErrStatus)
	r := s.requests()[0]
	if r.header.Get("X-Whole") != "w" || r.header.Get("X-Part") != "" || strings.Count(r.body, "X-Part: p\r\n") != 1 ||
		strings.Contains(r.body, "X-Whole") || shown != 1 {
		t.Errorf("shown %d times, sent:\n%s", shown, r)
	}
	for text, call := range refused {
		_, err := call.Result()
		if err := errorOf(t, err, mvp.ErrInvalid); !strings.Contains(err.Error(), text) {
			t.Errorf("got %v, want %s", err, text)
		}
	}
}

// A call without options allocates nothing for them: as much as one whose options are an empty list, and less than one
// with any option.
func TestOptionsAllocateNothing(t *testing.T) {
	s := answering(t, jsonAnswer(`[]`, "Cache-Control: private, max-age=3600"))
	client := s.newClient(t)
	if _, err := client.GetMitarbeiterRechte(t.Context()); err != nil {
		t.Fatal(err)
	}
	allocations := func(options ...mvp.CallOption) float64 {
		return testing.AllocsPerRun(100, func() {
			if _, err := client.GetMitarbeiterRechte(t.Context(), options...); err != nil {
				t.Error(err)
			}
		})
	}
	without := testing.AllocsPerRun(100, func() {
		if _, err := client.GetMitarbeiterRechte(t.Context()); err != nil {
			t.Error(err)
		}
	})
	if none, one := allocations(), allocations(mvp.WithTimeout(time.Hour)); without != none || without >= one {
		t.Errorf("%v allocations without options, %v with an empty list, %v with one", without, none, one)
	}
}
