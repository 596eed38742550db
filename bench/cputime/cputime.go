// Package cputime tells the processor time of a thread: unlike time on the clock, it does not grow while other
// processes have the processor. On a machine that has nothing else to do, the two are the same. And it keeps a thread
// on one processor: what else uses the core of each may make one of them a lot slower than the other.
package cputime

import (
	"time"

	"golang.org/x/sys/unix"
)

// Now returns the processor time that the thread of the calling goroutine has used so far, the system's on its behalf
// included. The goroutine should be locked to its thread.
func Now() time.Duration {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &now); err != nil {
		panic(err) // only an unknown clock can fail
	}
	return time.Duration(now.Nano())
}
