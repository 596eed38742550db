// Parts: the files of a generated package that do not depend on the contract.

package templates

import (
	"bytes"
	"embed"
	"fmt"
	"path"
	"regexp"
	"strings"
)

// Each folder is a package that compiles, so a part is vetted and tested like any code.
//
//go:embed parts/*/*.go
var parts embed.FS

// runtimeHome is the import path of the folder of the runtime's packages in parts. It is replaced by that of the client's.
const runtimeHome = "github.com/kontrakt-dev/kontrakt/internal/runtime"

// part copies parts/<name> into the package.
func (g *generator) part(name string) {
	source, err := parts.ReadFile("parts/" + name)
	if err != nil {
		g.fail(name, err)
		return
	}
	folder := path.Dir(name)
	source = bytes.Replace(source, fmt.Appendf(nil, "\npackage %s\n", folder),
		fmt.Appendf(nil, "\npackage %s\n", g.api.Package), 1)
	source = bytes.ReplaceAll(source, []byte(`"`+runtimeHome+"/"), []byte(`"`+g.runtime+"/"))
	g.files[path.Base(name)] = append([]byte(g.header()+"\n\n"), sortImports(source)...)
}

var importBlock = regexp.MustCompile(`(?m)^\nimport \(\n((?:.*\n)*?)\)\n`)

// sortImports sorts the imports of source, some of which were replaced.
func sortImports(source []byte) []byte {
	return importBlock.ReplaceAllFunc(source, func(block []byte) []byte {
		return []byte(
			importDeclaration(strings.Fields(strings.ReplaceAll(string(importBlock.FindSubmatch(block)[1]), `"`, ""))))
	})
}
