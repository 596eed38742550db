// Mutants says how much the tests notice: it changes the hand-written code, a little in one place at a time, and runs
// the tests with each change. A mutant that every test passes with is code that no test holds to anything.
//
//	go run ./internal/mutants [-sample N] [-seed S] [-floor PERCENT] [PACKAGE...]
//
// A mutant inverts a condition, moves a boundary, swaps an operator, adds 1 to a number or deletes a statement. Of each
// package, by default of each that is written by hand, a seeded sample is judged. Each one that survives is printed,
// then a table. Some change nothing that could be noticed: the floor is below 100.
//
// A mutant takes about as long as the tests of its package: with the sample of make mutants, two processors need about
// 40 minutes for all packages, and 5 for one like internal/describe.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

func main() {
	sample := flag.Int("sample", 20, "judge `N` mutants of each package")
	seed := flag.Uint64("seed", 1, "choose them by `S`")
	floor := flag.Int("floor", 80, "fail if fewer than `PERCENT` of a package's mutants are noticed")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, flag.Args(), *sample, *seed, *floor); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run judges a sample of mutants of each package and prints what became of them. It returns an error if in one of them
// fewer than floor percent are noticed.
func run(ctx context.Context, w io.Writer, packages []string, sample int, seed uint64, floor int) error {
	folders, err := foldersOf(ctx, packages)
	if err != nil {
		return err
	}
	var table strings.Builder
	var low []string
	for _, folder := range folders {
		mutants, err := shuffled(folder, seed)
		if err != nil {
			return err
		}
		if err := passes(ctx, folder); err != nil {
			return err
		}
		dead, alive, err := judgeSample(ctx, w, folder, mutants, sample)
		if err != nil {
			return err
		}
		if dead+alive == 0 {
			continue
		}
		percent := 100 * dead / (dead + alive)
		fmt.Fprintf(&table, "%-24s %5d %6d %8d %7d%%\n", folder, len(mutants), dead, alive, percent)
		if percent < floor {
			low = append(low, folder)
		}
	}
	fmt.Fprintf(w, "\n%-24s %5s %6s %8s %8s\n%s", "package", "all", "killed", "survived", "killed", &table)
	if low != nil {
		return fmt.Errorf("below %d%%: %s", floor, strings.Join(low, ", "))
	}
	return nil
}

// foldersOf returns the folders of packages, relative to the current folder, which is the module's. Without packages it
// returns those of every hand-written package that has tests.
func foldersOf(ctx context.Context, packages []string) ([]string, error) {
	if len(packages) == 0 {
		packages = []string{"./cmd/...", "./schema/...", "./templates", "./internal/..."}
	}
	const tested = "{{if or .TestGoFiles .XTestGoFiles}}{{.Dir}}{{end}}"
	list := exec.CommandContext(ctx, "go", append([]string{"list", "-f", tested}, packages...)...)
	list.Stderr = os.Stderr
	output, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	var folders []string
	for _, dir := range strings.Fields(string(output)) {
		folder, err := filepath.Rel(here, dir)
		if err != nil {
			return nil, err
		}
		folders = append(folders, filepath.ToSlash(folder))
	}
	return folders, nil
}

// shuffled returns the mutants of the package in folder, in an order that the seed and the package decide.
func shuffled(folder string, seed uint64) ([]mutant, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	var mutants []mutant
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		more, err := mutantsOf(file)
		if err != nil {
			return nil, err
		}
		mutants = append(mutants, more...)
	}
	random := rand.New(rand.NewPCG(seed, uint64(len(folder))))
	random.Shuffle(len(mutants), func(i, j int) { mutants[i], mutants[j] = mutants[j], mutants[i] })
	return mutants, nil
}

// judgeSample judges mutants in turn, several at a time, until sample of them compile, and prints those that survive.
func judgeSample(ctx context.Context, w io.Writer, folder string, mutants []mutant, sample int) (
	dead, alive int, err error,
) {
	var mutex sync.Mutex
	var workers sync.WaitGroup
	next, open := 0, 0 // the next mutant, and how many are being judged
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			mutex.Lock()
			defer mutex.Unlock()
			for err == nil && next < len(mutants) && dead+alive+open < sample {
				m := mutants[next]
				next, open = next+1, open+1
				mutex.Unlock()
				found, failure := judge(ctx, folder, m)
				mutex.Lock()
				open--
				switch {
				case failure != nil:
					err = failure
				case found == killed:
					dead++
				case found == survived:
					alive++
					fmt.Fprintf(w, "%s:%d: survived: %s\n", filepath.ToSlash(m.file), m.line, m.what)
				}
			}
		})
	}
	workers.Wait()
	return dead, alive, err
}
