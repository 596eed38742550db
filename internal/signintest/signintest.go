// Package signintest has, for tests, the authorization servers of npm that make judges fetches, the browser of a user
// who signs in there, and services that accept their tokens.
package signintest

import (
	"bufio"
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What the servers know of their users, and Provider of its programs.
const (
	User     = "123456_123456"              // who signs in
	Callback = "https://program.example/cb" // where users are sent back to
	Secret   = "s:e c&r/et%+"               // of each program that has one
)

// Servers are the URLs of the authorization servers: Provider is oidc-provider, and Mock is oauth2-mock-server.
type Servers struct{ Provider, Mock string }

// Start starts the servers until the test ends. root is the folder of the repository. Provider accepts assertions that
// are signed with keys, which are by their algorithms.
func Start(t *testing.T, root string, keys map[string]crypto.Signer) (s Servers) {
	t.Helper()
	public := map[string]string{}
	for algorithm, key := range keys {
		der, err := x509.MarshalPKIXPublicKey(key.Public())
		if err != nil {
			t.Fatal(err)
		}
		public[algorithm] = string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	}
	line, err := json.Marshal(public)
	if err != nil {
		t.Fatal(err)
	}
	internal := filepath.Join(root, "internal")
	node := exec.Command("node", filepath.Join(internal, "signintest/judge.mjs"),
		filepath.Join(internal, "checks/build/npm"))
	var messages bytes.Buffer
	node.Stderr = &messages
	input, err := node.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := node.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := node.Start(); err != nil {
		t.Fatalf("%v: run make judges", err)
	}
	t.Cleanup(func() {
		input.Close()
		if node.Wait(); t.Failed() {
			t.Logf("node: %s", &messages)
		}
	})
	fmt.Fprintf(input, "%s\n", line)
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if json.Unmarshal(lines.Bytes(), &s) == nil && s.Provider != "" {
			go io.Copy(io.Discard, output)
			return s
		}
	}
	t.Fatal("node has not started the servers: run make judges")
	return s
}

// Wait lets time pass for the servers.
func (s Servers) Wait(t *testing.T, seconds int) {
	t.Helper()
	response, err := http.Get(fmt.Sprintf("%s/wait?seconds=%d", s.Provider, seconds))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
}

// Service returns a service that accepts the tokens of Provider. Its responses are what respond returns, as JSON. who is
// the program that a token belongs to, and its user, if it has one.
func (s Servers) Service(respond func(who, path string) any) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ask, err := http.NewRequestWithContext(r.Context(), "GET", s.Provider+"/service", nil)
		if err != nil {
			panic(err)
		}
		ask.Header.Set("Authorization", r.Header.Get("Authorization"))
		response, err := http.DefaultClient.Do(ask)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		defer response.Body.Close()
		who, err := io.ReadAll(response.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(response.StatusCode)
		if response.StatusCode == http.StatusOK {
			json.NewEncoder(w).Encode(respond(string(who), r.URL.Path))
		}
	})
}

// Browse opens a URL as the browser of User does, who signs in or cancels. It returns the URL that the user is sent back
// to, which begins with callback.
func Browse(t *testing.T, location, callback string, cancel bool) string {
	t.Helper()
	jar, _ := cookiejar.New(nil)
	browser := &http.Client{Jar: jar, CheckRedirect: func(next *http.Request, via []*http.Request) error {
		location = next.URL.String()
		if strings.HasPrefix(location, callback) {
			return http.ErrUseLastResponse
		}
		next.Header.Del("X-Cancel")
		if cancel && strings.Contains(next.URL.Path, "/interaction/") {
			next.Header.Set("X-Cancel", "1")
		}
		return nil
	}}
	response, err := browser.Get(location)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if !strings.HasPrefix(location, callback+"?") {
		page, _ := io.ReadAll(response.Body)
		t.Fatalf("the browser is at %s: %s\n%s", location, response.Status, page)
	}
	return location
}
