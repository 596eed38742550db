// Round trips: samples read and written again by the generated types, in one program that holds all of those.

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/corpus/roundtrip"
)

// elementsFile is what is added to a generated package.
const elementsFile = "elements_of_corpus.go"

// roundTrips takes the samples through the types of their elements.
func (r *run) roundTrips() error {
	var program, table bytes.Buffer
	var requests []roundtrip.Request
	var samples []*sample
	for _, c := range r.contracts {
		if len(c.samples) == 0 {
			continue
		}
		if err := addElements(filepath.Join(r.out, c.pkg), c.pkg); err != nil {
			return err
		}
		fmt.Fprintf(&program, "import %q\n", module+"/"+c.pkg)
		fmt.Fprintf(&table, "%q: {%s.ElementsOfCorpus, %[2]s.NamespacesOfCorpus},\n", c.pkg, c.pkg)
		for _, s := range c.samples {
			requests = append(requests,
				roundtrip.Request{Package: c.pkg, Space: s.name.Space, Local: s.name.Local, Doc: s.doc})
			samples = append(samples, s)
		}
	}
	if len(samples) == 0 {
		return nil
	}
	source := fmt.Sprintf(
		"package main\n\nimport %q\n%s\nfunc main() { roundtrip.Main(map[string]roundtrip.Package{\n%s}) }\n",
		"github.com/kontrakt-dev/kontrakt/internal/corpus/roundtrip", &program, &table)
	answers, err := r.runProgram(source, requests)
	if err != nil {
		return err
	}
	for i, a := range answers {
		s := samples[i]
		switch {
		case !a.Known:
			s.outcome, s.reason = refused, "is of no operation that is generated"
		case a.Fault != "":
			s.outcome, s.reason = failed, a.Fault
		default:
			s.encoded, s.outcome = a.Encoded, good
			if d := difference(s.doc, a.Encoded); d != "" {
				s.outcome, s.reason = failed, d
			}
		}
	}
	return nil
}

// runProgram compiles source, and runs it on requests.
func (r *run) runProgram(source string, requests []roundtrip.Request) (answers []roundtrip.Answer, err error) {
	folder := filepath.Join(r.out, "roundtrip")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(folder, "main.go"), []byte(source), 0o644); err != nil {
		return nil, err
	}
	program := filepath.Join(folder, "roundtrip.exe")
	if err := inFolder(r.out, "build", "-gcflags=-N -l", "-o", program, "./roundtrip"); err != nil {
		return nil, err
	}
	input, err := json.Marshal(requests)
	if err != nil {
		return nil, err
	}
	command := exec.Command(program)
	command.Stdin, command.Stderr = bytes.NewReader(input), os.Stderr
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("the round trips: %w", err)
	}
	return answers, json.Unmarshal(output, &answers)
}

// addElements adds the table of the document elements to the package in folder: for each the type that writes it.
func addElements(folder, pkg string) error {
	files, err := filepath.Glob(filepath.Join(folder, "xml*.go"))
	if err != nil {
		return err
	}
	var entries strings.Builder
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || !strings.HasPrefix(f.Name.Name, "appendElement") {
				continue
			}
			receiver := f.Recv.List[0].Type.(*ast.StarExpr).X.(*ast.Ident).Name
			fmt.Fprintf(&entries, "func() roundtrip.Element {\nm := new(%s)\n"+
				"return roundtrip.Element{Append: m.%s, Decode: m.decodeXML}\n},\n", receiver, f.Name.Name)
		}
	}
	source := fmt.Sprintf("package %s\n\nimport %q\n\nvar NamespacesOfCorpus = namespaces\n\n"+
		"var ElementsOfCorpus = []func() roundtrip.Element{\n%s}\n", pkg,
		"github.com/kontrakt-dev/kontrakt/internal/corpus/roundtrip", &entries)
	formatted, err := format.Source([]byte(source))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, elementsFile), formatted, 0o644)
}
