// Package cases runs the packages that are generated from the contracts below it, each about a rule of the mapping or
// a few that belong together. What a case holds:
//
//   - contract.wsdl, and the documents that it imports. A comment that begins with "Rule:" states each rule; what
//     follows it up to the next empty line is the excerpt that shows it. The Go declarations that show it are those
//     that cite these lines, or those that the rule names at its end ("Go: Values.validate.").
//   - valid-*.xml, instances that are read and written again, and judged by xmllint before and after.
//   - invalid-*.xml, instances that are rejected for the reason that the comment in front of them gives.
//   - call-*.txtar, for a case about services: a request and the answer to it, byte for byte.
//   - The package that is written for the contract.
package cases_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
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

// What was decoded stays as it is when the caller writes over the document.
func TestDocumentIsNotKept(t *testing.T) {
	for _, d := range documents {
		for _, file := range glob(t, d.folder, "valid-*.xml") {
			doc, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			m := d.new()
			if m.DecodeXML(doc) != nil {
				continue // another element of the contract
			}
			before, err := m.AppendXML(nil)
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			clear(doc)
			if after, err := m.AppendXML(nil); err != nil || !bytes.Equal(before, after) {
				t.Errorf("%s: was\n%s\nand became\n%s\n%v", file, before, after, err)
			}
		}
	}
}

// Valid instances survive decoding and encoding, and validate; what is encoded is valid. Where implied values are
// added, what valid-x.xml becomes is beside it in full-x.xml. Invalid ones are rejected for the reason that the
// comment in front of them gives.
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
				err = errors.Join(m.DecodeXML(doc), m.Validate())
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
				if full, err := os.ReadFile(strings.Replace(file, "valid-", "full-", 1)); err == nil {
					root = infoset(t, full)
				}
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
				attributes = append(attributes, fmt.Sprintf(" %s=%q", expanded(a.Name), resolved(a.Value, scope)))
			}
			slices.Sort(attributes)
			b.WriteString("\n<" + expanded(token.Name) + " " + strings.Join(attributes, "") + ">")
			scopes = append(scopes, scope)
		case xml.EndElement:
			b.WriteString("</>")
			scopes = scopes[:len(scopes)-1]
		case xml.CharData:
			b.WriteString(resolved(string(token), scopes[len(scopes)-1]))
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

// resolved is text without the white space around it, and with namespaces in place of the prefixes of what can be names.
func resolved(text string, scope map[string]string) string {
	return prefixed.ReplaceAllStringFunc(strings.TrimSpace(text), func(name string) string {
		prefix, local, _ := strings.Cut(name, ":")
		if uri := scope[prefix]; uri != "" {
			return "{" + uri + "}" + local
		}
		return name
	})
}

var prefixed = regexp.MustCompile(`[^\s:]+:[^\s:]+`)

func qualified(text string, scope map[string]string) string {
	prefix, local, ok := strings.Cut(text, ":")
	if !ok {
		prefix, local = "", text
	}
	return "{" + scope[prefix] + "}" + local
}
