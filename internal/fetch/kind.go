// Kinds of documents, by their content: servers name and label them in many ways.

package fetch

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// kind is what a document is.
type kind int

const (
	unknown kind = iota
	wsdlDocument
	schemaDocument
	description // of a REST service, or a part of one
)

func (k kind) String() string {
	return [...]string{"of no known kind", "a WSDL", "a schema", "a YAML description"}[k]
}

// extensions returns the extensions of files of kind k, the usual one first.
func (k kind) extensions() []string {
	return [...][]string{{""}, {".wsdl", ".xml"}, {".xsd", ".xml", ".wsdl"}, {".yaml", ".yml"}}[k]
}

// kindOf returns the kind of the document with the content. An error says what it is instead.
func kindOf(content []byte) (kind, error) {
	start := bytes.ToLower(bytes.TrimSpace(content[:min(len(content), 1024)]))
	if bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.HasPrefix(start, []byte("<html")) {
		return unknown, errors.New("is an HTML page: check the URL, and whether the server wants you to sign in")
	}
	var ds schema.Diagnostics
	const name = "document"
	source := schema.Source{FS: Files{name: content}, Name: name}
	root, _ := xmltree.NewLoader(source, &ds).Contract()
	switch {
	case root == nil:
	case root.Is(xmltree.WSDLNamespace, "definitions"):
		return wsdlDocument, nil
	case root.Is(xmltree.XSDNamespace, "schema"):
		return schemaDocument, nil
	default:
		return unknown, fmt.Errorf("contains %s, but a WSDL, a schema or a YAML description was expected", root.Label())
	}
	isVersion := func(e yamldoc.Entry) bool { return e.Key == "kontrakt" }
	if yaml := yamldoc.Parse(name, content, new(schema.Diagnostics)); yaml.IsMapping() &&
		slices.ContainsFunc(yaml.Entries(), isVersion) {
		return description, nil
	}
	fault := ds[slices.IndexFunc(ds, func(d schema.Diagnostic) bool { return d.Severity == schema.Fault })]
	return unknown, fmt.Errorf("is neither XML (line %d, column %d: %s) nor a YAML description with the key kontrakt",
		fault.Line, fault.Col, fault.Message)
}
