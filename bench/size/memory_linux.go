// What a process needed, on Linux.

package main

import (
	"os"
	"syscall"
)

// peakMemory is how many GB the largest of a process and those that it started needed.
func peakMemory(state *os.ProcessState) float64 {
	return float64(state.SysUsage().(*syscall.Rusage).Maxrss) * 1024 / 1e9
}
