// Package roundtrip reads and writes documents with types of many generated packages.
package roundtrip

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"reflect"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
)

// Package is what of a generated package is needed.
type Package struct {
	Types    *xmltype.Types
	Elements []Element
}

// Element is a document element, and the type that it has.
type Element struct {
	Name string // prefix:local
	New  func() any
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
	for _, e := range p.Elements {
		if p.nameOf(e) != (xml.Name{Space: r.Space, Local: r.Local}) {
			continue
		}
		a.Known = true
		m := e.New()
		err := p.Types.DecodeDocument(r.Doc, e.Name, m)
		if err == nil {
			if held := reflect.ValueOf(m).Elem(); held.Kind() == reflect.Interface {
				m = held.Interface()
			}
			a.Encoded, err = p.Types.AppendDocument(nil, e.Name, m)
		}
		if err == nil {
			return a
		}
		a.Fault = err.Error() // another type may have the same element
	}
	return a
}

// nameOf is the name of e with its namespace.
func (p Package) nameOf(e Element) xml.Name {
	prefix, local, ok := strings.Cut(e.Name, ":")
	if !ok {
		return xml.Name{Local: e.Name}
	}
	for _, n := range p.Types.Namespaces {
		if n.Prefix == prefix {
			return xml.Name{Space: n.URI, Local: local}
		}
	}
	return xml.Name{Local: e.Name}
}
