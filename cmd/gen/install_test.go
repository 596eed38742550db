// The module as a release: what go install of a version builds, and what that says of itself.

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// TestInstall publishes this module, as a version that never was, to a module proxy that is a folder, and installs the
// command from there.
func TestInstall(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	t.Parallel()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	version := module.Version{Path: modulePath, Version: "v0.0.1-test"}
	proxy := t.TempDir()
	published := filepath.Join(proxy, filepath.FromSlash(version.Path), "@v", version.Version)
	writeFile(t, filepath.Join(filepath.Dir(published), "list"), version.Version+"\n")
	writeFile(t, published+".info", `{"Version":"`+version.Version+`"}`)
	writeFile(t, published+".mod", read(t, "go.mod"))
	archive, err := os.Create(published + ".zip")
	if err != nil {
		t.Fatal(err)
	}
	if err := zip.CreateFromDir(archive, version, root); err != nil {
		t.Fatal(err) // also where a file has a name that not every system can store
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}

	bin, cache := t.TempDir(), t.TempDir()
	install := exec.Command("go", "install", commandPath+"@"+version.Version)
	install.Dir = t.TempDir()
	install.Env = append(os.Environ(),
		"GOBIN="+bin,
		"GOMODCACHE="+cache,
		"GOPROXY=file://"+filepath.ToSlash(proxy)+","+moduleProxy(t),
		"GOSUMDB=off",
		"GOFLAGS=-modcacherw")
	if output, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	gen := filepath.Join(bin, "gen")
	output, err := exec.Command(gen, "--version").CombinedOutput()
	if want := "gen " + version.Version + "\n"; err != nil || string(output) != want {
		t.Errorf("gen --version: %v, %q, want %q", err, output, want)
	}
	check := exec.Command(gen, "--check")
	check.Dir = root
	if output, err := check.CombinedOutput(); err != nil || strings.TrimSpace(string(output)) != "" {
		t.Errorf("gen --check in the repository: %v\n%s", err, output)
	}
}
