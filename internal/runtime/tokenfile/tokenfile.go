// Package tokenfile keeps the tokens of a sign-in in a file that several processes share.
package tokenfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	goruntime "runtime"
	"time"
)

const (
	newSuffix  = ".new"  // of the file that replaces the old one
	lockSuffix = ".lock" // of the file that is locked
	maxBytes   = 1 << 20 // of a file that is read

	firstPause   = 5 * time.Millisecond // before the lock is tried again
	longestPause = 100 * time.Millisecond
)

// Store is a file with the tokens of one sign-in. It implements [signin.Store]. The file has mode 0600 and is replaced
// as a whole. Beside it is a file with ".lock" added to its name, which the operating system locks: a process that dies
// releases the lock. Load and Save are called while the lock is held.
type Store struct{ path string }

// New returns the store in the file path, which need not exist, in a folder that does. Other users of the machine must
// not be able to write into the folder.
func New(path string) (*Store, error) {
	if path == "" {
		return nil, errors.New("token file: the path must not be empty")
	}
	path, err := filepath.Abs(path) // the working directory may change
	if err != nil {
		return nil, fmt.Errorf("token file: %w", err)
	}
	folder, err := os.Stat(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("token file: its folder must exist: %w", err)
	}
	if !folder.IsDir() {
		return nil, fmt.Errorf("token file: %s is not a folder", filepath.Dir(path))
	}
	s := &Store{path}
	if err := s.check(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return s, nil
}

// check returns an error if somebody else may have read or written the file. It does not repair the mode: the tokens
// may be known already.
func (s *Store) check() error {
	info, err := os.Lstat(s.path)
	switch {
	case err != nil:
		return fmt.Errorf("token file: %w", err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("token file: %s is not a regular file", s.path)
	case goruntime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0: // Windows has no such bits
		return fmt.Errorf("token file: %s is open to other users of this machine, with mode %#o: delete it and sign "+
			"in again, or set its mode to 0600", s.path, info.Mode().Perm())
	}
	return nil
}

// Load returns the content of the file, "" if there is no file. It returns an error if users other than its owner may
// read or write it.
func (s *Store) Load(context.Context) (string, error) {
	if err := s.check(); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	f, err := os.Open(s.path)
	if err != nil {
		return "", fmt.Errorf("token file: %w", err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("token file: %w", err)
	case len(content) > maxBytes:
		return "", fmt.Errorf("token file: %s has more than %d bytes: it is not a file of tokens", s.path, maxBytes)
	}
	return string(content), nil
}

// Save replaces the file, or removes it if text is "". When it returns nil, the file is on the disk.
func (s *Store) Save(_ context.Context, text string) error {
	if text == "" {
		if err := remove(s.path); err != nil {
			return fmt.Errorf("token file: %w", err)
		}
		return nil
	}
	replacement := s.path + newSuffix
	err := write(replacement, text)
	if err == nil {
		err = os.Rename(replacement, s.path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("token file: %w", err), remove(replacement))
	}
	if folder, err := os.Open(filepath.Dir(s.path)); err == nil {
		_ = folder.Sync() // some systems cannot
		folder.Close()
	}
	return nil
}

// write writes a new file at path, in place of what a crash has left there.
func write(path, text string) error {
	if err := remove(path); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, text)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// remove removes a file. A missing file is no error.
func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Lock waits for the lock of the file until ctx ends.
func (s *Store) Lock(ctx context.Context) (unlock func(), err error) {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		lock, err := tryLock(s.path + lockSuffix)
		if err != nil {
			return nil, fmt.Errorf("token file: cannot lock: %w", err)
		}
		if lock != nil {
			return func() { lock.Close() }, nil
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, fmt.Errorf("token file: %s is locked by another process: %w", s.path, context.Cause(ctx))
		}
	}
}
