// Corpus runs the generator over a folder of real contracts, builds and vets what it writes, and prints a table of what
// became of each.
//
//	go run ./internal/corpus DIR
//
// DIR has an INDEX.tsv whose first column names the contracts. The exit status is 0 where no contract failed: one that is
// refused with a diagnostic has not failed; a panic, a time-out, and code that does not compile or vet have.
package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

const timeout = 2 * time.Minute // for one contract

func main() {
	out := flag.String("out", "", "folder to write the clients to, and keep them (default a temporary one)")
	match := flag.String("match", "", "regular expression for the contracts to run")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: corpus [-out DIR] [-match RE] DIR")
		os.Exit(2)
	}
	failed, err := run(flag.Arg(0), *out, *match)
	if err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(2)
	}
	if failed > 0 {
		os.Exit(1)
	}
}

// contract is one line of the index and what became of it.
type contract struct {
	path, pkg string
	outcome   string // generated, refused or failed
	reason    string // for the table: what the first diagnostic says, without its particulars
	output    string
	took      time.Duration
	memory    int64 // peak, in KiB
}

func run(corpus, out, match string) (failed int, err error) {
	contracts, err := readIndex(corpus, match)
	if err != nil {
		return 0, err
	}
	if out == "" {
		if out, err = os.MkdirTemp("", "corpus"); err != nil {
			return 0, err
		}
		defer os.RemoveAll(out)
	}
	gen := filepath.Join(out, "gen.exe")
	if err := prepare(out, gen); err != nil {
		return 0, err
	}
	var group sync.WaitGroup
	turns := make(chan struct{}, runtime.NumCPU())
	for _, c := range contracts {
		group.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			c.generate(gen, corpus, out)
		})
	}
	group.Wait()
	if err := build(contracts, out); err != nil {
		return 0, err
	}
	return report(contracts), nil
}

func readIndex(corpus, match string) ([]*contract, error) {
	index, err := os.ReadFile(filepath.Join(corpus, "INDEX.tsv"))
	if err != nil {
		return nil, err
	}
	want, err := regexp.Compile(match)
	if err != nil {
		return nil, err
	}
	var list []*contract
	for i, line := range strings.Split(strings.TrimSpace(string(index)), "\n") {
		path, _, _ := strings.Cut(line, "\t")
		if i > 0 && want.MatchString(path) {
			list = append(list, &contract{path: path, pkg: fmt.Sprintf("c%04d", i)})
		}
	}
	return list, nil
}

// prepare makes a module that may import the runtime, because its path is below that of this one, and builds the command.
func prepare(out, gen string) error {
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return err
	}
	module := fmt.Sprintf("module github.com/kontrakt-dev/kontrakt/corpus\n\ngo 1.26\n\n"+
		"require github.com/kontrakt-dev/kontrakt v0.0.0\n\nreplace github.com/kontrakt-dev/kontrakt => %s\n", bytes.TrimSpace(root))
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, "go.mod"), []byte(module), 0o644); err != nil {
		return err
	}
	command := exec.Command("go", "build", "-o", gen, "./cmd/gen")
	command.Stderr = os.Stderr
	return command.Run()
}

var (
	position = regexp.MustCompile(`^[^\n]*?:\d+(:\d+)?: `)
	quoted   = regexp.MustCompile(`"[^"]*"|\{[^}]*\}\S*|\b[\w.:/-]*[\d_:/{}][\w.:/-]*|\b\w*[a-z][A-Z]\w*|\b[A-Z]\w+`)
)

// generate runs the command over c.
func (c *contract) generate(gen, corpus, out string) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	project, _, _ := strings.Cut(c.path, "/") // contracts refer to what lies elsewhere in their project
	command := exec.CommandContext(ctx, gen, "--runtime=import", "--root", filepath.Join(corpus, project),
		"--out", filepath.Join(out, c.pkg), "--package", c.pkg, filepath.Join(corpus, c.path))
	start := time.Now()
	output, err := command.CombinedOutput()
	c.took, c.output = time.Since(start), string(output)
	c.memory = peakMemory(command.ProcessState)
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		c.outcome, c.reason = "failed", "takes longer than "+timeout.String()
	case err == nil:
		c.outcome = "generated"
	case errors.As(err, &exit) && exit.ExitCode() == 1 && !strings.Contains(c.output, "goroutine "):
		c.outcome, c.reason = "refused", firstFault(c.output)
		if !position.MatchString(c.output) || strings.Contains(c.output, "is not Go") {
			c.outcome = "failed"
		}
	default:
		c.outcome, c.reason = "failed", "crashes: "+firstLine(c.output)
	}
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

var inPackage = regexp.MustCompile(`(?m)^(?:vet: )?(c\d{4})[/\\][^\n]*$`)

// build compiles and vets what was generated; what the compiler has to say counts against the contract.
func build(contracts []*contract, out string) error {
	byPackage := map[string]*contract{}
	for _, c := range contracts {
		if c.outcome == "generated" {
			byPackage[c.pkg] = c
		}
	}
	for _, tool := range []string{"build", "vet"} {
		command := exec.Command("go", tool, "./...")
		command.Dir = out
		output, err := command.CombinedOutput()
		found := inPackage.FindAllStringSubmatch(string(output), -1)
		if err != nil && len(found) == 0 {
			return fmt.Errorf("go %s: %w\n%s", tool, err, output)
		}
		for _, f := range found {
			if c := byPackage[f[1]]; c != nil && c.outcome == "generated" {
				c.outcome, c.reason = "failed", "does not "+tool+": "+quoted.ReplaceAllString(f[0], "…")
				c.output = f[0]
			}
		}
	}
	return nil
}

// report prints the table, and returns how many failed.
func report(contracts []*contract) (failed int) {
	outcomes := map[string]int{}
	reasons := map[string][]*contract{}
	for _, c := range contracts {
		outcomes[c.outcome]++
		if c.outcome != "generated" {
			reasons[c.outcome+": "+c.reason] = append(reasons[c.outcome+": "+c.reason], c)
		}
	}
	keys := slices.SortedFunc(maps.Keys(reasons), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(reasons[b]), len(reasons[a])), strings.Compare(a, b))
	})
	for _, key := range keys {
		fmt.Printf("%4d  %s\n", len(reasons[key]), key)
		for _, c := range reasons[key][:min(3, len(reasons[key]))] {
			fmt.Printf("        %s %s\n", c.pkg, c.path)
			fmt.Printf("          %.300s\n", firstLine(strings.TrimSpace(c.output)))
		}
	}
	slowest := slices.MaxFunc(contracts, func(a, b *contract) int { return cmp.Compare(a.took, b.took) })
	largest := slices.MaxFunc(contracts, func(a, b *contract) int { return cmp.Compare(a.memory, b.memory) })
	fmt.Printf("\nslowest  %v  %s\nlargest  %d MiB  %s\n", slowest.took.Round(time.Millisecond), slowest.path, largest.memory>>10, largest.path)
	fmt.Printf("\n%d contracts: %d generated, %d refused with a diagnostic, %d failed\n",
		len(contracts), outcomes["generated"], outcomes["refused"], outcomes["failed"])
	return outcomes["failed"]
}
