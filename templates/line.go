// Long lines: jennifer and gofmt leave them as they are, people break them.

package templates

import (
	"bytes"
	"cmp"
	"go/format"
	"go/scanner"
	"go/token"
	"unicode/utf8"
)

// lineWidth is where lines of code are broken, a tab counting as one character.
const lineWidth = 120

// clause makes a file of a declaration.
const clause = "package p\n\n"

// breakLines breaks the lines of a formatted declaration that are too long, where a place for it can be found, and
// formats it again. What is left over is looked at anew, because it can be too long itself.
func breakLines(source []byte) ([]byte, error) {
	for {
		var places []int
		if hasLongLine(source) {
			places = breaks(source)
		}
		if len(places) == 0 {
			return source, nil
		}
		var b bytes.Buffer
		from := 0
		for _, at := range places {
			b.Write(bytes.TrimRight(source[from:at], " "))
			b.WriteByte('\n')
			from = at
		}
		b.Write(source[from:])
		formatted, err := format.Source(append([]byte(clause), b.Bytes()...))
		if err != nil {
			return nil, err
		}
		before := source
		if source = bytes.TrimPrefix(formatted, []byte(clause)); bytes.Equal(source, before) {
			return source, nil // gofmt has joined what was broken
		}
	}
}

// hasLongLine reports whether a line of source is too long.
func hasLongLine(source []byte) bool {
	for line := range bytes.Lines(source) {
		if width(line) > lineWidth {
			return true
		}
	}
	return false
}

// breaks are the offsets at which the lines of source that are too long can be continued on the next one: behind the
// last plus that fits and is in no bracket, else behind the last comma that fits of the bracket that the line itself is
// in, else of the first bracket with commas, else behind the first parenthesis.
func breaks(source []byte) []int {
	var places []int
	file := token.NewFileSet().AddFile("", -1, len(source))
	var s scanner.Scanner
	s.Init(file, source, nil, 0)
	line := longLine{start: -1}
	for {
		pos, tok, _ := s.Scan()
		offset := file.Offset(pos)
		start := bytes.LastIndexByte(source[:offset], '\n') + 1
		if start != line.start || tok == token.EOF {
			if at := line.place(); at > 0 {
				places = append(places, at)
			}
			line = longLine{start: start, long: width(source[start:]) > lineWidth, inside: continues(source[:start])}
		}
		if tok == token.EOF {
			return places
		}
		// Behind the line's last token there is nothing to break.
		if line.long && !bytes.HasPrefix(source[offset+1:], []byte("\n")) {
			line.token(tok, offset, utf8.RuneCount(source[start:offset]))
		}
	}
}

// width is the length of the line that source begins with, in characters.
func width(source []byte) int {
	line, _, _ := bytes.Cut(source, []byte("\n"))
	return utf8.RuneCount(line)
}

// continues reports whether a line behind source is in a bracket that is open there.
func continues(source []byte) bool {
	return bytes.HasSuffix(source, []byte(",\n")) || bytes.HasSuffix(source, []byte("(\n"))
}

// longLine is a line of code, and where it can be broken so far; 0 is nowhere.
type longLine struct {
	start              int
	long               bool
	inside             bool // whether the line is in a bracket that was opened before it
	depth              int
	group              int // number of the outermost bracket at hand
	commas             int // number of the bracket whose commas count
	plus, outer, comma int
	opening            int // behind the first parenthesis, unless that holds a literal or a receiver
}

// token takes the token at offset, with column characters before it.
func (l *longLine) token(tok token.Token, offset, column int) {
	switch tok {
	case token.LPAREN, token.LBRACK, token.LBRACE:
		if l.depth++; l.depth == 1 {
			l.group++
		}
		if l.opening == 0 && tok == token.LPAREN {
			l.opening = offset + 1
		}
	case token.RPAREN, token.RBRACK, token.RBRACE:
		l.depth--
	case token.FUNC:
		if offset == l.start {
			l.opening = -1
		}
	case token.STRING:
		if l.opening == offset {
			l.opening = -1
		}
	case token.ADD:
		if l.depth == 0 && column < lineWidth {
			l.plus = offset + 1
		}
	case token.COMMA:
		if l.depth == 0 && l.inside && (column < lineWidth || l.outer == 0) {
			l.outer = offset + 1
		}
		if l.depth == 1 && column < lineWidth && (l.commas == 0 || l.commas == l.group) {
			l.comma, l.commas = offset+1, l.group
		}
	}
}

// place is where the line is to be broken.
func (l *longLine) place() int {
	return cmp.Or(l.plus, l.outer, l.comma, max(l.opening, 0))
}
