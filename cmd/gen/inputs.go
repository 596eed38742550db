// Inputs: the files that a contract is read from.

package main

import (
	"io/fs"
	"slices"
	"strings"
)

// inputs has the checksums of the files that were read for a contract.
type inputs struct {
	checksums map[string]string // by file
	reading   func(file string) // is called with every file before it is read; may be nil
}

func newInputs(reading func(file string)) *inputs {
	return &inputs{map[string]string{}, reading}
}

// over returns files and records what is read from them.
func (in *inputs) over(files fs.FS) fs.FS { return inputFS{files, in} }

type inputFS struct {
	fs.FS
	*inputs
}

// Open opens a file. Its content is recorded when it is closed.
func (in inputFS) Open(name string) (fs.File, error) {
	if in.reading != nil {
		in.reading(name)
	}
	f, err := in.FS.Open(name)
	if err != nil {
		return nil, err
	}
	return &input{File: f, closed: func(content []byte) { in.checksums[name] = checksumOf(content) }}, nil
}

// Stat returns the information about a file without opening it.
func (in inputFS) Stat(name string) (fs.FileInfo, error) { return fs.Stat(in.FS, name) }

// checksum returns one checksum of everything that was read. It does not depend on the names of the files.
func (in *inputs) checksum() string {
	var all []string
	for _, checksum := range in.checksums {
		all = append(all, checksum)
	}
	slices.Sort(all)
	return checksumOf([]byte(strings.Join(all, "\n")))
}

// input is a file of an inputFS.
type input struct {
	fs.File
	content []byte
	closed  func(content []byte)
}

func (f *input) Read(b []byte) (n int, err error) {
	n, err = f.File.Read(b)
	f.content = append(f.content, b[:n]...)
	return n, err
}

func (f *input) Close() error {
	f.closed(f.content)
	return f.File.Close()
}
