// Progress: on a terminal, what gen is doing if that takes a while.

package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

const (
	progressDelay    = 500 * time.Millisecond // before the first line, so that a quick run prints nothing
	progressInterval = 100 * time.Millisecond // between two lines
	progressWidth    = 79                     // columns of a line
)

// progress keeps one line of a terminal up to date. A nil *progress says nothing.
type progress struct {
	terminal io.Writer
	mutex    sync.Mutex
	line     string
	stop     chan struct{}
	stopped  sync.WaitGroup
}

// startProgress begins to show on w what is said to the progress that it returns, until its end. Where w is no
// terminal, or one that cannot clear a line, it returns nil.
func startProgress(w io.Writer) *progress {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" {
		return nil
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return newProgress(w)
}

func newProgress(terminal io.Writer) *progress {
	p := &progress{terminal: terminal, stop: make(chan struct{})}
	p.stopped.Go(p.show)
	return p
}

// sayf replaces the line.
func (p *progress) sayf(format string, args ...any) {
	if p == nil {
		return
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.line = fmt.Sprintf(format, args...)
}

// end removes the line.
func (p *progress) end() {
	if p == nil {
		return
	}
	close(p.stop)
	p.stopped.Wait()
}

// show prints the line whenever it has changed.
func (p *progress) show() {
	shown := ""
	for wait := progressDelay; ; wait = progressInterval {
		select {
		case <-p.stop:
			if shown != "" {
				fmt.Fprint(p.terminal, "\r\x1b[K")
			}
			return
		case <-time.After(wait):
		}
		p.mutex.Lock()
		line := []rune(p.line)
		p.mutex.Unlock()
		if line = line[:min(len(line), progressWidth)]; string(line) != shown {
			shown = string(line)
			fmt.Fprint(p.terminal, "\r\x1b[K"+shown)
		}
	}
}
