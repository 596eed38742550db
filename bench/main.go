// Bench measures the generated codecs and clients against their peers and prints Markdown tables; docs/performance.md
// has them. With -check it runs only the measurements that have a floor. If a ratio is below its floor, it measures twice
// more, and exits 1 if one of these is below the floor too.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/kontrakt-dev/kontrakt/bench/cputime"
)

// The names of the workers: see native and jsonv2.
const (
	gsoapWorker   = "gsoap"
	parsersWorker = "parsers"
	jsonv2Worker  = "jsonv2"
	encodedWorker = "encoded"
	phpWorker     = "php"
)

func main() {
	log.SetFlags(0)
	check := flag.Bool("check", false, "measure only what has a floor, and fail if one is not kept")
	flag.Parse()
	if flag.Arg(0) == serverArgument {
		must(serve())
		return
	}
	kept, err := run(*check)
	must(err)
	if !*check || kept {
		return
	}
	fmt.Print("A floor was not kept. What else the machine does may be the cause: two more measurements decide.\n\n")
	for range 2 {
		kept, err := run(true)
		must(err)
		if !kept {
			os.Exit(1)
		}
	}
}

// run measures and prints. It tells whether every floor is kept.
func run(check bool) (kept bool, err error) {
	docs, err := makeDocuments()
	if err != nil {
		return false, err
	}
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(folder)
	if err := docs.write(folder); err != nil {
		return false, err
	}
	cpu, err := cputime.Processor()
	if err != nil {
		return false, err
	}
	workers := make(map[string]*worker)
	for _, name := range []string{gsoapWorker, parsersWorker, jsonv2Worker, encodedWorker, phpWorker} {
		w, err := startWorker(name, folder, cpu)
		if errors.Is(err, errNotBuilt) {
			log.Printf("%s: %v", name, err)
			continue
		}
		if err != nil {
			return false, err
		}
		defer w.stop()
		workers[name] = w
	}

	runtime.LockOSThread() // whose time is taken
	unpin, err := cputime.Pin(cpu)
	if err != nil {
		return false, err
	}
	e := effort{rounds: 25, turn: 30 * time.Millisecond}
	suites := slices.Concat(xmlContests(docs, workers), []suite{encodedContests(docs, workers)},
		jsonContests(docs, workers[jsonv2Worker]))
	var results []result
	for _, s := range suites {
		if check {
			if s.contests = s.contests[:1]; !s.contests[0].keepMarked(s.title) {
				continue
			}
		}
		r, err := s.hold(e)
		if err != nil {
			return false, err
		}
		results = append(results, r)
		s.print(os.Stdout, r)
	}
	kept = judge(os.Stdout, results)
	if err := unpin(); err != nil {
		return kept, err
	}
	runtime.UnlockOSThread()
	if check {
		return kept, nil
	}
	return kept, wholeCalls(callEffort{rounds: 12, turn: 400 * time.Millisecond})
}

// must ends the program where err is one.
func must(err error) {
	if err != nil {
		log.Fatal(fmt.Errorf("bench: %w", err))
	}
}
