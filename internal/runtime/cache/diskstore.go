// A store of cached answers on disk: it survives restarts and crashes, and processes can share it.

package cache

import (
	"cmp"
	"context"
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
// hashes, so neither URLs nor names of sessions show in them. The least recently used go first. Files of others in the
// folder stay as they are: what the store has written it knows by the names that it gives. It is safe for concurrent
// use, by several processes as well.
type DiskStore struct {
	dir      string
	maxBytes int64

	mu      sync.Mutex
	bytes   int64 // that the folder held when it was looked through last, and what was saved since
	written int64 // what was saved since
}

const (
	folderPrefix   = "partition-"    // of the folders of partitions, before a hash
	textSuffix     = ".kontrakt"     // of the files of texts, after a hash
	newSuffix      = ".kontrakt-new" // of files that are being written
	abandonedAfter = time.Hour       // then their writer has crashed
	scanShare      = 8               // the folder is looked through again when a share of the limit was written
	saveAttempts   = 5               // as folders may be deleted meanwhile
)

// NewDiskStore gives the store in the folder dir, which is made if need be. The folder must be
// closed to other users of the machine. maxBytes bounds the store's files in it; each further process that writes into
// it may exceed that by an eighth before it notices.
func NewDiskStore(dir string, maxBytes int64) (*DiskStore, error) {
	if dir == "" {
		return nil, errors.New("cache folder: must be named")
	}
	dir, err := filepath.Abs(dir) // the working directory may change
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	var info fs.FileInfo
	if err == nil {
		info, err = os.Stat(dir)
	}
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
	var err error
	for range saveAttempts {
		if err = s.write(partition, key, text); !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	if err != nil {
		return err
	}
	s.bytes += size
	s.written += size
	return nil
}

// write writes a text to its place. The error is fs.ErrNotExist if the folder was deleted meanwhile.
func (s *DiskStore) write(partition, key, text string) error {
	path := s.path(partition, key)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "*"+newSuffix) // with mode 0600
	if err != nil {
		return err
	}
	sum := checksum(partition, key, text)
	_, err = f.Write(append(sum[:], text...))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, remove(f.Name()))
	}
	return nil
}

// Delete removes the file.
func (s *DiskStore) Delete(_ context.Context, partition, key string) error {
	return remove(s.path(partition, key))
}

// DeleteAll removes the files of the partition, and its folder if nothing else is in it.
func (s *DiskStore) DeleteAll(_ context.Context, partition string) error {
	folder := s.folder(partition)
	files, err := storedIn(folder)
	for _, file := range files {
		err = errors.Join(err, remove(file.path))
	}
	_ = os.Remove(folder) // which tells nothing if it stays
	return err
}

// remove removes a file. That there is none is no error: another process may have been faster.
func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// storedFile is a file of the store, with the time of its last use.
type storedFile struct {
	path string
	size int64
	used time.Time
}

// unfinished reports whether the file is yet to be renamed.
func (f storedFile) unfinished() bool { return strings.HasSuffix(f.path, newSuffix) }

// storedIn lists the store's files in the folder of a partition.
func storedIn(folder string) (files []storedFile, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, entry := range entries {
		name := entry.Name()
		text, isText := strings.CutSuffix(name, textSuffix)
		if !entry.Type().IsRegular() || !(isText && isHash(text)) && !strings.HasSuffix(name, newSuffix) {
			continue
		}
		info, err := entry.Info()
		if err != nil {
			continue // removed meanwhile
		}
		files = append(files, storedFile{filepath.Join(folder, name), info.Size(), info.ModTime()})
	}
	return files, nil
}

// scan looks the store's folders through, removes what crashes have left behind, and files for as long as less than
// room is left. Then it makes some more room, so that not every Save has to.
func (s *DiskStore) scan(room int64) error {
	folders, err := os.ReadDir(s.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var files []storedFile
	s.bytes, s.written = 0, 0
	for _, folder := range folders {
		partition, ok := strings.CutPrefix(folder.Name(), folderPrefix)
		if !ok || !isHash(partition) || !folder.IsDir() {
			continue
		}
		stored, err := storedIn(filepath.Join(s.dir, folder.Name()))
		if err != nil {
			return err
		}
		for _, file := range stored {
			switch {
			case !file.unfinished():
				files = append(files, file)
				s.bytes += file.size
			case time.Since(file.used) > abandonedAfter:
				_ = remove(file.path) // if it stays, it is met again
			}
		}
	}
	if s.bytes+room <= s.maxBytes {
		return nil
	}
	slices.SortFunc(files, func(a, b storedFile) int {
		return cmp.Or(a.used.Compare(b.used), cmp.Compare(a.path, b.path))
	})
	for _, file := range files {
		if s.bytes+room <= s.maxBytes-s.maxBytes/scanShare {
			break
		}
		if err := remove(file.path); err != nil {
			return err
		}
		s.bytes -= file.size
	}
	return nil
}

// path is the file of a text.
func (s *DiskStore) path(partition, key string) string {
	return filepath.Join(s.folder(partition), hash(key)+textSuffix)
}

func (s *DiskStore) folder(partition string) string {
	return filepath.Join(s.dir, folderPrefix+hash(partition))
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// isHash reports whether hash may have given name.
func isHash(name string) bool {
	return len(name) == hex.EncodedLen(sha256.Size) && strings.Trim(name, "0123456789abcdef") == ""
}

// checksum is that of a text and of where it belongs, so that a file in another one's place is found out too.
func checksum(partition, key, text string) [sha256.Size]byte {
	b := make([]byte, 0, len(partition)+len(key)+len(text)+32)
	b = appendString(b, partition)
	b = appendString(b, key)
	return sha256.Sum256(append(b, text...))
}
