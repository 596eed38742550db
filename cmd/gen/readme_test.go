// The README: what it shows compiles, and what it says to run is run.

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeCode runs the examples, each as the body of a function, in a module of its own that finds this one as the
// README says. gen serve is their service, and prints what the README shows.
func TestReadmeCode(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	code, texts := readmeCode(t, "go"), readmeCode(t, "text")
	environment := append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY="+moduleProxy(t), "GOSUMDB=off")

	t.Chdir(t.TempDir())
	next, stop := startServe(t)
	defer stop()
	const documented = "http://127.0.0.1:8642"
	url := next(`^The calls, in a browser: (http://.+)/$`)
	shown := strings.Split(strings.ReplaceAll(texts[0], documented, url), "\n")
	if shown[0] != "$ go run ./cmd/gen serve" || shown[1] != "The calls, in a browser: "+url+"/" {
		t.Errorf("the README shows %q", shown[:2])
	}
	for _, line := range shown[2:] {
		next("^(" + regexp.QuoteMeta(line) + ")$")
	}

	dir := t.TempDir()
	program := `package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

func main() {
	for _, example := range []func(ctx context.Context, key string) error{careFlex, portal} {
		if err := example(context.Background(), os.Getenv("KEY")); err != nil {
			log.Fatal(err)
		}
	}
}
`
	for i, name := range []string{"careFlex", "portal"} {
		program += "\nfunc " + name + "(ctx context.Context, key string) error {\n" +
			strings.ReplaceAll(code[i], documented, url) + "return err\n}\n"
	}
	for name, content := range map[string]string{
		"go.mod": "module example.com/readme\n\ngo 1.26\n\nrequire github.com/kontrakt-dev/kontrakt v0.0.0\n\n" +
			"replace github.com/kontrakt-dev/kontrakt => " + root + "\n",
		"main.go": program,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, arguments := range [][]string{{"vet", "."}, {"run", "."}} {
		command := exec.Command("go", arguments...)
		command.Dir, command.Env = dir, append(environment, "KEY="+privateKey(t))
		output, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		if want := texts[1]; arguments[0] == "run" &&
			(!strings.HasPrefix(string(output), want) || !strings.HasSuffix(string(output), "\n<nil> <nil>\n")) {
			t.Errorf("the examples print\n%s, want %s first, and no errors last", output, want)
		}
	}
}

// TestReadmeCommands holds the README's commands against those that the scripts and the gate run.
func TestReadmeCommands(t *testing.T) {
	script := read(t, "testdata", "script", "readme.txtar")
	if !strings.Contains(read(t, ".ci", "run"), `/^go run [^ ]*cmd\/gen$/p; /^go test /p`) {
		t.Error("the gate does not run the two commands")
	}
	inGate := regexp.MustCompile(`^go (run [^ ]*cmd/gen$|test )`)
	for _, block := range readmeCode(t, "sh") {
		for _, command := range strings.Split(strings.TrimSpace(block), "\n") {
			command, _, _ = strings.Cut(command, " > ") // scripts keep what is printed without being told to
			if !inGate.MatchString(command) && !strings.Contains(script, "\nexec "+command+"\n") {
				t.Errorf("nothing runs %q", command)
			}
		}
	}
}

// readmeCode returns the code of one language that the README shows.
func readmeCode(t *testing.T, language string) []string {
	t.Helper()
	var list []string
	for _, block := range codeBlocks(read(t, "README.md")) {
		if block.language == language {
			list = append(list, block.text)
		}
	}
	if len(list) == 0 {
		t.Fatalf("the README has no %s", language)
	}
	return list
}

// read reads a file of the repository.
func read(t *testing.T, path ...string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(append([]string{"..", ".."}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
