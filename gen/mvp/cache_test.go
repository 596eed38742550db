// Caching: what is asked again, by which headers, what is kept and what a logout forgets.

package mvp_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// The header fields that the document prints.
const (
	lastModified    = "Last-Modified: Thu, 10 Sep 2015 13:30:31 GMT"
	ifModifiedSince = "If-Modified-Since: Thu, 10 Sep 2015 13:30:31 GMT"
	cacheControl    = "Cache-Control: private, must-revalidate, max-age=3600"
)

// The answers and the condition are the document's, word for word.
func TestConditionalRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newMemoryService(t, inTurn(t,
			jsonAnswer(`{"Id":"4711"}`, lastModified, cacheControl),
			documentNotModified,
			jsonAnswer(`{"Id":"4712"}`, "Last-Modified: Fri, 11 Sep 2015 13:30:31 GMT", cacheControl),
			documentNotModified, // of an answer that is not the stored one any more: it is asked for anew
			jsonAnswer(`{"Id":"4713"}`),
		))
		client := s.newClient(t)
		plain, conditional := get("/"+employee), get("/"+employee, ifModifiedSince)
		since := get("/"+employee, "If-Modified-Since: Fri, 11 Sep 2015 13:30:31 GMT")
		for _, step := range []struct {
			after    time.Duration
			id       string
			requests []string // so far
		}{
			{0, "4711", []string{plain}},
			{time.Hour - time.Second, "4711", []string{plain}},
			{time.Second, "4711", []string{plain, conditional}},
			{time.Hour - time.Second, "4711", []string{plain, conditional}},
			{time.Second, "4712", []string{plain, conditional, conditional}},
			{time.Hour, "4713", []string{plain, conditional, conditional, since, plain}},
		} {
			time.Sleep(step.after)
			if m, err := client.GetMitarbeiter(t.Context()); err != nil || *m.ID != step.id {
				t.Errorf("got %+v, %v, want %s", m, err, step.id)
			}
			s.expect(t, step.requests...)
		}
	})
}

// must-revalidate: without the service there is no response, rather than a stale one.
func TestStaleResponseWithoutService(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newMemoryService(t, inTurn(t, jsonAnswer(`{"Id":"1"}`, lastModified, cacheControl)))
		client := s.newClient(t)
		if _, err := client.GetMitarbeiter(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.Close()
		if _, err := client.GetMitarbeiter(t.Context()); err != nil {
			t.Errorf("while fresh: %v", err)
		}
		time.Sleep(time.Hour)
		m, err := client.GetMitarbeiter(t.Context())
		if errorOf(t, err, mvp.ErrTransport); m != nil {
			t.Errorf("got %+v", m)
		}
	})
}

func TestLogout(t *testing.T) {
	private := jsonAnswer("[]", lastModified, "Cache-Control: private, max-age=3600")
	public := jsonAnswer("[]", lastModified, "Cache-Control: public, max-age=3600")
	unsaid := jsonAnswer("[]", lastModified, "Cache-Control: max-age=3600")
	s := answering(t, private, public, unsaid, private, unsaid)
	client := s.newClient(t)
	getAll := func() {
		_, err1 := client.GetMitarbeiterRechte(t.Context())
		_, err2 := client.GetSparten(t.Context())
		_, err3 := client.GetAnreden(t.Context())
		if err := errors.Join(err1, err2, err3); err != nil {
			t.Fatal(err)
		}
	}
	rechte, sparten, anreden := get("/"+employee+"/rechte"), get("/sparten"), get("/anreden")
	getAll()
	getAll()
	s.expect(t, rechte, sparten, anreden)
	if err := client.Logout(t.Context()); err != nil {
		t.Fatal(err)
	}
	getAll()
	s.expect(t, rechte, sparten, anreden, rechte, anreden)
}

