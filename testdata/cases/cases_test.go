// Package cases runs the packages that are generated from the contracts below it, each about one rule of the mapping: they
// read the instance documents beside the contract, write them again, and are judged by xmllint.
package cases_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// message is what the generated type of a document element does.
type message interface {
	Validate() error
	AppendXML(b []byte) ([]byte, error)
	DecodeXML(doc []byte) error
}

// Valid instances survive decoding and encoding, and validate; what is encoded is valid. Invalid ones are rejected for
// the reason that the comment in front of them gives.
func TestInstances(t *testing.T) {
	for _, d := range documents {
		t.Run(d.folder+"/"+d.element, func(t *testing.T) {
			j := newJudge(t, d.folder)
			seen := 0
			for _, file := range glob(t, d.folder, "*.xml") {
				doc, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				root := infoset(t, doc)
				if name, _, _ := strings.Cut(root, " "); name != "<"+d.name() {
					continue
				}
				seen++
				m := d.new()
				err = m.DecodeXML(doc)
				if err == nil {
					err = m.Validate()
				}
				if strings.HasPrefix(filepath.Base(file), "invalid-") {
					j.add(file, doc, false)
					reason := string(comment.FindSubmatch(doc)[1])
					if err == nil || !strings.Contains(err.Error(), reason) {
						t.Errorf("%s: %v, want %s", file, err, reason)
					}
					continue
				}
				j.add(file, doc, true)
				if err != nil {
					t.Errorf("%s: %v", file, err)
					continue
				}
				encoded, err := m.AppendXML(nil)
				if err != nil {
					t.Errorf("%s: %v", file, err)
					continue
				}
				j.add(file+", encoded", encoded, true)
				if got := infoset(t, encoded); got != root {
					t.Errorf("%s is encoded as\n%s\nwant\n%s", file, got, root)
				}
			}
			if seen == 0 {
				t.Errorf("there is no instance of %s", d.name())
			}
			j.verdict()
		})
	}
}

var comment = regexp.MustCompile(`<!-- (.*?) -->`)

func glob(t *testing.T, elements ...string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(elements...))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// document is a type that is the type of one element.
type document struct {
	folder, space, element string
	new                    func() message
}

// name is the element's name as infoset writes it.
func (d document) name() string {
	if d.space == "" {
		return d.element
	}
	return "{" + d.space + "}" + d.element
}

// infoset writes what matters of a document: names with their namespaces, attributes in order, the values of xsi:type
// with their namespaces, and text without the white space around it.
func infoset(t *testing.T, doc []byte) string {
	t.Helper()
	var b strings.Builder
	scopes := []map[string]string{{}}
	decoder := xml.NewDecoder(bytes.NewReader(doc))
	for {
		token, err := decoder.Token()
		if token == nil {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, doc)
		}
		switch token := token.(type) {
		case xml.StartElement:
			scope := map[string]string{}
			for prefix, uri := range scopes[len(scopes)-1] {
				scope[prefix] = uri
			}
			var attributes []string
			for _, a := range token.Attr {
				if a.Name.Space == "xmlns" || a.Name == (xml.Name{Local: "xmlns"}) {
					scope[strings.TrimPrefix(a.Name.Local, "xmlns")] = a.Value
				}
			}
			for _, a := range token.Attr {
				switch {
				case a.Name.Space == "xmlns" || a.Name == (xml.Name{Local: "xmlns"}):
					continue
				case a.Name.Local == "type" && strings.HasSuffix(a.Name.Space, "XMLSchema-instance"):
					a.Value = qualified(a.Value, scope)
				}
				attributes = append(attributes, fmt.Sprintf(" %s=%q", expanded(a.Name), strings.TrimSpace(a.Value)))
			}
			slices.Sort(attributes)
			b.WriteString("\n<" + expanded(token.Name) + " " + strings.Join(attributes, "") + ">")
			scopes = append(scopes, scope)
		case xml.EndElement:
			b.WriteString("</>")
			scopes = scopes[:len(scopes)-1]
		case xml.CharData:
			text := strings.TrimSpace(string(token))
			if prefix, local, ok := strings.Cut(text, ":"); ok && scopes[len(scopes)-1][prefix] != "" {
				text = "{" + scopes[len(scopes)-1][prefix] + "}" + local // a qualified name
			}
			b.WriteString(text)
		}
	}
	return strings.TrimSpace(b.String())
}

