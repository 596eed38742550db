// The how-to page: its program and its user are those of this test.

package valkeykontrakt_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	valkeykontrakt "github.com/kontrakt-dev/kontrakt/contrib/valkey"
)

// block returns the first code block of the page with the given header.
func block(t *testing.T, header string) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "howto", "valkey.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?ms)^```" + regexp.QuoteMeta(header) + "\n(.*?)^```$").FindSubmatch(page)
	if found == nil {
		t.Fatalf("the page has no block %q", header)
	}
	return string(found[1])
}

// addUser gives a server the user of the page.
func addUser(t *testing.T, server *realServer) {
	t.Helper()
	server.admin().do(strings.Fields(strings.ReplaceAll(block(t, "acl"), ">PASSWORD", ">s3cret"))...)
}

// The user of the page may do all that the stores do, and nothing with other keys.
func TestUserOfTheHowTo(t *testing.T) {
	server := startServer(t)
	addUser(t, server)
	as := func(c *valkeykontrakt.Config) { c.Client.Username, c.Client.Password = "kontrakt", "s3cret" }
	var j journal
	twoProcesses(t, server, func(c *valkeykontrakt.Config) { as(c); c.Logger = j.logger() })
	store := tokens(t, server.open(as), false)
	unlock := lock(t, store)
	save(t, store, "text")
	save(t, store, "")
	unlock()
	if n := j.count("level=WARN") + j.count("track"); n != 0 {
		t.Error(j.text.String())
	}
	config := valkeykontrakt.Config{Client: option(server.address), Prefix: "other"}
	as(&config)
	if _, err := valkeykontrakt.Open(config); err == nil || !strings.Contains(err.Error(), "NOPERM") {
		t.Errorf("with another prefix: got %v", err)
	}
}

// Two runs of the page's program request one token, and one list.
func TestProgramOfTheHowTo(t *testing.T) {
	server := startServer(t)
	addUser(t, server)
	var tokenRequests, requests atomic.Int64
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/token" {
			tokenRequests.Add(1)
			io.WriteString(w, `{"access_token": "t0k3n", "token_type": "Bearer", "expires_in": 3600}`)
			return
		}
		requests.Add(1)
		w.Header().Set("Cache-Control", "public, max-age=3600")
		io.WriteString(w, `[{"Value": "1", "Text": "Herr"}, {"Value": "2", "Text": "Frau"}]`)
	}))
	defer service.Close()

	folder := t.TempDir()
	source, program := filepath.Join(folder, "main.go"), filepath.Join(folder, "program")
	if err := os.WriteFile(source, []byte(block(t, "go main.go")), 0o600); err != nil {
		t.Fatal(err)
	}
	if output, err := exec.Command("go", "build", "-o", program, source).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	for range 2 {
		command := exec.Command(program)
		command.Env = append(os.Environ(), "VALKEY_ADDRESS="+server.address, "VALKEY_PASSWORD=s3cret",
			"MVP_URL="+service.URL+"/rest", "MVP_MITARBEITER=123456_123456", "MVP_CLIENT_ID=program",
			"MVP_CLIENT_SECRET=secret", "MVP_TOKEN_URL="+service.URL+"/token", "MVP_KEY="+privateKey(t))
		output, err := command.Output()
		if want := "2 forms of address\n"; err != nil || string(output) != want {
			t.Fatalf("got %q, %v, want %q", output, err, want)
		}
	}
	if got := fmt.Sprint(tokenRequests.Load(), requests.Load()); got != "1 1" {
		t.Errorf("got %s token requests and requests, want 1 1", got)
	}
}
