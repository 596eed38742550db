// The standard library: its declarations, as the go command compiled them.

package goapi

import (
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// standard imports packages of the standard library.
type standard struct {
	types.Importer
	exports map[string]string // by import path: the file with what the package declares; "" for one that there is not
}

func newStandard(files *token.FileSet) *standard {
	s := &standard{exports: map[string]string{}}
	s.Importer = importer.ForCompiler(files, "gc", func(path string) (io.ReadCloser, error) {
		if file := s.exports[path]; file != "" {
			return os.Open(file)
		}
		return nil, errors.New("it is not of the standard library")
	})
	return s
}

// find asks the go command, once, for all packages that files import and that are not known yet.
func (s *standard) find(files []*ast.File) error {
	var paths []string
	for _, file := range files {
		for _, spec := range file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			_, isKnown := s.exports[path]
			_, isRuntime := belowRuntime(path)
			if err == nil && !isKnown && !isRuntime && path != "" && path[0] != '-' {
				s.exports[path] = ""
				paths = append(paths, path)
			}
		}
	}
	if len(paths) == 0 {
		return nil
	}
	slices.Sort(paths)
	const format = "{{.ImportPath}}\t{{.Standard}}\t{{.Export}}"
	list := exec.Command("go", append([]string{"list", "-e", "-export", "-f", format, "--"}, paths...)...)
	list.Env = append(os.Environ(), "GO111MODULE=off", "GOFLAGS=") // whatever module this is
	output, err := list.Output()
	if err != nil {
		return fmt.Errorf("the go command is needed to compare what is Go: %w", err)
	}
	for line := range strings.Lines(string(output)) {
		if fields := strings.Split(strings.TrimSpace(line), "\t"); len(fields) == 3 && fields[1] == "true" {
			s.exports[fields[0]] = fields[2]
		}
	}
	return nil
}
