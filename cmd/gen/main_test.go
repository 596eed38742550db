// The command line: wrong usage.

package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func TestWrongUsage(t *testing.T) {
	tests := []struct {
		args, want string
	}{
		{"--chek", "unknown flag: --chek: did you mean --check?"},
		{"--force", "unknown flag: --force"},
		{"--out", "flag needs an argument: --out"},
		{"a.wsdl b.wsdl", `one FILE at a time: "b.wsdl" is too many`},
		{"--out gen/a", "--out and --package are for one FILE: in gen.yaml they are keys of a client"},
		{"--package a", "--out and --package are for one FILE: in gen.yaml they are keys of a client"},
		{"--runtime vendor", "--runtime can be auto, import, copy, or a folder by a path with a slash, such as " +
			`./vendor; not "vendor"`},
		{"--runtime /srv/kontrakt", `--runtime can be a folder only by a relative path, not "/srv/kontrakt"`},
		{"--map nothing a.wsdl", `--map takes URI=FILE, not "nothing"`},
		{"compeltion bash", `there is no command "compeltion": did you mean "completion"?`},
		{"--diff", "--diff prints the differences that --check finds: add --check"},
		{"--builtin a.wsdl", "--builtin makes only the built-in clients: remove FILE and --config"},
		{"--builtin --config a.yaml", "--builtin makes only the built-in clients: remove FILE and --config"},
		{"--builtin --out gen/a", "--out and --package are for one FILE: in gen.yaml they are keys of a client"},
		{"payroll",
			`there is no command "payroll": expected one of call, completion, copy, describe, diff, fetch, help, init, openapi, serve, validate`},
		{"init", "FILE is missing"},
		{"copy a", "TO is missing"},
		{"copy a b c", `no more than FROM TO: "c" is too many`},
		{"diff", "NEW is missing"},
		{"diff --fail-on all a.wsdl", `--fail-on can be breaking, any or never, not "all"`},
		{"completion", "SHELL is missing"},
		{"completion tcsh", `SHELL can be bash, zsh or fish, not "tcsh"`},
		{"completion --shell", "unknown flag: --shell"},
	}
	for _, test := range tests {
		var stdout, stderr bytes.Buffer
		status := run(strings.Fields(test.args), &stdout, &stderr)
		name := "gen"
		command, _, _ := strings.Cut(test.args, " ")
		if slices.Contains([]string{"copy", "diff", "init", "completion"}, command) {
			name += " " + command
		}
		want := name + ": " + test.want + "\nrun " + name + " --help for the usage\n"
		if status != 2 || stdout.String() != "" || stderr.String() != want {
			t.Errorf("gen %s: exit status %d, stdout %q, stderr %q; want 2, nothing, %q",
				test.args, status, &stdout, &stderr, want)
		}
	}
}
