// The promise of docs/compatibility.md: what today's gen makes of the contracts of a release has the API of that
// release's clients, compiles with a program of that time, and sends the same bytes.

package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCompatibility(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	releases, err := filepath.Glob(filepath.Join("..", "..", "testdata", "compat", "v*"))
	if err != nil || len(releases) == 0 {
		t.Fatalf("no releases: %v", err)
	}
	for _, folder := range releases {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			golden := goldenOf(t, folder)
			module := t.TempDir()
			if err := os.CopyFS(module, os.DirFS(folder)); err != nil {
				t.Fatal(err)
			}
			t.Chdir(module)
			writeFile(t, "go.mod", "module example.com/consumer\n\ngo 1.26\n")
			var stderr bytes.Buffer
			if status := run([]string{"--builtin"}, &stderr, &stderr); status != done {
				t.Fatalf("exit status %d: %s", status, &stderr)
			}
			for _, name := range []string{"careflex", "mvp"} {
				golden.api(t, name+".api", apiOf(t, filepath.Join("gen", name)))
			}
			consumer := func(arguments ...string) []byte {
				command := exec.Command("go", arguments...)
				command.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")
				command.Stderr = &stderr
				output, err := command.Output()
				if err != nil {
					t.Fatalf("go %s: %v\n%s", arguments[0], err, &stderr)
				}
				return output
			}
			consumer("vet", "./...")
			golden.output(t, "consumer.out", consumer("run", "."))
		})
	}
}

// golden is the folder of a release.
type golden struct {
	folder string
	update bool
}

// goldenOf returns the folder of a release. It may be updated as long as the changelog does not have the release.
func goldenOf(t *testing.T, folder string) golden {
	t.Helper()
	folder, err := filepath.Abs(folder)
	if err != nil {
		t.Fatal(err)
	}
	version := strings.TrimPrefix(filepath.Base(folder), "v")
	if *update && strings.Contains(read(t, "CHANGELOG.md"), "\n## "+version) {
		t.Fatalf("%s is released: what it promised cannot be changed any more", version)
	}
	return golden{folder, *update}
}

// read returns a file of the release.
func (g golden) read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(g.folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// api holds the lines of an API against those of the release: none may be gone.
func (g golden) api(t *testing.T, name string, lines []string) {
	t.Helper()
	if g.update {
		writeFile(t, filepath.Join(g.folder, name), strings.Join(lines, "\n")+"\n")
	}
	for line := range strings.Lines(g.read(t, name)) {
		if line = strings.TrimSuffix(line, "\n"); !slices.Contains(lines, line) {
			t.Errorf("%s: users of the release lose\n\t%s\n%s", name, line, unreleased)
		}
	}
}

// output holds what the consumer printed against what it printed at the release.
func (g golden) output(t *testing.T, name string, output []byte) {
	t.Helper()
	if g.update {
		writeFile(t, filepath.Join(g.folder, name), string(output))
	}
	lines := func(text string) []string { return strings.Split(text, "\n") }
	if diff := cmp.Diff(lines(g.read(t, name)), lines(string(output))); diff != "" {
		t.Errorf("the consumer prints something else (-release +today):\n%s%s", diff, unreleased)
	}
}

const unreleased = "where that is right and the release is still to come, run go test ./cmd/gen -run Compat -update"

// apiOf returns what the package in folder exports, a line for each thing that its users can name, sorted: functions
// and methods without the names of their parameters, every field by itself.
func apiOf(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.FileExports(file)
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				receiver := ""
				if d.Recv != nil {
					receiver = "(" + source(t, d.Recv.List[0].Type) + ") "
				}
				lines = append(lines, "func "+receiver+d.Name.Name+signature(t, d.Type))
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					lines = append(lines, apiOfSpec(t, d.Tok, spec)...)
				}
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// apiOfSpec returns the lines of a declaration of types, constants or variables.
func apiOfSpec(t *testing.T, kind token.Token, spec ast.Spec) (lines []string) {
	t.Helper()
	switch s := spec.(type) {
	case *ast.ValueSpec:
		for i, name := range s.Names {
			line := kind.String() + " " + name.Name
			if s.Type != nil {
				line += " " + source(t, s.Type)
			}
			if literal, ok := valueOf(s, i).(*ast.BasicLit); ok && kind == token.CONST {
				line += " = " + literal.Value
			}
			lines = append(lines, line)
		}
	case *ast.TypeSpec:
		fields, isStruct := s.Type.(*ast.StructType)
		if !isStruct {
			return []string{"type " + s.Name.Name + " " + source(t, s.Type)}
		}
		lines = append(lines, "type "+s.Name.Name+" struct")
		for _, field := range fields.Fields.List {
			names := field.Names
			if len(names) == 0 {
				names = []*ast.Ident{{Name: "embedded"}}
			}
			for _, name := range names {
				lines = append(lines, "field "+s.Name.Name+"."+name.Name+" "+source(t, field.Type))
			}
		}
	}
	return lines
}

// valueOf returns the value of the i-th name of s, or nil.
func valueOf(s *ast.ValueSpec, i int) ast.Expr {
	if i < len(s.Values) {
		return s.Values[i]
	}
	return nil
}

// signature returns the types of what a function takes and returns.
func signature(t *testing.T, f *ast.FuncType) string {
	t.Helper()
	list := func(fields *ast.FieldList) string {
		var types []string
		if fields != nil {
			for _, field := range fields.List {
				for range max(1, len(field.Names)) {
					types = append(types, source(t, field.Type))
				}
			}
		}
		return "(" + strings.Join(types, ", ") + ")"
	}
	return list(f.Params) + " " + list(f.Results)
}

// source returns Go source on one line.
func source(t *testing.T, node ast.Node) string {
	t.Helper()
	var b bytes.Buffer
	if err := printer.Fprint(&b, token.NewFileSet(), node); err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
