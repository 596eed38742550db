// gen serve with cassettes, as a user starts and stops it: a report is recorded, checked and replayed.

package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

func TestServeCassette(t *testing.T) {
	t.Chdir(t.TempDir())
	services := sandbox.New(t, "careflex")
	report := func(endpoint, tokenURL, secret string) {
		t.Helper()
		client, err := careflex.New(careflex.Config{Endpoint: endpoint, TokenURL: tokenURL, UserID: sandbox.User, UserSecret: secret})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.NoIncident(t.Context(), &careflex.NoIncidentRequest{
			CareflexID: "id", APIToken: "88ea9396-" + secret, CreatedAt: careflex.NewDate(2026, time.November, 1),
		}); err != nil {
			t.Error(err)
		}
	}
	next, stop := startServe(t, "--record", "calls.yaml", "--to", "careflex="+services.Endpoint("careflex"),
		"--to", "token="+services.TokenURL("careflex"), "--secret", "careflexId")
	endpoint, tokenURL := next("^careflex: (.+) stands for"), next("^token: (.+) stands for")
	report(endpoint, tokenURL, sandbox.Secret)
	next(`(token\.POST /careflex/token 200)$`)
	next(`(careflex\.NoIncident 200)$`)
	stop()
	recorded, err := os.ReadFile("calls.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{sandbox.Secret, "88ea9396", "sandbox%", "<careflexId>id<"} {
		if bytes.Contains(recorded, []byte(secret)) {
			t.Errorf("the cassette has %s:\n%s", secret, recorded)
		}
	}
	var out, problems bytes.Buffer
	if status := run([]string{"validate", "calls.yaml"}, &out, &problems); status != done || out.Len() > 0 ||
		strings.Count(problems.String(), "\n") != 1 || !strings.Contains(problems.String(), "there is no contract called token") {
		t.Errorf("validate: %d\n%s%s", status, out.String(), problems.String())
	}
	next, stop = startServe(t, "--replay", "calls.yaml", "--any-order")
	endpoint, tokenURL = next("^careflex: (.+) stands for"), next("^token: (.+) stands for")
	for range 2 {
		report(endpoint, tokenURL, "another-secret")
		next(`(careflex\.NoIncident 200)$`)
	}
	stop()
}
