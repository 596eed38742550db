// Workers: contenders that need a process of their own, because they are not Go or need another Go.

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// worker is a process that does tasks on request. It is started with the folder of the payloads and the number of the
// processor to use; a line "task payload n" on its standard input asks it to do a task n times, and it answers with a
// line "nanoseconds allocations bytes", the last two -1 where it cannot count them.
type worker struct {
	command *exec.Cmd
	input   io.WriteCloser
	output  *bufio.Reader
}

// errNotBuilt is what startWorker returns where the worker is not there.
var errNotBuilt = errors.New("not built: see what make bench needs in docs/performance.md")

// startWorker starts the worker that make bench has built under name.
func startWorker(name, payloads string, cpu int) (*worker, error) {
	path := filepath.Join("build", name)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, errNotBuilt
	}
	command := exec.Command("./"+path, payloads, strconv.Itoa(cpu))
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	return &worker{command, input, bufio.NewReader(output)}, nil
}

// contender is the worker at one task on one payload.
func (w *worker) contender(name, task, payload string) contender {
	return contender{name, func(n int) (sample, error) {
		if _, err := fmt.Fprintln(w.input, task, payload, n); err != nil {
			return sample{}, err
		}
		var nanoseconds, allocs, bytes int64
		if _, err := fmt.Fscanln(w.output, &nanoseconds, &allocs, &bytes); err != nil {
			return sample{}, fmt.Errorf("the worker gave up: %w", err)
		}
		return sample{time.Duration(nanoseconds), allocs, bytes}, nil
	}}
}

// stop ends the worker: it leaves when its input ends.
func (w *worker) stop() error {
	w.input.Close()
	return w.command.Wait()
}
