// Tests of the disk store: what it keeps and drops, and who has access to it.

package cache_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/cache"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"

	goruntime "runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func newDiskStore(t testing.TB, dir string, maxBytes int64) *cache.DiskStore {
	t.Helper()
	s, err := cache.NewDiskStore(dir, maxBytes)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func save(t testing.TB, s cache.Store, partition, key, text string) {
	t.Helper()
	if err := s.Save(t.Context(), partition, key, text); err != nil {
		t.Fatal(err)
	}
}

// holds gives those of the keys under which s has a text.
func holds(t testing.TB, s cache.Store, partition string, keys ...string) (held []string) {
	for _, key := range keys {
		if _, ok := s.Load(t.Context(), partition, key); ok {
			held = append(held, key)
		}
	}
	return held
}

// storedFiles gives the files below dir.
func storedFiles(t testing.TB, dir string) (paths []string) {
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func TestDiskStoreKeeps(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	s := newDiskStore(t, dir, 1<<20)
	save(t, s, "", "k", "public")
	save(t, s, "anna", "k", "old")
	save(t, s, "anna", "k", "Anna's \x00\xff")
	save(t, s, "bert", "k", "Bert's")
	save(t, s, "anna", "empty", "")
	save(t, s, "anna", "gone", "x")
	if err := s.Delete(t.Context(), "anna", "gone"); err != nil {
		t.Error(err)
	}
	s = newDiskStore(t, dir, 1<<20) // after a restart
	for partition, want := range map[string]string{"": "public", "anna": "Anna's \x00\xff", "bert": "Bert's"} {
		if text, ok := s.Load(t.Context(), partition, "k"); !ok || text != want {
			t.Errorf("%q has %q, want %q", partition, text, want)
		}
	}
	if text, ok := s.Load(t.Context(), "anna", "empty"); !ok || text != "" {
		t.Errorf("the empty text is %q, %v", text, ok)
	}
	if err := s.DeleteAll(t.Context(), "anna"); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(dir); len(entries) != 2 || err != nil {
		t.Errorf("folders are %v, %v, want those of two partitions", entries, err)
	}
	for partition, want := range map[string]bool{"": true, "anna": false, "bert": true, "carl": false} {
		if _, ok := s.Load(t.Context(), partition, "k"); ok != want {
			t.Errorf("after the end of Anna's: %q has its text: %v", partition, ok)
		}
	}
	for _, err := range []error{s.Delete(t.Context(), "anna", "gone"), s.DeleteAll(t.Context(), "anna")} {
		if err != nil {
			t.Errorf("deleting what is not there: %v", err)
		}
	}
}

// What a crash, or a disk, has damaged is not there.
func TestC9DiskStoreDamage(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	s := newDiskStore(t, dir, 1<<20)
	save(t, s, "anna", "k", "a text")
	save(t, s, "anna", "other", "another text")
	paths := storedFiles(t, dir)
	whole, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	key := holdsOnly(t, s, paths[1])
	damaged := map[string][]byte{"longer": append(slices.Clone(whole), 'x')}
	for i := range whole {
		damaged[fmt.Sprint("cut at ", i)] = whole[:i]
		flipped := slices.Clone(whole)
		flipped[i] ^= 1
		damaged[fmt.Sprint("flipped at ", i)] = flipped
	}
	if damaged["of another key"], err = os.ReadFile(paths[1]); err != nil {
		t.Fatal(err)
	}
	save(t, s, "bert", key, "a text") // which is not Anna's, though all else is the same
	for _, path := range storedFiles(t, dir) {
		if filepath.Base(path) == filepath.Base(paths[0]) && path != paths[0] {
			if damaged["of another partition"], err = os.ReadFile(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, content := range damaged {
		if err := os.WriteFile(paths[0], content, 0o600); err != nil {
			t.Fatal(err)
		}
		if text, ok := s.Load(t.Context(), "anna", key); ok {
			t.Errorf("%s: the store gives %q", name, text)
		}
	}
	save(t, s, "anna", key, "new")
	if text, ok := s.Load(t.Context(), "anna", key); !ok || text != "new" {
		t.Errorf("after the damage: %q", text)
	}
}

// holdsOnly gives the key, "k" or "other", whose file is not path.
func holdsOnly(t *testing.T, s cache.Store, path string) string {
	away := path + ".away"
	if err := os.Rename(path, away); err != nil {
		t.Fatal(err)
	}
	defer os.Rename(away, path)
	return holds(t, s, "anna", "k", "other")[0]
}

// Nobody else on the machine can read the files, and their names tell nothing.
func TestC13DiskStoreIsClosed(t *testing.T) {
	if goruntime.GOOS == "windows" {
		t.Skip("no mode bits")
	}
	dir := filepath.Join(t.TempDir(), "cache")
	s := newDiskStore(t, dir, 1<<20)
	save(t, s, "", "https://service.example/x?q=Meier", "public")
	save(t, s, "anna", "https://service.example/x?q=Meier", "private")
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		if strings.Contains(path, "anna") || strings.Contains(path, "Meier") {
			t.Errorf("%s tells what it holds", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := cache.NewDiskStore(dir, 1); err == nil || !strings.Contains(err.Error(), "set it to 0700") {
		t.Errorf("a folder that is open to all: %v", err)
	}
	for dir, want := range map[string]string{
		"": "cache folder: must not be empty", storedFiles(t, dir)[0]: "cache folder: mkdir ",
		filepath.Join(storedFiles(t, dir)[0], "x"): "cache folder: mkdir ",
	} {
		if _, err := cache.NewDiskStore(dir, 1); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %q", dir, err, want)
		}
	}
}

func TestDiskStoreIsBounded(t *testing.T) {
	const maxBytes = 64 << 10
	dir := filepath.Join(t.TempDir(), "cache")
	s := newDiskStore(t, dir, maxBytes)
	save(t, s, "", "used", strings.Repeat("x", 1000))
	for i := range 200 {
		save(t, s, "anna", fmt.Sprint(i), strings.Repeat("x", 1000))
		var bytes int64
		for _, path := range storedFiles(t, dir) {
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			bytes += info.Size()
		}
		if bytes > maxBytes {
			t.Fatalf("%d bytes after %d texts", bytes, i+1)
		}
		if i%10 == 0 && holds(t, s, "", "used") == nil {
			t.Fatalf("a text in use is gone after %d others", i+1)
		}
	}
	if holds(t, s, "anna", "0") != nil || holds(t, s, "anna", "199") == nil {
		t.Error("the oldest text is kept, or the newest is not")
	}
	save(t, s, "anna", "199", strings.Repeat("x", maxBytes))
	if held := holds(t, s, "anna", "199", "198"); !slices.Equal(held, []string{"198"}) {
		t.Errorf("after a text that is too long for the store it holds %q", held)
	}
}

// The limit is that of the files, to the byte.
func TestDiskStoreLimit(t *testing.T) {
	const limit, checksum = 100, 32
	for _, size := range []int{limit - checksum - 1, limit - checksum, limit - checksum + 1} {
		dir := filepath.Join(t.TempDir(), "cache")
		s := newDiskStore(t, dir, limit)
		text := strings.Repeat("x", size)
		save(t, s, "anna", "k", text)
		got, ok := s.Load(t.Context(), "anna", "k")
		if fits := size <= limit-checksum; ok != fits || fits && got != text || len(storedFiles(t, dir)) > 0 != fits {
			t.Errorf("a text of %d bytes is kept: %v", size, ok)
		}
		if ok && holds(t, newDiskStore(t, dir, limit), "anna", "k") == nil {
			t.Errorf("a text of %d bytes is gone after a restart", size)
		}
		// What a store with a higher limit has saved is too much for this one.
		save(t, newDiskStore(t, dir, 10*limit), "anna", "k", text)
		if _, ok := s.Load(t.Context(), "anna", "k"); ok != (size <= limit-checksum) {
			t.Errorf("a text of %d bytes is read: %v", size, ok)
		}
	}
}

// The store keeps within its limit after every Save, with texts of all sizes, and keeps as much of it as it can: at
// least what an eighth of it and the next text do not need.
func TestDiskStoreSizes(t *testing.T) {
	for seed := range uint64(4) {
		random := rand.New(rand.NewPCG(seed, 2))
		limit := int64(500 + random.IntN(4000))
		dir := filepath.Join(t.TempDir(), "cache")
		s := newDiskStore(t, dir, limit)
		var saved int64
		for i := range 150 {
			size := int64(random.IntN(int(limit)/4)) + 1
			save(t, s, fmt.Sprint(i%3), fmt.Sprint(i), strings.Repeat("x", int(size)))
			size += 32
			saved += size
			var bytes int64
			for _, path := range storedFiles(t, dir) {
				info, err := os.Stat(path)
				if err != nil {
					t.Fatal(err)
				}
				bytes += info.Size()
			}
			least := min(saved, limit-limit/8-limit/4-32)
			if bytes > limit || bytes < least {
				t.Fatalf("seed %d: %d bytes after %d texts, want %d to %d", seed, bytes, i+1, least, limit)
			}
			if holds(t, s, fmt.Sprint(i%3), fmt.Sprint(i)) == nil {
				t.Fatalf("seed %d: text %d is not kept", seed, i)
			}
		}
	}
}

// The least recently used texts go first, whichever partition they are in, and no more of them than an eighth of the
// limit and the new text need.
func TestDiskStoreDropsTheOldest(t *testing.T) {
	const size = 100
	for _, test := range []struct{ limit, room, kept int }{
		{16 * size, size, 13}, {16*size - 1, size, 13}, {16*size + 8, size, 13}, {16 * size, 3 * size, 11},
		{16*size + size/2, 2 * size, 12}, {17 * size, size, 13}, {18 * size, size, 14},
	} {
		dir := filepath.Join(t.TempDir(), "cache")
		s := newDiskStore(t, dir, int64(test.limit))
		random := rand.New(rand.NewPCG(uint64(test.limit), uint64(test.room)))
		ages := random.Perm(test.limit / size)
		now := time.Now()
		result := make(map[string]bool)
		for i, age := range ages {
			save(t, s, fmt.Sprint(i%3), fmt.Sprint(i), strings.Repeat("x", size-32))
			for _, path := range storedFiles(t, dir) {
				if !result[path] {
					result[path] = true
					then := now.Add(-time.Duration(age+1) * time.Hour)
					if err := os.Chtimes(path, then, then); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		s = newDiskStore(t, dir, int64(test.limit)) // which has counted them
		if n := len(storedFiles(t, dir)); n != len(ages) {
			t.Fatalf("%+v: %d texts before, want %d", test, n, len(ages))
		}
		save(t, s, "new", "k", strings.Repeat("x", test.room-32))
		for i, age := range ages {
			if kept := holds(t, s, fmt.Sprint(i%3), fmt.Sprint(i)) != nil; kept != (age < test.kept) {
				t.Errorf("%+v: the text that was used last %d hours ago is kept: %v", test, age+1, kept)
			}
		}
	}
}

// A store notices in time what another one has written into its folder.
func TestDiskStoreNoticesOthers(t *testing.T) {
	const limit, size = 8000, 100 - 32
	dir := filepath.Join(t.TempDir(), "cache")
	s := newDiskStore(t, dir, limit)
	other := newDiskStore(t, dir, limit)
	for i := range 70 {
		save(t, other, "other", fmt.Sprint(i), strings.Repeat("x", size))
	}
	for i := range 40 {
		save(t, s, "anna", fmt.Sprint(i), strings.Repeat("x", size))
		if n := int64(len(storedFiles(t, dir)) * (size + 32)); n > limit+limit/8+size+32 {
			t.Fatalf("%d bytes after %d texts", n, i+1)
		}
	}
}

// Reading leaves nothing open.
func TestDiskStoreCloses(t *testing.T) {
	open := func() int {
		entries, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Skip("the system does not list open files")
		}
		return len(entries)
	}
	s := newDiskStore(t, filepath.Join(t.TempDir(), "cache"), 1<<20)
	save(t, s, "anna", "k", "text")
	before := open()
	for range 100 {
		if holds(t, s, "anna", "k") == nil {
			t.Fatal("the text is gone")
		}
	}
	if after := open(); after > before+20 {
		t.Errorf("%d files are open after 100 reads, %d before", after, before)
	}
}

// What cannot be read, written or removed is an error of the store's, which names the file.
func TestDiskStoreErrors(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	s := newDiskStore(t, dir, 200)
	save(t, s, "anna", "k", "text")
	path := storedFiles(t, dir)[0]
	blocked := func(name string, err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A folder in the place of the text:
	if err := errors.Join(os.Remove(path), os.MkdirAll(filepath.Join(path, "x"), 0o700)); err != nil {
		t.Fatal(err)
	}
	blocked("Save", s.Save(t.Context(), "anna", "k", "text"))
	blocked("Delete", s.Delete(t.Context(), "anna", "k"))
	if paths := storedFiles(t, dir); len(paths) != 0 {
		t.Errorf("a Save that fails leaves %q", paths)
	}
	// A file in the place of the partition:
	if err := errors.Join(os.RemoveAll(filepath.Dir(path)), os.WriteFile(filepath.Dir(path), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	blocked("Save", s.Save(t.Context(), "anna", "k", "text"))
	blocked("DeleteAll", s.DeleteAll(t.Context(), "anna"))
	// The whole folder is gone:
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Delete(t.Context(), "anna", "k"), s.DeleteAll(t.Context(), "anna")); err != nil {
		t.Errorf("deleting what is not there: %v", err)
	}
	for i := range 20 {
		save(t, s, "anna", fmt.Sprint(i), strings.Repeat("x", 100)) // which looks the folder through
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	// A file in its place:
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	blocked("scan", s.Save(t.Context(), "anna", "k", strings.Repeat("x", 160)))
	blocked("scan", s.Save(t.Context(), "anna", "k", strings.Repeat("x", 160)))
	if os.Geteuid() == 0 || goruntime.GOOS == "windows" {
		return // nothing is closed to this user
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	save(t, s, "anna", "k", "text")
	folder := filepath.Dir(storedFiles(t, dir)[0])
	if err := os.Chmod(folder, 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(folder, 0o700)
	_, err := cache.NewDiskStore(dir, 200)
	blocked("scan", err)
}

// What writers leave behind that crash is removed in time, and not before.
func TestDiskStoreCleansUp(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	s := newDiskStore(t, dir, 1<<20)
	save(t, s, "anna", "k", "text")
	path := storedFiles(t, dir)[0]
	leave := func(name string, age time.Duration) {
		left := filepath.Join(filepath.Dir(path), name+filepath.Ext(path)+"-new")
		if err := os.WriteFile(left, []byte("private"), 0o600); err != nil {
			t.Fatal(err)
		}
		then := time.Now().Add(-age)
		if err := os.Chtimes(left, then, then); err != nil {
			t.Fatal(err)
		}
	}
	leave("1", 61*time.Minute)
	leave("2", 59*time.Minute)
	s = newDiskStore(t, dir, 1<<20)
	if paths := storedFiles(t, dir); len(paths) != 2 || !strings.HasPrefix(filepath.Base(paths[0]), "2.") ||
		holds(t, s, "anna", "k") == nil {
		t.Errorf("files are %q", paths)
	}
	if err := s.DeleteAll(t.Context(), "anna"); err != nil || len(storedFiles(t, dir)) > 0 {
		t.Errorf("after the end of Anna's: %q, %v", storedFiles(t, dir), err)
	}
}

// Files of others stay, wherever in the store's folder they are, whatever they are called, and however full it is.
func TestDiskStoreLeavesFilesOfOthers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "home")
	s := newDiskStore(t, dir, 1<<20)
	save(t, s, "", "k", "text")
	save(t, s, "anna", "k", "text")
	written := storedFiles(t, dir)
	folder, name := filepath.Split(written[0])
	hash := strings.TrimSuffix(name, filepath.Ext(name))
	old := time.Now().Add(-24 * time.Hour)
	var others []string
	put := func(elements ...string) {
		path := filepath.Join(elements...)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, make([]byte, 1<<10), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
		others = append(others, path)
	}
	for _, name := range []string{
		"photo.jpg", "new-1", "dropped-1", hash, hash[1:] + filepath.Ext(name), hash + ".txt",
		hash + "0" + filepath.Ext(name), strings.ToUpper(hash) + filepath.Ext(name),
		hash[1:] + "g" + filepath.Ext(name), filepath.Ext(name), "notes-new",
		hash[1:] + "X" + filepath.Ext(name), "partition-" + strings.Repeat("0", 64),
	} {
		put(dir, name)
		put(folder, name)
		put(folder, "sub", name)
		for _, sub := range []string{"Documents", "public", "session-" + hash, "dropped-2", "partition-",
			"partition-" + hash[1:], "partition-" + hash + "0", hash + "-dir"} {
			put(dir, sub, name)
			put(dir, sub, "2024", name)
		}
	}
	for _, sub := range []string{"partition-", "partition-" + hash[1:], "partition-" + hash + "0", "Partition-" + hash,
		strings.Repeat("3", 64)} {
		put(dir, sub+"-", hash+filepath.Ext(name))
		put(dir, sub, "x")
		put(dir, sub, hash+filepath.Ext(name))
	}
	for _, empty := range []string{strings.Repeat("1", 64), strings.Repeat("2", 64)} { // called like a text
		if err := os.MkdirAll(filepath.Join(folder, empty+filepath.Ext(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		others = append(others, filepath.Join(folder, empty+filepath.Ext(name)))
	}
	put(dir, "Documents", filepath.Base(folder), hash+filepath.Ext(name))
	put(dir, "public", hash+filepath.Ext(name))
	locked := filepath.Join(dir, "locked") // which nobody can look into
	if err := os.Mkdir(locked, 0); err != nil {
		t.Fatal(err)
	}
	const maxBytes = 8 << 10
	s = newDiskStore(t, dir, maxBytes)
	if len(holds(t, s, "", "k")) == 0 || len(holds(t, s, "anna", "k")) == 0 {
		t.Error("files of others count as the store's")
	}
	for i := range 40 {
		save(t, s, fmt.Sprint("user ", i%3), fmt.Sprint(i), strings.Repeat("x", 1<<10))
	}
	for _, partition := range []string{"", "anna", "user 0", "user 1", "user 2"} {
		if err := s.DeleteAll(t.Context(), partition); err != nil {
			t.Error(err)
		}
	}
	if err := os.Chmod(locked, 0o700); err != nil {
		t.Fatal(err)
	}
	left := storedFiles(t, dir)
	for _, digit := range []string{"1", "2"} {
		path := filepath.Join(folder, strings.Repeat(digit, 64)+filepath.Ext(name))
		if _, err := os.Stat(path); err == nil {
			left = append(left, path)
		}
	}
	slices.Sort(others)
	slices.Sort(left)
	if !slices.Equal(left, others) {
		for _, path := range others {
			if !slices.Contains(left, path) {
				t.Errorf("%s is gone", path)
			}
		}
		for _, path := range left {
			if !slices.Contains(others, path) {
				t.Errorf("%s was left", path)
			}
		}
	}
}

const diskStoreEnv = "KONTRAKT_DISK_STORE" // names the folder to a process that TestDiskStoreProcesses starts

// Processes share a folder; some of them are killed at any time. Whoever finds a text finds all of it.
func TestDiskStoreProcesses(t *testing.T) {
	if dir := os.Getenv(diskStoreEnv); dir != "" {
		hammer(t, newDiskStore(t, dir, 256<<10), 1<<30, sync.OnceFunc(func() { fmt.Println("at work") }))
		return
	}
	dir := filepath.Join(t.TempDir(), "cache")
	for range 3 {
		child := exec.Command(os.Args[0], "-test.run=^TestDiskStoreProcesses$")
		child.Env = append(os.Environ(), diskStoreEnv+"="+dir)
		output, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(output).ReadString('\n'); line != "at work\n" {
			t.Fatalf("a process says %q, %v", line, err)
		}
		defer func() {
			child.Process.Kill()
			child.Wait()
		}()
	}
	s := newDiskStore(t, dir, 256<<10)
	hammer(t, s, 50, func() {})
	for range 20 { // beside those that save
		if err := s.DeleteAll(t.Context(), "anna"); err != nil {
			t.Error(err)
		}
	}
	save(t, s, "anna", "k", "text")
}

// hammer saves, loads and deletes from several goroutines, rounds times each. It calls started when they are at it.
func hammer(t *testing.T, s cache.Store, rounds int, started func()) {
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for i := range rounds {
				key := fmt.Sprint(i % 20)
				save(t, s, "anna", key, strings.Repeat(key, 10_000))
				if text, ok := s.Load(t.Context(), "anna", key); ok && text != strings.Repeat(key, 10_000) {
					t.Errorf("%s has %d bytes of something else", key, len(text))
				}
				if i == 10 {
					started()
				}
				if i%7 == 0 {
					if err := s.Delete(t.Context(), "anna", key); err != nil {
						t.Error(err)
					}
				}
				if i%13 == 0 {
					if err := s.DeleteAll(t.Context(), "anna"); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	workers.Wait()
}

func sharedCache(t testing.TB, s cache.Store, session string) *cache.Cache {
	t.Helper()
	return cache.NewShared(s, session)
}

// faultyStore fails to delete while it is told to.
type faultyStore struct {
	cache.Store
	fault error
}

func (s *faultyStore) Delete(ctx context.Context, partition, key string) error {
	if s.fault != nil {
		return s.fault
	}
	return s.Store.Delete(ctx, partition, key)
}

func (s *faultyStore) DeleteAll(ctx context.Context, partition string) error {
	if s.fault != nil {
		return s.fault
	}
	return s.Store.DeleteAll(ctx, partition)
}

// What could not be deleted is not used: after a failed logout no private answer, after an unsafe call no old one.
func TestC10C13FaultyStore(t *testing.T) {
	store := &faultyStore{Store: newDiskStore(t, filepath.Join(t.TempDir(), "cache"), 1<<20)}
	cache := sharedCache(t, store, "anna")
	e, o := runtimetest.CachedEndpoint(t, cache, func(w http.ResponseWriter, r *http.Request) {
		runtimetest.SetHeader(w, "Cache-Control: public, max-age=3600")
	})
	for name, drop := range map[string]func(){
		"logout": func() {
			if err := cache.Logout(t.Context()); !errors.Is(err, store.fault) {
				t.Errorf("logout: %v", err)
			}
		},
		"unsafe call": func() {
			if err := e.Do(t.Context(), runtimetest.NewCall("PUT", "/x"), nil); err != nil {
				t.Errorf("PUT: %v", err)
			}
		},
	} {
		runtimetest.Get(t, e, "/x")
		store.fault = errors.New("disk is read-only")
		drop()
		before := len(o.Requests)
		runtimetest.Get(t, e, "/x")
		if runtimetest.Get(t, e, "/x"); len(o.Requests) != before+2 {
			t.Errorf("%s: what could not be deleted was used", name)
		}
		store.fault = nil
		runtimetest.Logout(t, cache)
		runtimetest.Get(t, e, "/x")
		if runtimetest.Get(t, e, "/x"); len(o.Requests) != before+3 {
			t.Errorf("%s: the store is not used again after a logout", name)
		}
	}
}
