//go:build judges || java || gsoap

// Attachments, judged by services that nobody here wrote: each reads what a client sends, and sends it back.

package cases_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/attachments"
)

// contractOfJudge writes the contract to folder, as generators take it that do not know the schema of xmime. It
// expects all content types in place of those of images, of which some make pictures.
func contractOfJudge(t *testing.T, folder string) {
	t.Helper()
	contract, err := os.ReadFile("attachments/contract.wsdl")
	if err != nil {
		t.Fatal(err)
	}
	contract = regexp.MustCompile(`<xs:import [^>]*/>|<xs:attribute ref="xmime:contentType"/>`).ReplaceAll(contract, nil)
	contract = regexp.MustCompile(`expectedContentTypes="image[^"]*"`).ReplaceAll(contract, []byte(`expectedContentTypes="*/*"`))
	if err := os.WriteFile(filepath.Join(folder, "contract.wsdl"), contract, 0o600); err != nil {
		t.Fatal(err)
	}
}

// contractOfSwA writes the contract of the case swa to folder, adapted, and as generators take it that do not know the schemas of
// swaRef and xmime, without some port types.
func contractOfSwA(t *testing.T, folder string, adapt func(contract string) string, without ...string) {
	t.Helper()
	read := func(name string) string {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	contract := adapt(read("swa/contract.wsdl"))
	contract = regexp.MustCompile(`<xs:import [^>]*xmlmime"/>`).ReplaceAllString(contract, "")
	contract = regexp.MustCompile(`(<xs:import [^>]*profiles[^>]*)/>`).ReplaceAllString(contract, `$1 schemaLocation="swaref.xsd"/>`)
	for _, name := range without {
		for _, kind := range []string{"portType", "binding", "port"} {
			contract = regexp.MustCompile(`(?s)<wsdl:`+kind+` name="`+name+`".*?</wsdl:`+kind+`>`).ReplaceAllString(contract, "")
		}
	}
	for name, content := range map[string]string{"contract.wsdl": contract, "swaref.xsd": read("../../schema/xsd/known/swaref.xsd")} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// buildJudge runs commands in folder.
func buildJudge(t *testing.T, folder string, commands ...[]string) {
	t.Helper()
	for _, command := range commands {
		run := exec.CommandContext(t.Context(), command[0], command[1:]...)
		run.Dir = folder
		if output, err := run.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", command[0], err, output)
		}
	}
}

// freeAddress returns an address at which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	return listener.Addr().String()
}

// startJudge starts a service and returns the first line that it prints, when it listens.
func startJudge(t *testing.T, command string, arguments ...string) string {
	t.Helper()
	server := exec.CommandContext(t.Context(), command, arguments...)
	server.Stderr = os.Stderr
	output, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Wait() })
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatalf("%q, %v", line, err)
	}
	return strings.TrimSpace(line)
}

// sha256Of returns the digest of content as the judges print it.
func sha256Of(content []byte) string { return fmt.Sprintf("%x", sha256.Sum256(content)) }

// judgeAttachments sends attachments of all sizes to the service at url. The title of its response has the media type, the
// length and the digest of each, a line each, and the attachments are the same.
func judgeAttachments(t *testing.T, url string, digest func(content []byte) string) {
	t.Helper()
	client, err := attachments.New(attachments.Config{Endpoint: url})
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(5, 6))
	for _, size := range []int{0, 1, 99, 1024, 1025, 70_000, 3_000_000} {
		scan, thumbnail := octets(random, size), octets(random, random.IntN(5000))
		stored, err := client.Store(t.Context(), &attachments.Document{
			Title:     "x",
			Scan:      &attachments.Attachment{ContentType: "application/pdf", Body: bytes.NewReader(scan)},
			Thumbnail: &attachments.Attachment{Body: io.MultiReader(bytes.NewReader(thumbnail))},
		})
		if err != nil {
			t.Errorf("%d bytes: %v", size, err)
			continue
		}
		want := fmt.Sprintf("application/pdf %d %s application/octet-stream %d %s", size, digest(scan), len(thumbnail),
			digest(thumbnail))
		if got := strings.Join(strings.Fields(stored.Title), " "); got != want {
			t.Errorf("%d bytes: the service read %s, want %s", size, got, want)
		}
		for name, a := range map[string]struct {
			*attachments.Attachment
			want []byte
		}{"scan": {stored.Scan, scan}, "thumbnail": {stored.Thumbnail, thumbnail}} {
			if got, err := io.ReadAll(a); err != nil || !bytes.Equal(got, a.want) {
				t.Errorf("%s of %d bytes: read %d, %v", name, size, len(got), err)
			}
		}
	}
}
