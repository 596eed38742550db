// JSON: each member and item on a line of its own.

package pretty

import (
	"strconv"
	"strings"
)

// addJSON lays out a part of the body that is JSON.
func (l *layout) addJSON(start, end int) {
	type level struct {
		isObject bool
		name     string // of the member that is read, or that has the list
	}
	levels := []level{{}}
	isLineStart, isMember := true, false // isMember: a colon came before
	for at := start; at < end; {
		rest := l.body[at:end]
		size := tokenSize(rest)
		top := &levels[len(levels)-1]
		first := len(l.segments)
		switch c := rest[0]; c {
		case ' ', '\t', '\r', '\n':
			at += size
			continue
		case '}', ']':
			l.put(at, at+1, "")
			if len(levels) > 1 {
				levels = levels[:len(levels)-1]
			}
			if !isLineStart || !isOpen(l.body, l.segments[:first]) {
				l.begin(first, len(levels)-1)
			}
			isLineStart, isMember = false, false
		case ',':
			l.put(at, at+1, "")
			isLineStart, isMember = true, false
		case ':':
			l.put(at, at+1, "")
			isMember = true
		default:
			isName := c == '"' && top.isObject && !isMember
			switch {
			case c == '{' || c == '[':
				l.put(at, at+1, "")
			case isName:
				l.put(at, at+size, Name)
				top.name = unquote(rest[:size])
			case c == '"': // the quotes stay outside of a secret
				content := max(1, len(strings.TrimSuffix(rest[:size], `"`)))
				l.put(at, at+1, Value)
				l.putValue(at+1, at+content, top.name)
				l.put(at+content, at+size, Value)
			default:
				l.putValue(at, at+size, top.name)
			}
			if isLineStart {
				l.begin(first, len(levels)-1)
			} else if isMember {
				l.segments[first].text = " "
			}
			isLineStart, isMember = false, false
			if c == '{' || c == '[' {
				levels = append(levels, level{c == '{', top.name})
				isLineStart = true
			}
		}
		at += size
	}
}

// isOpen reports whether the last of segments begins an object or a list.
func isOpen(body string, segments []segment) bool {
	if len(segments) == 0 {
		return false
	}
	text := body[segments[len(segments)-1].start:segments[len(segments)-1].end]
	return text == "{" || text == "["
}

// tokenSize returns the length of the token at the start of text: white space, punctuation, a string, or the text up to one
// of these. A string that does not end goes to the end of its line.
func tokenSize(text string) int {
	const space, punctuation = " \t\r\n", "{}[],:"
	switch {
	case strings.IndexByte(punctuation, text[0]) >= 0:
		return 1
	case strings.IndexByte(space, text[0]) >= 0:
		return len(text) - len(strings.TrimLeft(text, space))
	case text[0] == '"':
		for i := 1; i < len(text) && text[i] != '\n'; i++ {
			switch text[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
		if i := strings.IndexByte(text, '\n'); i >= 0 {
			return i
		}
		return len(text)
	}
	if i := strings.IndexAny(text[1:], space+punctuation+`"`); i >= 0 {
		return i + 1
	}
	return len(text)
}

// unquote returns the name in a string of JSON.
func unquote(text string) string {
	if name, err := strconv.Unquote(text); err == nil {
		return name
	}
	return strings.Trim(text, `"`)
}
