package schema_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// TestReadFile checks that regular files are read up to the limit, and that nothing else is even opened.
func TestReadFile(t *testing.T) {
	files := fstest.MapFS{"file": {Data: []byte("content")}}
	want := map[string]string{"file": "", "absent": "file does not exist", "../outside": "file does not exist"}
	for name, mode := range map[string]fs.FileMode{
		"folder": fs.ModeDir, "named pipe": fs.ModeNamedPipe, "socket": fs.ModeSocket, "device": fs.ModeDevice,
	} {
		files[name] = &fstest.MapFile{Mode: mode}
		want[name] = "is a " + name + ", not a file"
	}
	files["terminal"] = &fstest.MapFile{Mode: fs.ModeDevice | fs.ModeCharDevice}
	want["terminal"] = "is a device, not a file"
	files["other"] = &fstest.MapFile{Mode: fs.ModeIrregular}
	want["other"] = "is not a regular file"

	src := schema.Source{FS: watchedFS{files, t}}
	for name, message := range want {
		data, err := src.ReadFile(name, 100)
		switch {
		case message == "" && (err != nil || string(data) != "content"):
			t.Errorf("%s: %q, %v", name, data, err)
		case message != "" && (err == nil || !strings.Contains(err.Error(), message) ||
			strings.Contains(err.Error(), "open") || data != nil):
			t.Errorf("%s: %q, %v; want an error that says %q", name, data, err, message)
		}
	}
	if data, err := src.ReadFile("file", 3); string(data) != "cont" || err != nil {
		t.Errorf("with a limit of 3: %q, %v; want one byte more than that", data, err)
	}
}

// watchedFS complains if anything but a regular file is opened.
type watchedFS struct {
	fstest.MapFS
	t *testing.T
}

func (f watchedFS) Open(name string) (fs.File, error) {
	if file := f.MapFS[name]; file != nil && !file.Mode.IsRegular() {
		f.t.Errorf("%s is opened", name)
	}
	return f.MapFS.Open(name)
}
