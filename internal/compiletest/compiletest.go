// Package compiletest tells tests whether packages compile, in a fraction of the compiler's time: it checks types, and
// generates no code.
package compiletest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// Host is the system that the tests run on.
const Host = runtime.GOOS + "/" + runtime.GOARCH

// Check checks the types of packages: of those in folder that match patterns, and of all that they import. system is where
// they are to run, such as "windows/amd64". It returns the number of packages outside of the standard library. The error
// has the faults that the go command and the type checker find.
func Check(folder, system string, environment []string, patterns ...string) (packages int, err error) {
	goos, goarch, _ := strings.Cut(system, "/")
	list := exec.Command("go", append([]string{"list", "-deps",
		"-json=Dir,ImportPath,GoFiles,ImportMap,Module,Standard", "--"}, patterns...)...)
	list.Dir = folder
	list.Env = append(environment[:len(environment):len(environment)],
		"PWD="+folder, "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
	var output, faults bytes.Buffer
	list.Stdout, list.Stderr = &output, &faults
	if err := list.Run(); err != nil {
		return 0, fmt.Errorf("go list: %w\n%s", err, &faults)
	}
	c := checker{system: system, known: map[string]*types.Package{}}
	for decoder := json.NewDecoder(&output); ; { // each package comes behind those that it imports
		p := new(listed)
		if err := decoder.Decode(p); errors.Is(err, io.EOF) {
			return len(c.known), errors.Join(c.faults...)
		} else if err != nil {
			return 0, err
		}
		if p.Standard {
			c.addStandard(p)
		} else {
			c.known[p.ImportPath] = c.check(p)
		}
	}
}

// listed is what go list says of a package.
type listed struct {
	Dir, ImportPath string
	GoFiles         []string
	ImportMap       map[string]string
	Module          *struct{ GoVersion string }
	Standard        bool
}

// checker checks packages for one system.
type checker struct {
	system string
	known  map[string]*types.Package // outside of the standard library, by import path
	faults []error
}

// standard are the checked packages of the standard library, by system and import path.
var (
	standard      = map[[2]string]*types.Package{}
	standardMutex sync.Mutex
)

// addStandard checks a package of the standard library, if that has not been done.
func (c *checker) addStandard(p *listed) {
	standardMutex.Lock()
	defer standardMutex.Unlock()
	key := [2]string{c.system, p.ImportPath}
	if p.ImportPath == "unsafe" {
		standard[key] = types.Unsafe
	}
	if standard[key] == nil {
		standard[key] = c.check(p)
	}
}

// check checks p, whose imports are checked. What the functions of the standard library do is left out.
func (c *checker) check(p *listed) *types.Package {
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(set, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			c.faults = append(c.faults, err)
			continue
		}
		files = append(files, file)
	}
	_, goarch, _ := strings.Cut(c.system, "/")
	config := types.Config{
		Importer:         imports{c, p},
		Sizes:            types.SizesFor("gc", goarch),
		IgnoreFuncBodies: p.Standard,
		Error:            func(err error) { c.faults = append(c.faults, err) },
	}
	if p.Module != nil && p.Module.GoVersion != "" {
		config.GoVersion = "go" + p.Module.GoVersion
	}
	checked, _ := config.Check(p.ImportPath, set, files, nil) // Error has the errors
	return checked
}

// imports are the imports of a package.
type imports struct {
	*checker
	of *listed
}

// Import returns a package that is checked.
func (i imports) Import(path string) (*types.Package, error) {
	if mapped, ok := i.of.ImportMap[path]; ok {
		path = mapped
	}
	if p, ok := i.known[path]; ok {
		return p, nil
	}
	if !i.of.Standard { // which has the lock
		standardMutex.Lock()
		defer standardMutex.Unlock()
	}
	if p, ok := standard[[2]string{i.system, path}]; ok {
		return p, nil
	}
	return nil, errors.New("go list does not have it")
}
