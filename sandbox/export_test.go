// Exports of calls.

package sandbox_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/cassette"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// exportable are requests with characters that need quotes: the method and path, the type and the body of each.
var exportable = [][3]string{
	{"POST /careflex", "text/xml", "<x a='it''s'>`$HOME` \\ \"ü\" %s\n\n</x>"},
	{"POST /mvp/service/bd/employee/1.0/rest/123456_123456/kunden", "application/json", `{"Person": {"Nachname": "O'Hara"}}`},
	{"POST /mvp/service/bd/employee/1.0/rest/123456_123456/archiveintraege?a=%27%20b", "application/pdf", "%PDF\x00\xff\r\n"},
	{"GET /mvp/service/bd/employee/1.0/rest/anreden", "", ""},
	{"HEAD /mvp/service/bd/employee/1.0/rest/anreden", "", ""},
	{"DELETE /mvp/service/bd/employee/1.0/rest/123456_123456/kunden/1", "", ""},
	{"A|false /mvp/service/bd/employee/1.0/rest/anreden", "", ""},
	{"GET /mvp/service/bd/employee/1.0/rest/anreden?a[1-2]={b,c}", "", ""},
	{"POST /careflex", "text/xml", "@/dev/null"},
	{"POST /careflex", "text/xml", "<x>" + strings.Repeat("'ü", 40<<10) + "</x>"},
}

// send sends one of the exportable requests.
func sendExportable(s *sandbox.Sandbox, e [3]string) {
	method, path, _ := strings.Cut(e[0], " ")
	request := httptest.NewRequest(method, path, strings.NewReader(e[2]))
	request.Header.Set("Authorization", "Bearer "+s.Token())
	if e[1] != "" {
		request.Header.Set("Content-Type", e[1])
	}
	s.ServeHTTP(httptest.NewRecorder(), request)
}

// The command for curl sends the same request.
func TestCurl(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil && os.Getenv("CI") == "" {
		t.Skip("curl is not installed")
	}
	s := sandbox.New(&recorder{T: t})
	for i, e := range exportable {
		sendExportable(s, e)
		command := controlled(s, "GET", fmt.Sprintf("calls/%d/curl", 2*i+1), "").Body.String()
		shell := exec.Command("sh")
		shell.Stdin = strings.NewReader(command)
		output, err := shell.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v: %s", command, err, output)
		}
		first, second := showCall(t, s, 2*i+1), showCall(t, s, 2*i+2)
		before, _ := first.Request.text()
		after, _ := second.Request.text()
		if second.Request.Start != first.Request.Start || before != after || second.Status == http.StatusUnauthorized ||
			e[0][:4] != "DELE" && second.Status != first.Status {
			t.Errorf("%s\n%s\nsends %s, %q: %d, instead of %s, %q: %d", command, output, second.Request.Start, after, second.Status,
				first.Request.Start, before, first.Status)
		}
	}
}

// The test in Go is one of this package, and so it is run.
func TestGoTest(t *testing.T) {
	s := sandbox.New(t, "mvp")
	sendExportable(s, exportable[1])
	got := controlled(s, "GET", "calls/1/go", "").Body.String()
	got = strings.Replace(got, "package contract", "package sandbox_test", 1)
	want, err := os.ReadFile("exported_test.go")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("exported_test.go should be\n%s", got)
	}
}

// Parts of a MultiCall have methods that are no words. They are quoted in a command, and no part of the code of a test.
func TestExportedMethods(t *testing.T) {
	for _, method := range []string{"", "GET; false", "X(t *testing.T) {}; func init"} {
		s := sandbox.New(&recorder{T: t}, "mvp")
		sendExportable(s, [3]string{"POST /mvp/service/bd/employee/1.0/rest/", "multipart/mixed; boundary=b",
			"--b\r\nContent-ID: 1\r\nMethod: " + method + "\r\nPath: /x\r\n\r\n\r\n--b--\r\n"})
		if command := controlled(s, "GET", "calls/1/curl", "").Body.String(); !strings.Contains(command, " -X '"+method+"' '") {
			t.Errorf("%q: %s", method, command)
		}
		source := controlled(s, "GET", "calls/1/go", "").Body.String()
		if file, err := parser.ParseFile(token.NewFileSet(), "", source, 0); err != nil || len(file.Decls) != 2 {
			t.Errorf("%q: %v\n%s", method, err, source)
		}
	}
}

// A cassette can be read, and has the request without its secrets.
func TestCassette(t *testing.T) {
	s := sandbox.New(&recorder{T: t})
	for i, e := range exportable {
		sendExportable(s, e)
		file := filepath.Join(t.TempDir(), "call.yaml")
		if err := os.WriteFile(file, controlled(s, "GET", fmt.Sprintf("calls/%d/cassette", i+1), "").Body.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		read, ds := cassette.ReadFile(file)
		if ds.Faulty() || len(read.Exchanges) != 1 {
			t.Fatalf("%v: %+v", ds.Err(), read)
		}
		x := read.Exchanges[0]
		if x.Request.Method+" "+x.Request.Path != strings.Replace(e[0], "careflex", "careflex/", 1) || string(x.Request.Body) != e[2] ||
			x.Request.Header.Get("Authorization") != "Bearer redacted-1" || x.Response.Status == 0 {
			t.Errorf("%+v", x)
		}
	}
}
