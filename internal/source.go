// Package internal holds the source of the runtime, for the command to copy beside clients of other modules.
package internal

import (
	"embed"
	"path"
	"strings"
)

//go:embed runtime/*.go
var runtime embed.FS

// RuntimeSource returns the source of package runtime by file name, without its tests.
func RuntimeSource() (map[string][]byte, error) {
	const folder = "runtime"
	entries, err := runtime.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	source := map[string][]byte{}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		if source[e.Name()], err = runtime.ReadFile(path.Join(folder, e.Name())); err != nil {
			return nil, err
		}
	}
	return source, nil
}