func expanded(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return "{" + n.Space + "}" + n.Local
}

func qualified(text string, scope map[string]string) string {
	prefix, local, ok := strings.Cut(text, ":")
	if !ok {
		prefix, local = "", text
	}
	return "{" + scope[prefix] + "}" + local
}

// judge lets xmllint validate many documents at once against the schemas of a contract.
type judge struct {
	*testing.T
	dir   string
	names []string
	docs  [][]byte
	valid []bool
}

var (
	schemas     = regexp.MustCompile(`(?s)<xs:schema .*?</xs:schema>`)
	target      = regexp.MustCompile(`targetNamespace="([^"]*)"`)
	importation = regexp.MustCompile(`<xs:import namespace="([^"]*)"/>`)
)

func newJudge(t *testing.T, folder string) *judge {
	t.Helper()
	j := &judge{T: t, dir: t.TempDir()}
	contract, err := os.ReadFile(filepath.Join(folder, "contract.wsdl"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	found := schemas.FindAllString(string(contract), -1)
	for i, s := range found {
		files[target.FindStringSubmatch(s)[1]] = fmt.Sprintf("%d.xsd", i)
	}
	for i, s := range found {
		located := importation.ReplaceAllStringFunc(s, func(text string) string {
			uri := importation.FindStringSubmatch(text)[1]
			return fmt.Sprintf(`<xs:import namespace="%s" schemaLocation="%s"/>`, uri, files[uri])
		})
		j.write(fmt.Sprintf("%d.xsd", i), []byte(located))
	}
	return j
}

func (j *judge) write(name string, content []byte) {
	j.Helper()
	if err := os.WriteFile(filepath.Join(j.dir, name), content, 0o600); err != nil {
		j.Fatal(err)
	}
}

// add notes a document that should be valid, or should not.
func (j *judge) add(name string, doc []byte, valid bool) {
	j.write(fmt.Sprintf("%d.xml", len(j.docs)), doc)
	j.names, j.docs, j.valid = append(j.names, name), append(j.docs, slices.Clone(doc)), append(j.valid, valid)
}

// verdict fails the test where xmllint is of another opinion.
func (j *judge) verdict() {
	j.Helper()
	if len(j.docs) == 0 {
		return
	}
	if _, err := exec.LookPath("xmllint"); err != nil {
		if os.Getenv("CI") == "true" {
			j.Fatal(err)
		}
		j.Skip("there is no xmllint to judge")
	}
	arguments := []string{"--noout", "--nonet", "--schema", "0.xsd"}
	for i := range j.docs {
		arguments = append(arguments, fmt.Sprintf("%d.xml", i))
	}
	command := exec.Command("xmllint", arguments...)
	command.Dir = j.dir
	output, err := command.CombinedOutput()
	if bytes.Contains(output, []byte("failed to compile")) || err != nil && len(output) == 0 {
		j.Fatalf("%v: %s", err, output)
	}
	for i, doc := range j.docs {
		switch valid := bytes.Contains(output, fmt.Appendf(nil, "\n%d.xml validates\n", i)) || bytes.HasPrefix(output, fmt.Appendf(nil, "%d.xml validates\n", i)); {
		case valid && !j.valid[i]:
			j.Errorf("%s is valid:\n%s", j.names[i], doc)
		case !valid && j.valid[i]:
			var reasons []string
			for _, line := range strings.Split(string(output), "\n") {
				if strings.HasPrefix(line, fmt.Sprintf("%d.xml", i)) {
					reasons = append(reasons, line)
				}
			}
			j.Errorf("%s is not valid: %s\n%s", j.names[i], strings.Join(reasons, "\n"), doc)
		}
	}
}
