// The tutorial of signing in: it needs two terminals and a browser.

package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// serveHost is where gen serve is. The tests use a sandbox at another port.
const serveHost = "127.0.0.1:8642"

// TestSignInTutorial follows the page with the authorization server of gen serve.
func TestSignInTutorial(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	followSignIn(t, func(services *sandbox.Sandbox) string { return services.URL })
}

// followSignIn follows the page in an empty folder: files are written, commands are run, a user signs in once, and what
// the commands print is compared with the text block behind them. The page's program uses the URL that front returns,
// which gets the sandbox of gen serve.
func followSignIn(t *testing.T, front func(services *sandbox.Sandbox) string) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{T: t, folder: t.TempDir()}
	r.environment = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY="+moduleProxy(t), "GOSUMDB=off")
	var printed string
	for _, block := range codeBlocks(read(t, "docs", "tutorial", "signin.md")) {
		switch {
		case block.path != "":
			path := filepath.Join(r.folder, filepath.FromSlash(block.path))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(strings.ReplaceAll(block.text, "http://"+serveHost, r.url)), 0o600); err != nil {
				t.Fatal(err)
			}
		case block.language == "text" && printed != block.text:
			t.Errorf("printed %q, want %q", printed, block.text)
		case block.language == "sh":
			for line := range strings.Lines(block.text) {
				switch line = strings.TrimSpace(line); {
				case strings.HasPrefix(line, "go tool gen serve "):
					services := sandbox.New(t)
					for _, rule := range troubleFlag.FindAllStringSubmatch(line, -1) {
						if err := services.Trouble(rule[1]); err != nil {
							t.Fatal(err)
						}
					}
					r.url = front(services)
				case line == replaceByClone+useCommand:
					r.run(strings.Fields("go mod edit -replace=github.com/kontrakt-dev/kontrakt=" + root + useCommand)...)
				case line == "go run .":
					printed = r.runProgram()
				default:
					r.run(strings.Fields(line)...)
				}
			}
		}
	}
	if r.signIns != 1 {
		t.Errorf("the user signed in %d times", r.signIns)
	}
}

var troubleFlag = regexp.MustCompile(`--trouble '([^']*)'`)

// reader is somebody who follows the page.
type reader struct {
	*testing.T
	folder      string
	environment []string
	url         string // of the services
	signIns     int
}

// command returns a command that is run in the folder.
func (r *reader) command(args ...string) *exec.Cmd {
	command := exec.CommandContext(r.Context(), args[0], args[1:]...)
	command.Dir, command.Env = r.folder, r.environment
	return command
}

// run runs a command.
func (r *reader) run(args ...string) {
	r.Helper()
	if output, err := r.command(args...).CombinedOutput(); err != nil {
		r.Fatalf("%s: %v\n%s", args, err, output)
	}
}

// build builds the program of the folder.
func (r *reader) build() *exec.Cmd {
	r.Helper()
	program := filepath.Join(r.TempDir(), "program.exe")
	r.run("go", "build", "-o", program, ".")
	return r.command(program)
}

// runProgram runs the program, opens the URL that it prints to its standard error, and returns its standard output.
func (r *reader) runProgram() string {
	r.Helper()
	program := r.build()
	var printed strings.Builder
	program.Stdout = &printed
	messages, err := program.StderrPipe()
	if err != nil {
		r.Fatal(err)
	}
	if err := program.Start(); err != nil {
		r.Fatal(err)
	}
	for lines := bufio.NewScanner(messages); lines.Scan(); {
		if _, location, ok := strings.Cut(lines.Text(), "Open this URL in your browser: "); ok {
			r.signIn(location)
		} else {
			r.Error(lines.Text())
		}
	}
	if err := program.Wait(); err != nil {
		r.Error(err)
	}
	return printed.String()
}

// signIn opens a URL in a browser, which the authorization server sends back.
func (r *reader) signIn(location string) {
	r.Helper()
	r.signIns++
	if page := r.open(location); !strings.HasPrefix(page, "You are signed in") {
		r.Errorf("the browser shows %q", page)
	}
}

// open opens a URL and returns the page.
func (r *reader) open(location string) string {
	r.Helper()
	response, err := http.Get(location)
	if err != nil {
		r.Fatal(err)
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil {
		r.Fatal(err)
	}
	return string(page)
}
