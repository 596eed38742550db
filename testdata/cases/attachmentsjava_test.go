//go:build java

// Attachments, judged by JAX-WS RI of Debian. make attachments-java runs it.

package cases_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/swa"
)

// startJava compiles the service judge of the contract in folder, whose classes are in the package called name, and returns
// its URL.
func startJava(t *testing.T, folder, name, judge string) (url string) {
	t.Helper()
	all, err := filepath.Glob("/usr/share/java/*.jar")
	if err != nil {
		t.Fatal(err)
	}
	classes := []string{folder}
	for _, jar := range all {
		if !strings.HasPrefix(filepath.Base(jar), "axis") { // which has an older SAAJ
			classes = append(classes, jar)
		}
	}
	if judge, err = filepath.Abs(judge); err != nil {
		t.Fatal(err)
	}
	path := strings.Join(classes, ":")
	buildJudge(t, folder, []string{"wsimport", "-quiet", "-extension", "-Xnocompile", "-s", ".", "-p", name, "contract.wsdl"},
		[]string{"javac", "-nowarn", "-cp", path, "-sourcepath", ".", "-d", ".", name + "/package-info.java", judge})
	url = "http://" + freeAddress(t) + "/"
	startJudge(t, "java", "-cp", path, "Judge", url)
	return url
}

func TestAttachmentsByJava(t *testing.T) {
	folder := t.TempDir()
	contractOfJudge(t, folder)
	judgeAttachments(t, startJava(t, folder, "archive", "attachments/judges/Judge.java"), sha256Of)
}

// TestDeclaredPartsByJava: parts with mime:content, swaRef, and MTOM with SOAP 1.2.
func TestDeclaredPartsByJava(t *testing.T) {
	folder := t.TempDir()
	// JAX-WS RI has no responses without envelopes. It reads the MIME messages of bindings of SOAP 1.1 alone, and ignores a
	// part that it does not know.
	contractOfSwA(t, folder, func(contract string) string {
		contract = regexp.MustCompile(`<wsdl:part name="copy"[^>]*/>`).ReplaceAllString(contract, "")
		return regexp.MustCompile(`(?s)<mime:multipartRelated>\s*<mime:part>(\s*<soap12:body.*?)</mime:part>.*?</mime:multipartRelated>`).
			ReplaceAllString(contract, "$1")
	}, "Downloads")
	url := startJava(t, folder, "claims", "swa/judges/Judge.java")
	client, err := swa.New(swa.Config{Endpoint: url + "claims"})
	if err != nil {
		t.Fatal(err)
	}
	files, err := swa.NewFilesClient(swa.Config{Endpoint: url + "files"})
	if err != nil {
		t.Fatal(err)
	}
	vault, err := swa.NewVaultClient(swa.Config{Endpoint: url + "vault"})
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(5, 6))
	draw := func(n int) (string, func(contentType string) *swa.Attachment) {
		content := octets(random, n)
		return string(content), func(contentType string) *swa.Attachment {
			return &swa.Attachment{Body: bytes.NewReader(content), ContentType: contentType}
		}
	}
	seen := func(contents ...string) (text string) {
		for _, content := range contents {
			text += fmt.Sprintf("%d %s ", len(content), sha256Of([]byte(content)))
		}
		return text
	}
	for _, size := range []int{0, 1, 99, 1025, 70_000, 1_000_000} {
		a, photo := draw(size)
		b, page := draw(random.IntN(5000))
		check := func(what, text, wantText string, err error, want []string, attachments ...*swa.Attachment) {
			t.Helper()
			got, readErr := contentOf(attachments...)
			if err = errors.Join(err, readErr); err != nil || text != wantText || strings.Join(got, "|") != strings.Join(want, "|") {
				t.Errorf("%s of %d bytes: %d attachments, %q, want %q, %v", what, size, len(got), text, wantText, err)
			}
		}
		decision, err := client.Submit(t.Context(), &swa.Submit{Claim: swa.Claim{Number: "7"}, Photo: photo("image/jpeg"), Note: text("a note")})
		if err != nil {
			t.Error(err)
			continue
		}
		check("mime:content", decision.Decision.Text, "7 "+seen(a)+"a note", err, []string{a, "a note"}, decision.Letter, decision.Note)
		response, err := files.Exchange(t.Context(), &swa.Exchange{Name: "n", File: photo("")})
		if err != nil {
			t.Error(err)
			continue
		}
		check("mime:content in style rpc", response.Name, "n "+seen(a), err, []string{a}, response.File)
		form, err := client.Refer(t.Context(), &swa.Form{Form: photo("a/b"), Page: []*swa.Attachment{page(""), photo("")}})
		if err != nil {
			t.Error(err)
			continue
		}
		check("swaRef", form.Title, seen(a, b, a), err, []string{a, b, a}, append([]*swa.Attachment{form.Form}, form.Page...)...)
		headers := &swa.VaultDepositHeaders{Signature: &swa.Signature{Proof: page("")}}
		kept, err := vault.Deposit(t.Context(), &swa.Deposit{Keep: swa.Keep{Content: photo("")}, Copy: page("")}, headers)
		var refused *swa.Refused
		switch {
		case size == 0 && errors.As(err, &refused):
			check("a fault", "", "", nil, []string{b}, refused.Report)
		case err != nil:
			t.Error(err)
		default:
			check("SOAP 1.2", "", "", err, []string{a, b}, headers.ResponseSignature.Proof, kept.Content)
		}
	}
}
