// Package roundtrip reads and writes documents with types of many generated packages.
package roundtrip

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

// Package is what of a generated package is needed.
type Package struct {
	Elements   []func() Element
	Namespaces []string
}

// Element is an empty value of the type of a document element.
type Element struct {
	Append func(b []byte) []byte // with its tags
	Decode func(*runtime.XMLDecoder)
}

// Request is a document, and the name of its element.
type Request struct {
	Package, Space, Local string
	Doc                   []byte
}

// Answer is what became of it.
type Answer struct {
	Known   bool   // whether the package has that element
	Fault   string // what is wrong with the document, or with its type
	Encoded []byte
}

// Main answers the JSON array of requests on standard input with one of answers on standard output.
func Main(packages map[string]Package) {
	var requests []Request
	if err := json.NewDecoder(os.Stdin).Decode(&requests); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	answers := make([]Answer, len(requests))
	for i, r := range requests {
		answers[i] = packages[r.Package].answer(r)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (p Package) answer(r Request) (a Answer) {
	defer func() {
		if panicked := recover(); panicked != nil {
			a.Fault = fmt.Sprint("panic: ", panicked)
		}
	}()
	for _, create := range p.Elements {
		e := create()
		if !e.isCalled(xml.Name{Space: r.Space, Local: r.Local}) {
			continue
		}
		a.Known = true
		err := runtime.DecodeXML(r.Doc, p.Namespaces, slices.Index(p.Namespaces, r.Space), r.Local, e.Decode)
		if err == nil {
			a.Encoded = e.Append(nil)
			err = runtime.CheckEncoded(a.Encoded)
		}
		if err == nil {
			return a
		}
		a.Fault = err.Error() // another type may have the same element
	}
	return a
}

// isCalled reports whether e is the element called name: its start tag says so.
func (e Element) isCalled(name xml.Name) bool {
	tag := string(e.Append(nil))
	token, err := xml.NewDecoder(strings.NewReader(tag)).Token()
	start, ok := token.(xml.StartElement)
	return err == nil && ok && start.Name == name
}
