// A store of cached answers on disk: it survives restarts and crashes, and processes can share it.

package runtime

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	goruntime "runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// DiskStore is a Store in a folder: a folder in it for each partition, and a file in that for each text. Files appear
// as a whole, by being renamed, and begin with a checksum: one that is damaged counts as missing. Their names are
// hashes, so neither URLs nor names of sessions show in them. The least recently used go first. It is safe for
// concurrent use, by several processes as well.
type DiskStore struct {
	dir      string
	maxBytes int64

	mu      sync.Mutex
	bytes   int64 // that the folder held when it was looked through last, and what was saved since
	written int64 // what was saved since
}

const (
	publicFolder   = "public"
	sessionPrefix  = "session-" // of the folders of sessions
	droppedPrefix  = "dropped-" // of folders that are being deleted
	newPrefix      = "new-"     // of files that are being written
	abandonedAfter = time.Hour  // then their writer has crashed
	scanShare      = 8          // the folder is looked through again when a share of the limit was written
)

// NewDiskStore gives the store in the folder dir, which is made if need be. The folder must be the store's own, and
// closed to other users of the machine. maxBytes bounds the files in it; each further process that writes into it may
// exceed that by an eighth before it notices.
func NewDiskStore(dir string, maxBytes int64) (*DiskStore, error) {
	if dir == "" {
		return nil, errors.New("cache folder: must be named")
	}
	dir, err := filepath.Abs(dir) // the working directory may change
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return nil, fmt.Errorf("cache folder: %w", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("cache folder: %w", err)
	}
	if goruntime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 { // Windows has no such bits
		return nil, fmt.Errorf("cache folder %s: is open to other users of this machine, with mode %#o: set it to "+
			"0700, or name another folder", dir, info.Mode().Perm())
	}
	s := &DiskStore{dir: dir, maxBytes: maxBytes}
	if err := s.scan(0); err != nil {
		return nil, fmt.Errorf("cache folder: %w", err)
	}
	return s, nil
}

// Load gives the text that was saved last, and notes that it was used.
func (s *DiskStore) Load(_ context.Context, partition, key string) (text string, ok bool) {
	path := s.path(partition, key)
	f, err := os.Open(path)
	if err != nil {
		return "", false
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, s.maxBytes+1))
	if err != nil || int64(len(content)) > s.maxBytes || len(content) < sha256.Size {
		return "", false
	}
	text = string(content[sha256.Size:])
	if [sha256.Size]byte(content) != checksum(partition, key, text) {
		return "", false
	}
	now := time.Now()
	_ = os.Chtimes(path, now, now) // a store that others have deleted from meanwhile has nothing to note
	return text, true
}

// Save writes text to a file of its own, which then takes the place of the one before. A text that exceeds the limit is
// not kept.
func (s *DiskStore) Save(ctx context.Context, partition, key, text string) error {
	size := int64(sha256.Size + len(text))
	if size > s.maxBytes {
		return s.Delete(ctx, partition, key)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bytes+size > s.maxBytes || s.written > s.maxBytes/scanShare {
		if err := s.scan(size); err != nil {
			return err
		}
	}
	path := s.path(partition, key)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), newPrefix+"*") // with mode 0600
	if err != nil {
		return err
	}
	sum := checksum(partition, key, text)
	_, err = f.Write(append(sum[:], text...))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	s.bytes += size
	s.written += size
	return nil
}

// Delete removes the file.
func (s *DiskStore) Delete(_ context.Context, partition, key string) error {
	if err := os.Remove(s.path(partition, key)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// DeleteAll removes the partition's folder. It has another name first, so that nobody finds half of it.
func (s *DiskStore) DeleteAll(_ context.Context, partition string) error {
	dropped := filepath.Join(s.dir, droppedPrefix+rand.Text())
	switch err := os.Rename(s.folder(partition), dropped); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	return os.RemoveAll(dropped)
}

// storedFile is a file of the store, with the time of its last use.
type storedFile struct {
	path string
	size int64
	used time.Time
}

// scan looks the folder through, removes what crashes have left behind, and files for as long as less than room is
// left. Then it makes some more room, so that not every Save has to.
func (s *DiskStore) scan(room int64) error {
	var files []storedFile
	s.bytes, s.written = 0, 0
	err := filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist): // another process was faster
			return nil
		case err != nil:
			return err
		case entry.IsDir() && strings.HasPrefix(entry.Name(), droppedPrefix):
			if err := os.RemoveAll(path); err != nil {
				return err
			}
			return fs.SkipDir
		case !entry.Type().IsRegular():
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return nil // removed meanwhile
		}
		if strings.HasPrefix(entry.Name(), newPrefix) {
			if time.Since(info.ModTime()) > abandonedAfter {
				_ = os.Remove(path) // if it stays, it is met again
			}
			return nil
		}
		files = append(files, storedFile{path, info.Size(), info.ModTime()})
		s.bytes += info.Size()
		return nil
	})
	if err != nil || s.bytes+room <= s.maxBytes {
		return err
	}
	slices.SortFunc(files, func(a, b storedFile) int {
		return cmp.Or(a.used.Compare(b.used), cmp.Compare(a.path, b.path))
	})
	for _, file := range files {
		if s.bytes+room <= s.maxBytes-s.maxBytes/scanShare {
			break
		}
		if err := os.Remove(file.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		s.bytes -= file.size
	}
	return nil
}

// path is the file of a text.
func (s *DiskStore) path(partition, key string) string {
	return filepath.Join(s.folder(partition), hash(key))
}

func (s *DiskStore) folder(partition string) string {
	if partition == publicPartition {
		return filepath.Join(s.dir, publicFolder)
	}
	return filepath.Join(s.dir, sessionPrefix+hash(partition))
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// checksum is that of a text and of where it belongs, so that a file in another one's place is found out too.
func checksum(partition, key, text string) [sha256.Size]byte {
	b := make([]byte, 0, len(partition)+len(key)+len(text)+32)
	b = appendString(b, partition)
	b = appendString(b, key)
	return sha256.Sum256(append(b, text...))
}
