//go:build goexperiment.jsonv2

// Jsonv2 is the worker of encoding/json/v2, which needs a build of its own: GOEXPERIMENT=jsonv2. See worker.go of the
// package above for what it is asked and how it answers.
package main

import (
	"bytes"
	"encoding/json/v2"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/kontrakt-dev/kontrakt/bench/cputime"
	"github.com/kontrakt-dev/kontrakt/bench/jsonpeer"
)

func main() {
	runtime.LockOSThread() // whose time is taken
	cpu, err := strconv.Atoi(os.Args[2])
	if err == nil {
		_, err = cputime.Pin(cpu)
	}
	if err != nil {
		log.Fatal(err)
	}
	for {
		var task, payload string
		var n int
		if _, err := fmt.Scanln(&task, &payload, &n); err != nil {
			return
		}
		doc, err := os.ReadFile(filepath.Join(os.Args[1], payload))
		if err != nil {
			log.Fatal(err)
		}
		var value jsonpeer.Verzeichnis
		if err := json.Unmarshal(doc, &value); err != nil {
			log.Fatal(err)
		}
		var buffer bytes.Buffer
		do := map[string]func() error{
			"decode": func() error { return json.Unmarshal(doc, new(jsonpeer.Verzeichnis)) },
			"encode": func() error {
				buffer.Reset()
				return json.MarshalWrite(&buffer, &value)
			},
			"marshal": func() error {
				_, err := json.Marshal(&value)
				return err
			},
		}[task]
		run(n, do)
	}
}

// run does a task n times and prints what that took.
func run(n int, do func() error) {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := cputime.Now()
	for range n {
		if err := do(); err != nil {
			log.Fatal(err)
		}
	}
	elapsed := cputime.Now() - start
	runtime.ReadMemStats(&after)
	fmt.Println(elapsed.Nanoseconds(), after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc)
}
