// The modules that tests need: those that this module requires, however far away, on the disk.

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// moduleProxy returns a GOPROXY without network: it has every module of this module's graph, as modules that require
// this one need them.
func moduleProxy(t *testing.T) string {
	t.Helper()
	if err := downloadModules(); err != nil {
		t.Fatal(err)
	}
	return "file://" + filepath.ToSlash(goEnv(t, "GOMODCACHE")) + "/cache/download"
}

// downloadModules downloads the modules into the module cache. On a fresh machine it needs the network, afterwards it
// does not.
var downloadModules = sync.OnceValue(func() error {
	module, err := os.MkdirTemp("", "modules")
	if err != nil {
		return err
	}
	defer os.RemoveAll(module)
	for _, name := range []string{"go.mod", "go.sum"} { // a copy: the download adds to go.sum
		content, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(module, name), content, 0o600); err != nil {
			return err
		}
	}
	download := exec.Command("go", "mod", "download", "all")
	download.Dir = module
	download.Env = append(os.Environ(), "GOFLAGS=-mod=mod")
	if output, err := download.CombinedOutput(); err != nil {
		return fmt.Errorf("go mod download all: %w\n%s", err, output)
	}
	return nil
})
