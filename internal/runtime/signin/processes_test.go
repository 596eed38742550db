// One token for a thousand calls, of one process and of several that share a file.

package signin_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/signin"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/tokenfile"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// The variables of a process that calls for a token instead of running tests.
const (
	serverVariable = "KONTRAKT_TEST_SERVER"
	fileVariable   = "KONTRAKT_TEST_FILE"
)

func TestMain(m *testing.M) {
	if server := os.Getenv(serverVariable); server != "" {
		callForTokens(server, os.Getenv(fileVariable))
	}
	os.Exit(m.Run())
}

// fileConfig returns the configuration of a client whose tokens are in a file.
func fileConfig(server, file string) (signin.Config, error) {
	store, err := tokenfile.New(file)
	return signin.Config{TokenURL: server + "/token", AuthorizationURL: server + "/auth", ClientID: "c", Store: store}, err
}

// callForTokens prints the token of 250 calls at once, and errors.
func callForTokens(server, file string) {
	config, err := fileConfig(server, file)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	client, err := signin.New(config)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	tokens := client.Resume()
	var group sync.WaitGroup
	for range 250 {
		group.Go(func() {
			token, err := tokens.Token(context.Background())
			if fmt.Println(token); err != nil {
				fmt.Println(err)
			}
		})
	}
	group.Wait()
	os.Exit(0)
}

// Four processes whose token has expired send one request for a new one, with the one refresh token.
func TestProcessesShareAToken(t *testing.T) {
	a := newAuthority()
	server := httptest.NewServer(a)
	defer server.Close()
	file := filepath.Join(t.TempDir(), "tokens")
	config, err := fileConfig(server.URL, file)
	if err != nil {
		t.Fatal(err)
	}
	a.life = 0.001
	tokens := signIn(t, newClient(t, config))
	a.life = 3600
	a.wantSent(t, code)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			process := exec.CommandContext(t.Context(), program)
			process.Env = append(os.Environ(), serverVariable+"="+server.URL, fileVariable+"="+file)
			output, err := process.CombinedOutput()
			if want := bytes.Repeat([]byte("access-2\n"), 250); err != nil || !bytes.Equal(output, want) {
				t.Errorf("a process ended with %v and printed %.300s", err, output)
			}
		})
	}
	group.Wait()
	a.wantSent(t, refresh)
	want(t, tokens, "access-2")
	a.wantSent(t)
}

// A thousand calls that begin without a token send one token request.
func TestOneRequestForAThousandCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAuthority()
		a.delay = time.Second
		e := runtimetest.MemoryEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
			if got := r.Header.Get("Authorization"); got != "Bearer access-1" {
				t.Errorf("got Authorization %q", got)
			}
		}, transport.Options{Tokens: newClient(t, a.config()).ClientCredentials()})
		var group sync.WaitGroup
		for range 1000 {
			group.Go(func() {
				if err := e.Do(t.Context(), &transport.Call{Method: "GET"}, nil); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		a.wantSent(t, credentials)
	})
}
