// The pages are what they are written from.

package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestReferenceIsCurrent(t *testing.T) {
	root := filepath.Join("..", "..")
	list, err := pages(root)
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(root, "docs", "reference")
	for name, want := range list {
		got, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Error(err)
		} else if string(got) != want {
			t.Errorf("docs/reference/%s is not current: run make generate", name)
		}
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if list[file.Name()] == "" {
			t.Errorf("nothing writes docs/reference/%s", file.Name())
		}
	}
}
