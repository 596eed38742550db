// A store of cached responses on disk. It survives restarts and crashes, and processes can share it.

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

// DiskStore is a Store in a folder. It has a folder for each partition, and in that a file for each text. Files are
// written under another name and renamed, and begin with a checksum; a damaged one counts as missing. Their names are
// hashes, which show neither URLs nor names of sessions. The least recently used files are removed first. Other files
// in the folder, whose names differ, stay as they are. DiskStore is safe for concurrent use, also by several processes.
type DiskStore struct {
	dir      string
	maxBytes int64

	mu      sync.Mutex
	bytes   int64 // in the folder at the last scan, and saved since
	written int64 // bytes saved since the last scan
}

const (
	folderPrefix   = "partition-"    // of the folders of partitions, before a hash
	textSuffix     = ".kontrakt"     // of the files of texts, after a hash
	newSuffix      = ".kontrakt-new" // of files that are being written
	abandonedAfter = time.Hour       // the age from which the writer of a new file must have crashed
	scanShare      = 8               // the folder is scanned again when this share of the limit was written
	saveAttempts   = 5               // folders may be deleted meanwhile
)

// NewDiskStore returns the store in the folder dir, and makes the folder if it does not exist. Other users of the
// machine must have no access to it. maxBytes bounds the store's files. Each further process that writes into the
// folder may exceed that by an eighth.
func NewDiskStore(dir string, maxBytes int64) (*DiskStore, error) {
	if dir == "" {
		return nil, errors.New("cache folder: must not be empty")
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

// Load returns the text that was saved last, and records its use.
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
	_ = os.Chtimes(path, now, now) // another process may have deleted the file
	return text, true
}

// Save writes text to a new file that replaces the old one. A text that exceeds the limit is not kept.
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

// write writes the file of a text. The error is fs.ErrNotExist if the folder was deleted meanwhile.
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

// Delete removes the file of a text.
func (s *DiskStore) Delete(_ context.Context, partition, key string) error {
	return remove(s.path(partition, key))
}

// DeleteAll removes the files of the partition, and its folder if nothing else is in it.
func (s *DiskStore) DeleteAll(_ context.Context, partition string) error {
	folder := s.folder(partition)
	files, err := listFiles(folder)
	for _, file := range files {
		err = errors.Join(err, remove(file.path))
	}
	_ = os.Remove(folder) // it stays if other files are in it
	return err
}

// remove removes a file. A missing file is no error: another process may have been faster.
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

// unfinished reports whether the file was not renamed yet.
func (f storedFile) unfinished() bool { return strings.HasSuffix(f.path, newSuffix) }

// listFiles returns the store's files in the folder of a partition.
func listFiles(folder string) (files []storedFile, err error) {
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

// scan reads the folders. It removes what crashes have left and, if less than room is left, the least recently used
// files: some more of them than necessary, so that not every Save has to scan.
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
		stored, err := listFiles(filepath.Join(s.dir, folder.Name()))
		if err != nil {
			return err
		}
		for _, file := range stored {
			switch {
			case !file.unfinished():
				files = append(files, file)
				s.bytes += file.size
			case time.Since(file.used) > abandonedAfter:
				_ = remove(file.path) // the next scan tries again
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

// path returns the file of a text.
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

// isHash reports whether hash may have returned name.
func isHash(name string) bool {
	return len(name) == hex.EncodedLen(sha256.Size) && strings.Trim(name, "0123456789abcdef") == ""
}

// checksum returns the checksum of a text, its partition and its key, so that a file in the wrong place is found.
func checksum(partition, key, text string) [sha256.Size]byte {
	b := make([]byte, 0, len(partition)+len(key)+len(text)+32)
	b = appendString(b, partition)
	b = appendString(b, key)
	return sha256.Sum256(append(b, text...))
}
