// The how-to page: its program and its queries are those of this test.

package outbox_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/contrib/outbox/internal/postgrestest"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// block returns the first code block of the page with the given header.
func block(t *testing.T, header string) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "howto", "outbox.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?ms)^```" + regexp.QuoteMeta(header) + "\n(.*?)^```$").FindSubmatch(page)
	if found == nil {
		t.Fatalf("the page has no block %q", header)
	}
	return string(found[1])
}

// Two processes of the page's program send an incident each, and end when they are interrupted. Then the page's queries
// work.
func TestProgramOfTheHowTo(t *testing.T) {
	url := postgrestest.Start(t).Database(t)
	t.Parallel()
	services := sandbox.New(t, "careflex")
	folder := t.TempDir()
	program := filepath.Join(folder, "program")
	build := exec.Command("go", "build", "-o", program)
	for _, name := range []string{"main.go", "rule.go"} {
		source := filepath.Join(folder, name)
		if err := os.WriteFile(source, []byte(block(t, "go "+name)), 0o600); err != nil {
			t.Fatal(err)
		}
		build.Args = append(build.Args, source)
	}
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	var processes []*exec.Cmd
	var outputs [2]strings.Builder
	for i := range outputs {
		command := exec.Command(program)
		command.Env = append(os.Environ(), "DATABASE_URL="+url, "CAREFLEX_EP1="+services.TokenURL("careflex"),
			"CAREFLEX_EP2="+services.Endpoint("careflex"), "CAREFLEX_USER_ID="+sandbox.User,
			"CAREFLEX_USER_SECRET="+sandbox.Secret, "CAREFLEX_API_TOKEN=88ea9396-386f-4130-bd00-1dd34e5636bd")
		command.Stderr = &outputs[i]
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		processes = append(processes, command)
	}
	f := &fixture{t: t, pool: postgrestest.Pool(t, url), log: new(journal)}
	eventually(t, "both incidents are accepted", func() bool {
		var accepted int
		err := f.pool.QueryRow(t.Context(), `SELECT count(*) FROM kontrakt_outbox.incidents WHERE state = 'accepted'`).
			Scan(&accepted)
		return err == nil && accepted == 2 // there may be no tables yet
	})
	for i, process := range processes {
		if err := process.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		if err := process.Wait(); err != nil {
			t.Errorf("%v\n%s", err, &outputs[i])
		}
	}
	received := 0 // in one request, or in two
	for _, r := range services.Received("NewIncident") {
		received += strings.Count(string(r.Body), "<plainIncident>")
	}
	if received != 2 {
		t.Errorf("the service received %d incidents", received)
	}
	for query := range strings.SplitSeq(strings.TrimSpace(block(t, "sql")), ";\n") {
		f.text(query)
	}
}
