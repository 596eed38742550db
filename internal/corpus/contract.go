// A contract of the corpus, and what the generator makes of it.

package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

const timeout = 2 * time.Minute // for one contract

// contract is one line of the index and what became of it.
type contract struct {
	path, pkg string
	outcome   outcome
	reason    string // for the table: what the first diagnostic says, without its particulars
	output    string
	usage     usage
	samples   []*sample
	responses []*response
}

// outcome is what became of a contract or a sample.
type outcome string

const (
	good    outcome = "good" // of a contract: generated, vetted and compiled; of a sample: the same again
	refused outcome = "refused"
	failed  outcome = "failed"
)

// fail notes that c failed.
func (c *contract) fail(reason, output string) {
	c.outcome, c.reason, c.output = failed, reason, output
}

// project is the folder of the corpus that c is from: contracts refer to what lies elsewhere in their project.
func (c *contract) project() string {
	project, _, _ := strings.Cut(c.path, "/")
	return project
}

var (
	position = regexp.MustCompile(`^[^\n]*?:\d+(:\d+)?: `)
	quoted   = regexp.MustCompile(`"[^"]*"|\{[^}]*\}\S*|\b[\w.:/-]*[\d_:/{}][\w.:/-]*|\b\w*[a-z][A-Z]\w*|\b[A-Z]\w+`)
)

// generate runs the command over c.
func (c *contract) generate(gen, corpus, out string) {
	contract := filepath.Join(corpus, c.path)
	for _, name := range []string{elementsFile, callsFile} {
		os.Remove(filepath.Join(out, c.pkg, name)) // of an earlier run
	}
	output, used, err := execute(gen, "--runtime=import", "--root", filepath.Join(corpus, c.project()),
		"--out", filepath.Join(out, c.pkg), "--package", c.pkg, contract)
	c.output, c.usage = output, used
	var exit *exec.ExitError
	isPositioned := position.MatchString(output) || strings.HasPrefix(output, filepath.ToSlash(contract)+": ")
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		c.fail("takes longer than "+timeout.String(), output)
	case err == nil:
		c.outcome = good
	case !errors.As(err, &exit) || exit.ExitCode() != 1 || strings.Contains(output, "goroutine "):
		c.fail("crashes: "+firstLine(output), output)
	case !isPositioned || strings.Contains(output, "is not Go"):
		c.fail(firstFault(output), output)
	default:
		c.outcome, c.reason = refused, firstFault(output)
	}
}

// execute runs a command, not for too long, and returns what it says and what it used.
func execute(name string, arguments ...string) (output string, used usage, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	command := exec.CommandContext(ctx, name, arguments...)
	start := time.Now()
	said, err := command.CombinedOutput()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return string(said), usageOf(command.ProcessState, time.Since(start)), err
}

// firstFault is the first diagnostic that is no warning, without its position and names.
func firstFault(output string) string {
	for _, line := range strings.Split(output, "\n") {
		message := position.ReplaceAllString(line, "")
		if !strings.HasPrefix(message, "warning: ") && message != "" {
			return quoted.ReplaceAllString(message, "…")
		}
	}
	return "?"
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}
