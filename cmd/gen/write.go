// Writing: all changes are made, or none.

package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// write makes every change and reports its progress to p. If one fails, or ctx ends before the first file is replaced,
// it undoes the changes and returns an error.
func write(ctx context.Context, changes []change, p *progress) error {
	t := transaction{progress: p}
	if err := t.perform(ctx, changes); err != nil {
		if undone := t.rollBack(); undone != nil {
			return fmt.Errorf("%w; this could not be put back: %w", err, undone)
		}
		return fmt.Errorf("%w; nothing was changed", err)
	}
	return t.commit()
}

// transaction records how to undo its steps, and which files to remove when all are done.
type transaction struct {
	undo     []func() error
	leftover []string
	progress *progress
}

func (t *transaction) perform(ctx context.Context, changes []change) error {
	temporary := make([]string, len(changes))
	for i, c := range changes {
		if err := interruption(ctx); err != nil {
			return err
		}
		t.progress.sayf("writing file %d of %d: %s", i+1, len(changes), c.path)
		if c.state == extra {
			continue
		}
		var err error
		if temporary[i], err = t.prepare(c); err != nil {
			return fmt.Errorf("%s: cannot be written: %w", c.path, cause(err))
		}
	}
	if err := interruption(ctx); err != nil {
		return err
	}
	for i, c := range changes {
		if err := t.replace(c, temporary[i]); err != nil {
			return fmt.Errorf("%s: cannot be replaced: %w", c.path, cause(err))
		}
	}
	return nil
}

// prepare writes c to a temporary file in the same folder and returns its path.
func (t *transaction) prepare(c change) (string, error) {
	if err := t.makeFolder(filepath.Dir(c.path)); err != nil {
		return "", err
	}
	path := temporaryName(c.path)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return "", err
	}
	t.undo = append(t.undo, func() error { return os.Remove(path) })
	_, err = f.Write(c.content)
	return path, errors.Join(err, f.Close())
}

// makeFolder makes path and the folders above it if they are missing.
func (t *transaction) makeFolder(path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := t.makeFolder(filepath.Dir(path)); err != nil {
		return err
	}
	if err := os.Mkdir(path, 0o777); err != nil {
		return err
	}
	t.undo = append(t.undo, func() error { return os.Remove(path) })
	return nil
}

// replace moves the old file of c aside, if there is one, and the temporary file into its place, if c has content.
func (t *transaction) replace(c change, temporary string) error {
	if c.state != missing {
		aside := temporaryName(c.path)
		if err := t.move(c.path, aside); err != nil {
			return err
		}
		t.leftover = append(t.leftover, aside)
	}
	if c.state != extra {
		return t.move(temporary, c.path)
	}
	return nil
}

func (t *transaction) move(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	t.undo = append(t.undo, func() error { return os.Rename(to, from) })
	return nil
}

// rollBack undoes every step, the last one first.
func (t *transaction) rollBack() error {
	var errs []error
	for _, undo := range slices.Backward(t.undo) {
		errs = append(errs, undo())
	}
	return errors.Join(errs...)
}

// commit removes the files that were moved aside.
func (t *transaction) commit() error {
	var errs []error
	for _, path := range t.leftover {
		errs = append(errs, os.Remove(path))
	}
	return errors.Join(errs...)
}

// interruption returns an error if ctx has ended.
func interruption(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return fmt.Errorf("interrupted: %w", context.Cause(ctx))
}

// temporaryName returns a new name in the folder of path, hidden from the go command.
func temporaryName(path string) string {
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"."+rand.Text())
}

// cause returns the error without the path in it: the message has the path that matters to the user.
func cause(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}
