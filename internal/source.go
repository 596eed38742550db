// Package internal has the source of the runtime, for the command to copy beside clients of other modules.
package internal

import (
	"embed"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed runtime/*.go runtime/LICENSE runtime/*/*.go
var runtime embed.FS

// runtimeHome is the import path of the folder of the runtime.
const runtimeHome = "github.com/kontrakt-dev/kontrakt/internal/runtime"

// runtimePackages returns the names of the runtime's packages, but for those that only tests import.
var runtimePackages = sync.OnceValue(func() (names []string) {
	entries, err := runtime.ReadDir("runtime")
	if err != nil {
		panic(err) // what is embedded can be read
	}
	for _, e := range entries {
		if e.IsDir() && !strings.HasSuffix(e.Name(), "test") {
			names = append(names, e.Name())
		}
	}
	return names
})

// RuntimePackages returns the names of the runtime's packages, but for those that only tests import.
func RuntimePackages() []string { return slices.Clone(runtimePackages()) }

// IsRuntimePackage reports whether the runtime has a package of that name.
func IsRuntimePackage(name string) bool { return slices.Contains(runtimePackages(), name) }

// RuntimeSource returns the source of packages of the runtime and of all that they import of it, without tests, by path
// below the folder of the runtime. The files of that folder itself are always among them: its documentation, which has
// the version, and the licence.
func RuntimeSource(packages []string) map[string][]byte {
	source := map[string][]byte{}
	addFolder(source, ".")
	for _, name := range packages {
		addPackage(source, name)
	}
	return source
}

// addPackage adds the package called name, unless source has it, and those that it imports.
func addPackage(source map[string][]byte, name string) {
	if source[path.Join(name, "doc.go")] != nil {
		return
	}
	for _, content := range addFolder(source, name) {
		tree, err := parser.ParseFile(token.NewFileSet(), "", content, parser.ImportsOnly)
		if err != nil {
			panic(err) // what is embedded was compiled
		}
		for _, i := range tree.Imports {
			imported, _ := strconv.Unquote(i.Path.Value)
			if below, ok := strings.CutPrefix(imported, runtimeHome+"/"); ok {
				addPackage(source, below)
			}
		}
	}
}

// addFolder adds the files of a folder and returns those in Go.
func addFolder(source map[string][]byte, folder string) (goFiles [][]byte) {
	entries, err := runtime.ReadDir(path.Join("runtime", folder))
	if err != nil {
		panic(err) // what is embedded can be read
	}
	for _, e := range entries {
		if e.IsDir() || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		content, err := runtime.ReadFile(path.Join("runtime", folder, e.Name()))
		if err != nil {
			panic(err)
		}
		source[path.Join(folder, e.Name())] = content
		if path.Ext(e.Name()) == ".go" {
			goFiles = append(goFiles, content)
		}
	}
	return goFiles
}
