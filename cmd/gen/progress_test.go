// Progress shows what takes a while, only the latest of it, and leaves nothing behind.

package main

import (
	"bytes"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

func TestProgress(t *testing.T) {
	tests := []struct {
		name string
		work func(p *progress)
		want string
	}{
		{"quick", func(p *progress) { p.sayf("reading") }, ""},
		{"slow", func(p *progress) {
			p.sayf("reading file %d", 1)
			time.Sleep(progressDelay + time.Millisecond)
			p.sayf("reading file %d", 2) // replaced before it is shown
			p.sayf("reading file %d", 3)
			time.Sleep(2 * progressInterval)
		}, "\r\x1b[Kreading file 1\r\x1b[Kreading file 3\r\x1b[K"},
		{"wide", func(p *progress) {
			p.sayf("%0100d", 0)
			time.Sleep(2 * progressDelay)
		}, "\r\x1b[K" + string(bytes.Repeat([]byte("0"), progressWidth)) + "\r\x1b[K"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var terminal bytes.Buffer
				p := newProgress(&terminal)
				test.work(p)
				p.end()
				if got := terminal.String(); got != test.want {
					t.Errorf("the terminal got %q, want %q", got, test.want)
				}
			})
		})
	}
}

func TestProgressNowhere(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/file")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if startProgress(file) != nil || startProgress(new(bytes.Buffer)) != nil {
		t.Error("progress is shown where there is no terminal")
	}
}
