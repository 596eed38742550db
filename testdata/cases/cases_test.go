// Package cases runs the packages that are generated from the contracts below it, each about a rule of the mapping or
// a few that belong together. A case consists of:
//
//   - contract.wsdl and the documents that it imports, or contract.yaml. A comment that begins with "Rule:" states each
//     rule. The lines below it, up to the next empty line, are the excerpt that shows it. The Go declarations that show it
//     are those that cite these lines, or those that the rule names at its end ("Go: Config.Endpoint.").
//   - valid-*.xml or valid-TYPE-*.json, instances that are read and written again, and judged before and after: by
//     xmllint, or by the JSON Schema of the type.
//   - invalid-*.xml or invalid-TYPE-*.json, instances that are rejected for the reason that the comment in front of them
//     gives.
//   - loose-TYPE-*.json, for a valid instance of the same name: another text that is read as the same value.
//   - call-*.txtar, for a case about services: a request and the response to it, byte for byte.
//   - The package that is written for the contract.
package cases_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What was decoded stays as it is when the caller writes over the document.
func TestDocumentIsNotKept(t *testing.T) {
	for _, d := range documents {
		for _, instance := range d.instances(t, "valid") {
			m := d.new()
			if err := m.decode(instance.doc); err != nil {
				t.Fatalf("%s: %v", instance.file, err)
			}
			before, err := m.encode()
			if err != nil {
				t.Fatalf("%s: %v", instance.file, err)
			}
			clear(instance.doc)
			if after, err := m.encode(); err != nil || !bytes.Equal(before, after) {
				t.Errorf("%s: was\n%s\nand became\n%s\n%v", instance.file, before, after, err)
			}
		}
	}
}

// Valid instances survive decoding and encoding, and validate; what is encoded is valid. If implied values are added,
// what valid-x becomes is beside it in full-x. A loose-x has the value of valid-x. Invalid instances are rejected for the
// reason that the comment in front of them gives.
func TestInstances(t *testing.T) {
	for _, d := range documents {
		t.Run(d.folder+"/"+d.element, func(t *testing.T) {
			j := d.judge(t)
			for _, instance := range d.instances(t, "valid") {
				j.add(instance.file, instance.doc, true)
				m := d.new()
				if err := errors.Join(m.decode(instance.doc), m.validate()); err != nil {
					t.Errorf("%s: %v", instance.file, err)
					continue
				}
				encoded, err := m.encode()
				if err != nil {
					t.Errorf("%s: %v", instance.file, err)
					continue
				}
				j.add(instance.file+", encoded", encoded, true)
				want := d.canonical(t, instance.doc)
				if full, err := os.ReadFile(strings.Replace(instance.file, "valid-", "full-", 1)); err == nil {
					want = d.canonical(t, full)
				}
				if got := d.canonical(t, encoded); got != want {
					t.Errorf("%s is encoded as\n%s\nwant\n%s", instance.file, got, want)
				}
				loose, err := os.ReadFile(strings.Replace(instance.file, "valid-", "loose-", 1))
				if again := d.new(); err == nil {
					if err := again.decode(loose); err != nil || !reflect.DeepEqual(again.value, m.value) {
						t.Errorf("loose %s is read as %+v, %v, want %+v", instance.file, again.value, err, m.value)
					}
				}
			}
			for _, instance := range d.instances(t, "invalid") {
				j.add(instance.file, instance.doc, false)
				m := d.new()
				err := errors.Join(m.decode(instance.doc), m.validate())
				if err == nil || !strings.Contains(err.Error(), instance.reason) {
					t.Errorf("%s: %v, want %s", instance.file, err, instance.reason)
				}
			}
			j.verdict()
		})
	}
}

func glob(t *testing.T, elements ...string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(elements...))
	if err != nil {
		t.Fatal(err)
	}
	return files
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
