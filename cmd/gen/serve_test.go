// gen serve, as a user starts and stops it.

package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// TestServe starts the built-in services, calls them with what the output says, and interrupts them.
func TestServe(t *testing.T) {
	t.Chdir(t.TempDir())
	next, stop := startServe(t)
	page := next(`in a browser: (.+)`)
	client, err := careflex.New(careflex.Config{
		Endpoint: next(`Endpoint: "(.+)"`), TokenURL: next(`TokenURL: "([^"]+)"`),
		UserID: sandbox.User, UserSecret: sandbox.Secret,
	})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequest("GET", strings.NewReplacer("{mandant}", "bd", "{version}", "1.0").Replace(next(`BaseURL: "(.+)"`))+"/anreden", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+next(`StaticToken\("(.+)"\)`))
	control := next(`(http:.*/_sandbox/rules)`)

	if _, err := client.NoIncident(t.Context(), &careflex.NoIncidentRequest{
		CareflexID: "id", APIToken: "token", CreatedAt: careflex.NewDate(2026, time.November, 1),
	}); err != nil {
		t.Error(err)
	}
	next(`(careflex\.NoIncident 200)$`)
	response, err := http.DefaultClient.Do(request)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("%v, %v", response, err)
	}
	next(`(mvp\.getAnreden 200)$`)
	response, err = http.Post(control, "application/json", strings.NewReader(`{"operation":"NoIncident","drop":true}`))
	if err != nil || response.StatusCode != http.StatusCreated {
		t.Errorf("%v, %v", response, err)
	}
	response, err = http.Get(page)
	if err != nil || response.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("the page: %v, %v", response, err)
	}
	stop()
}

// startServe runs gen serve on a free port. next returns the group of a pattern in the next line of the output that has
// it. stop interrupts the command.
func startServe(t *testing.T, args ...string) (next func(pattern string) string, stop func()) {
	t.Helper()
	out, in := io.Pipe()
	exited := make(chan int, 1)
	go func() {
		exited <- run(append([]string{"serve", "--listen", "127.0.0.1:0"}, args...), in, os.Stderr)
		in.Close()
	}()
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		for scanner := bufio.NewScanner(out); scanner.Scan(); {
			lines <- scanner.Text()
		}
	}()
	next = func(pattern string) string {
		t.Helper()
		for line := range lines {
			if found := regexp.MustCompile(pattern).FindStringSubmatch(line); found != nil {
				return found[1]
			}
		}
		t.Fatalf("the output lacks %s", pattern)
		return ""
	}
	stop = func() {
		t.Helper()
		if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		if status := <-exited; status != done {
			t.Errorf("exit status %d", status)
		}
	}
	return next, stop
}

func TestServeOnAPortInUse(t *testing.T) {
	t.Chdir(t.TempDir())
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	var stderr strings.Builder
	status := run([]string{"serve", "--listen", taken.Addr().String()}, io.Discard, &stderr)
	if status != faulty || !strings.Contains(stderr.String(), "address already in use: choose another port with --listen") {
		t.Errorf("exit status %d: %s", status, stderr.String())
	}
}