// The answer to a call that began before the logout belongs to the user who left.
func TestLogoutDuringACall(t *testing.T) {
	var client *mvp.Client
	text := jsonAnswer("[]", lastModified, cacheControl)
	s := newService(t, func(w io.Writer, _ request) {
		client.Logout(t.Context())
		io.WriteString(w, text)
	})
	client = s.newClient(t)
	for range 2 {
		if _, err := client.GetVertraege(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	s.expect(t, get("/"+employee+"/vertraege"), get("/"+employee+"/vertraege"))
}

func TestWhatIsNotCached(t *testing.T) {
	fresh := "Cache-Control: private, max-age=3600"
	for name, text := range map[string]string{
		"without headers":           jsonAnswer("{}"),
		"max-age of nothing":        jsonAnswer("{}", "Cache-Control: private, max-age=0"),
		"no-store":                  jsonAnswer("{}", fresh, "Cache-Control: no-store"),
		"an error":                  answer("400 Bad Request", `{"Meldungen":["a"]}`, lastModified),
		"an error of the server":    answer("500 Internal Server Error", "", lastModified),
		"a page":                    answer("200 OK", "<p>Wartung</p>", fresh, lastModified, "Content-Type: text/html"),
		"no JSON":                   jsonAnswer(`{"Id":`, fresh, lastModified),
		"what is not as documented": jsonAnswer(`[1]`, fresh, lastModified),
		"truncated":                 jsonAnswer("{}", fresh, lastModified, "Content-Length: 3"),
	} {
		t.Run(name, func(t *testing.T) {
			s := answering(t, text, text)
			client := s.newClient(t)
			client.GetMitarbeiter(t.Context())
			client.GetMitarbeiter(t.Context())
			s.expect(t, get("/"+employee), get("/"+employee))
		})
	}
}

func TestCacheBytes(t *testing.T) {
	text := jsonAnswer(`{"Id":"1"}`, lastModified, cacheControl)
	for _, test := range []struct{ bytes, requests int }{{0, 1}, {1 << 16, 1}, {100, 2}, {-1, 2}} {
		t.Run(fmt.Sprint(test.bytes), func(t *testing.T) {
			s := answering(t, text, text)
			client := s.newClient(t, func(c *mvp.Config) { c.CacheBytes = int64(test.bytes) })
			for range 2 {
				if _, err := client.GetMitarbeiter(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if err := client.Logout(t.Context()); err != nil {
				t.Error(err)
			}
			s.expectCount(t, test.requests)
		})
	}
}

func TestClientsShareNoResponses(t *testing.T) {
	text := jsonAnswer("{}", lastModified, cacheControl)
	s := answering(t, text, text)
	for range 2 {
		if _, err := s.newClient(t).GetMitarbeiter(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	s.expect(t, get("/"+employee), get("/"+employee))
}

func TestUnsafeCallForgetsWhatItMayHaveChanged(t *testing.T) {
	text := jsonAnswer("{}", lastModified, cacheControl)
	refused := answer("400 Bad Request", `{"Meldungen":["a"]}`)
	s := answering(t, text, refused, answer("204 No Content", ""), text)
	client := s.newClient(t)
	steps := []func() error{
		func() error { _, err := client.GetKunde(t.Context(), "8"); return err },
		func() error { _, err := client.SetKunde(t.Context(), "8", body); return err },
	}
	for i, test := range []struct{ step, requests int }{{0, 1}, {0, 1}, {1, 2}, {0, 2}, {1, 3}, {0, 4}, {0, 4}} {
		if err := steps[test.step](); err != nil && i != 2 {
			t.Errorf("step %d: %v", i, err)
		}
		s.expectCount(t, test.requests)
	}
}

// What a caller does with an answer changes nothing for the next one.
func TestCachedResponseIsNotShared(t *testing.T) {
	s := answering(t, jsonAnswer(`[{"Value":"1"}]`, lastModified, cacheControl))
	client := s.newClient(t)
	for range 2 {
		text, err := client.GetCourtageliste(t.Context())
		if string(text) != `[{"Value":"1"}]` || err != nil {
			t.Errorf("got %s, %v", text, err)
		}
		copy(text, json.RawMessage("changed"))
	}
}

func TestFollowIsCachedAndOpenIsNot(t *testing.T) {
	text := jsonAnswer(`"1"`, lastModified, cacheControl)
	s := answering(t, text, text, text)
	client := s.newClient(t)
	for range 2 {
		if _, err := client.Follow(t.Context(), "1/kunden"); err != nil {
			t.Error(err)
		}
	}
	s.expectCount(t, 1)
	for range 2 {
		file, err := client.Open(t.Context(), "1/kunden")
		if err != nil {
			t.Fatal(err)
		}
		file.Close()
	}
	s.expectCount(t, 3)
}

func TestCallsAtTheSameTimeAskOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newMemoryService(t, func(w io.Writer, _ request) {
			time.Sleep(time.Second)
			io.WriteString(w, jsonAnswer(`{"Id":"1"}`, lastModified, cacheControl))
		})
		client := s.newClient(t)
		var group sync.WaitGroup
		for range 50 {
			group.Go(func() {
				if m, err := client.GetMitarbeiter(t.Context()); err != nil || *m.ID != "1" {
					t.Errorf("got %+v, %v", m, err)
				}
			})
		}
		group.Wait()
		s.expectCount(t, 1)
	})
}

// Clients that share a store share what the service says is for everybody. What is private to an employee is seen with
// the employee's token alone, once the service has accepted it, by itself or in a MultiCall.
func TestSharedCacheStore(t *testing.T) {
	for name, multi := range map[string]bool{"single calls": false, "MultiCalls": true} {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex
			asked := 0
			s := newService(t, func(w io.Writer, r request) {
				mu.Lock()
				asked++
				mu.Unlock()
				token := strings.TrimPrefix(r.header.Get("Authorization"), "Bearer ")
				status, body, control := "200 OK", fmt.Sprintf(`{"Id":%q}`, token), cacheControl
				if token == "stranger" {
					status, body, control = "401 Unauthorized", "", "Cache-Control: no-store"
				}
				if !strings.HasPrefix(r.line, "POST") {
					io.WriteString(w, answer(status, body, "Content-Type: application/json", lastModified, control))
					return
				}
				_, id, _ := strings.Cut(r.body, "Content-ID: ")
				id, _, _ = strings.Cut(id, "\r\n")
				part := "--B\r\nContent-Type: application/json\r\n" + lastModified + "\r\n" + control +
					"\r\nX-Dio-Status: " + status + "\r\nX-Dio-Request-ID: " + id + "\r\n\r\n" + body + "\r\n--B--\r\n"
				io.WriteString(w, answer("200 OK", part, "Content-Type: multipart/related; boundary=B"))
			})
			store, err := mvp.DiskCache(t.TempDir()+"/cache", 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			for i, step := range []struct {
				token, id string
				asked     int
			}{
				{"anna", "anna", 1}, {"stranger", "", 2}, {"bert", "bert", 1}, {"anna", "anna", 0}, {"bert", "bert", 0},
				{"stranger", "", 2},
			} {
				asked = 0
				client := s.newClient(t, func(c *mvp.Config) {
					c.Token, c.CacheStore = mvp.StaticToken(step.token), store
				})
				var m *mvp.Mitarbeiter
				if multi {
					b := client.MultiCall()
					call := b.GetMitarbeiter()
					if err := b.Do(t.Context()); err != nil {
						t.Errorf("step %d: %v", i, err)
					}
					m, err = call.Result()
				} else {
					m, err = client.GetMitarbeiter(t.Context())
				}
				switch {
				case step.id == "" && !errors.Is(err, mvp.ErrAuth):
					t.Errorf("step %d: %s gets %+v, %v, want a refusal", i, step.token, m, err)
				case step.id != "" && (err != nil || *m.ID != step.id):
					t.Errorf("step %d: %s gets %+v, %v", i, step.token, m, err)
				case asked != step.asked:
					t.Errorf("step %d: %s asked %d times, want %d", i, step.token, asked, step.asked)
				}
			}
		})
	}
}
