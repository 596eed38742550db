// The lock of a file on systems with flock, which belongs to an open file: the end of the process closes it.

//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package tokenfile

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// tryLock returns the lock of the file path, which lasts until it is closed, or nil if somebody else has it.
func tryLock(path string) (io.Closer, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	switch {
	case err == nil:
		return f, nil
	case errors.Is(err, syscall.EWOULDBLOCK):
		return nil, f.Close()
	}
	return nil, errors.Join(os.NewSyscallError("flock", err), f.Close())
}
