// What a configuration sets, seen from the service: retries, batches, a cache on disk, logs and traces.

package mvp_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

func TestRetries(t *testing.T) {
	for retries, want := range map[int]int{0: 3, 1: 2, -1: 1} {
		synctest.Test(t, func(t *testing.T) {
			s := newMemoryService(t, func(w io.Writer, _ request) {
				io.WriteString(w, answer("503 Service Unavailable", ""))
			})
			client := s.newClient(t, func(c *mvp.Config) { c.Retries = retries })
			_, err := client.GetMitarbeiter(t.Context())
			errorOf(t, err, mvp.ErrStatus)
			s.expectCount(t, want)
			_, err = client.SetKunde(t.Context(), "1", body)
			errorOf(t, err, mvp.ErrStatus)
			s.expectCount(t, want+1) // what changes something is never sent again
		})
	}
}

// answerPaths answers each part of a MultiCall with its path as an Id.
func answerPaths(t *testing.T) func(io.Writer, request) {
	return func(w io.Writer, r request) {
		var answers []string
		for _, p := range parse(t, r).parts {
			answers = append(answers, partAnswer(p, "200 OK", `{"Id":"`+p.header.Get("X-Dio-Path")+`"}`))
		}
		io.WriteString(w, multiAnswer(answers...))
	}
}

func TestBatchWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newMemoryService(t, answerPaths(t))
		client := s.newClient(t, func(c *mvp.Config) { c.BatchWindow = time.Second })
		var group sync.WaitGroup
		for i := range 3 {
			group.Go(func() {
				time.Sleep(time.Duration(i) * time.Second / 4)
				id := fmt.Sprint(i)
				got, err := client.GetKunde(t.Context(), id)
				if err != nil || *got.ID != "/"+employee+"/kunden/"+id {
					t.Errorf("got %v, %v", got, err)
				}
			})
		}
		group.Wait()
		s.expectCount(t, 1)
	})
}

func TestMaxParts(t *testing.T) {
	for maxParts, want := range map[int]int{0: 2, 70: 3, -1: 1} {
		s := newService(t, answerPaths(t))
		multi := s.newClient(t, func(c *mvp.Config) { c.MaxParts = maxParts }).MultiCall()
		for i := range 150 {
			multi.GetKunde(fmt.Sprint(i))
		}
		if err := multi.Do(t.Context()); err != nil {
			t.Error(err)
		}
		s.expectCount(t, want)
	}
}

// What is cached on disk outlives a client, and is nobody else's, although all ask for the same URL.
func TestDiskCache(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	s := newService(t, func(w io.Writer, _ request) { io.WriteString(w, jsonAnswer(`[]`, lastModified, cacheControl)) })
	for _, step := range []struct {
		user     string
		logout   bool
		requests int // so far
	}{
		{employee, false, 1}, {employee, false, 1}, {"1_1", false, 2}, {"1_1", false, 2}, {employee, false, 2},
		{employee, true, 3}, {"1_1", false, 3}, {employee, false, 3},
	} {
		store, err := mvp.DiskCache(dir, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		client := s.newClient(t, func(c *mvp.Config) { c.Mitarbeiter, c.CacheStore = step.user, store })
		if step.logout {
			if err := client.Logout(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if _, err := client.GetAnreden(t.Context()); err != nil {
			t.Error(err)
		}
		s.expectCount(t, step.requests)
	}
	if store, err := mvp.DiskCache("", 1<<20); err == nil || store != nil {
		t.Errorf("a cache in no folder: %v, %v", store, err)
	}
}

func TestLoggerAndTrace(t *testing.T) {
	s := answering(t, jsonAnswer(`{}`))
	var log bytes.Buffer
	var trace []string
	client := s.newClient(t, func(c *mvp.Config) {
		c.Logger = slog.New(slog.NewTextHandler(&log, nil))
		c.Trace = func(ctx context.Context, operation string) (context.Context, func(int, error)) {
			trace = append(trace, operation)
			return ctx, func(status int, err error) { trace = append(trace, fmt.Sprint(status, err)) }
		}
	})
	if _, err := client.GetKunde(t.Context(), "1"); err != nil {
		t.Error(err)
	}
	want := " operation=getKunde method=GET path=" + rest + "/" + employee + "/kunden/1 attempt=1 status=200 bytes=2 "
	if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, want) ||
		strings.Contains(got, secret) {
		t.Errorf("got log %swant %s", got, want)
	}
	if want := []string{"getKunde", "200 <nil>"}; !slices.Equal(trace, want) {
		t.Errorf("got trace %q, want %q", trace, want)
	}
}
