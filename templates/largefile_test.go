// Large contracts: how their declarations are divided among files.

package templates_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// A large contract gives files of a bearable size, a small one a file for each concern; a type more changes no file but
// its own.
func TestParcels(t *testing.T) {
	small, large, larger := largeClient(t, 10), largeClient(t, 1500), largeClient(t, 1500, "Person")
	if _, ok := small["types.go"]; !ok ||
		slices.ContainsFunc(names(small), func(n string) bool { return strings.Count(n, ".") > 1 }) {
		t.Errorf("a small contract gives %v", names(small))
	}
	for name, source := range large {
		if lines := bytes.Count(source, []byte("\n")); lines > 3100 {
			t.Errorf("%s has %d lines", name, lines)
		}
	}
	var changed []string
	for _, name := range names(larger) {
		if !bytes.Equal(large[name], larger[name]) && strings.Contains(name, ".p") {
			changed = append(changed, name)
		} else if !bytes.Equal(large[name], larger[name]) && strings.Count(name, ".") > 1 {
			t.Errorf("%s is changed by the type Person", name)
		}
	}
	if len(changed) == 0 {
		t.Error("the type Person is nowhere")
	}
	compile(t, large)
}

// A type more changes the file of its first letters alone. If that gets too long, it gives way to files of one letter more.
func TestParcelsGrow(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var added []string
	next := func() string {
		added = append(added, fmt.Sprintf("B%dGet%c%d", random.IntN(3), 'a'+random.IntN(3), len(added)))
		return added[len(added)-1]
	}
	for range 290 { // a few less than fit
		next()
	}
	before := largeClient(t, 1400, added...)
	splits := 0
	for range 20 {
		name := next()
		after := largeClient(t, 1400, added...)
		split := ""
		for file := range before {
			if after[file] == nil {
				split = letters(file)
				splits++
			}
		}
		for _, file := range slices.Sorted(maps.Keys(after)) {
			isOwn := strings.HasPrefix(strings.ToLower(name), letters(file)) ||
				split != "" && strings.HasPrefix(letters(file), split) && strings.HasPrefix(strings.ToLower(name), split)
			if !bytes.Equal(before[file], after[file]) && !isOwn {
				t.Errorf("the type %s changes %s", name, file)
			}
		}
		before = after
	}
	if splits == 0 {
		t.Error("no file got too long")
	}
}

// letters are those that the names in a file begin with.
func letters(file string) string {
	_, after, _ := strings.Cut(strings.TrimSuffix(file, ".go"), ".")
	return after
}

// largeClient renders a contract of n types, and some more.
func largeClient(t *testing.T, n int, more ...string) map[string][]byte {
	t.Helper()
	text := &schema.Type{Kind: schema.Builtin, Builtin: schema.String}
	root := &schema.Type{Kind: schema.Struct, Wire: schema.QName{Local: "Root"},
		Content: &schema.Particle{Kind: schema.Sequence, Min: 1, Max: 1}}
	port := &schema.Port{Version: "1.1"}
	api := &schema.API{Package: "large", Contract: "large.wsdl", Types: []*schema.Type{root},
		SOAP: &schema.SOAP{Ports: []*schema.Port{port}, Operations: []*schema.SOAPOperation{{Wire: "Call", Port: port,
			Input:  &schema.Message{Element: schema.QName{Local: "Root"}, Type: root},
			Output: &schema.Message{Element: schema.QName{Local: "Root"}, Type: root}}}}}
	for i := range n {
		more = append(more, fmt.Sprintf("%c%dGet%d", 'A'+i%7, i%3, i))
	}
	for _, name := range more {
		day := &schema.Type{Kind: schema.Builtin, Builtin: schema.Date}
		particle := func(name string, of *schema.Type) *schema.Particle {
			return &schema.Particle{Kind: schema.Element, Min: 1, Max: 1,
				Field: &schema.Field{Wire: schema.QName{Local: name}, Type: of, Min: 1, Max: 1}}
		}
		api.Types = append(api.Types, &schema.Type{Kind: schema.Struct, Wire: schema.QName{Local: name},
			Content: &schema.Particle{Kind: schema.Sequence, Min: 1, Max: 1,
				Children: []*schema.Particle{particle("name", text), particle("day", day)}}})
	}
	if ds := schema.Name(api, schema.Settings{}); ds.Faulty() {
		t.Fatal(ds)
	}
	files, ds := templates.Render(api, "github.com/kontrakt-dev/kontrakt/internal/runtime")
	if ds.Faulty() {
		t.Fatal(ds)
	}
	return files
}

func names(files map[string][]byte) []string { return slices.Sorted(maps.Keys(files)) }

// imported reads what generated packages import, as the compiler left it: the runtime, and what the two clients import.
var imported = sync.OnceValue(func() types.Importer {
	list := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}", "../gen/careflex",
		"../gen/mvp", "../internal/runtime/...")
	output, err := list.Output()
	files := map[string]string{}
	for line := range strings.Lines(string(output)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		files[path] = file
	}
	return importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		if err != nil {
			return nil, err
		}
		return os.Open(files[path])
	})
})

// compile type-checks a package.
func compile(t testing.TB, files map[string][]byte) {
	t.Helper()
	set := token.NewFileSet()
	var list []*ast.File
	for _, name := range names(files) {
		f, err := parser.ParseFile(set, name, files[name], parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("%v in\n%s", err, files[name])
		}
		list = append(list, f)
	}
	config := types.Config{Importer: imported()}
	if _, err := config.Check("p", set, list, nil); err != nil {
		t.Error(err)
	}
}
