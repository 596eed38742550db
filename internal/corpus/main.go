// Corpus runs the generator over a folder of real contracts and prints a table with the outcome of each. It vets and builds
// the generated code, which then reads and writes the sample messages beside the contracts. It runs each contract as a
// service whose responses xmllint judges. It compares the requests of gen call with those of clients for 500 operations,
// and measures the largest contracts beside gowsdl.
//
//	go run ./internal/corpus [-out DIR] [-match RE] [-quick] DIR
//
// DIR has an INDEX.tsv whose first column names the contracts; those beside which messages lie are taken too. The exit
// status is 0 if nothing failed. A contract that is refused with a diagnostic has not failed. Failures are a panic, a
// time-out, code that does not vet or compile, a valid message that is written differently, a response that is not valid,
// and a request of gen call that differs from the client's.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
)

func main() {
	var r run
	out := flag.String("out", "", "folder to write the clients to, and keep them (default a temporary one)")
	match := flag.String("match", "", "regular expression for the contracts to run")
	flag.BoolVar(&r.quick, "quick", false, "only vet, which checks types too, and compile no more than messages need")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: corpus [-out DIR] [-match RE] [-quick] DIR")
		os.Exit(2)
	}
	r.corpus, r.out = flag.Arg(0), *out
	failed, err := r.all(*match)
	if err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(2)
	}
	if failed > 0 {
		os.Exit(1)
	}
}

// run is one run over a corpus.
type run struct {
	corpus, out string // folders
	gen         string // the command
	quick       bool
	contracts   []*contract
	calls       calls
}

// all runs the contracts whose paths match and returns how many things failed.
func (r *run) all(match string) (failed int, err error) {
	if r.contracts, err = readIndex(r.corpus, match); err != nil {
		return 0, err
	}
	if r.out == "" {
		if r.out, err = os.MkdirTemp("", "corpus"); err != nil {
			return 0, err
		}
		defer os.RemoveAll(r.out)
	}
	if err := r.prepare(); err != nil {
		return 0, err
	}
	r.each(func(c *contract) { c.generate(r.gen, r.corpus, r.out) })
	if err := r.compile(); err != nil {
		return 0, err
	}
	r.each(func(c *contract) { c.findSamples(r.corpus) })
	if err := r.roundTrips(); err != nil {
		return 0, err
	}
	r.each(func(c *contract) { c.judgeSamples(r.corpus) })
	r.each(func(c *contract) { c.serve(r.corpus) })
	if err := r.compareCalls(); err != nil {
		return 0, err
	}
	figures, err := r.measure()
	if err != nil {
		return 0, err
	}
	return r.report(figures), nil
}

// each calls do for every contract, as many at a time as there are processors.
func (r *run) each(do func(*contract)) {
	var group sync.WaitGroup
	turns := make(chan struct{}, runtime.NumCPU())
	for _, c := range r.contracts {
		turns <- struct{}{}
		group.Go(func() {
			do(c)
			<-turns
		})
	}
	group.Wait()
}

// readIndex returns the contracts of the corpus whose paths match: those of its index, and then those beside messages.
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
	var paths []string
	for _, line := range strings.Split(strings.TrimSpace(string(index)), "\n")[1:] {
		path, _, _ := strings.Cut(line, "\t")
		paths = append(paths, path)
	}
	more, err := besideMessages(corpus)
	if err != nil {
		return nil, err
	}
	for _, path := range more {
		if !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	for i, path := range paths {
		if want.MatchString(path) {
			list = append(list, &contract{path: path, pkg: fmt.Sprintf("c%04d", i+1)})
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("no contract of %s matches", corpus)
	}
	return list, nil
}
