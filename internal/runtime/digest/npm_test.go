//go:build judges

// Calls to servers of npm's http-auth, which make judges fetches.

package digest_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// Each server accepts calls of the user one after the other, with rising counts, and refuses a wrong password.
func TestDigestAtNPM(t *testing.T) {
	node := exec.Command("node", "testdata/judge.mjs", "../../checks/build/npm")
	node.Stderr = os.Stderr
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
	defer node.Wait()
	defer input.Close()
	lines := bufio.NewScanner(output)
	lines.Scan()
	urls := strings.Fields(lines.Text())
	if len(urls) != 3 {
		t.Fatalf("node has not started the servers, %q: run make judges", urls)
	}
	for i, url := range urls {
		e := endpoint(t, url, "Mufasa", "Circle of Life")
		for number := 1; number <= 3; number++ {
			count := fmt.Sprintf("%08x", number)
			if i == 2 {
				count = "-" // RFC 2069 has none
			}
			call := &transport.Call{Operation: "Post", Method: "POST", Body: []byte("a body"), ContentType: "text/xml"}
			want := "Mufasa " + count + " a body"
			err := e.Do(t.Context(), call, func(r *transport.Response) error {
				if r.Body != want {
					return fmt.Errorf("got %s, want %s", r.Body, want)
				}
				return nil
			})
			if err != nil {
				t.Errorf("server %d, call %d: %v", i, number, err)
			}
		}
		if err := post(endpoint(t, url, "Mufasa", "wrong"), "a body"); !errors.Is(err, failure.ErrAuth) {
			t.Errorf("server %d: got %v", i, err)
		}
	}
}
