// Writing is complete or leaves everything as it was, whenever it is interrupted and whatever fails.

package main

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sample makes a folder of old files and returns it with changes of every kind, and what it holds after them.
func sample(t *testing.T) (dir string, changes []change, after map[string]string) {
	t.Helper()
	dir = t.TempDir()
	for _, name := range []string{"extra.go", "hand.go", "stale.go"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("old "+name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	changes = []change{
		{path: filepath.Join(dir, "deep", "er", "missing.go"), state: missing, content: []byte("new missing.go")},
		{path: filepath.Join(dir, "extra.go"), state: extra},
		{path: filepath.Join(dir, "stale.go"), state: stale, content: []byte("new stale.go")},
	}
	after = map[string]string{
		"deep/er/missing.go": "new missing.go",
		"hand.go":            "old hand.go",
		"stale.go":           "new stale.go",
	}
	return dir, changes, after
}

// contents returns what the files below dir hold, by path; hidden ones too.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	visit := func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(filepath.Join(dir, path))
		files[path] = string(content)
		return err
	}
	if err := fs.WalkDir(os.DirFS(dir), ".", visit); err != nil {
		t.Fatal(err)
	}
	return files
}

// inventory lists what is below dir: folders, and files with their time.
func inventory(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	if err := listTree(&b, dir); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// endsAfter is a context that has ended from the given number of looks at it on.
type endsAfter struct {
	context.Context
	looks int
}

func (c *endsAfter) Err() error {
	if c.looks == 0 {
		return context.Canceled
	}
	c.looks--
	return nil
}

func TestWriteInterrupted(t *testing.T) {
	for looks := range 10 {
		dir, changes, after := sample(t)
		before := inventory(t, dir)
		err := write(&endsAfter{t.Context(), looks}, changes, nil)
		if err == nil {
			if got := contents(t, dir); !maps.Equal(got, after) {
				t.Errorf("after all changes the folder holds %v, want %v", got, after)
			}
			if looks <= len(changes) {
				t.Errorf("only %d looks at the context for %d changes", looks, len(changes))
			}
			return
		}
		if want := "interrupted: context canceled; nothing was changed"; err.Error() != want {
			t.Errorf("error %q, want %q", err, want)
		}
		if got := inventory(t, dir); got != before {
			t.Errorf("interrupted at look %d, the folder holds\n%s\nwant\n%s", looks, got, before)
		}
	}
	t.Error("never done")
}

func TestWriteFails(t *testing.T) {
	tests := []struct {
		name   string
		broken change
		want   string
	}{
		{"file for a folder", change{path: "hand.go/new.go", state: missing}, "cannot be written: not a directory"},
		{"folder for a file", change{path: "folder", state: missing}, "cannot be replaced: file exists"},
		{"file gone", change{path: "gone.go", state: stale}, "cannot be replaced: no such file or directory"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir, changes, _ := sample(t)
			if err := os.Mkdir(filepath.Join(dir, "folder"), 0o777); err != nil {
				t.Fatal(err)
			}
			test.broken.path = filepath.Join(dir, filepath.FromSlash(test.broken.path))
			before := inventory(t, dir)
			err := write(t.Context(), append(changes, test.broken), nil)
			want := fmt.Sprintf("%s: %s; nothing was changed", test.broken.path, test.want)
			if err == nil || err.Error() != want {
				t.Errorf("error %q, want %q", err, want)
			}
			if got := inventory(t, dir); got != before {
				t.Errorf("after the error the folder holds\n%s\nwant\n%s", got, before)
			}
		})
	}
}
