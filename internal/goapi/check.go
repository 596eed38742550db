// Checking: from the source of a client to its types.

package goapi

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// runtimePath is the end of the import path of the folder of the runtime's packages, and the folder of their copy below
// a client.
const runtimePath = "internal/runtime"

// clientPackage is the name under which clients are checked.
const clientPackage = "client"

// Package is the API of one version of a client.
type Package struct {
	types *types.Package
	// position returns the position of a name: "Type", "Type.Field" or "Type.Method".
	position func(symbol string) schema.Pos
}

// Checker makes packages from clients. Packages can be compared if the same checker made them.
type Checker struct {
	files    *token.FileSet
	standard *standard
	others   others
	runtime  *runtime // the command's own
}

// NewChecker returns a checker that finds the standard library with the go command.
func NewChecker() *Checker {
	files := token.NewFileSet()
	return &Checker{files: files, standard: newStandard(files), others: others{}, runtime: new(runtime)}
}

// Contract returns the client that is generated for api, whose Go names must have been chosen. The positions are those
// in the contract.
func (c *Checker) Contract(api *schema.API) (*Package, schema.Diagnostics) {
	files, ds := templates.Render(api, "contract/"+runtimePath)
	if ds.Faulty() {
		return nil, ds
	}
	checked, more := c.check(files)
	return &Package{checked, inContract(api)}, append(ds, more...)
}

// Source returns the client whose files are given by slash-separated name. If no copy of the runtime is among them, the
// client imports the command's own runtime. Files that are not Go, and tests, are ignored. The positions are those in
// the files.
func (c *Checker) Source(files map[string][]byte) (*Package, schema.Diagnostics) {
	checked, ds := c.check(files)
	return &Package{checked, c.inSource(checked)}, ds
}

// check returns the types of a client.
func (c *Checker) check(files map[string][]byte) (*types.Package, schema.Diagnostics) {
	client, copied := map[string][]byte{}, &runtime{source: map[string]map[string][]byte{}}
	for name, content := range files {
		if below, ok := belowRuntime(name); ok {
			folder := path.Dir(below)
			if copied.source[folder] == nil {
				copied.source[folder] = map[string][]byte{}
			}
			copied.source[folder][name] = content
		} else {
			client[name] = content
		}
	}
	var ds schema.Diagnostics
	imports := imports{c, c.runtime, &ds}
	if len(copied.source) > 0 {
		imports.runtime = copied
	}
	if err := c.standard.find(c.imports(files)); err != nil {
		ds.Faultf(schema.Pos{}, "%v", err)
		return types.NewPackage(clientPackage, clientPackage), ds
	}
	return c.typesOf(clientPackage, client, imports, &ds), ds
}

// imports returns files, and the packages of the command's own runtime that they import, parsed as far as their imports.
func (c *Checker) imports(files map[string][]byte) (parsed []*ast.File) {
	var packages []string
	parse := func(name string, content []byte) {
		if !isSource(name, content) {
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, content, parser.ImportsOnly)
		if err != nil {
			return
		}
		parsed = append(parsed, file)
		for _, i := range file.Imports {
			imported, _ := strconv.Unquote(i.Path.Value)
			if name, ok := belowRuntime(imported); ok && internal.IsRuntimePackage(name) {
				packages = append(packages, name)
			}
		}
	}
	for name, content := range files {
		parse(name, content)
	}
	for name, content := range internal.RuntimeSource(packages) {
		parse(name, content)
	}
	return parsed
}

// isSource reports whether the file name is Go, not a test, and for this system: the runtime has files for others.
func isSource(name string, content []byte) bool {
	if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
		return false
	}
	system := build.Default
	system.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }
	matches, err := system.MatchFile("", path.Base(name))
	return matches || err != nil // the parser says what is wrong
}

// typesOf returns the types that files declare. The bodies of functions are ignored: they are not part of the API.
func (c *Checker) typesOf(name string, files map[string][]byte, imports imports,
	ds *schema.Diagnostics) *types.Package {
	var parsed []*ast.File
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !isSource(name, files[name]) {
			continue
		}
		file, err := parser.ParseFile(c.files, name, files[name], parser.SkipObjectResolution)
		if err != nil {
			c.fault(err, ds)
			continue
		}
		parsed = append(parsed, file)
	}
	if name == clientPackage {
		c.others.add(parsed, func(importPath string) bool {
			_, isRuntime := belowRuntime(importPath)
			return !isRuntime && c.standard.exports[importPath] == ""
		})
	}
	config := types.Config{Importer: imports, IgnoreFuncBodies: true, Error: func(err error) { c.fault(err, ds) }}
	checked, _ := config.Check(name, c.files, parsed, nil) // errors were passed to Error
	return checked
}

// fault adds err to ds.
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

// runtime is a copy of the runtime's packages.
type runtime struct {
	source  map[string]map[string][]byte // the files of each package; nil for the command's own
	checked map[string]*types.Package
}

// imports finds the packages that a client imports: the runtime, and the standard library.
type imports struct {
	checker *Checker
	runtime *runtime
	ds      *schema.Diagnostics
}

// Import implements [types.Importer].
func (i imports) Import(importPath string) (*types.Package, error) {
	name, ok := belowRuntime(importPath)
	switch {
	case ok:
	case i.checker.others[importPath] != nil:
		return i.checker.others[importPath], nil
	default:
		return i.checker.standard.Import(importPath)
	}
	if checked := i.runtime.checked[name]; checked != nil {
		return checked, nil
	}
	files := i.runtime.source[name]
	if i.runtime.source == nil && internal.IsRuntimePackage(name) {
		files = map[string][]byte{}
		for file, content := range internal.RuntimeSource([]string{name}) {
			if path.Dir(file) == name {
				files[file] = content
			}
		}
	}
	if files == nil {
		return nil, fmt.Errorf("the runtime has no package %s", name)
	}
	checked := i.checker.typesOf(path.Join(runtimePath, name), files, i, i.ds)
	if i.runtime.checked == nil {
		i.runtime.checked = map[string]*types.Package{}
	}
	i.runtime.checked[name] = checked
	return checked, nil
}

// belowRuntime returns what follows the folder of the runtime in a path.
func belowRuntime(name string) (below string, ok bool) {
	_, below, ok = strings.Cut("/"+name, "/"+runtimePath+"/")
	return below, ok
}
