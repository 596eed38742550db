// What a finished command used, where the operating system says so.

//go:build unix

package main

import (
	"os"
	"syscall"
	"time"
)

// usage is what a command used.
type usage struct {
	took   time.Duration // of all processors together
	memory int64         // at its peak, in KiB; 0 where that is not known
}

// usageOf is what the process used that took elapsed.
func usageOf(state *os.ProcessState, elapsed time.Duration) usage {
	rusage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return usage{took: elapsed}
	}
	return usage{state.UserTime() + state.SystemTime(), int64(rusage.Maxrss)}
}
