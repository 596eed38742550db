// The Go module of a client: its import path, and whether it can contain a client.

package main

import (
	"go/version"
	"os"
	"path"
	"path/filepath"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"github.com/kontrakt-dev/kontrakt/schema"
)

const (
	modulePath  = "github.com/kontrakt-dev/kontrakt"
	commandPath = modulePath + "/cmd/gen"

	// languageVersion is the Go that generated code and the runtime are written in.
	languageVersion = "1.26"
)

// ownModule returns the root of the module of this command, as a path from the current folder that ends in a separator
// unless it is "", if the current folder lies in it.
func ownModule() (root string, ok bool) {
	for dir := range foldersAbove() {
		if content, err := os.ReadFile(dir + "go.mod"); err == nil {
			return dir, modfile.ModulePath(content) == modulePath
		}
	}
	return "", false
}

// goModule is a Go module on the disk.
type goModule struct {
	root string // its folder
	file *modfile.File
}

// moduleOf returns the module of folder, which need not exist. If there is none, or its go.mod cannot be parsed, that
// is a fault.
func moduleOf(folder string, ds *schema.Diagnostics) (m goModule, ok bool) {
	for m.root = absolute(folder); ; m.root = filepath.Dir(m.root) {
		content, err := os.ReadFile(filepath.Join(m.root, "go.mod"))
		if err == nil {
			return m, m.parse(content, ds)
		}
		if m.root == filepath.Dir(m.root) {
			ds.Faultf(schema.Pos{File: folder}, "is in no Go module, and a client imports its runtime by module "+
				"path: run go mod init first, or choose a folder in a module")
			return m, false
		}
	}
}

// parse reads the go.mod of m.
func (m *goModule) parse(content []byte, ds *schema.Diagnostics) (ok bool) {
	var err error
	if m.file, err = modfile.Parse(m.pos(0).File, content, nil); err != nil {
		ds.Faultf(schema.Pos{}, "%v", err) // begins with the file and the line
		return false
	}
	if m.file.Module == nil {
		ds.Faultf(m.pos(0), "has no module directive: run go mod init")
		return false
	}
	return true
}

// recent reports whether the go directive of m allows generated code. If not, that is a fault.
func (m goModule) recent(ds *schema.Diagnostics) bool {
	switch directive := m.file.Go; {
	case directive == nil:
		ds.Faultf(m.pos(0), "has no go directive, and a client needs %s: run go get go@%[1]s", languageVersion)
	case version.Compare("go"+directive.Version, "go"+languageVersion) < 0:
		ds.Faultf(m.pos(directive.Syntax.Start.Line),
			"the module is for Go %s, and a client needs %s: run go get go@%[2]s",
			directive.Version, languageVersion)
	default:
		return true
	}
	return false
}

// importPath returns the import path of the package in folder, which is in m. If there is none, or not on every system,
// that is a fault.
func (m goModule) importPath(folder string, ds *schema.Diagnostics) (importPath string, ok bool) {
	below, err := filepath.Rel(m.root, absolute(folder))
	if err == nil {
		importPath = path.Join(m.file.Module.Mod.Path, filepath.ToSlash(below))
		err = module.CheckImportPath(importPath)
	}
	if err != nil {
		ds.Faultf(schema.Pos{File: folder},
			"cannot be imported by every Go program (%v): choose another folder with --out", err)
		return "", false
	}
	return importPath, true
}

// pos returns a line of the go.mod of m, or the file if line is 0.
func (m goModule) pos(line int) schema.Pos {
	file := filepath.Join(m.root, "go.mod")
	return schema.Pos{File: fromHere(file), Line: line}
}
