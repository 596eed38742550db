// Long lines, which jennifer and gofmt do not break.

package templates

import (
	"bytes"
	"cmp"
	"go/format"
	"go/scanner"
	"go/token"
	"unicode/utf8"
)

// lineWidth is the maximum length of a line of code. A tab counts as one character.
const lineWidth = 120

// clause is put before a declaration to make it a file.
const clause = "package p\n\n"

// breakLines breaks the long lines of a formatted declaration, if there is a place for it, and formats it again. It
// repeats that, since the second part of a line can be too long itself.
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

// breaks returns the offsets at which long lines of source can be broken: after the last plus that fits and is in no
// bracket, otherwise after the last comma that fits of the bracket that the line is in, otherwise of the first bracket
// with commas, otherwise after the first parenthesis. A list of many lines is broken after many commas at once: one at a
// time would take quadratic time.
func breaks(source []byte) []int {
	var places []int
	file := token.NewFileSet().AddFile("", -1, len(source))
	var s scanner.Scanner
	s.Init(file, source, nil, 0)
	start, end := 0, 0 // of the line of the last token, and of the tokens so far
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
		// There is nothing to break after the last token of the line.
		if isLong && !bytes.HasPrefix(source[offset+1:], []byte("\n")) {
			long = append(long, lexeme{tok, offset})
		}
	}
}

// lexeme is a token and its offset.
type lexeme struct {
	token  token.Token
	offset int
}

// lineBreaks returns the breaks of one line, which begins at start and consists of tokens.
func lineBreaks(source []byte, start int, tokens []lexeme) []int {
	if len(tokens) == 0 {
		return nil
	}
	var places []int
	indent := tokens[0].offset - start
	left := width(source[start:]) // of the rest of the line
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
		// The rest of the line is the next one, without the space before it.
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

// width returns the length of the first line of source, in characters.
func width(source []byte) int {
	line, _, _ := bytes.Cut(source, []byte("\n"))
	return utf8.RuneCount(line)
}

// continues reports whether a bracket is open at the end of source.
func continues(source []byte) bool {
	return bytes.HasSuffix(source, []byte(",\n")) || bytes.HasSuffix(source, []byte("(\n"))
}

// longLine is a line of code, and the offsets at which it can be broken; 0 for none.
type longLine struct {
	start              int
	inside             bool // whether a bracket is open at the start of the line
	depth              int
	group              int // number of the current outermost bracket
	commas             int // number of the bracket whose commas count
	plus, outer, comma int
	opening            int // after the first parenthesis, unless a literal or a receiver follows
}

// token adds the token at offset, which has column characters before it.
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

// listPlace returns the offset of the break if that is after a comma, whatever follows; otherwise 0.
func (l *longLine) listPlace() int {
	switch {
	case l.plus > 0:
		return 0
	case l.inside:
		return l.outer
	}
	return l.comma
}

// place returns the offset at which to break the line.
func (l *longLine) place() int {
	return cmp.Or(l.plus, l.outer, l.comma, max(l.opening, 0))
}

// longestOnOneLine is the length of the longest function, without braces, that gofmt leaves on one line.
const longestOnOneLine = 99

// short returns a function of one statement, formatted: on one line if gofmt leaves it there.
func short(signature, statement string) string {
	if len(signature)+len(statement) <= longestOnOneLine {
		return signature + " { " + statement + " }"
	}
	return signature + " {\n\t" + statement + "\n}"
}
