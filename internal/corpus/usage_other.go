// What a finished command used, where the operating system says no more than how long it took.

//go:build !unix

package main

import (
	"os"
	"time"
)

// usage is what a command used.
type usage struct {
	took   time.Duration // of all processors together
	memory int64         // at its peak, in KiB; 0 where that is not known
}

func usageOf(_ *os.ProcessState, elapsed time.Duration) usage { return usage{took: elapsed} }
