// What a finished command used, where the operating system says so.

//go:build unix

package main

import (
	"os"
	"syscall"
)

// peakMemory is the most memory that the process held at a time, in KiB.
func peakMemory(state *os.ProcessState) int64 {
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss
	}
	return 0
}
