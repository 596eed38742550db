// Parts: the files of a generated package that no contract changes.

package templates

import (
	"bytes"
	"embed"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Each folder is a package that compiles, so a part is vetted and tested like any code.
//
//go:embed parts/*/*.go
var parts embed.FS

// runtimeHome is how parts import the runtime, which is rewritten to where the client has it.
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

var imported = regexp.MustCompile(`(?m)^\nimport \(\n((?:.*\n)*?)\)\n`)

// named returns source with the name of the runtime before its import path, unless that ends in the name.
func (g *generator) named(source string) string {
	if path.Base(g.runtime) == "runtime" {
		return source
	}
	quoted := strconv.Quote(g.runtime)
	return strings.Replace(source, quoted, "runtime "+quoted, 1)
}

// sortImports puts the imports of source in order, one of which was rewritten.
func sortImports(source []byte) []byte {
	return imported.ReplaceAllFunc(source, func(block []byte) []byte {
		return []byte(
			importDeclaration(strings.Fields(strings.ReplaceAll(string(imported.FindSubmatch(block)[1]), `"`, ""))))
	})
}

// needs are the parts that a part cannot be without.
var needs = map[string][]string{"value/any.go": {"value/attr.go", "value/qname.go", "value/rawxml.go"},
	"value/date.go": {"value/zone.go"}, "value/datetime.go": {"value/zone.go"}, "value/timeofday.go": {"value/zone.go"}}

// valueParts copies the declarations of the value types that the package uses.
func (g *generator) valueParts() {
	for builtin := range g.basics {
		if name := basics[builtin].part; name != "" {
			g.partNames[name] = true
		}
	}
	for name := range maps.Clone(g.partNames) {
		for _, need := range needs[name] {
			g.partNames[need] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(g.partNames)) {
		g.part(name)
	}
}
