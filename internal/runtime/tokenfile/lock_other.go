// Systems whose locks of files the standard library does not offer.

//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package tokenfile

import (
	"errors"
	"fmt"
	"io"
	goruntime "runtime"
)

// tryLock returns an error.
func tryLock(string) (io.Closer, error) {
	return nil, fmt.Errorf("%w on %s: use a store of your own", errors.ErrUnsupported, goruntime.GOOS)
}
