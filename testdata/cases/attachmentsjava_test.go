//go:build java

// Attachments, judged by JAX-WS RI of Debian. make attachments-java runs it.

package cases_test

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestAttachmentsByJava(t *testing.T) {
	contract, err := os.ReadFile("attachments/contract.wsdl")
	if err != nil {
		t.Fatal(err)
	}
	// wsimport does not know the schema of xmime, and makes pictures of images.
	contract = regexp.MustCompile(`<xs:import [^>]*/>|<xs:attribute ref="xmime:contentType"/>`).ReplaceAll(contract, nil)
	contract = regexp.MustCompile(`expectedContentTypes="image[^"]*"`).ReplaceAll(contract, []byte(`expectedContentTypes="*/*"`))
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "contract.wsdl"), contract, 0o600); err != nil {
		t.Fatal(err)
	}
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
	judge, err := filepath.Abs("attachments/Judge.java")
	if err != nil {
		t.Fatal(err)
	}
	path := strings.Join(classes, ":")
	for _, command := range [][]string{
		{"wsimport", "-quiet", "-Xnocompile", "-s", ".", "-p", "archive", "contract.wsdl"},
		{"javac", "-nowarn", "-cp", path, "-sourcepath", ".", "-d", ".", "archive/package-info.java", judge},
	} {
		run := exec.CommandContext(t.Context(), command[0], command[1:]...)
		run.Dir = folder
		if output, err := run.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", command[0], err, output)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") // finds a free port
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String() + "/"
	listener.Close()
	server := exec.CommandContext(t.Context(), "java", "-cp", path, "Judge", url)
	output, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Wait() })
	if line, err := bufio.NewReader(output).ReadString('\n'); err != nil {
		t.Fatalf("%q, %v", line, err)
	}
	judgeAttachments(t, url)
}
