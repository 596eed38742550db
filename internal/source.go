// Package internal holds the source of the runtime, for the command to copy beside clients of other modules.
package internal

import (
	"embed"
	"path"
	"strings"
)

//go:embed runtime/*.go runtime/LICENSE
var runtime embed.FS

// RuntimeSource returns the source of package runtime by file name, without its tests but with its licence.
func RuntimeSource() map[string][]byte {
	const folder = "runtime"
	entries, err := runtime.ReadDir(folder)
	if err != nil {
		panic(err) // what is embedded can be read
	}
	source := map[string][]byte{}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		if source[e.Name()], err = runtime.ReadFile(path.Join(folder, e.Name())); err != nil {
			panic(err)
		}
	}
	return source
}
