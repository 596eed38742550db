// The embedded source is that of the runtime, and holds its licence and no tests.

package internal_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal"
)

func TestRuntimeSource(t *testing.T) {
	source := internal.RuntimeSource()
	paths, err := filepath.Glob("runtime/*.go")
	if err != nil {
		t.Fatal(err)
	}
	paths = append(paths, "runtime/LICENSE")
	var want []string
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		want = append(want, filepath.Base(path))
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(source[filepath.Base(path)]) != string(content) {
			t.Errorf("%s differs from the file", path)
		}
	}
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(source)); !slices.Equal(got, want) {
		t.Errorf("files %v, want %v", got, want)
	}
}

func TestLicence(t *testing.T) {
	want, err := os.ReadFile(filepath.Join("..", "LICENSE"))
	if err != nil {
		t.Fatal(err)
	}
	if string(internal.RuntimeSource()["LICENSE"]) != string(want) {
		t.Error("runtime/LICENSE is not the licence of the module")
	}
}
