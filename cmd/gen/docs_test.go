// The documents of docs: each one that names commands or files is run as a reader would follow it.

package main

import (
	"bufio"
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
)

// TestDocs follows the documents in an empty folder: files are written, commands are run, and what they print is
// compared with the text block behind them. Pieces of Go are compiled.
func TestDocs(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	service := httptest.NewServer(services())
	t.Cleanup(service.Close) // once the scripts, which run side by side, are done
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
		Setup: func(env *testscript.Env) error {
			for _, name := range []string{"GOCACHE", "GOMODCACHE"} {
				env.Setenv(name, goEnv(t, name))
			}
			for name, value := range map[string]string{
				"ROOT": root, "GOFLAGS": "-mod=mod", "GOPROXY": moduleProxy(t), "GOSUMDB": "off",
				"CAREFLEX_EP1": service.URL + "/token", "CAREFLEX_EP2": service.URL + "/incidents",
				"CAREFLEX_USER_ID": "service user", "CAREFLEX_USER_SECRET": "secret",
				"CAREFLEX_ID": "09ce3580d84bf087", "CAREFLEX_API_TOKEN": "88ea9396-386f-4130-bd00-1dd34e5636bd",
				"MVP_URL": service.URL + "/rest", "MVP_MITARBEITER": "123456_123456",
				"MVP_CLIENT_ID": "portal", "MVP_CLIENT_SECRET": "secret", "MVP_KEY": privateKey(t),
				"MVP_TOKEN_URL": service.URL + "/oauth2/token", "MVP_USER_INFO_URL": service.URL + "/userinfo",
				"URL": service.URL,
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

// command returns a command of a reader's shell as a command of the script. A new module finds this one here.
func command(line string) string {
	switch word, _, _ := strings.Cut(line, " "); {
	case word == "cd", word == "mkdir":
		return line + "\n"
	case strings.HasPrefix(line, "go mod init "):
		return "exec " + line + "\nexec go mod edit -replace=github.com/kontrakt-dev/kontrakt=$ROOT\n"
	}
	return "exec " + line + "\n"
}

// services stands in for both services: it answers as their documents do.
func services() http.Handler {
	mux := http.NewServeMux()
	answer := func(pattern, contentType, body string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			io.WriteString(w, body)
		})
	}
	answer("POST /token", "application/json", `{"access_token":"t0k3n","token_type":"Bearer","expires_in":43200}`)
	mux.HandleFunc("POST /incidents", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		response := incidentAnswer
		if strings.Contains(string(body), "NoIncidentRequest") {
			response = `<c:NoIncidentResponse xmlns:c="http://n4.de/careflex"/>`
		}
		w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
		fmt.Fprintf(w,
			`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>%s</e:Body></e:Envelope>`,
			response)
	})
	answer("GET /library/books/978-3-86680-192-9", "application/json",
		`{"Title":"Der Prozess","Published":"1925-04-26"}`)
	answer("GET /catalog.yaml", "application/yaml", "kontrakt: 1\ntitle: Catalog\nbaseUrl: https://library.example/api\n"+
		"functions: {ping: {doc: returns nothing., get: /ping}}\n")
	answer("POST /oauth2/token", "application/json", `{"access_token":"t0k3n","token_type":"bearer","expires_in":3600}`)
	answer("GET /userinfo", "application/json", `{"sub":"123456_123456"}`)
	answer("GET /rest/123456_123456", "application/json", mitarbeiter)
	mux.HandleFunc("POST /rest", multiCall)
	mux.HandleFunc("POST /rest/{$}", multiCall)
	return mux
}

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

// incidentAnswer accepts the first incident and rejects the second one.
const incidentAnswer = `<n:NewIncidentResponse xmlns:n="http://n4.de/careflex/2.0"><importId>i</importId>` +
	`<incidentResponseList>` +
	`<incident><rowNumber>0</rowNumber><employeeId>4711</employeeId><type>RST</type></incident>` +
	`<incident><rowNumber>1</rowNumber><employeeId>4811</employeeId><type>NEU</type>` +
	`<incidentError><code>422</code><message>The validation failed: employee.sex</message></incidentError></incident>` +
	`</incidentResponseList></n:NewIncidentResponse>`

// mitarbeiter is the user of the tutorial.
const mitarbeiter = `{"Vorname":"Erika","Nachname":"Mustermann","Anrede":2}`

// multiCall answers the calls of the Mitarbeiter and of the Anreden, whose parts it tells apart by their paths.
func multiCall(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "multipart/related; boundary=MIME_boundary")
	answer := ""
	for lines := bufio.NewScanner(r.Body); lines.Scan(); {
		switch name, value, _ := strings.Cut(lines.Text(), ": "); {
		case name == "X-Dio-Path" && strings.HasSuffix(value, "/anreden"):
			answer = `[{"Value":"1","Text":"Herr"},{"Value":"2","Text":"Frau"}]`
		case name == "X-Dio-Path":
			answer = mitarbeiter
		case name == "Content-ID":
			fmt.Fprintf(w, "--MIME_boundary\r\nX-Dio-Request-ID: %s\r\nX-Dio-Status: 200 OK\r\n\r\n%s\r\n", value,
				answer)
		}
	}
	io.WriteString(w, "--MIME_boundary--\r\n")
}
