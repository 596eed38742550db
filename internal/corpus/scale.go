// Scale: how fast the largest contracts are, and how much memory they take, beside gowsdl.

package main

import (
	"bytes"
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// measured is how many contracts are measured.
const measured = 5

// figure is a large contract, what the generator took for it, and what gowsdl did.
type figure struct {
	*contract
	lines     int
	written   int // lines of Go
	peer      usage
	byPeer    int    // lines of Go that gowsdl wrote
	peerFault string // why gowsdl wrote nothing
}

// measure measures the longest contracts.
func (r *run) measure() ([]figure, error) {
	var figures []figure
	for _, c := range r.contracts {
		text, err := os.ReadFile(filepath.Join(r.corpus, c.path))
		if err != nil {
			return nil, err
		}
		if c.outcome == good {
			figures = append(figures, figure{contract: c, lines: bytes.Count(text, []byte("\n"))})
		}
	}
	slices.SortStableFunc(figures, func(a, b figure) int { return cmp.Compare(b.lines, a.lines) })
	figures = figures[:min(len(figures), measured)]
	peer := filepath.Join(r.out, "gowsdl.exe")
	if err := inFolder("", "build", "-o", peer, "github.com/hooklift/gowsdl/cmd/gowsdl"); err != nil {
		return nil, err
	}
	written := filepath.Join(r.out, "gowsdl")
	if err := os.MkdirAll(written, 0o755); err != nil {
		return nil, err
	}
	for i := range figures {
		f := &figures[i]
		f.written = linesOfGo(filepath.Join(r.out, f.pkg))
		output, used, err := execute(peer, "-d", written, "-p", f.pkg, filepath.Join(r.corpus, f.path))
		f.peer = used
		if err != nil {
			f.peerFault = cmp.Or(lastLine(output), err.Error())
		}
		f.byPeer = linesOfGo(filepath.Join(written, f.pkg))
	}
	return figures, nil
}

// linesOfGo is how many lines the Go files in folder have.
func linesOfGo(folder string) (lines int) {
	files, _ := filepath.Glob(filepath.Join(folder, "*.go"))
	for _, file := range files {
		if source, err := os.ReadFile(file); err == nil {
			lines += bytes.Count(source, []byte("\n"))
		}
	}
	return lines
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}

// perSecond is how many of lines are done in a second.
func (u usage) perSecond(lines int) int { return int(float64(lines) / u.took.Seconds()) }
