// Parts that are put aside: in memory or, if they are large, in files.

package attach

import (
	"bytes"
	"errors"
	"io"
	"os"
)

// maxAside is how many bytes of the parts of a response are put aside in memory.
const maxAside = 1 << 20

// spool reads content to its end and returns a reader of it. Up to limit bytes are kept in memory, and more in a file.
func spool(content io.Reader, limit int64) (aside io.Reader, inMemory int64, err error) {
	var head bytes.Buffer
	n, err := io.CopyN(&head, content, limit+1)
	switch {
	case err == io.EOF:
		return &head, n, nil
	case err != nil:
		return nil, 0, err
	}
	file, err := os.CreateTemp("", "attachment-*")
	if err != nil {
		return nil, 0, err
	}
	stored := spoolFile{file, os.Remove(file.Name()) == nil}
	if _, err = io.Copy(file, io.MultiReader(&head, content)); err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		stored.Close()
		return nil, 0, err
	}
	return stored, 0, nil
}

// spoolFile is a file that is removed when it is closed, unless the system could remove it while it is open.
type spoolFile struct {
	*os.File
	isRemoved bool
}

// Close implements io.Closer.
func (f spoolFile) Close() error {
	err := f.File.Close()
	if !f.isRemoved {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}
