// Judging: whether the tests notice a mutant.

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// verdict is what the tests make of a mutant.
type verdict int

const (
	killed   verdict = iota // a test fails, or does not end
	survived                // every test passes
	invalid                 // the mutant does not compile
)

// further are the tests of a package that are not in it, or are long: they run if its own short ones do not notice a
// mutant.
var further = map[string][]string{
	"cmd/gen":           {"./cmd/gen"},
	"internal/describe": {"./cmd/gen", "-run", "^TestScripts$/^describe"},
	"internal/example":  {"./internal/describe"},
	"internal/openapi":  {"./cmd/gen", "-run", "^TestScripts$/^openapi"},
	"internal/goapi":    {"./cmd/gen", "-run", "^TestScripts$/^diff"},
	"schema":            {"./templates", "./schema/..."},
	"templates":         {"./templates", "./gen/...", "./testdata/cases"},
	"schema/diff":       {"./cmd/gen", "-run", "^TestScripts$/^diff"},
	"schema/rest":       {"./templates"},
	"schema/wsdl":       {"./templates"},
	"schema/xmltree":    {"./schema/wsdl", "./cmd/gen", "-run", "^TestScripts$/^(hostile|irregular|imports)"},
	"schema/xsd":        {"./schema/wsdl"},
	"schema/yamldoc":    {"./schema/rest", "./cmd/gen", "-run", "Fault|Schema|^TestScripts$/^(config|faults)"},
}

// furtherThan returns the further tests of the package in folder.
func furtherThan(folder string) []string {
	if strings.HasPrefix(folder, "internal/runtime/") {
		return []string{"./internal/runtime/...", "./gen/...", "./testdata/cases"}
	}
	return further[folder]
}

// passes returns an error if the short tests of the package in folder fail as it is: they would fail with every mutant.
func passes(ctx context.Context, folder string) error {
	output, err := exec.CommandContext(ctx, "go", "test", "-vet=off", "-short", "./"+folder).CombinedOutput()
	if err != nil {
		return fmt.Errorf("the tests of %s fail without a mutant: %w\n%s", folder, err, output)
	}
	return nil
}

// judge runs the short tests of the package in folder with m in place, and the further ones if they do not fail.
func judge(ctx context.Context, folder string, m mutant) (verdict, error) {
	found, err := test(ctx, m, "-short", "./"+folder)
	if more := furtherThan(folder); err == nil && found == survived && more != nil {
		found, err = test(ctx, m, more...)
	}
	return found, err
}

// test runs go test with m in place. The tree stays as it is: the go command reads the mutant through an overlay.
func test(ctx context.Context, m mutant, args ...string) (verdict, error) {
	source, err := m.source()
	if err != nil {
		return 0, err
	}
	dir, err := os.MkdirTemp("", "mutant")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	original, err := filepath.Abs(m.file)
	if err != nil {
		return 0, err
	}
	changed, overlay := filepath.Join(dir, "mutant.go"), filepath.Join(dir, "overlay.json")
	mapping, err := json.Marshal(map[string]any{"Replace": map[string]string{original: changed}})
	if err != nil {
		return 0, err
	}
	for file, content := range map[string][]byte{changed: source, overlay: mapping} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			return 0, err
		}
	}
	// Tests that run the go command see the mutant, too.
	args = append([]string{"test", "-vet=off", "-failfast", "-timeout=10m"}, args...)
	command := exec.CommandContext(ctx, "go", args...)
	command.Env = append(os.Environ(), "GOFLAGS="+os.Getenv("GOFLAGS")+" -overlay="+overlay)
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	switch err := command.Run(); {
	case ctx.Err() != nil:
		return 0, ctx.Err()
	case err == nil:
		return survived, nil
	case strings.Contains(output.String(), "[build failed]"), strings.Contains(output.String(), "[setup failed]"):
		return invalid, nil
	case command.ProcessState == nil:
		return 0, fmt.Errorf("go test: %w", err)
	}
	return killed, nil
}
