// The tutorial of signing in: it needs two terminals and a browser.

package main

import (
	"bufio"
	"html"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pageHost is the host of the page's portal. The tests choose another one, as it may be in use.
const pageHost = "127.0.0.1:8484"

// TestSignInTutorial follows the page with its own portal.
func TestSignInTutorial(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	followSignIn(t, func(portal string) string { return portal })
}

// followSignIn follows the page in an empty folder: files are written, commands are run, a user signs in once, and what
// the commands print is compared with the text block behind them. The page's program uses the portal at the host that
// front returns, which gets the host of the page's portal.
func followSignIn(t *testing.T, front func(portal string) string) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{T: t, folder: t.TempDir(), host: freeHost(t)}
	r.environment = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY="+moduleProxy(t), "GOSUMDB=off")
	var printed string
	for _, block := range codeBlocks(read(t, "docs", "tutorial", "signin.md")) {
		switch {
		case block.path != "":
			path := filepath.Join(r.folder, filepath.FromSlash(block.path))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(strings.ReplaceAll(block.text, pageHost, r.host)), 0o600); err != nil {
				t.Fatal(err)
			}
		case block.language == "text" && printed != block.text:
			t.Errorf("printed %q, want %q", printed, block.text)
		case block.language == "sh":
			for line := range strings.Lines(block.text) {
				switch line = strings.TrimSpace(line); line {
				case "go run ./portal":
					printed = strings.ReplaceAll(r.startPortal(), r.host, pageHost)
					r.host = front(r.host)
				case "go run .":
					printed = r.runProgram()
				default:
					r.run(strings.Fields(line)...)
				}
				if strings.HasPrefix(line, "go mod init ") {
					r.run("go", "mod", "edit", "-replace=github.com/kontrakt-dev/kontrakt="+root)
				}
			}
		}
	}
	if r.signIns != 1 {
		t.Errorf("the user signed in %d times", r.signIns)
	}
}

// reader is somebody who follows the page.
type reader struct {
	*testing.T
	folder      string
	environment []string
	host        string // of the portal
	signIns     int
}

// freeHost returns a loopback address with a free port.
func freeHost(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
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

// build builds a package of the folder and returns its program.
func (r *reader) build(pkg string) *exec.Cmd {
	r.Helper()
	program := filepath.Join(r.TempDir(), "program.exe")
	r.run("go", "build", "-o", program, pkg)
	return r.command(program)
}

// startPortal starts the portal and returns the line that it prints.
func (r *reader) startPortal() string {
	r.Helper()
	portal := r.build("./portal")
	output, err := portal.StdoutPipe()
	if err != nil {
		r.Fatal(err)
	}
	if err := portal.Start(); err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() {
		portal.Process.Kill()
		portal.Wait() // which reports that it was killed
	})
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		r.Fatal(err)
	}
	return line
}

// runProgram runs the program, opens the URL that it prints to its standard error, and returns its standard output.
func (r *reader) runProgram() string {
	r.Helper()
	program := r.build(".")
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

var anchor = regexp.MustCompile(`<a href="(.*?)">Sign in`)

// signIn opens a URL in a browser, and follows the link there that signs the user in, unless that needs no link.
func (r *reader) signIn(location string) {
	r.Helper()
	r.signIns++
	page := r.open(location)
	if link := anchor.FindStringSubmatch(page); link != nil {
		page = r.open(html.UnescapeString(link[1]))
	}
	if !strings.HasPrefix(page, "You are signed in") {
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
