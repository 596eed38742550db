// The wrapped style on a contract of thousands of operations that is made for it.

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/compiletest"
)

// TestWrappedCorpus generates the client of a large contract in both styles, which compile: it has no operation that
// cannot have the wrapped one.
func TestWrappedCorpus(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a large client")
	}
	contract, err := filepath.Abs("../../../shared/corpus/hooklift+gowsdl/fixtures/vboxweb.wsdl")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(contract)
	if err != nil {
		t.Skipf("needs the corpus: %v", err)
	}
	t.Chdir(t.TempDir())
	writeFile(t, "vboxweb.wsdl", string(text))
	writeFile(t, "go.mod", "module example.com/box\n\ngo 1.26\n")
	writeFile(t, configFile, "clients:\n  - {contract: vboxweb.wsdl, style: wrapped}\n")
	gen := func(args ...string) string {
		t.Helper()
		var output bytes.Buffer
		if status := run(args, &output, &output); status != done {
			t.Fatalf("gen %s: exit status %d: %s", strings.Join(args, " "), status, &output)
		}
		return output.String()
	}
	gen()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := compiletest.Check(folder, compiletest.Host, os.Environ(), "./..."); err != nil {
		t.Fatal(err)
	}
	if reasons := gen("describe", "vboxweb.wsdl"); strings.Contains(reasons, "request and response are structs") ||
		strings.Count(reasons, "not wrapped") > 50 {
		t.Errorf("operations are not wrapped:\n%s", reasons)
	}
}
