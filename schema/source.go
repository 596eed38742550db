// Sources: the files that contracts and configurations are read from.

package schema

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Source is the location of a contract and of the files that it refers to.
type Source struct {
	FS   fs.FS  // the contract's folder or one around it; no file outside of it is opened
	Name string // the contract's file in FS: "wsdl/a.wsdl"
	Dir  string // the prefix of file names in positions: the folder as the user named it, or ""

	// Map gives the file in FS to read for a location that the contract refers to, or for a namespace that it imports.
	Map map[string]string

	// Fetch, if it is not nil, puts the document that is located by the reference at from into FS, and returns its file
	// there. It is called for each location that Map does not give. An error is the end of a sentence about the document.
	Fetch func(from Pos, location string) (file string, err error)

	Ports PortChoice // of a WSDL
}

// Around returns the folder, as the user would name it, that contains the contract's folder and files, whose names begin
// with ../ for each folder above that.
func (s Source) Around(files ...string) string {
	above := 0
	for _, file := range files {
		levels := 0
		for rest := file; strings.HasPrefix(rest, "../"); rest = rest[len("../"):] {
			levels++
		}
		above = max(above, levels)
	}
	return path.Join(s.Dir, strings.Repeat("../", above))
}

// PortChoice is the services, ports and bindings of a WSDL that clients are written for, by their names: each empty for
// all.
type PortChoice struct{ Services, Ports, Bindings []Setting }

// All returns all settings of c.
func (c PortChoice) All() []Setting { return slices.Concat(c.Services, c.Ports, c.Bindings) }

// IrregularError is the error of [Source.ReadFile] for a folder, a named pipe, a device or a socket.
type IrregularError struct{ Mode fs.FileMode }

func (e IrregularError) Error() string {
	switch {
	case e.Mode.IsDir():
		return "is a folder, not a file"
	case e.Mode&fs.ModeNamedPipe != 0:
		return "is a named pipe, not a file"
	case e.Mode&fs.ModeDevice != 0:
		return "is a device, not a file"
	case e.Mode&fs.ModeSocket != 0:
		return "is a socket, not a file"
	}
	return "is not a regular file"
}

// ReadFile returns the content of the file name in s.FS, at most limit+1 bytes. It opens only regular files, also
// through symbolic links, since reading a named pipe or a device might not end. Errors do not name the file, since
// diagnostics do.
func (s Source) ReadFile(name string, limit int64) ([]byte, error) {
	info, err := fs.Stat(s.FS, name)
	if err != nil {
		return nil, withoutPath(err)
	}
	if !info.Mode().IsRegular() {
		return nil, IrregularError{info.Mode()}
	}
	f, err := s.FS.Open(name)
	if err != nil {
		return nil, withoutPath(err)
	}
	defer f.Close()
	b := bytes.NewBuffer(make([]byte, 0, min(info.Size(), limit)+bytes.MinRead))
	_, err = b.ReadFrom(io.LimitReader(f, limit+1))
	return b.Bytes(), withoutPath(err)
}

// withoutPath drops the path from an error of a file system.
func withoutPath(err error) error {
	if perr, ok := errors.AsType[*fs.PathError](err); ok {
		return perr.Err
	}
	return err
}
