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

// Two runs of the page's program request one token of each service, and one list.
func TestProgramOfTheHowTo(t *testing.T) {
	server := startServer(t)
	addUser(t, server)
	var tokenRequests, requests atomic.Int64
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/token":
			tokenRequests.Add(1)
			io.WriteString(w, `{"access_token": "t0k3n", "token_type": "Bearer", "expires_in": 3600}`)
			return
		case "/ep2":
			w.Header().Set("Content-Type", "text/xml")
			io.WriteString(w, `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>`+
				`<c:NoIncidentResponse xmlns:c="http://n4.de/careflex"/></e:Body></e:Envelope>`)
			return
		}
		requests.Add(1)
		w.Header().Set("Cache-Control", "public, max-age=3600")
		io.WriteString(w, `[{"Value": "1", "Text": "Herr"}, {"Value": "2", "Text": "Frau"}]`)
	}))
	defer service.Close()

	folder := t.TempDir()
	program := filepath.Join(folder, "program")
	build := exec.Command("go", "build", "-o", program)
	for _, name := range []string{"main.go", "careflex.go"} {
		source := filepath.Join(folder, name)
		if err := os.WriteFile(source, []byte(block(t, "go "+name)), 0o600); err != nil {
			t.Fatal(err)
		}
		build.Args = append(build.Args, source)
	}
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	for range 2 {
		command := exec.Command(program)
		command.Env = append(os.Environ(), "VALKEY_ADDRESS="+server.address, "VALKEY_PASSWORD=s3cret",
			"MVP_URL="+service.URL+"/rest", "MVP_MITARBEITER=123456_123456", "MVP_CLIENT_ID=program",
			"MVP_CLIENT_SECRET=secret", "MVP_TOKEN_URL="+service.URL+"/token", "MVP_KEY="+privateKey(t),
			"CAREFLEX_EP1="+service.URL+"/token", "CAREFLEX_EP2="+service.URL+"/ep2", "CAREFLEX_ID=09ce3580d84bf087",
			"CAREFLEX_API_TOKEN=88ea9396-386f-4130-bd00-1dd34e5636bd")
		output, err := command.Output()
		if want := "2 forms of address\n"; err != nil || string(output) != want {
			t.Fatalf("got %q, %v, want %q", output, err, want)
		}
	}
	if got := fmt.Sprint(tokenRequests.Load(), requests.Load()); got != "2 1" {
		t.Errorf("got %s token requests and lists, want 2 1: one token for each service", got)
	}
}
