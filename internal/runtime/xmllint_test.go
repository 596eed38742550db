// The XML scanner's verdicts, compared with those of libxml2 on mutated documents.

package runtime_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// mutate returns doc with a few random changes of a byte or a piece of markup.
func mutate(random *rand.Rand, doc string) string {
	pieces := []string{"<", ">", "&", "'", `"`, "=", "/", "!", "?", "-", "]", ":", ";", " ", "\n", "a", "p", "1", "#", "é", "\x01", "\xe9",
		"]]>", "<!--", "-->", "<![CDATA[", "<?", "?>", "</", "/>", "xmlns", "xmlns:p='u'", "xml", "&#x41;", "&lt;", "<b/>", "\r"}
	for range 1 + random.IntN(3) {
		at := random.IntN(len(doc) + 1)
		end := min(len(doc), at+random.IntN(3))
		piece := ""
		if random.IntN(3) > 0 {
			piece = pieces[random.IntN(len(pieces))]
		}
		doc = doc[:at] + piece + doc[end:]
	}
	return doc
}

func TestXMLVerdictOfXmllint(t *testing.T) {
	xmllint, err := exec.LookPath("xmllint")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal(err)
	} else if err != nil {
		t.Skip("xmllint is not installed (Debian: libxml2-utils)")
	}
	const documents = 3000
	random := rand.New(rand.NewPCG(1, 2))
	folder := t.TempDir()
	docs, names := map[string]string{}, []string{"--noout", "--nonet"}
	for i := range documents {
		name := fmt.Sprintf("%d.xml", i)
		docs[name] = mutate(random, xmlSeeds[i%len(xmlSeeds)])
		names = append(names, name)
		if err := os.WriteFile(filepath.Join(folder, name), []byte(docs[name]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.Command(xmllint, names...)
	command.Dir = folder
	var report bytes.Buffer
	command.Stderr = &report
	if err := command.Run(); err == nil {
		t.Fatal("xmllint accepts all documents")
	}
	refused := map[string]string{} // by name, why
	for line := range strings.Lines(report.String()) {
		name, fault, _ := strings.Cut(line, ":")
		if _, ok := docs[name]; ok && strings.Contains(fault, " error : ") && refused[name] == "" {
			refused[name] = strings.TrimSpace(fault)
		}
	}
	accepted := 0
	for name, doc := range docs {
		_, err := outline(doc)
		if err == nil {
			accepted++
		}
		if err == nil && refused[name] != "" {
			t.Errorf("%q is accepted, but xmllint says: %s", doc, refused[name])
		} else if err != nil && refused[name] == "" {
			t.Errorf("%q is refused, but not by xmllint: %v", doc, err)
		}
	}
	t.Logf("%d of %d documents are accepted", accepted, documents)
}
