// The README: what it shows compiles, and what it says to run is run.

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadmeCode compiles the examples, each as the body of a function in a module of its own.
func TestReadmeCode(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	var functions strings.Builder
	for i, code := range readmeCode(t, "go") {
		functions.WriteString("\nfunc example" + string(rune('A'+i)) +
			"(ctx context.Context, ep1, ep2, id, secret, token, key string) error {\n" + code + "return err\n}\n")
	}
	dir := t.TempDir()
	for name, content := range map[string]string{
		"go.mod": "module example.com/readme\n\ngo 1.26\n\nrequire github.com/kontrakt-dev/kontrakt v0.0.0\n\n" +
			"replace github.com/kontrakt-dev/kontrakt => " + root + "\n",
		"readme.go": `package readme

import (
	"context"
	"fmt"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)
` + functions.String(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	vet := exec.Command("go", "vet", "./...")
	vet.Dir = dir
	vet.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY="+moduleProxy(t), "GOSUMDB=off")
	if output, err := vet.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

// TestReadmeCommands holds the README's commands against those that the scripts and the gate run.
func TestReadmeCommands(t *testing.T) {
	script := read(t, "testdata", "script", "readme.txtar")
	gate := read(t, ".ci", "run")
	for _, block := range readmeCode(t, "sh") {
		for _, command := range strings.Split(strings.TrimSpace(block), "\n") {
			command, _, _ = strings.Cut(command, " > ") // scripts keep what is printed without being told to
			inGate := strings.Contains(gate, command) || strings.HasPrefix(command, "go test ")
			if !inGate && !strings.Contains(script, "\nexec "+command+"\n") {
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
