// The XML scanner's verdicts, compared with those of libxml2.

package xmlwire_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// deviations are where the scanner and libxml2 deliberately differ, as the documentation of Decoder says.
var deviations = []struct {
	example  string
	accepted bool   // by the scanner; libxml2 does the opposite
	reason   string // what the one that refuses says
}{
	{"<!DOCTYPE a><a/>", false, "document type declarations are not accepted"},
	{"<a" + strings.Join(attributesUpTo(257), "") + "/>", false, "more than 256 attributes"},
	{"<?xml version='1.0' encoding='ISO-8859-2'?><a/>", false,
		"UTF-8, UTF-16, ISO-8859-1, ISO-8859-15, windows-1252 and US-ASCII"},
	{"<?xml version='1.'?><a/>", false, `the XML declaration's version cannot be "1."`},
	{"<a xmlns='not a URI'/>", true, "is not a valid URI"},
	{"<a/>\x00<", false, "character U+0000 is not allowed in XML"},
	{"\xff\xfe<\x00a\x00/\x00>\x00\n", false, "character U+FFFF is not allowed in XML"},
}

// deviates reports whether the scanner and libxml2 may differ over a document that one of them refuses for a reason.
func deviates(accepted bool, reason string) bool {
	for _, d := range deviations {
		if d.accepted == accepted && strings.Contains(reason, d.reason) {
			return true
		}
	}
	return false
}

func attributesUpTo(n int) (attributes []string) {
	for i := range n {
		attributes = append(attributes, fmt.Sprintf(" a%d=''", i))
	}
	return attributes
}

// mutate returns doc with up to three random changes.
func mutate(random *rand.Rand, doc string) string {
	pieces := []string{
		"", "", "<", ">", "&", "'", `"`, "=", "/", "!", "?", "-", "]", ":", ";", " ", "\n", "\r",
		"a", "p", "1", "#", "é", "\x01", "\xe9", "]]>", "<!--", "-->", "<![CDATA[", "<?", "?>", "</", "/>",
		"xmlns", " xmlns:p='u'", "xml", "&#x41;", "&lt;", "<b/>",
	}
	for range 1 + random.IntN(3) {
		at := random.IntN(len(doc) + 1)
		end := min(len(doc), at+random.IntN(3))
		doc = doc[:at] + pieces[random.IntN(len(pieces))] + doc[end:]
	}
	return doc
}

// xmllint returns, for each of docs that libxml2 refuses, its first fault; "" for the others.
func xmllint(t *testing.T, docs []string) []string {
	t.Helper()
	path, err := exec.LookPath("xmllint")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal(err)
	} else if err != nil {
		t.Skip("xmllint is not installed (Debian: libxml2-utils)")
	}
	command := exec.Command(path, "--noout", "--nonet")
	command.Dir = t.TempDir()
	for i, doc := range docs {
		name := fmt.Sprintf("%d.xml", i)
		command.Args = append(command.Args, name)
		if err := os.WriteFile(filepath.Join(command.Dir, name), []byte(doc), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var report bytes.Buffer
	command.Stderr = &report
	if err := command.Run(); err != nil && command.ProcessState == nil {
		t.Fatal(err)
	}
	faults := make([]string, len(docs))
	for line := range strings.Lines(report.String()) {
		var i int
		_, fault, isFault := strings.Cut(line, " error : ")
		if _, err := fmt.Sscanf(line, "%d.xml:", &i); err == nil && isFault && faults[i] == "" {
			faults[i] = strings.TrimSpace(fault)
		}
	}
	return faults
}

// mutateTag returns a document with a start tag and an end tag, of which one may have a byte changed, added or lost: of
// any length up to longestName, with and without a prefix, on any of the scanner's paths.
func mutateTag(random *rand.Rand) string {
	const bytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:/! \n"
	at := random.IntN(len(longName) / 2)
	start := longName[at : at+1+random.IntN(longestName-at)]
	if random.IntN(3) == 0 {
		start = []string{"p:", "q:", "incident:"}[random.IntN(3)] + start
	}
	end := start
	tag := &end
	if random.IntN(4) == 0 {
		tag = &start
	}
	place, other := random.IntN(len(*tag)), bytes[random.IntN(len(bytes))]
	switch random.IntN(8) {
	case 0: // the same
	case 1:
		*tag = (*tag)[:place] + (*tag)[place+1:]
	case 2:
		*tag = (*tag)[:place] + string(rune(other)) + (*tag)[place:]
	case 3:
		*tag = (*tag)[:place] + string(rune((*tag)[place]^0x20)) + (*tag)[place+1:]
	default:
		*tag = (*tag)[:place] + string(rune(other)) + (*tag)[place+1:]
	}
	p := endTagPaths[random.IntN(len(endTagPaths))]
	return `<root xmlns:p="urn:one" xmlns:q="urn:one" xmlns:incident="urn:two">` +
		p.before + "<" + start + ">" + p.content + "</" + end + ">" + p.after + "</root>"
}

func TestXMLVerdictOfXmllint(t *testing.T) {
	malformed := func(doc string) bool { _, err := outline(doc); return err != nil }
	seeds := slices.DeleteFunc(slices.Clone(xmlSeeds), malformed)
	random := rand.New(rand.NewPCG(1, 2))
	docs := make([]string, 6000)
	for i := range docs {
		if i%2 == 0 {
			docs[i] = mutate(random, seeds[i/2%len(seeds)])
		} else {
			docs[i] = mutateTag(random)
		}
	}
	accepted := 0
	for i, fault := range xmllint(t, docs) {
		_, err := outline(docs[i])
		if err == nil {
			accepted++
		}
		if err == nil && fault != "" && !deviates(true, fault) {
			t.Errorf("%q is accepted, but xmllint says: %s", docs[i], fault)
		} else if err != nil && fault == "" && !deviates(false, err.Error()) {
			t.Errorf("%q is refused, but not by xmllint: %v", docs[i], err)
		}
	}
	if accepted < len(docs)/20 {
		t.Errorf("only %d of %d documents are accepted", accepted, len(docs))
	}
}

func TestXMLDeviations(t *testing.T) {
	var docs []string
	for _, d := range deviations {
		_, err := outline(d.example)
		if (err == nil) != d.accepted || err != nil && !strings.Contains(err.Error(), d.reason) {
			t.Errorf("%.80q: %v", d.example, err)
		}
		docs = append(docs, d.example)
	}
	for i, fault := range xmllint(t, docs) {
		if d := deviations[i]; (fault == "") == d.accepted || d.accepted && !strings.Contains(fault, d.reason) {
			t.Errorf("%.80q: xmllint says %q", d.example, fault)
		}
	}
}
