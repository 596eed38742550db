// The command line, and that the manual says what --help says.

package main

import (
	"bytes"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

func TestManualHasUsage(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "main.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	manual := map[string]bool{}
	for line := range strings.Lines(file.Doc.Text()) {
		manual[strings.TrimSpace(line)] = true
	}
	var help bytes.Buffer
	if status := run([]string{"--help"}, &help, &help); status != 0 {
		t.Fatalf("exit status %d", status)
	}
	for line := range strings.Lines(help.String()) {
		if line = strings.TrimSpace(line); line != "" && line != "usage:" && line != "flags:" && !manual[line] {
			t.Errorf("the package comment lacks the line of --help:\n%s", line)
		}
	}
}

func TestWrongUsage(t *testing.T) {
	tests := []struct {
		args, want string
	}{
		{"--chek", "unknown flag: --chek"},
		{"--out", "flag needs an argument: --out"},
		{"a.wsdl b.wsdl", `one FILE at a time: "b.wsdl" is too many`},
		{"--out gen/a", "--out and --package are for one FILE: in a configuration they are keys of each client"},
		{"--package a", "--out and --package are for one FILE: in a configuration they are keys of each client"},
		{"--runtime vendor", `--runtime can be auto, import or copy, not "vendor"`},
	}
	for _, test := range tests {
		var stdout, stderr bytes.Buffer
		status := run(strings.Fields(test.args), &stdout, &stderr)
		want := "gen: " + test.want + "\nrun gen --help for the usage\n"
		if status != 2 || stdout.String() != "" || stderr.String() != want {
			t.Errorf("gen %s: exit status %d, stdout %q, stderr %q; want 2, nothing, %q",
				test.args, status, &stdout, &stderr, want)
		}
	}
}
