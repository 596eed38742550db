// Samples: the SOAP messages that lie beside a contract.

package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// sample is the content of the body of a message, or the detail of its fault.
type sample struct {
	path    string // of the message
	name    xml.Name
	doc     []byte // the element by itself
	encoded []byte // … as the generated type writes it
	outcome outcome
	reason  string
}

// besideMessages returns the contracts in folders of the corpus that hold SOAP messages, in order.
func besideMessages(corpus string) ([]string, error) {
	contracts := map[string][]string{} // by folder
	hold := map[string]bool{}
	err := filepath.WalkDir(corpus, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		folder := filepath.Dir(path)
		switch filepath.Ext(path) {
		case ".wsdl":
			contracts[folder] = append(contracts[folder], below(corpus, path))
		case ".xml":
			message, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if _, _, err := payload(message); err == nil {
				hold[folder] = true
			}
		}
		return nil
	})
	var found []string
	for _, folder := range slices.Sorted(maps.Keys(hold)) {
		found = append(found, contracts[folder]...)
	}
	return found, err
}

// findSamples finds the messages beside c.
func (c *contract) findSamples(corpus string) {
	if c.outcome != good {
		return
	}
	folder := filepath.Dir(filepath.Join(corpus, c.path))
	files, _ := filepath.Glob(filepath.Join(escapeGlob(folder), "*.xml"))
	for _, file := range files {
		message, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if name, doc, err := payload(message); err == nil {
			c.samples = append(c.samples, &sample{path: below(corpus, file), name: name, doc: doc})
		}
	}
}

// below is path, with slashes, as it is in the corpus.
func below(corpus, path string) string {
	return filepath.ToSlash(strings.TrimPrefix(path, corpus+string(filepath.Separator)))
}

// escapeGlob is folder as part of a pattern.
func escapeGlob(folder string) string {
	return strings.NewReplacer(`[`, `\[`, `*`, `\*`, `?`, `\?`, `\`, `\\`).Replace(folder)
}

var errNoMessage = errors.New("is no SOAP message with content")

// payload returns the first element in the body of a SOAP message, or in the detail of the fault there, as a document.
func payload(message []byte) (xml.Name, []byte, error) {
	decoder := xml.NewDecoder(bytes.NewReader(message))
	wanted := [][]string{{"Envelope"}, {"Body"}, nil}
	var scope []xml.Attr // the namespace declarations around, inner ones last
	for {
		start := decoder.InputOffset()
		token, err := decoder.Token()
		if err != nil {
			return xml.Name{}, nil, err
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			if _, isEnd := token.(xml.EndElement); isEnd {
				return xml.Name{}, nil, errNoMessage
			}
			continue
		}
		isSOAP := strings.Contains(element.Name.Space, "soap")
		switch {
		case wanted[0] == nil && isSOAP && element.Name.Local == "Fault":
			wanted = [][]string{{"detail", "Detail"}, nil}
		case wanted[0] == nil:
			if err := decoder.Skip(); err != nil {
				return xml.Name{}, nil, err
			}
			return element.Name, alone(message[start:decoder.InputOffset()], element, scope), nil
		case slices.Contains(wanted[0], element.Name.Local):
			wanted = wanted[1:]
		case wanted[0][0] == "Envelope":
			return xml.Name{}, nil, errNoMessage
		default: // the header, or another part of the fault
			if err := decoder.Skip(); err != nil && err != io.EOF {
				return xml.Name{}, nil, err
			}
			continue
		}
		for _, a := range element.Attr {
			if isDeclaration(a) {
				scope = append(scope, a)
			}
		}
	}
}

// isDeclaration reports whether a declares a namespace.
func isDeclaration(a xml.Attr) bool {
	return a.Name.Space == "xmlns" || a.Name == (xml.Name{Local: "xmlns"})
}

// alone is raw, which begins with element, with those declarations of scope that it does not make itself, and more
// attributes.
func alone(raw []byte, element xml.StartElement, scope []xml.Attr, more ...xml.Attr) []byte {
	var b bytes.Buffer
	end := bytes.IndexAny(raw, " \t\r\n/>")
	b.Write(raw[:end])
	done := slices.Clone(element.Attr)
	for _, a := range append(slices.Clone(more), reversed(scope)...) {
		if slices.ContainsFunc(done, func(d xml.Attr) bool { return d.Name == a.Name }) {
			continue
		}
		done = append(done, a)
		name := a.Name.Local
		if a.Name.Space != "" {
			name = a.Name.Space + ":" + name
		}
		b.WriteString(" " + name + `="`)
		xml.EscapeText(&b, []byte(a.Value)) // a buffer takes everything
		b.WriteString(`"`)
	}
	b.Write(raw[end:])
	return b.Bytes()
}

// reversed is list, the last first.
func reversed(list []xml.Attr) []xml.Attr {
	list = slices.Clone(list)
	slices.Reverse(list)
	return list
}
