// The lock of a file on Windows: an open file that nobody else can open. The end of the process closes it.

package tokenfile

import (
	"io"
	"os"
	"syscall"
)

const sharingViolation syscall.Errno = 32 // ERROR_SHARING_VIOLATION

// tryLock returns the lock of the file path, which lasts until it is closed, or nil if somebody else has it.
func tryLock(path string) (io.Closer, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	const shareWithNobody = 0
	handle, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, shareWithNobody, nil,
		syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	switch err {
	case nil:
		return os.NewFile(uintptr(handle), path), nil
	case sharingViolation:
		return nil, nil
	}
	return nil, &os.PathError{Op: "open", Path: path, Err: err}
}
