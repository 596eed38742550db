// The README: its commands are run, against the service that they start.

package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// fenced is a code block of the README.
var fenced = regexp.MustCompile("(?ms)^```\\w+\n(.*?)^```$")

func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := fenced.FindAllStringSubmatch(string(readme), -1)
	if len(blocks) != 3 || blocks[0][1] != "go run ./cmd/gen serve\n" {
		t.Fatalf("the README has the blocks %q", blocks)
	}
	folder := t.TempDir()
	for name, source := range map[string]string{"gen.exe": "./cmd/gen", "desk.exe": "."} {
		build := exec.Command("go", "build", "-o", filepath.Join(folder, name), source)
		if source != "." {
			build.Dir = filepath.Join("..", "..")
		}
		if output, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
	}
	service := start(t, exec.Command(filepath.Join(folder, "gen.exe"), "serve", "--listen", "127.0.0.1:0"))
	_, address, _ := strings.Cut(firstLine(t, service, "http://"), "http://")
	address, _, _ = strings.Cut(address, "/")

	script := strings.ReplaceAll(blocks[1][1], "http://127.0.0.1:8642", "http://"+address)
	script = strings.ReplaceAll(script, "go run .", "exec "+filepath.Join(folder, "desk.exe")+" -listen 127.0.0.1:0")
	line := firstLine(t, start(t, exec.Command("sh", "-c", script)), " is at ")
	said, url, _ := strings.Cut(line, "http://")
	if want, _, _ := strings.Cut(blocks[2][1], "http://"); !strings.HasSuffix(said, want) {
		t.Errorf("the program prints %q, want %q", said, want)
	}
	another(t, "http://"+url).get("/signin", homePage)
}

// start starts a program until the test ends, and returns its output.
func start(t *testing.T, program *exec.Cmd) io.Reader {
	t.Helper()
	output, input, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	program.Stdout, program.Stderr = input, input
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	input.Close()
	t.Cleanup(func() {
		program.Process.Kill()
		program.Wait()
		output.Close()
	})
	return output
}

// firstLine returns the first line of output that has a text. What follows is discarded.
func firstLine(t *testing.T, output io.Reader, text string) string {
	t.Helper()
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if strings.Contains(lines.Text(), text) {
			go io.Copy(io.Discard, output)
			return lines.Text()
		}
	}
	t.Fatalf("the program printed no %q", text)
	return ""
}
