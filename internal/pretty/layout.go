// Layouts: the segments of a body, and the lines that they make.

package pretty

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"
)

// layout collects the segments of a body, in its order.
type layout struct {
	body     string
	isSecret func(name string) bool
	segments []segment
	isLossy  bool // the segments lack something of the body
}

// segment is a part of the body, or a note about it.
type segment struct {
	start, end int
	kind       Kind
	isSecret   bool
	text       string // before it in the line, or the whole note
	begins     bool   // a line
	indent     int    // of that line
}

// put adds a part of the body to the current line.
func (l *layout) put(start, end int, kind Kind) {
	if start < end {
		l.segments = append(l.segments, segment{start: start, end: end, kind: kind})
	}
}

// putValue adds a value to the current line: as a secret, if its name says so.
func (l *layout) putValue(start, end int, name string) {
	if l.put(start, end, Value); start < end && l.isSecret(name) {
		l.segments[len(l.segments)-1].isSecret = true
	}
}

// maxIndent is the greatest indentation: without it, the layout of elements or lists in one another would be as long as the
// square of their number.
const maxIndent = 50

// begin begins a line with the segments from number first on.
func (l *layout) begin(first, indent int) {
	if first < len(l.segments) {
		l.segments[first].begins, l.segments[first].indent = true, min(indent, maxIndent)
	}
}

// note adds a line about the body at start.
func (l *layout) note(start int, format string, args ...any) {
	l.segments = append(l.segments, segment{start: start, end: start, kind: Comment, text: fmt.Sprintf(format, args...), begins: true})
}

// lines returns the lines of the segments, and the secrets in them.
func (l *layout) lines(places []Place) (lines []Line, secrets []segment) {
	lines = []Line{{}}
	first := make([]struct{ line, piece int }, len(l.segments))
	for i, s := range l.segments {
		if s.begins && i > 0 {
			lines = append(lines, Line{})
		}
		if s.indent > 0 {
			lines[len(lines)-1].add(Piece{Text: strings.Repeat("  ", s.indent), Kind: Indent})
		}
		if s.text != "" {
			lines[len(lines)-1].add(Piece{Text: s.text, Kind: s.kind})
		}
		first[i].line, first[i].piece = len(lines)-1, len(lines[len(lines)-1].Pieces)
		if s.isSecret {
			secrets = append(secrets, s)
			lines[len(lines)-1].add(Piece{Text: placeholder(len(secrets) - 1), Kind: Secret})
			continue
		}
		for j, part := range strings.Split(l.body[s.start:s.end], "\n") {
			if j > 0 {
				lines = append(lines, Line{})
			}
			lines[len(lines)-1].add(Piece{Text: strings.TrimSuffix(part, "\r"), Kind: s.kind})
		}
	}
	f := finder{text: l.body, starts: lineStarts(l.body)}
	for i, place := range places {
		if offset := f.offsetOf(place); offset >= 0 {
			if n := l.segmentAt(offset); n >= 0 {
				lines[first[n].line].mark(first[n].piece, i)
			}
		}
	}
	return lines, secrets
}

// add adds a piece that has a text.
func (l *Line) add(p Piece) {
	if p.Text != "" {
		l.Pieces = append(l.Pieces, p)
	}
}

// mark marks the pieces from number first on, for the violation with an index.
func (l *Line) mark(first, violation int) {
	for i := first; i < len(l.Pieces); i++ {
		l.Pieces[i].IsMarked = true
	}
	l.Violations = append(l.Violations, violation)
}

// segmentAt returns the number of the segment at an offset, or else of the next one, or else of the last one; -1 for none.
func (l *layout) segmentAt(offset int) int {
	n := sort.Search(len(l.segments), func(i int) bool { return offset < l.segments[i].end })
	return min(n, len(l.segments)-1)
}

// lineStarts returns the offsets of the lines of text.
func lineStarts(text string) []int {
	starts := []int{0}
	for i := range len(text) {
		if text[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// finder finds the offsets of places. It is fast for places in their order.
type finder struct {
	text   string
	starts []int // of the lines
	last   Place
	offset int // of last
}

// offsetOf returns the offset of p; -1 if it has none.
func (f *finder) offsetOf(p Place) int {
	if p.Line < 1 || p.Line > len(f.starts) {
		return -1
	}
	if p.Line != f.last.Line || p.Column < f.last.Column {
		f.last, f.offset = Place{p.Line, 1}, f.starts[p.Line-1]
	}
	for f.last.Column < p.Column && f.offset < len(f.text) {
		_, size := utf8.DecodeRuneInString(f.text[f.offset:])
		f.last.Column, f.offset = f.last.Column+1, f.offset+size
	}
	return f.offset
}
