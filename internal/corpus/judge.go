// The judge: xmllint says whether a sample that did not come back as it was is valid by its contract.

package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const (
	wsdlNamespace = "http://schemas.xmlsoap.org/wsdl/"
	xsdNamespace  = "http://www.w3.org/2001/XMLSchema"
)

// judgeSamples turns the samples of c that failed and are not valid by its schemas into refused ones: nothing is
// promised of them. Without xmllint they stay what they are.
func (c *contract) judgeSamples(corpus string) {
	if _, err := exec.LookPath("xmllint"); err != nil {
		return
	}
	for _, s := range c.samples {
		if s.outcome != failed {
			continue
		}
		if fault := c.judge(corpus, nil, s.doc)[0]; fault != "" {
			s.outcome, s.reason = refused, fault+": "+s.reason
		}
	}
}

// unjudged is how the verdict begins if xmllint cannot judge.
const unjudged = "the schemas are not valid to xmllint: "

// exampleSchema declares the element that examples have where a contract demands one that others declare.
const exampleSchema = `<xs:schema xmlns:xs="` + xsdNamespace + `" targetNamespace="urn:example"><xs:element name="any"/></xs:schema>`

// judge returns what is wrong with each of docs by the schemas of c and those of rpc, "" for nothing.
func (c *contract) judge(corpus string, rpc wrappers, docs ...[]byte) []string {
	faults := make([]string, len(docs))
	folder, err := os.MkdirTemp("", "corpus")
	if err != nil {
		return slices.Repeat([]string{unjudged + err.Error()}, len(docs))
	}
	defer os.RemoveAll(folder)
	e := &extraction{folder: folder, files: map[string][]string{}}
	e.document(filepath.Join(corpus, c.path), map[string]bool{})
	for i, space := range slices.Sorted(maps.Keys(rpc)) {
		e.add(space, fmt.Sprintf("rpc%d.xsd", i), rpc[space].text(space))
	}
	e.add("urn:example", "example.xsd", []byte(exampleSchema))
	e.write("all.xsd", e.imports())
	arguments := []string{"--noout", "--nonet", "--schema", "all.xsd"}
	for i, doc := range docs {
		name := fmt.Sprintf("doc%d.xml", i)
		e.write(name, doc)
		arguments = append(arguments, name)
	}
	if e.err != nil {
		return slices.Repeat([]string{unjudged + e.err.Error()}, len(docs))
	}
	command := exec.Command("xmllint", arguments...)
	command.Dir = folder
	output, err := command.CombinedOutput()
	if err == nil {
		return faults
	}
	isJudged := false
	for line := range strings.Lines(string(output)) {
		var i int
		switch _, err := fmt.Sscanf(line, "doc%d.xml", &i); {
		case err != nil || i >= len(docs):
			continue
		case strings.Contains(line, " validates"):
			isJudged = true
		case strings.Contains(line, "validity error") && faults[i] == "":
			isJudged = true
			_, fault, _ := strings.Cut(strings.TrimSpace(line), ":")
			faults[i] = "is not valid to xmllint: " + fault
		}
	}
	if !isJudged {
		return slices.Repeat([]string{unjudged + firstLine(string(output))}, len(docs))
	}
	return faults
}

// extraction takes the schemas out of WSDL documents.
type extraction struct {
	folder string
	spaces []string            // the namespaces, in the order of the documents, and
	files  map[string][]string // … the files of each
	err    error
}

func (e *extraction) write(name string, content []byte) {
	if err := os.WriteFile(filepath.Join(e.folder, name), content, 0o600); err != nil && e.err == nil {
		e.err = err
	}
}

// add adds a schema of a namespace.
func (e *extraction) add(space, file string, text []byte) {
	e.write(file, text)
	if e.files[space] == nil {
		e.spaces = append(e.spaces, space)
	}
	e.files[space] = append(e.files[space], file)
}

// document takes the schemas of the WSDL document path, and of those that it imports.
func (e *extraction) document(path string, seen map[string]bool) {
	data, err := os.ReadFile(path)
	if err != nil || seen[path] {
		return
	}
	seen[path] = true
	decoder := xml.NewDecoder(bytes.NewReader(data))
	var scope []xml.Attr
	for {
		start := decoder.InputOffset()
		token, err := decoder.Token()
		if err != nil {
			return
		}
		t, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch t.Name {
		case xml.Name{Space: wsdlNamespace, Local: "import"}:
			e.document(filepath.Join(filepath.Dir(path), filepath.FromSlash(attr(t, "location"))), seen)
		case xml.Name{Space: xsdNamespace, Local: "schema"}:
			if decoder.Skip() != nil {
				return
			}
			uri := url.URL{Path: filepath.ToSlash(path)}
			base := xml.Attr{Name: xml.Name{Space: "xml", Local: "base"}, Value: uri.String()}
			e.add(attr(t, "targetNamespace"), fmt.Sprintf("%d.xsd", len(seen)*1000+int(start)),
				alone(data[start:decoder.InputOffset()], t, scope, base))
			continue
		}
		for _, a := range t.Attr {
			if isDeclaration(a) {
				scope = append(scope, a)
			}
		}
	}
}

// imports is a schema that imports all of those that were taken. One of a namespace that has several includes them.
func (e *extraction) imports() []byte {
	var all bytes.Buffer
	const open = `<xs:schema xmlns:xs="` + xsdNamespace + `"`
	all.WriteString(open + ` targetNamespace="urn:all">`) // one without a namespace may not import what has none
	for i, space := range e.spaces {
		file := e.files[space][0]
		if len(e.files[space]) > 1 {
			var each bytes.Buffer
			fmt.Fprintf(&each, open+" targetNamespace=%q>", space)
			for _, f := range e.files[space] {
				fmt.Fprintf(&each, "<xs:include schemaLocation=%q/>", f)
			}
			each.WriteString("</xs:schema>")
			file = fmt.Sprintf("space%d.xsd", i)
			e.write(file, each.Bytes())
		}
		if space == "" {
			fmt.Fprintf(&all, "<xs:import schemaLocation=%q/>", file)
		} else {
			fmt.Fprintf(&all, "<xs:import namespace=%q schemaLocation=%q/>", space, file)
		}
	}
	all.WriteString("</xs:schema>")
	return all.Bytes()
}

// attr returns the value of t's attribute without a namespace.
func attr(t xml.StartElement, local string) string {
	for _, a := range t.Attr {
		if a.Name == (xml.Name{Local: local}) {
			return a.Value
		}
	}
	return ""
}
