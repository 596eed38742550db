// Parts: the files of a generated package that do not depend on the contract.

package templates

import (
	"bytes"
	"embed"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// Each folder is a package that compiles, so a part is vetted and tested like any code.
//
//go:embed parts/*/*.go
var parts embed.FS

// runtimeHome is the import path of the runtime in parts. It is replaced by that of the client's runtime.
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
	source = bytes.Replace(source, []byte(`"`+runtimeHome+`"`), fmt.Appendf(nil, "%q", g.runtime), 1)
	g.files[path.Base(name)] = append([]byte(g.header()+"\n\n"), g.named(string(sortImports(source)))...)
}

var importBlock = regexp.MustCompile(`(?m)^\nimport \(\n((?:.*\n)*?)\)\n`)

// named returns source with the name of the runtime before its import path, unless that ends in the name.
func (g *generator) named(source string) string {
	if path.Base(g.runtime) == "runtime" {
		return source
	}
	quoted := strconv.Quote(g.runtime)
	return strings.Replace(source, quoted, "runtime "+quoted, 1)
}

// sortImports sorts the imports of source, one of which was replaced.
func sortImports(source []byte) []byte {
	return importBlock.ReplaceAllFunc(source, func(block []byte) []byte {
		return []byte(
			importDeclaration(strings.Fields(strings.ReplaceAll(string(importBlock.FindSubmatch(block)[1]), `"`, ""))))
	})
}
