// The embedded source is that of the runtime's packages, with what they import, and has no tests.

package internal_test

import (
	"bytes"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal"
)

func TestRuntimeSource(t *testing.T) {
	want := []string{"LICENSE", "doc.go"}
	for _, name := range internal.RuntimePackages() {
		files, err := filepath.Glob("runtime/" + name + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", name, len(files), err)
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				want = append(want, name+"/"+filepath.Base(file))
			}
		}
	}
	slices.Sort(want)
	source := internal.RuntimeSource(internal.RuntimePackages())
	if got := slices.Sorted(maps.Keys(source)); !slices.Equal(got, want) {
		t.Errorf("files %v, want %v", got, want)
	}
	for name, content := range source {
		file, err := os.ReadFile(filepath.Join("runtime", filepath.FromSlash(name)))
		if err != nil || !bytes.Equal(file, content) {
			t.Errorf("%s differs from the file, %v", name, err)
		}
	}
}

// A package comes with all that it imports, and with nothing else. No two packages import each other, or Go would not
// have compiled them.
func TestRuntimeSourceIsClosed(t *testing.T) {
	imports := func(content []byte) (names []string) {
		for line := range strings.Lines(string(content)) {
			if _, name, ok := strings.Cut(line, `"github.com/kontrakt-dev/kontrakt/internal/runtime/`); ok {
				names = append(names, strings.TrimRight(name, "\"\n"))
			}
		}
		return names
	}
	for _, name := range internal.RuntimePackages() {
		needed, source := map[string]bool{name: true, ".": true}, internal.RuntimeSource([]string{name})
		for grown := true; grown; {
			before := len(needed)
			for file, content := range source {
				if needed[path.Dir(file)] {
					for _, imported := range imports(content) {
						needed[imported] = true
					}
				}
			}
			grown = len(needed) > before
		}
		carried := map[string]bool{}
		for file := range source {
			carried[path.Dir(file)] = true
		}
		if !maps.Equal(carried, needed) {
			t.Errorf("%s comes with %v, needs %v", name, carried, needed)
		}
	}
}

// A client carries no code of what it does not do, and a small one little code.
func TestRuntimeOfAClient(t *testing.T) {
	for _, test := range []struct {
		client   string
		imports  []string
		without  []string
		maxLines int
	}{
		{"a GET", []string{"debug", "failure", "jsonwire", "rest", "token", "transport", "wire"},
			[]string{"cache", "multicall", "soap", "xmlwire", "xmltype", "scalar", "oauth", "signin"}, 4160},
		{"SOAP", []string{"debug", "failure", "scalar", "soap", "split", "token", "oauth", "transport", "wire", "xmltype"},
			[]string{"jsonwire", "cache", "multicall", "rest", "signin", "jwt", "tokenfile", "encoded", "attach", "concat", "digest"}, 13950},
		{"MultiCall", []string{"debug", "failure", "jsonwire", "rest", "multicall", "cache", "token", "transport"},
			[]string{"soap", "xmlwire", "xmltype"}, 8000},
	} {
		lines := 0
		for name, content := range internal.RuntimeSource(test.imports) {
			if path.Ext(name) == ".go" {
				lines += bytes.Count(content, []byte("\n"))
			}
			if slices.Contains(test.without, path.Dir(name)) {
				t.Errorf("a client of %s carries %s", test.client, name)
			}
		}
		if lines >= test.maxLines {
			t.Errorf("a client of %s carries %d lines, want fewer than %d", test.client, lines, test.maxLines)
		}
	}
}

// The table of packages in CONTRIBUTING.md has each of them, and none imports one that is below it there.
func TestRuntimeTable(t *testing.T) {
	page, err := os.ReadFile("../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "## The packages of the runtime")
	table, _, _ = strings.Cut(table, "\n## ")
	above := []string{"."}
	for _, row := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\|").FindAllStringSubmatch(table, -1) {
		for name := range internal.RuntimeSource(row[1:]) {
			if folder := path.Dir(name); folder != row[1] && !slices.Contains(above, folder) {
				t.Errorf("%s imports %s, which is not above it in the table", row[1], folder)
				break
			}
		}
		above = append(above, row[1])
	}
	slices.Sort(above)
	if want := slices.Sorted(slices.Values(append(internal.RuntimePackages(), "."))); !slices.Equal(above, want) {
		t.Errorf("the table has %v, want %v", above, want)
	}
}

// No package is a hall.
func TestRuntimePackagesAreSmall(t *testing.T) {
	lines := map[string]int{}
	for name, content := range internal.RuntimeSource(internal.RuntimePackages()) {
		lines[path.Dir(name)] += bytes.Count(content, []byte("\n"))
	}
	for name, n := range lines {
		if n > 2500 {
			t.Errorf("package %s has %d lines, want at most 2500", name, n)
		}
	}
}

func TestLicence(t *testing.T) {
	want, err := os.ReadFile(filepath.Join("..", "LICENSE"))
	if err != nil {
		t.Fatal(err)
	}
	if string(internal.RuntimeSource(nil)["LICENSE"]) != string(want) {
		t.Error("runtime/LICENSE is not the licence of the module")
	}
}
