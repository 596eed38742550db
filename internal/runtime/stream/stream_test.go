// Tests of streams: content and size, refusals, truncation, timeouts.

package stream_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/stream"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

func TestOpen(t *testing.T) {
	content := strings.Repeat("%PDF", 1<<10)
	e := runtimetest.NewEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Accept"); got != "application/pdf" {
			t.Errorf("got Accept %q", got)
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(content)))
		runtimetest.Responding(200, "application/pdf", content)(w, r)
	}, transport.Options{MaxResponseBytes: 10}) // which streams have not
	stream, err := stream.Open(t.Context(), e, &transport.Call{Method: "GET", Path: "/1.pdf",
		Accept: "application/pdf"})
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	got, err := io.ReadAll(stream)
	if string(got) != content || err != nil {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
	if stream.Size != int64(len(content)) || stream.ContentType != "application/pdf" {
		t.Errorf("got %s of %d bytes", stream.ContentType, stream.Size)
	}
}

func TestOpenRefused(t *testing.T) {
	for _, test := range []struct {
		name, accept, contentType, body string
		status                          int
		kind                            error
		want                            string
	}{
		{"status", "application/pdf", "text/html", "<h1>Weg</h1>", 404, failure.ErrStatus,
			`GET /rest: 404 Not Found: "Weg"`},
		{"page", "application/pdf", "text/html", "<h1>Login</h1>", 200, failure.ErrContent,
			`GET /rest: 200 OK: unexpected response: content type text/html, expected application/pdf: "Login"`},
		{"file that is HTML", "*/*", "text/html", "<h1>Brief</h1>", 200, nil, ""},
		{"other type", "application/pdf", "application/octet-stream", "%PDF", 200, nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := runtimetest.NewEndpoint(t, runtimetest.Responding(test.status, test.contentType, test.body),
				transport.Options{})
			stream, err := stream.Open(t.Context(), e, &transport.Call{Method: "GET", Accept: test.accept})
			if test.kind != nil {
				if callErr := runtimetest.FailureOf(t, err, test.kind); callErr.Error() != test.want {
					t.Errorf("got  %s\nwant %s", callErr, test.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer stream.Close()
			if got, err := io.ReadAll(stream); string(got) != test.body || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// TestOpenLenient: a page in the place of a file is the stream, and a deviation.
func TestOpenLenient(t *testing.T) {
	var told []wire.Deviation
	options := transport.Options{Lenient: true, OnDeviation: func(_ context.Context, _ string, list []wire.Deviation) {
		told = append(told, list...)
	}}
	e := runtimetest.NewEndpoint(t, runtimetest.Responding(200, "text/html", "<h1>Login</h1>"), options)
	streamed, err := stream.Open(t.Context(), e, &transport.Call{Method: "GET", Accept: "application/pdf"})
	if err != nil {
		t.Fatal(err)
	}
	defer streamed.Close()
	got, err := io.ReadAll(streamed)
	want := []wire.Deviation{{Expected: "content type application/pdf", Found: "text/html"}}
	if string(got) != "<h1>Login</h1>" || err != nil || !slices.Equal(told, want) {
		t.Errorf("got %s, %v, told %v", got, err, told)
	}
	e = runtimetest.NewEndpoint(t, runtimetest.Responding(404, "text/html", "<h1>Weg</h1>"), options)
	_, err = stream.Open(t.Context(), e, &transport.Call{Method: "GET", Accept: "application/pdf"})
	runtimetest.FailureOf(t, err, failure.ErrStatus)
}

func TestSituation17OpenTruncated(t *testing.T) {
	for name, raw := range map[string]string{
		"Content-Length": "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n%PDF",
		"chunked":        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n%PDF\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			e := runtimetest.NewEndpoint(t, runtimetest.Closing(t, raw), transport.Options{})
			stream, err := stream.Open(t.Context(), e, &transport.Call{Method: "GET"})
			if err != nil {
				t.Fatal(err)
			}
			defer stream.Close()
			got, err := io.ReadAll(stream)
			runtimetest.FailureOf(t, err, failure.ErrContent)
			if string(got) != "%PDF" || !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestOpenTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := runtimetest.MemoryClient(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/silent" {
				<-r.Context().Done()
				return
			}
			for range 3 { // the whole takes longer than the limit
				w.Write([]byte("part "))
				w.(http.Flusher).Flush()
				time.Sleep(time.Minute)
			}
		})
		e, err := transport.NewEndpoint("http://service.example",
			transport.Options{HTTPClient: client, Timeout: time.Second, AllowHTTP: true})
		if err != nil {
			t.Fatal(err)
		}
		streamed, err := stream.Open(t.Context(), e, &transport.Call{Method: "GET"})
		if err != nil {
			t.Fatal(err)
		}
		defer streamed.Close()
		if got, err := io.ReadAll(streamed); string(got) != "part part part " || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
		_, err = stream.Open(t.Context(), e, &transport.Call{Method: "GET", Path: "/silent"})
		want := "GET /silent: no response: not complete within 1s: context deadline exceeded"
		if callErr := runtimetest.FailureOf(t, err, failure.ErrTransport); callErr.Error() != want {
			t.Errorf("got  %s\nwant %s", callErr, want)
		}
	})
}

func TestOpenReplaysOnce(t *testing.T) {
	e := runtimetest.NewEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer token2" {
			w.WriteHeader(http.StatusUnauthorized)
		}
	}, transport.Options{Tokens: new(runtimetest.NumberedTokens)})
	stream, err := stream.Open(t.Context(), e, &transport.Call{Method: "GET"})
	if err != nil {
		t.Fatal(err)
	}
	stream.Close()
}

// TestOpenAccept checks which media ranges let a page of HTML through.
func TestOpenAccept(t *testing.T) {
	e := runtimetest.NewEndpoint(t, runtimetest.Responding(200, "text/html; charset=utf-8", "<p>"), transport.Options{})
	for accept, want := range map[string]bool{
		"": true, "*/*": true, "text/html": true, "Text/HTML": true, "text/*": true,
		"application/pdf, text/*;q=0.5": true,
		`text/plain; a=",", text/html`:  true, "application/pdf": false, "text/html5": false, "text/htm": false,
		"application/*, image/*": false, `text/plain; a=", text/html, "`: false, "tex/*": false,
	} {
		stream, err := stream.Open(t.Context(), e, &transport.Call{Method: "GET", Accept: accept})
		if err == nil {
			stream.Close()
		}
		if got := err == nil; got != want {
			t.Errorf("Accept %q: %v", accept, err)
		}
	}
}
