// The lock of the journal: flock, which ends with the process.

//go:build unix

package main

import (
	"io"
	"os"
	"syscall"
)

// lockFile locks the file path until it is closed, or returns an error if another process has the lock.
func lockFile(path string) (io.Closer, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
