// The README: its commands are run, against the service that they start.

package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// fenced is a code block of the README.
var fenced = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := fenced.FindAllStringSubmatch(string(readme), -1)
	if blocks[0][2] != "go run ./cmd/gen serve\n" {
		t.Fatalf("the README begins with %q", blocks[0][2])
	}
	address := genServe(t)

	// The reader's folder has the files of the test, and go runs the program.
	folder := t.TempDir()
	if err := os.CopyFS(filepath.Join(folder, "testdata"), os.DirFS("testdata")); err != nil {
		t.Fatal(err)
	}
	script := "go() { shift 2; \"$PROGRAM\" \"$@\"; }\n"
	var want string
	for _, block := range blocks[1:] {
		switch block[1] {
		case "sh":
			script += strings.ReplaceAll(block[2], "127.0.0.1:8642", address)
		case "text":
			want += block[2]
		}
	}
	shell := exec.Command("sh", "-c", script)
	shell.Dir = folder
	shell.Env = append(os.Environ(), asProgram+"=1", "PROGRAM="+os.Args[0])
	output, _ := shell.Output() // the last command fails, as the README says
	if !strings.HasSuffix(string(output), want) || !strings.HasPrefix(string(output), "<soapenv:Envelope") {
		t.Errorf("got\n%s, want envelopes and\n%s", output, want)
	}
	if shell.ProcessState.ExitCode() != failed {
		t.Errorf("the last exit status is %d", shell.ProcessState.ExitCode())
	}
}

// genServe runs gen serve until the test ends, and returns its host and port.
func genServe(t *testing.T) string {
	gen := filepath.Join(t.TempDir(), "gen.exe")
	build := exec.Command("go", "build", "-o", gen, "./cmd/gen")
	build.Dir = filepath.Join("..", "..")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	serve := exec.Command(gen, "serve", "--listen", "127.0.0.1:0")
	output, err := serve.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		serve.Process.Kill()
		serve.Wait()
	})
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if _, url, ok := strings.Cut(lines.Text(), "http://"); ok {
			address, _, _ := strings.Cut(url, "/")
			go func() {
				for lines.Scan() {
				}
			}()
			return address
		}
	}
	t.Fatal("gen serve printed no URL")
	return ""
}
