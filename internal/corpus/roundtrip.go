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
		fmt.Fprintf(&table, "%q: {%s.TypesOfCorpus, %[2]s.ElementsOfCorpus},\n", c.pkg, c.pkg)
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
	output, err := r.runProgram("roundtrip", source, requests)
	if err != nil {
		return err
	}
	var answers []roundtrip.Answer
	if err := json.Unmarshal(output, &answers); err != nil {
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

// runProgram compiles source in the folder called name, and runs it with input as JSON. It returns the output.
func (r *run) runProgram(name, source string, input any) (output []byte, err error) {
	folder := filepath.Join(r.out, name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(folder, "main.go"), []byte(source), 0o644); err != nil {
		return nil, err
	}
	program := filepath.Join(folder, name+".exe")
	if err := inFolder(r.out, "build", "-gcflags=-N -l", "-o", program, "./"+name); err != nil {
		return nil, err
	}
	text, err := json.Marshal(input)
	if err != nil {
		return nil, err
	}
	command := exec.Command(program)
	command.Stdin, command.Stderr = bytes.NewReader(text), os.Stderr
	if output, err = command.Output(); err != nil {
		return nil, fmt.Errorf("the program %s: %w", name, err)
	}
	return output, nil
}

// addElements adds the table of the document elements to the package in folder: for each the type that it has.
func addElements(folder, pkg string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return err
	}
	c := &messages{calls: map[string]map[string]string{}}
	var parsed []*ast.File
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		parsed = append(parsed, file)
		ast.Inspect(file, c.visit)
	}
	for _, file := range parsed {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil {
				c.method(f)
			}
		}
	}
	source := fmt.Sprintf("package %s\n\nimport %q\n\nvar TypesOfCorpus = contractTypes\n\n"+
		"var ElementsOfCorpus = []roundtrip.Element{\n%s}\n", pkg,
		"github.com/kontrakt-dev/kontrakt/internal/corpus/roundtrip", &c.entries)
	formatted, err := format.Source([]byte(source))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, elementsFile), formatted, 0o644)
}

// messages collects the elements of messages with their types.
type messages struct {
	calls   map[string]map[string]string // the texts in the description of each call, by field
	entries strings.Builder
}

func (c *messages) add(name, typ string) {
	fmt.Fprintf(&c.entries, "{%s, func() any { return new(%s) }},\n", name, typ)
}

// visit notes the descriptions of calls and the faults that the contract declares.
func (c *messages) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ValueSpec:
		if len(n.Values) != 1 {
			break
		}
		if literal, ok := n.Values[0].(*ast.CompositeLit); ok && strings.HasPrefix(n.Names[0].Name, "call") {
			c.calls[n.Names[0].Name] = textsOf(literal)
		}
	case *ast.CompositeLit:
		texts := textsOf(n)
		if name, typ := texts["Element"], texts["Type"]; name != "" && typ != "" {
			c.add(name, typ)
		}
	}
	return true
}

// textsOf are the members of a literal that are texts or nil pointers: the text, or the type that is pointed to.
func textsOf(literal *ast.CompositeLit) map[string]string {
	texts := map[string]string{}
	for _, e := range literal.Elts {
		member, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key, ok := member.Key.(*ast.Ident)
		if !ok {
			continue
		}
		switch v := member.Value.(type) {
		case *ast.BasicLit:
			texts[key.Name] = v.Value
		case *ast.CallExpr:
			if pointer, ok := ast.Unparen(v.Fun).(*ast.StarExpr); ok {
				texts[key.Name] = nameOf(pointer.X)
			}
		}
	}
	return texts
}

// method notes the messages of the operation that f calls.
func (c *messages) method(f *ast.FuncDecl) {
	client := ""
	if f.Recv != nil {
		client = strings.TrimSuffix(nameOf(f.Recv.List[0].Type), "Client")
	}
	call := c.calls["call"+client+f.Name.Name]
	if call == nil {
		return
	}
	if request := f.Type.Params.List; call["Request"] != "" && len(request) > 1 {
		c.add(call["Request"], nameOf(request[1].Type))
	}
	if call["Response"] != "" {
		c.add(call["Response"], nameOf(f.Type.Results.List[0].Type))
	}
}

// nameOf is the name of a type, or of the one that it points to.
func nameOf(e ast.Expr) string {
	if pointer, ok := e.(*ast.StarExpr); ok {
		e = pointer.X
	}
	name, _ := e.(*ast.Ident)
	if name == nil {
		return ""
	}
	return name.Name
}
