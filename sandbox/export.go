// Exports: a call as a command for curl, as a test in Go, and as a cassette.

package sandbox

import (
	"cmp"
	"encoding/base64"
	"fmt"
	goformat "go/format"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/cassette"
	"github.com/kontrakt-dev/kontrakt/internal/pretty"
)

// exports are the forms in which calls can be taken along.
var exports = map[string]func(*Sandbox, *Request) string{
	"curl":     (*Sandbox).curl,
	"go":       (*Sandbox).goTest,
	"cassette": (*Sandbox).cassette,
}

// exportedCall is a call without secrets.
type exportedCall struct {
	url    string // below the sandbox
	scheme string // of its credentials, if the sandbox can issue them: Bearer or Basic
	header []headerField
	body   string
}

// exported returns r without secrets. They become placeholders, except for credentials that the sandbox can issue.
func (r *Request) exported() exportedCall {
	c := exportedCall{url: r.redact().path, body: r.shownBody()}
	for _, field := range r.redact().request {
		scheme, _, _ := strings.Cut(field.Value, " ")
		if field.Name == "Authorization" && (scheme == "Bearer" || scheme == "Basic") {
			c.scheme = scheme
			continue
		}
		c.header = append(c.header, field)
	}
	return c
}

// curl returns a command for a POSIX shell that sends r again.
func (s *Sandbox) curl(r *Request) string {
	var b strings.Builder
	c := r.exported()
	if c.scheme == "Bearer" {
		fmt.Fprintf(&b, "token=$(curl -sS -d grant_type=client_credentials -d client_id=%s -d client_secret=%s %s |\n"+
			"  sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')\n", User, Secret, quoted(s.TokenURL(r.Contract)))
	}
	// An argument has no NUL and less than 128 KB in Linux, and curl takes one that begins with @ for the name of a file.
	isArgument := utf8.ValidString(c.body) && !strings.ContainsRune(c.body, 0) && len(quoted(c.body)) < 128<<10 &&
		!strings.HasPrefix(c.body, "@")
	if !isArgument {
		fmt.Fprintf(&b, "echo %s | base64 -d |\n", base64.StdEncoding.EncodeToString([]byte(c.body)))
	}
	switch {
	case r.Method == http.MethodHead:
		b.WriteString("curl -sS -I")
	case plainMethod.MatchString(r.Method):
		b.WriteString("curl -sS -i -X " + r.Method)
	default:
		b.WriteString("curl -sS -i -X " + quoted(r.Method))
	}
	if strings.ContainsAny(c.url, "[]{}") {
		b.WriteString(" -g") // they are no pattern of several URLs
	}
	b.WriteString(" " + quoted(s.URL+c.url))
	switch c.scheme {
	case "Bearer":
		b.WriteString(" \\\n  -H \"Authorization: Bearer $token\"")
	case "Basic":
		b.WriteString(" \\\n  -u " + User + ":" + Secret)
	}
	for _, field := range c.header {
		b.WriteString(" \\\n  -H " + quoted(field.Name+": "+field.Value))
	}
	switch {
	case len(c.body) == 0:
	case isArgument:
		b.WriteString(" \\\n  --data-binary " + quoted(c.body))
	default:
		b.WriteString(" \\\n  --data-binary @-")
	}
	return b.String() + "\n"
}

// plainMethod matches the methods that need no quotes in a shell. Others are tokens with characters such as |, or any text
// in a part of a MultiCall.
var plainMethod = regexp.MustCompile(`^[A-Za-z]+$`)

// quoted returns text in quotes for a POSIX shell.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// noLetter matches what no name in Go has.
var noLetter = regexp.MustCompile(`[^A-Za-z0-9]+`)

// goTest returns a file with a test in Go that sends r again. It fails while r breaks the contract.
func (s *Sandbox) goTest(r *Request) string {
	var b strings.Builder
	c := r.exported()
	label := r.Contract + "." + r.Operation
	if r.Operation == "" {
		label = fmt.Sprintf("%q", r.Method+" "+c.url)
	}
	name := noLetter.ReplaceAllString(cmp.Or(r.Operation, r.Method, "Request"), "_")
	contract := r.service.contract.API.Contract
	if slices.Contains(builtinNames, r.Contract) {
		contract = r.Contract
	}
	fmt.Fprintf(&b, `// A call of %s that the sandbox has received.

package contract

import (
	"net/http"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/sandbox"
)

func TestCall%s(t *testing.T) {
	services := sandbox.New(t, %q)
	const body = %s
	request, err := http.NewRequestWithContext(t.Context(), %q, services.URL+%q, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
`, label, strings.ToUpper(name[:1])+name[1:], contract, literal(c.body), r.Method, c.url)
	switch c.scheme {
	case "Bearer":
		b.WriteString("\trequest.Header.Set(\"Authorization\", \"Bearer \"+services.Token())\n")
	case "Basic":
		b.WriteString("\trequest.SetBasicAuth(sandbox.User, sandbox.Secret)\n")
	}
	for _, field := range c.header {
		fmt.Fprintf(&b, "\trequest.Header.Add(%q, %q)\n", field.Name, field.Value)
	}
	fmt.Fprintf(&b, `	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != %d {
		t.Errorf("the status is %%s", response.Status)
	}
}
`, expectedStatus(r))
	source, err := goformat.Source([]byte(b.String()))
	if err != nil {
		return b.String()
	}
	return string(source)
}

// expectedStatus returns the status that a valid request like r should get.
func expectedStatus(r *Request) int {
	if r.Status == 0 || len(r.Violations) > 0 {
		return http.StatusOK
	}
	return r.Status
}

// literal returns text as a literal of Go, over several lines if that is possible.
func literal(text string) string {
	if strings.ContainsAny(text, "`\r\x00\ufeff") || !utf8.ValidString(text) {
		return fmt.Sprintf("%q", text)
	}
	return "`" + text + "`"
}

// cassette returns a cassette with r alone.
func (s *Sandbox) cassette(r *Request) string {
	s.mu.Lock()
	took := r.duration
	s.mu.Unlock()
	e := r.exchange()
	e.Took = took
	if len(e.Response.Body) > pretty.MaxBody {
		e.Response.Body, e.Response.Omitted = nil, fmt.Sprintf("it has %d bytes", len(e.Response.Body))
	}
	var b strings.Builder
	w, err := cassette.NewWriter(&b, []cassette.Service{{Name: r.Contract, URL: s.URL + "/" + r.Contract}}, r.service.newRedactor())
	if err == nil {
		err = w.Append(e)
	}
	if err != nil {
		panic(err) // a Builder has no errors
	}
	return b.String()
}
