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
// in, else of the first bracket with commas, else behind the first parenthesis. A list that goes on for many lines is
// broken behind as many commas at once: looking at it anew for each would take time by the square of its length.
func breaks(source []byte) []int {
	var places []int
	file := token.NewFileSet().AddFile("", -1, len(source))
	var s scanner.Scanner
	s.Init(file, source, nil, 0)
	start, end := 0, 0 // of the line that the last token begins in, and of what was looked through
	var long []lexeme  // the tokens of the line, if that is too long
	isLong := width(source) > lineWidth
	for {
		pos, tok, _ := s.Scan()
		offset := file.Offset(pos)
		newline := bytes.LastIndexByte(source[end:offset], '\n')
		if newline >= 0 || tok == token.EOF {
			places = append(places, lineBreaks(source, start, long)...)
		}
		if tok == token.EOF {
			return places
		}
		if newline >= 0 {
			start, long = end+newline+1, nil
			isLong = width(source[start:]) > lineWidth
		}
		end = offset
		// Behind the line's last token there is nothing to break.
		if isLong && !bytes.HasPrefix(source[offset+1:], []byte("\n")) {
			long = append(long, lexeme{tok, offset})
		}
	}
}

// lexeme is a token and where it begins.
type lexeme struct {
	token  token.Token
	offset int
}

// lineBreaks are the breaks of one line, which begins at start and holds tokens.
func lineBreaks(source []byte, start int, tokens []lexeme) []int {
	if len(tokens) == 0 {
		return nil
	}
	var places []int
	indent := tokens[0].offset - start
	left := width(source[start:]) // of the line and what is left of it
	line := longLine{start: start, inside: continues(source[:start])}
	column, counted := 0, start // of the text before counted
	for i := 0; i < len(tokens); i++ {
		offset := tokens[i].offset
		column, counted = column+utf8.RuneCount(source[counted:offset]), offset
		at := line.listPlace()
		if column < lineWidth || at == 0 {
			line.token(tokens[i].token, offset, column)
			continue
		}
		places = append(places, at)
		if !line.inside {
			indent++ // as gofmt does
		}
		for i > 0 && tokens[i-1].offset >= at {
			i--
		}
		// What is left of the line is looked at as the next one, without the space before it.
		text := tokens[i].offset
		left -= column - utf8.RuneCount(source[text:counted]) - indent
		if left <= lineWidth {
			return places
		}
		line = longLine{start: text, inside: true}
		column, counted = indent, text
		line.token(tokens[i].token, text, column)
	}
	if at := line.place(); at > 0 {
		places = append(places, at)
	}
	return places
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

// listPlace is where a line that does not fit is to be broken if that is behind a comma, whatever follows; else 0.
func (l *longLine) listPlace() int {
	switch {
	case l.plus > 0:
		return 0
	case l.inside:
		return l.outer
	}
	return l.comma
}

// place is where the line is to be broken.
func (l *longLine) place() int {
	return cmp.Or(l.plus, l.outer, l.comma, max(l.opening, 0))
}
