// The file: its mode, what is refused, and its lock between goroutines and processes.

package tokenfile_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	goruntime "runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/signin"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/tokenfile"
)

var _ signin.Store = (*tokenfile.Store)(nil)

// holdVariable names a file that this process locks instead of running tests.
const holdVariable = "KONTRAKT_TEST_HOLD"

func TestMain(m *testing.M) {
	if path := os.Getenv(holdVariable); path != "" {
		hold(path)
	}
	os.Exit(m.Run())
}

// hold locks a file, says so, and waits until it is killed or its input ends.
func hold(path string) {
	store, err := tokenfile.New(path)
	if err == nil {
		_, err = store.Lock(context.Background())
	}
	fmt.Println(err)
	io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

// newStore returns the store of a new file.
func newStore(t *testing.T) (store *tokenfile.Store, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "tokens.json")
	store, err := tokenfile.New(path)
	if err != nil {
		t.Fatal(err)
	}
	return store, path
}

func TestSaveAndLoad(t *testing.T) {
	store, path := newStore(t)
	for _, text := range []string{"", "one", strings.Repeat("ä\x00", 10000), "two", "", ""} {
		if err := store.Save(t.Context(), text); err != nil {
			t.Fatal(err)
		}
		again, err := tokenfile.New(path) // as another process
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []*tokenfile.Store{store, again} {
			if got, err := s.Load(t.Context()); got != text || err != nil {
				t.Errorf("got %q, %v, want %q", got, err, text)
			}
		}
		info, err := os.Stat(path)
		if (err == nil) != (text != "") || err == nil && goruntime.GOOS != "windows" && info.Mode() != 0o600 {
			t.Errorf("%q: the file has mode %v, %v", text, info.Mode(), err)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// A relative path stays where it was when the program changes its folder.
func TestRelativePath(t *testing.T) {
	t.Chdir(t.TempDir())
	store, err := tokenfile.New("tokens.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Save(t.Context(), "text"); err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if got, err := store.Load(t.Context()); got != "text" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// What a crash has left of a file that was written is replaced, with the right mode.
func TestUnfinishedFile(t *testing.T) {
	store, path := newStore(t)
	if err := os.WriteFile(path+".new", []byte("half"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := store.Load(t.Context()); got != "" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if err := store.Save(t.Context(), "text"); err != nil {
		t.Fatal(err)
	}
	if got, err := store.Load(t.Context()); got != "text" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestRefusedFiles(t *testing.T) {
	write := func(mode os.FileMode) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte("text"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, test := range map[string]struct {
		make  func(t *testing.T, path string)
		error string
		unix  bool
	}{
		"others may read":  {write(0o604), "is open to other users of this machine, with mode 0604: delete it", true},
		"a group may read": {write(0o640), "is open to other users of this machine, with mode 0640: delete it", true},
		"others may write": {write(0o602), "is open to other users of this machine, with mode 0602: delete it", true},
		"a folder": {func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "is not a regular file", false},
		"a link": {func(t *testing.T, path string) {
			write(0o600)(t, path+"2")
			if err := os.Symlink(path+"2", path); err != nil {
				t.Fatal(err)
			}
		}, "is not a regular file", true},
		"a large file": {func(t *testing.T, path string) {
			if err := os.WriteFile(path, make([]byte, 1<<20+1), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "has more than 1048576 bytes: it is not a file of tokens", false},
	} {
		if test.unix && goruntime.GOOS == "windows" {
			continue
		}
		store, path := newStore(t)
		test.make(t, path)
		if text, err := store.Load(t.Context()); err == nil || text != "" || !strings.Contains(err.Error(), test.error) {
			t.Errorf("%s: got %q, %v", name, text, err)
		}
		if _, err := tokenfile.New(path); name != "a large file" &&
			(err == nil || !strings.Contains(err.Error(), test.error)) {
			t.Errorf("%s: New returns %v", name, err)
		}
	}
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	write(0o600)(t, file)
	for _, path := range []string{"", filepath.Join(folder, "none", "tokens"), filepath.Join(file, "tokens")} {
		if _, err := tokenfile.New(path); err == nil || !strings.HasPrefix(err.Error(), "token file: ") {
			t.Errorf("%q: got %v", path, err)
		}
	}
}

// A folder that was deleted meanwhile is an error of everything but Load.
func TestMissingFolder(t *testing.T) {
	store, path := newStore(t)
	if err := os.RemoveAll(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	if err := store.Save(t.Context(), "s3cret"); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("Save: got %v", err)
	}
	if _, err := store.Lock(t.Context()); err == nil {
		t.Error("Lock: no error")
	}
}

// Of many goroutines with stores of their own, one at a time has the lock.
func TestLockExcludes(t *testing.T) {
	_, path := newStore(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			store, err := tokenfile.New(path)
			if err != nil {
				t.Error(err)
				return
			}
			for range 5 {
				unlock, err := store.Lock(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				text, err := store.Load(t.Context())
				n, _ := strconv.Atoi(text)
				if err := errors.Join(err, store.Save(t.Context(), strconv.Itoa(n+1))); err != nil {
					t.Error(err)
				}
				unlock()
			}
		})
	}
	group.Wait()
	store, err := tokenfile.New(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := store.Load(t.Context()); got != "40" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// Another process keeps the lock until it dies, and whoever waits gives up with its context.
func TestLockOfAnotherProcess(t *testing.T) {
	store, path := newStore(t)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	holder := exec.Command(program)
	holder.Env = append(os.Environ(), holdVariable+"="+path)
	input, err := holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer input.Close()
	output, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	defer holder.Process.Kill()
	if line, err := bufio.NewReader(output).ReadString('\n'); strings.TrimSpace(line) != "<nil>" {
		t.Fatalf("the holder says %q, %v", line, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := store.Lock(ctx); !errors.Is(err, context.DeadlineExceeded) ||
		!strings.Contains(err.Error(), "is locked by another process") {
		t.Errorf("got %v", err)
	}
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	unlock, err := store.Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	unlock()
	_ = holder.Wait() // it was killed
}
