// The module itself compiles, for the systems that its tests do not run on.

package compiletest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/compiletest"
)

func TestSystems(t *testing.T) {
	if testing.Short() {
		t.Skip("checks the standard library")
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, system := range []string{"darwin/arm64", "linux/386", "solaris/amd64", "windows/amd64"} {
		n, err := compiletest.Check(root, system, os.Environ(), "./...")
		if err != nil || n < 100 {
			t.Errorf("%s: %d packages, %v", system, n, err)
		}
	}
}

// What does not compile is told with its place, whatever is wrong.
func TestFaults(t *testing.T) {
	tests := []struct {
		name, system, source, want string
	}{
		{"syntax", compiletest.Host, "func {", "a.go:3:6: expected 'IDENT', found '{'"},
		{"type", compiletest.Host, "var v string = 1", "a.go:3:16: cannot use 1"},
		{"body", compiletest.Host, "func f() { unused := 1 }", "a.go:3:12: declared and not used: unused"},
		{"unused import", compiletest.Host, `import "io"`, `a.go:3:8: "io" imported and not used`},
		{"missing module", compiletest.Host, `import _ "example.com/other"`, "a.go:3:8: no required module provides package example.com/other"},
		{"internal package", compiletest.Host, `import _ "net/http/internal"`, "use of internal package net/http/internal not allowed"},
		{"32 bits", "linux/386", "const large int = 1 << 40", "a.go:3:19: cannot use 1 << 40"},
		{"system", "windows/amd64", "import \"syscall\"\n\nvar _ = syscall.Flock", "a.go:5:17: undefined: syscall.Flock"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			for name, text := range map[string]string{"go.mod": "module example.com/a\n\ngo 1.26\n",
				"a.go": "package a\n\n" + test.source + "\n"} {
				if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := compiletest.Check(folder, test.system, os.Environ(), "./..."); err == nil ||
				!strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
}
