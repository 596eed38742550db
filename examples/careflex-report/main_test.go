// Tests of the whole program: its output, its exit status, and what it must not show.

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/sandbox"
)

const (
	testAPIToken = "88ea9396-386f-4130-bd00-1dd34e5636bd"
	asProgram    = "CAREFLEX_REPORT_AS_PROGRAM" // the environment variable that makes the tests the program
)

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// setEnv sets the settings for a service at url.
func setEnv(t *testing.T, url string) {
	t.Setenv("CAREFLEX_EP1", url+"/careflex/token")
	t.Setenv("CAREFLEX_EP2", url+"/careflex")
	t.Setenv("CAREFLEX_USER_ID", sandbox.User)
	t.Setenv("CAREFLEX_USER_SECRET", sandbox.Secret)
	t.Setenv("CAREFLEX_API_TOKEN", testAPIToken)
}

// november copies the file of the README, and returns its path.
func november(t *testing.T) string {
	content, err := os.ReadFile(filepath.Join("testdata", "november.csv"))
	if err != nil {
		t.Fatal(err)
	}
	return writeFile(t, "november.csv", content)
}

// writeFile writes a file to a new folder, and returns its path.
func writeFile(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// runs runs the program, and checks its exit status, and that it shows no secret.
func runs(t *testing.T, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, messages bytes.Buffer
	if got := run(t.Context(), args, &out, &messages); got != want {
		t.Fatalf("exit status %d, want %d:\n%s%s", got, want, &out, &messages)
	}
	for _, secret := range []string{sandbox.Secret, testAPIToken} {
		if strings.Contains(out.String()+messages.String(), secret) {
			t.Fatalf("the output shows the secret %s:\n%s%s", secret, &out, &messages)
		}
	}
	return out.String(), messages.String()
}

// outcomesOf returns how many lines of a file of outcomes have each outcome.
func outcomesOf(t *testing.T, path string) (list []outcome, count map[string]int) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &list); err != nil {
		t.Fatal(err)
	}
	count = map[string]int{}
	for _, o := range list {
		count[o.Outcome]++
	}
	return list, count
}

// What the dry run prints is what is sent, except for the API token. A second run sends nothing.
func TestDryRunPrintsWhatIsSent(t *testing.T) {
	services := sandbox.New(t, "careflex")
	setEnv(t, services.URL)
	path := november(t)
	printed, _ := runs(t, allAccepted, "-dry-run", path)
	for range 2 {
		runs(t, someRejected, path)
	}
	var sent strings.Builder
	for _, operation := range []string{"NewIncident", "NoIncident"} {
		for _, request := range services.Received(operation) {
			fmt.Fprintf(&sent, "%s\n", bytes.Replace(request.Body, []byte(testAPIToken), []byte("API-TOKEN"), 1))
		}
	}
	if sent.String() != printed {
		t.Errorf("printed\n%s\nsent\n%s", printed, sent.String())
	}
}

// Nothing is sent unless the whole file is valid and all settings are there.
func TestNothingIsSent(t *testing.T) {
	services := sandbox.New(t, "careflex")
	for name, test := range map[string]struct {
		change func(t *testing.T, path string)
		want   string
	}{
		"faults": {func(t *testing.T, path string) {
			content, _ := os.ReadFile(filepath.Join("testdata", "faults.csv"))
			os.WriteFile(path, content, 0o600)
		}, "november.csv:3: employeeId"},
		"no user":          {func(t *testing.T, _ string) { t.Setenv("CAREFLEX_USER_ID", "") }, "CAREFLEX_USER_ID"},
		"no file":          {func(t *testing.T, path string) { os.Remove(path) }, "november.csv"},
		"no secret file":   {func(t *testing.T, path string) { t.Setenv("CAREFLEX_API_TOKEN_FILE", path+".secret") }, "CAREFLEX_API_TOKEN_FILE"},
		"address":          {func(t *testing.T, _ string) { t.Setenv("CAREFLEX_EP2", "ftp://careflex.example") }, "endpoint"},
		"journal is file":  {func(t *testing.T, path string) { os.WriteFile(path+".journal", nil, 0o600) }, ".journal"},
		"journal of other": {func(t *testing.T, path string) { runJournal(t, path, "other") }, "another report"},
	} {
		t.Run(name, func(t *testing.T) {
			setEnv(t, services.URL)
			path := november(t)
			test.change(t, path)
			if stdout, stderr := runs(t, failed, path); !strings.Contains(stderr, test.want) || stdout != "" {
				t.Errorf("got %q, %q, want %q", stdout, stderr, test.want)
			}
		})
	}
	if n := len(services.Received("NewIncident")) + len(services.Received("NoIncident")); n > 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// runJournal makes the journal of a report of another content.
func runJournal(t *testing.T, path, content string) {
	t.Helper()
	j, err := openJournal(path+".journal", []byte(content))
	if err != nil {
		t.Fatal(err)
	}
	j.Close()
}

// Two runs at the same time would send everything twice.
func TestSecondRunIsRefused(t *testing.T) {
	services := sandbox.New(t, "careflex")
	setEnv(t, services.URL)
	path := november(t)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	j, err := openJournal(path+".journal", content)
	if err != nil {
		t.Fatal(err)
	}
	if _, stderr := runs(t, failed, path); !strings.Contains(stderr, "lock") {
		t.Errorf("got %q", stderr)
	}
	j.Close()
	runs(t, someRejected, path)
}

// A damaged journal is an error, however it is damaged.
func TestDamagedJournal(t *testing.T) {
	services := sandbox.New(t, "careflex")
	setEnv(t, services.URL)
	path := november(t)
	runs(t, someRejected, path)
	file := filepath.Join(path+".journal", fileOf("09ce3580d84bf087"))
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	damaged := []string{`{"incidents":{}}`, `{"incidents":{"rows":[]}}`, `{"incidents":{"rows":[{},{},{}]}}`}
	for length := range content {
		damaged = append(damaged, string(content[:length]))
	}
	for _, text := range damaged {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		runs(t, failed, path)
	}
	if n := len(services.Received("NewIncident")); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// A journal of another API token may be of another sender.
func TestOtherAPIToken(t *testing.T) {
	services := sandbox.New(t, "careflex")
	setEnv(t, services.URL)
	path := november(t)
	runs(t, someRejected, path)
	t.Setenv("CAREFLEX_API_TOKEN_FILE", writeFile(t, "secret", []byte("another\n")))
	runs(t, failed, path)
	if n := len(services.Received("NewIncident")); n != 1 {
		t.Errorf("%d requests", n)
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{nil, {"a.csv", "b.csv"}, {"-unknown", "a.csv"}} {
		runs(t, wrongUsage, args...)
	}
	runs(t, allAccepted, "-h")
}
