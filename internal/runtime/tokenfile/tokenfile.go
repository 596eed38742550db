// Package tokenfile keeps the tokens of a sign-in in a file that several processes share.
package tokenfile

import (
	"context"
	"errors"
)

// Store is a file with the tokens of one sign-in. It implements [signin.Store]. The file has mode 0600 and is replaced
// as a whole. Beside it is a file with ".lock" added to its name, which the operating system locks: a process that dies
// releases the lock.
type Store struct{ path string }

// New returns the store in the file path, which need not exist, in a folder that does.
func New(path string) (*Store, error) { return nil, errors.New("not implemented") }

// Load returns the content of the file, "" if there is no file. It returns an error if others than its owner may read
// or write it.
func (s *Store) Load(ctx context.Context) (string, error) { return "", errors.New("not implemented") }

// Save replaces the file, or removes it if text is "".
func (s *Store) Save(ctx context.Context, text string) error { return errors.New("not implemented") }

// Lock waits for the lock of the file until ctx ends.
func (s *Store) Lock(ctx context.Context) (unlock func(), err error) {
	return nil, errors.New("not implemented")
}
