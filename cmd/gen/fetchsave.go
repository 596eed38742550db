// How gen fetch changes the files of a folder.

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kontrakt-dev/kontrakt/internal/fetch"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// saving returns the changes that save contracts, which were fetched now, in a folder with the gen.lock old. A file that
// someone wrote or changed is not replaced: that is a fault.
func saving(folder string, old lock, contracts []*fetch.Contract, now string) (changes []change, ds schema.Diagnostics) {
	merged := old.with(contracts, now)
	contents := map[string][]byte{}
	for _, c := range contracts {
		for _, d := range c.Documents {
			contents[d.File] = d.Content
		}
	}
	for _, name := range merged.files() {
		path := filepath.Join(folder, filepath.FromSlash(name))
		found := merged.documents(name)
		for _, d := range found[1:] {
			if d.sha256 != found[0].sha256 || d.url != found[0].url {
				ds.Faultf(schema.Pos{File: path}, "two contracts have different files of this name, from %s and %s: save one "+
					"in another folder, with --out, or remove one from %s", found[0].url, d.url, lockFile)
			}
		}
		if content, isFetched := contents[name]; isFetched {
			changes = append(changes, old.replacing(path, name, content, &ds)...)
		}
	}
	for _, name := range old.files() {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if len(merged.documents(name)) > 0 {
			continue
		}
		switch before, err := readRegular(path); {
		case errors.Is(err, fs.ErrNotExist):
		case err == nil && old.wrote(name, before):
			changes = append(changes, change{path: path, state: extra, before: before, cause: "the contract does not refer to it"})
		default:
			ds.Warnf(schema.Pos{File: path}, "the contract does not refer to it any more, but it is kept, since someone changed it")
		}
	}
	path, text := filepath.Join(folder, lockFile), merged.format()
	switch before, err := readRegular(path); {
	case err == nil && bytes.Equal(withLF(before), text):
	case err == nil:
		changes = append(changes, change{path: path, state: stale, content: text, before: before})
	default: // readLock has read it if it exists
		changes = append(changes, change{path: path, state: missing, content: text})
	}
	return changes, ds
}

// replacing returns the change, if there is one, that saves the document called name at path.
func (l lock) replacing(path, name string, content []byte, ds *schema.Diagnostics) []change {
	before, err := readRegular(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return []change{{path: path, state: missing, content: content, cause: "it is on the web"}}
	case err != nil:
		ds.Faultf(schema.Pos{File: path}, "%v: move it, or choose another folder with --out", err)
	case bytes.Equal(withLF(before), withLF(content)): // it is the same
	case l.wrote(name, before):
		return []change{{path: path, state: stale, content: content, before: before, cause: "it changed on the web"}}
	case len(l.documents(name)) > 0:
		ds.Faultf(schema.Pos{File: path}, "differs from the web, and someone changed it after it was fetched: move it, or undo "+
			"the changes, then fetch again")
	default:
		ds.Faultf(schema.Pos{File: path}, "exists already, and differs from the file on the web: move it, or choose another "+
			"folder with --out")
	}
	return nil
}

// wrote reports whether gen fetch wrote the file called name with this content.
func (l lock) wrote(name string, content []byte) bool {
	for _, d := range l.documents(name) {
		if d.sha256 == checksumOf(content) {
			return true
		}
	}
	return false
}

// readRegular returns the content of a file. The error is fs.ErrNotExist if there is none, or otherwise the beginning of
// a sentence about it.
func readRegular(path string) ([]byte, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fs.ErrNotExist
	case err == nil && !info.Mode().IsRegular():
		return nil, errors.New("is not a regular file")
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", cause(err))
	}
	return content, nil
}
