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

// howMany contracts are measured.
const howMany = 5

// figure is a large contract, what the generator took for it, and what gowsdl did.
type figure struct {
	*contract
	lines     int
	peer      usage
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
	figures = figures[:min(len(figures), howMany)]
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
		output, used, err := execute(peer, "-d", written, "-p", f.pkg, filepath.Join(r.corpus, f.path))
		f.peer = used
		if err != nil {
			f.peerFault = cmp.Or(lastLine(output), err.Error())
		}
	}
	return figures, nil
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}

// perSecond is how many of lines are done in a second.
func (u usage) perSecond(lines int) int { return int(float64(lines) / u.took.Seconds()) }
