// Keeping a thread on one processor.

package cputime

import "golang.org/x/sys/unix"

// Processor returns the number of a processor that the process may use.
func Processor() (int, error) {
	var set unix.CPUSet
	err := unix.SchedGetaffinity(0, &set)
	cpu := 0
	for err == nil && !set.IsSet(cpu) {
		cpu++
	}
	return cpu, err
}

// Pin keeps the thread of the calling goroutine on a processor until unpin is called. The goroutine should be locked to
// its thread.
func Pin(cpu int) (unpin func() error, err error) {
	var before, set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return nil, err
	}
	set.Set(cpu)
	return func() error { return unix.SchedSetaffinity(0, &before) }, unix.SchedSetaffinity(0, &set)
}
