// The folder of a client, or of a copy of the runtime that clients share: the files in it that gen wrote.

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// folder is a folder that gen writes to.
type folder struct {
	path  string
	sums  sums     // what gen wrote before
	names []string // of the files that gen may have written: slash-separated paths below the folder, in order
}

// openFolder lists the folder at path. In a client's folder, gen writes files at the top and in runtimeFolder and
// below; other folders are not gen's. In a shared folder it writes all of them. The error names the folder that cannot
// be read.
func openFolder(folderPath string, isShared bool) (folder, error) {
	f := folder{path: folderPath, sums: readSums(folderPath)}
	err := f.list(".", isShared)
	if !isShared && err == nil {
		if err = f.list(runtimeFolder, true); errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	}
	slices.Sort(f.names)
	return f, err
}

// list adds the files in dir, and those in the folders below if isDeep.
func (f *folder) list(dir string, isDeep bool) error {
	entries, err := os.ReadDir(f.file(dir))
	if err != nil {
		return &fs.PathError{Op: "read", Path: f.file(dir), Err: cause(err)}
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		switch {
		case e.IsDir() && isDeep:
			if err := f.list(name, true); err != nil {
				return err
			}
		case !e.IsDir() && (path.Ext(name) == ".go" || name == sumsFile || len(f.sums.files[name]) > 0):
			f.names = append(f.names, name)
		}
	}
	return nil
}

// file returns the path of the file called name.
func (f folder) file(name string) string { return filepath.Join(f.path, filepath.FromSlash(name)) }

// read returns the content of the file called name. The error is nil if gen wrote the file, by its header or by
// gen.sum. It is fs.ErrNotExist if there is no such file. Otherwise it is the end of a sentence about the file.
func (f folder) read(name string) ([]byte, error) {
	file := f.file(name)
	info, err := os.Lstat(file)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("cannot be read: %w", cause(err))
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("is not a regular file")
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", cause(err))
	}
	if !header.Match(content) && !f.sums.wrote(name, content) {
		return content, errors.New("does not begin with the header of generated code")
	}
	return content, nil
}

// written yields the names and contents of the files that gen wrote.
func (f folder) written() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for _, name := range f.names {
			if content, err := f.read(name); err == nil && !yield(name, content) {
				return
			}
		}
	}
}

// unedited returns the files that gen wrote, except gen.sum. A file that someone changed is a fault: a copy would not
// show the change.
func (f folder) unedited(ds *schema.Diagnostics) map[string][]byte {
	files := map[string][]byte{}
	for name, content := range f.written() {
		switch {
		case name == sumsFile:
		case f.sums.edited(name, content):
			ds.Faultf(schema.Pos{File: f.file(name)},
				"someone changed it after gen wrote it: run gen to replace it, then copy")
		default:
			files[name] = withLF(content)
		}
	}
	return files
}
