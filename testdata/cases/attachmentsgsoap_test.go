//go:build gsoap

// Attachments, judged by gSOAP of Debian. make attachments-gsoap runs it.

package cases_test

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/sandbox"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/swa"
)

// startGSOAP compiles the service judge of the contract in folder, whose port is called name, and returns its URL.
func startGSOAP(t *testing.T, folder, name, judge string) (url string) {
	t.Helper()
	judge, err := filepath.Abs(judge)
	if err != nil {
		t.Fatal(err)
	}
	const imports = "-I/usr/share/gsoap/import"
	buildJudge(t, folder, []string{"wsdl2h", "-o", "contract.h", "contract.wsdl"}, []string{"soapcpp2", "-S", "-j", "-x", imports, "contract.h"},
		[]string{"g++", "-w", "-I.", imports, "-o", "judge", judge, "soapC.cpp", "soap" + name + "Service.cpp", "-lgsoap++", "-lz"})
	address := freeAddress(t)
	startJudge(t, filepath.Join(folder, "judge"), address[strings.LastIndexByte(address, ':')+1:])
	return "http://" + address + "/"
}

// fnvOf returns the FNV-1a hash of content.
func fnvOf(content []byte) string {
	hash := fnv.New64a()
	hash.Write(content)
	return strconv.FormatUint(hash.Sum64(), 10)
}

func TestAttachmentsByGSOAP(t *testing.T) {
	folder := t.TempDir()
	contractOfJudge(t, folder)
	judgeAttachments(t, startGSOAP(t, folder, "Archive", "attachments/judges/judge.cc"), fnvOf)
}

// TestDeclaredPartsByGSOAP: parts with mime:content, and swaRef.
func TestDeclaredPartsByGSOAP(t *testing.T) {
	folder := t.TempDir()
	contractOfSwA(t, folder, func(contract string) string { return contract }, "Files", "Downloads", "Vault")
	client, err := swa.New(swa.Config{Endpoint: startGSOAP(t, folder, "Claims", "swa/judges/judge.cc")})
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(5, 7))
	for _, size := range []int{0, 1, 1025, 70_000, 1_000_000} {
		a, b := octets(random, size), octets(random, random.IntN(5000))
		attached := func(content []byte, contentType string) *swa.Attachment {
			return &swa.Attachment{Body: bytes.NewReader(content), ContentType: contentType}
		}
		check := func(text, want string, attachments ...*swa.Attachment) {
			t.Helper()
			got, err := contentOf(attachments...)
			if err != nil || text != want || got[0] != string(a) || got[1] != string(b) {
				t.Errorf("%d bytes: %q, want %q, %v", size, text, want, err)
			}
		}
		seen := fmt.Sprintf("%d %s ", len(a), fnvOf(a))
		decision, err := client.Submit(t.Context(), &swa.Submit{Claim: swa.Claim{Number: "7"}, Photo: attached(a, "image/png"), Note: attached(b, "")})
		if err != nil {
			t.Error(err)
			continue
		}
		check(decision.Decision.Text, "7 image/png "+seen+fmt.Sprintf("text/plain %d %s ", len(b), fnvOf(b)), decision.Letter, decision.Note)
		form, err := client.Refer(t.Context(), &swa.Form{Form: attached(a, ""), Page: []*swa.Attachment{attached(b, "a/b")}})
		if err != nil {
			t.Error(err)
			continue
		}
		check(form.Title, seen+fmt.Sprintf("%d %s ", len(b), fnvOf(b)), form.Form, form.Page[0])
	}
}

// TestSandboxByGSOAP: a client sends attachments to the sandbox, and reads its responses. The sandbox fails the test if a
// request breaks the contract.
func TestSandboxByGSOAP(t *testing.T) {
	folder := t.TempDir()
	contractOfSwA(t, folder, func(contract string) string { return contract }, "Files", "Downloads", "Vault")
	source, err := filepath.Abs("swa/judges/client.cc")
	if err != nil {
		t.Fatal(err)
	}
	const imports = "-I/usr/share/gsoap/import"
	buildJudge(t, folder, []string{"wsdl2h", "-o", "contract.h", "contract.wsdl"}, []string{"soapcpp2", "-C", "-j", "-x", imports, "contract.h"},
		[]string{"g++", "-w", "-I.", imports, "-o", "client", source, "soapC.cpp", "soapClaimsProxy.cpp", "-lgsoap++", "-lz"})
	s := sandbox.New(t, "swa/contract.wsdl")
	output, err := exec.CommandContext(t.Context(), filepath.Join(folder, "client"), s.Endpoint("contract")).Output()
	const want = "text: application/pdf 7 text/plain 2\ntitle: a/b 3000\n"
	if err != nil || string(output) != want {
		t.Errorf("%s, want %s, %v", output, want, err)
	}
}
