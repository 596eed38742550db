// The breaking of lines, compared with a twin that finds one break of each line at a time and looks at all anew.

package templates

import (
	"bytes"
	"fmt"
	"go/format"
	"go/scanner"
	"go/token"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// breakOneByOne is the twin of breakLines.
func breakOneByOne(t *testing.T, source []byte) []byte {
	for {
		var places []int
		for start := 0; start < len(source); start += bytes.IndexByte(source[start:], '\n') + 1 {
			if at := breakOf(source, start); at > 0 && width(source[start:]) > lineWidth {
				places = append(places, at)
			}
		}
		if len(places) == 0 {
			return source
		}
		var b bytes.Buffer
		b.WriteString(clause)
		from := 0
		for _, at := range places {
			fmt.Fprintf(&b, "%s\n", bytes.TrimRight(source[from:at], " "))
			from = at
		}
		b.Write(source[from:])
		formatted, err := format.Source(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		before := source
		if source = bytes.TrimPrefix(formatted, []byte(clause)); bytes.Equal(source, before) {
			return source
		}
	}
}

// breakOf is where the line that begins at start is broken first.
func breakOf(source []byte, start int) int {
	text, _, _ := bytes.Cut(source[start:], []byte("\n"))
	file := token.NewFileSet().AddFile("", -1, len(text))
	var s scanner.Scanner
	s.Init(file, text, nil, 0)
	line := longLine{start: 0, inside: continues(source[:start])}
	for {
		pos, tok, _ := s.Scan()
		offset := file.Offset(pos)
		if tok == token.EOF || offset+1 >= len(text) {
			if at := line.place(); at > 0 {
				return start + at
			}
			return 0
		}
		line.token(tok, offset, utf8.RuneCount(text[:offset]))
	}
}

// TestBreaksTwin draws declarations with lists, sums and calls within one another, some of them long.
func TestBreaksTwin(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	word := func() string { return strings.Repeat("ä", random.IntN(2)) + strings.Repeat("w", 1+random.IntN(30)) }
	var expression func(depth int) string
	list := func(depth int) string {
		var items []string
		for range random.IntN(map[int]int{0: 80, 1: 9, 2: 4}[depth] + 1) {
			items = append(items, expression(depth+1))
		}
		return strings.Join(items, ", ")
	}
	expression = func(depth int) string {
		kind := random.IntN(8)
		if depth > 2 || depth > 0 && kind == 2 { // gofmt spaces and indents a sum in a list by what is around it
			kind = 7
		}
		switch kind {
		case 0:
			return word() + "(" + list(depth) + ")"
		case 1:
			return "[]string{" + list(depth) + "}"
		case 2:
			return expression(depth+1) + " + " + expression(depth+1)
		case 3:
			return fmt.Sprintf("%q", word()+" "+word())
		}
		return word()
	}
	for range 150 {
		source := "func f(" + word() + ", " + word() + " string) {\n"
		for range 1 + random.IntN(3) {
			switch random.IntN(3) {
			case 0:
				source += word() + "(" + list(0) + ")\n"
			case 1:
				source += word() + " := " + expression(0) + "\n"
			case 2:
				source += "switch x {\ncase " + word() + ", " + word() + ":\nreturn " + list(1) + "\n}\n"
			}
		}
		formatted, err := format.Source([]byte(clause + source + "}\n"))
		if err != nil {
			t.Fatalf("%v\n%s", err, source)
		}
		formatted = bytes.TrimPrefix(formatted, []byte(clause))
		got, err := breakLines(formatted)
		if err != nil {
			t.Fatal(err)
		}
		if want := breakOneByOne(t, formatted); !bytes.Equal(got, want) {
			t.Fatalf("%s\nis broken into\n%s\nwant\n%s", formatted, got, want)
		}
	}
}
