// The embedded source is that of the runtime, and holds no tests.

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
	source, err := internal.RuntimeSource()
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob("runtime/*.go")
	if err != nil {
		t.Fatal(err)
	}
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
	if got := slices.Sorted(maps.Keys(source)); len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("files %v, want %v", got, want)
	}
}
