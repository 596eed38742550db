// Sources: the files that contracts and configurations are read from.

package schema

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
)

// Source is where a contract and the files that it refers to are read from.
type Source struct {
	FS   fs.FS  // the contract's folder or one around it: nothing outside of it is ever opened
	Name string // the contract's name in FS, which may be that of a folder below: "wsdl/a.wsdl"
	Dir  string // what to put before names in positions: the folder as the user named it, or ""

	// Map says which file of FS to read in place of a location that the contract refers to, or for a namespace that it
	// imports: a name in FS by URI.
	Map map[string]string
}

// IrregularError is the error of [Source.ReadFile] for a folder, a named pipe, a device or a socket. Its text says which
// it is.
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

// ReadFile returns the content of the file name in s.FS, but no more than limit bytes and one. It opens regular files
// alone, and those that symbolic links lead to: reading a named pipe or a device might never end. An error does not
// name the file, since diagnostics do.
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
