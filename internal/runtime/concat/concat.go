// Package concat makes one body of several readers.
package concat

import (
	"errors"
	"io"
	"math"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/upload"
)

// Readers returns a reader of parts, one after the other. It is an io.Seeker if all parts can be rewound. Otherwise it has
// a method Len if all their lengths are known.
func Readers(parts ...io.Reader) io.Reader {
	size, rewindable := int64(0), true
	starts := make([]rewinder, len(parts))
	for i, part := range parts {
		seeker, start, length := upload.Measure(part)
		starts[i] = rewinder{seeker, start}
		rewindable = rewindable && seeker != nil
		if length < 0 || size < 0 {
			size = -1
		} else {
			size += length
		}
	}
	all := io.MultiReader(parts...)
	switch {
	case rewindable:
		return &seekable{all, parts, starts, size}
	case size >= 0 && size <= math.MaxInt:
		return sized{all, int(size)}
	}
	return all
}

// rewinder is a part that can be rewound to start.
type rewinder struct {
	io.Seeker
	start int64
}

// sized is a reader of known length.
type sized struct {
	io.Reader
	length int
}

// Len returns how many bytes there are at the start.
func (s sized) Len() int { return s.length }

// seekable is a reader that can be rewound.
type seekable struct {
	io.Reader
	parts  []io.Reader
	starts []rewinder
	size   int64
}

// Seek implements as much of io.Seeker as a body needs: it tells the size, and rewinds.
func (s *seekable) Seek(offset int64, whence int) (int64, error) {
	switch {
	case offset != 0:
		return 0, errors.New("a body of several parts can only be rewound")
	case whence == io.SeekEnd:
		return s.size, nil
	case whence == io.SeekCurrent:
		return 0, nil
	}
	for _, r := range s.starts {
		if _, err := r.Seek(r.start, io.SeekStart); err != nil {
			return 0, err
		}
	}
	s.Reader = io.MultiReader(s.parts...)
	return 0, nil
}
