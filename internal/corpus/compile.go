// The Go side: a module for what is generated, and the Go tool run over it.

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
)

// module is the path of the generated packages: below that of this module, so that they may import the runtime.
const module = "github.com/kontrakt-dev/kontrakt/corpus"

// prepare makes the module, and builds the command.
func (r *run) prepare() error {
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return err
	}
	if r.out, err = filepath.Abs(r.out); err != nil {
		return err
	}
	if r.corpus, err = filepath.Abs(r.corpus); err != nil {
		return err
	}
	text := fmt.Sprintf("module %s\n\ngo 1.26\n\nrequire github.com/kontrakt-dev/kontrakt v0.0.0\n\n"+
		"replace github.com/kontrakt-dev/kontrakt => %s\n", module, bytes.TrimSpace(root))
	if err := os.MkdirAll(r.out, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(r.out, "go.mod"), []byte(text), 0o644); err != nil {
		return err
	}
	r.gen = filepath.Join(r.out, "gen.exe")
	return inFolder("", "build", "-o", r.gen, "./cmd/gen")
}

// inFolder runs the Go tool in folder.
func inFolder(folder string, arguments ...string) error {
	command := exec.Command("go", arguments...)
	command.Dir = folder
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("go %s: %w\n%s", arguments[0], err, output)
	}
	return nil
}

var inPackage = regexp.MustCompile(`(?m)^(?:vet: )?(c\d{4})[/\\][^\n]*$`)

// compile vets and builds what was generated; what the compiler has to say counts against the contract. What is built
// is not run, and not optimized either, which would take the better part of the time.
func (r *run) compile() error {
	tools := [][]string{{"vet"}, {"build", "-gcflags=-N -l"}}
	if r.quick {
		tools = tools[:1]
	}
	for _, tool := range tools {
		byPackage := map[string]*contract{}
		arguments := tool
		for _, c := range r.contracts {
			if c.outcome == good {
				byPackage[c.pkg] = c
				arguments = append(arguments, "./"+c.pkg)
			}
		}
		if len(byPackage) == 0 {
			return nil
		}
		err := inFolder(r.out, arguments...)
		if err == nil {
			continue
		}
		found := inPackage.FindAllStringSubmatch(err.Error(), -1)
		if len(found) == 0 {
			return err
		}
		for _, f := range found {
			if c := byPackage[f[1]]; c != nil && c.outcome == good {
				c.fail("does not "+tool[0]+": "+quoted.ReplaceAllString(f[0], "…"), f[0])
			}
		}
	}
	return nil
}
