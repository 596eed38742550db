// The documents of docs: each one that names commands or files is run as a reader would follow it.

package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/spf13/cobra"

	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// TestDocs follows the documents in an empty folder: files are written, commands are run, and what they print is
// compared with the text block behind them. Pieces of Go are compiled.
func TestDocs(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	t.Parallel()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /catalog.yaml", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, catalog) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close) // once the scripts, which run side by side, are done
	scripts := t.TempDir()
	err = filepath.WalkDir(filepath.Join(root, "docs"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == "reference" {
			return fs.SkipDir // written from what is compiled and run elsewhere
		}
		if d != nil && d.Name() == "signin.md" {
			return nil // followed by TestSignInTutorial
		}
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		script := script(t, d.Name(), string(text))
		if script == nil {
			return nil
		}
		name := strings.ReplaceAll(strings.TrimSuffix(path[len(root)+1:], ".md"), string(filepath.Separator), "_")
		return os.WriteFile(filepath.Join(scripts, name+".txtar"), script, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                scripts,
		RequireUniqueNames: true,
		Cmds:               map[string]func(*testscript.TestScript, bool, []string){"serve": serveScript(t)},
		Setup: func(env *testscript.Env) error {
			for _, name := range []string{"GOCACHE", "GOMODCACHE"} {
				env.Setenv(name, goEnv(t, name))
			}
			for name, value := range map[string]string{
				"ROOT": root, "GOFLAGS": "-mod=mod " + fastLink, "GOPROXY": moduleProxy(t), "GOSUMDB": "off",
				"MVP_KEY": privateKey(t), "URL": server.URL,
			} {
				env.Setenv(name, value)
			}
			return os.Symlink(root, filepath.Join(env.WorkDir, "kontrakt")) // the reader's clone
		},
	})
}

// script returns the script that follows a document, or nil where it has nothing to follow.
func script(t *testing.T, name, text string) []byte {
	t.Helper()
	archive := &txtar.Archive{}
	file := func(content string) string {
		stored := fmt.Sprintf("block%d", len(archive.Files)+1)
		archive.Files = append(archive.Files, txtar.File{Name: stored, Data: []byte(content)})
		return "$WORK/" + stored
	}
	var commands, pieces strings.Builder
	var ran bool
	for _, block := range codeBlocks(text) {
		switch {
		case block.path != "":
			folder := filepath.ToSlash(filepath.Dir(block.path))
			fmt.Fprintf(&commands, "mkdir %s\ncp %s %s\n", folder, file(block.text), block.path)
		case block.language == "sh":
			for line := range strings.Lines(block.text) {
				commands.WriteString(command(strings.TrimSpace(line)))
				ran = true
			}
		case block.language == "text" && ran:
			fmt.Fprintf(&commands, "cmp stdout %s\n", file(block.text))
		case block.language == "go" && block.signature == "":
			t.Errorf("%s: no comment says what function this is the body of:\n%s", name, block.text)
		case block.language == "go":
			fmt.Fprintf(&pieces, "\nvar _ = %s {\n%s}\n", block.signature, block.text)
		}
	}
	if pieces.Len() > 0 {
		commands.WriteString("mkdir $WORK/pieces\ncd $WORK/pieces\n" + command("go mod init example.com/pieces"))
		fmt.Fprintf(&commands, "cp %s pieces.go\nexec go mod tidy\nexec go vet .\n", file(imports(pieces.String())))
	}
	if commands.Len() == 0 {
		return nil
	}
	archive.Comment = []byte("mkdir $WORK/reader\ncd $WORK/reader\n" + commands.String())
	return txtar.Format(archive)
}

// imports returns a file of the declarations, which imports what they use.
func imports(declarations string) string {
	var file strings.Builder
	file.WriteString("package pieces\n\nimport (\n")
	for _, path := range []string{
		"context", "encoding/json", "errors", "fmt", "io", "log", "net/http", "os", "runtime/trace", "time",
		"github.com/kontrakt-dev/kontrakt/gen/careflex", "github.com/kontrakt-dev/kontrakt/gen/mvp",
		"github.com/kontrakt-dev/kontrakt/sandbox",
	} {
		if regexp.MustCompile(`\b` + filepath.Base(path) + `\.`).MatchString(declarations) {
			fmt.Fprintf(&file, "%q\n", path)
		}
	}
	return file.String() + ")\n" + declarations
}

// replaceByClone is how a page tells a new module where this one is: in the reader's clone. The tests use the folder of
// this one by itself, since what is compiled there is cached. useCommand adds the command.
const (
	replaceByClone = "go mod edit -replace=github.com/kontrakt-dev/kontrakt=../kontrakt"
	useCommand     = " -tool=github.com/kontrakt-dev/kontrakt/cmd/gen"
)

// command returns a command of a reader's shell as a command of the script. A new module finds this one here.
func command(line string) string {
	switch word, _, _ := strings.Cut(line, " "); {
	case word == "cd", word == "mkdir":
		return line + "\n"
	case strings.HasPrefix(line, "go tool gen serve"):
		return strings.TrimPrefix(line, "go tool gen ") + "\n"
	case strings.HasPrefix(line, "export ") && strings.Contains(line, "$("):
		return "" // TestDocs has set it
	case word == "export":
		return "env" + strings.ReplaceAll(strings.TrimPrefix(line, word), "127.0.0.1:8642", "$ADDRESS") + "\n"
	case line == replaceByClone+useCommand:
		return "exec go mod edit" + useCommand + "\n" // the rest is done after go mod init, for all pages
	case strings.HasPrefix(line, "go mod init "):
		return "exec " + line + "\nexec go mod edit -replace=github.com/kontrakt-dev/kontrakt=$ROOT\n"
	}
	return "exec " + line + "\n"
}

// serveScript is the script command for gen serve: a sandbox of its files, with its troubles. ADDRESS is its host and port.
func serveScript(t *testing.T) func(ts *testscript.TestScript, neg bool, args []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		var trouble troubles
		cmd := &cobra.Command{}
		trouble.add(cmd)
		ts.Check(cmd.ParseFlags(args))
		files := cmd.Flags().Args()
		for i := range files {
			files[i] = ts.MkAbs(files[i])
		}
		services := sandbox.New(t, files...)
		ts.Check(trouble.make(services))
		ts.Setenv("ADDRESS", strings.TrimPrefix(services.URL, "http://"))
	}
}

// catalog is the contract that the documents fetch.
const catalog = "kontrakt: 1\ntitle: Catalog\nbaseUrl: https://library.example/api\n" +
	"functions: {ping: {doc: returns nothing., get: /ping}}\n"

// privateKey returns a new key of a service account.
func privateKey(t *testing.T) string {
	key, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}
