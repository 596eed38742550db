//go:build !linux

// Where a thread cannot be kept on one processor.

package cputime

// Processor returns a number that Pin takes.
func Processor() (int, error) { return 0, nil }

// Pin does nothing here.
func Pin(int) (unpin func() error, err error) { return func() error { return nil }, nil }
