// Checking: from the source of a client to its types.

package goapi

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// runtimePath is how the import path of the runtime ends, and where a copy of it lies below a client.
const runtimePath = "internal/runtime"

// Package is the API of one version of a client.
type Package struct {
	types *types.Package
	// position returns where something is that has a name in Go: "Type", "Type.Field" or "Type.Method".
	position func(symbol string) schema.Pos
}

// Checker makes packages of clients. Two packages can be compared where one checker made them.
type Checker struct {
	files    *token.FileSet
	standard *standard
	runtime  *types.Package // the command's own; nil until it is needed
}

// NewChecker returns a checker that finds the standard library by the go command.
func NewChecker() *Checker {
	files := token.NewFileSet()
	return &Checker{files: files, standard: newStandard(files)}
}

// Contract returns the client that is written for api, whose Go names must have been chosen. What has a place in the
// contract has its position there.
func (c *Checker) Contract(api *schema.API) (*Package, schema.Diagnostics) {
	files, ds := templates.Render(api, "contract/"+runtimePath)
	if ds.Faulty() {
		return nil, ds
	}
	checked, more := c.check(files)
	return &Package{checked, inContract(api)}, append(ds, more...)
}

// Source returns the client whose files are given by slash-separated name. A copy of the runtime is among them, or else
// the client is taken to import the command's own. Names that are no Go source, and those of tests, are passed over.
// The positions are those in the files.
func (c *Checker) Source(files map[string][]byte) (*Package, schema.Diagnostics) {
	checked, ds := c.check(files)
	return &Package{checked, c.inSource(checked)}, ds
}

// check returns the types of a client.
func (c *Checker) check(files map[string][]byte) (*types.Package, schema.Diagnostics) {
	client, runtime := map[string][]byte{}, map[string][]byte{}
	for name, content := range files {
		if strings.HasSuffix(path.Dir(name), runtimePath) {
			runtime[name] = content
		} else {
			client[name] = content
		}
	}
	var ds schema.Diagnostics
	imports := imports{standard: c.standard}
	switch {
	case len(runtime) > 0:
		imports.runtime = c.typesOf(runtimePath, runtime, imports, &ds)
	case c.runtime == nil:
		c.runtime = c.typesOf(runtimePath, internal.RuntimeSource(), imports, &ds)
		fallthrough
	default:
		imports.runtime = c.runtime
	}
	return c.typesOf("client", client, imports, &ds), ds
}

// typesOf returns the types that files declare. The bodies of functions are passed over: they are not of the API.
func (c *Checker) typesOf(name string, files map[string][]byte, imports imports,
	ds *schema.Diagnostics) *types.Package {
	var parsed []*ast.File
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(c.files, name, files[name], parser.SkipObjectResolution)
		if err != nil {
			c.fault(err, ds)
			continue
		}
		parsed = append(parsed, file)
	}
	if err := c.standard.find(parsed); err != nil {
		ds.Faultf(schema.Pos{}, "%v", err)
		return types.NewPackage(name, name)
	}
	config := types.Config{Importer: imports, IgnoreFuncBodies: true, Error: func(err error) { c.fault(err, ds) }}
	checked, _ := config.Check(name, c.files, parsed, nil) // what is wrong was passed to Error
	return checked
}

// fault adds what err says to ds.
func (c *Checker) fault(err error, ds *schema.Diagnostics) {
	if e, ok := errors.AsType[types.Error](err); ok {
		ds.Faultf(pos(c.files.Position(e.Pos)), "is not Go: %s", e.Msg)
		return
	}
	if list, ok := errors.AsType[scanner.ErrorList](err); ok {
		for _, e := range list {
			ds.Faultf(pos(e.Pos), "is not Go: %s", e.Msg)
		}
		return
	}
	ds.Faultf(schema.Pos{}, "%v", err)
}

// imports finds what a client imports: the runtime, and the standard library.
type imports struct {
	standard *standard
	runtime  *types.Package
}

// Import implements [types.Importer].
func (i imports) Import(path string) (*types.Package, error) {
	if isRuntime(path) {
		return i.runtime, nil
	}
	return i.standard.Import(path)
}

// isRuntime reports whether path is that of the runtime, or of a copy.
func isRuntime(path string) bool { return strings.HasSuffix(path, "/"+runtimePath) }
