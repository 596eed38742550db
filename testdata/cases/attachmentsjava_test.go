//go:build java

// Attachments, judged by JAX-WS RI of Debian. make attachments-java runs it.

package cases_test

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestAttachmentsByJava(t *testing.T) {
	folder := t.TempDir()
	contractOfJudge(t, folder)
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
	judge, err := filepath.Abs("attachments/judges/Judge.java")
	if err != nil {
		t.Fatal(err)
	}
	path := strings.Join(classes, ":")
	buildJudge(t, folder, []string{"wsimport", "-quiet", "-Xnocompile", "-s", ".", "-p", "archive", "contract.wsdl"},
		[]string{"javac", "-nowarn", "-cp", path, "-sourcepath", ".", "-d", ".", "archive/package-info.java", judge})
	url := "http://" + freeAddress(t) + "/"
	startJudge(t, "java", "-cp", path, "Judge", url)
	judgeAttachments(t, url, sha256Of)
}
