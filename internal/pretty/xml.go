// XML: each element on a line of its own, unless there is text beside it.

package pretty

import (
	"regexp"
	"strings"
)

// tag is a part of a document: a tag, text, or markup of another kind.
type tag struct {
	start, end int
	kind       byte // '<' of a start tag, '/' of an end tag, '0' of an empty element, 't' of text, '!' of other markup
	isInline   bool // of a start tag: the element has text, or no elements
}

// addXML lays out a part of the body that is XML.
func (l *layout) addXML(start, end int) {
	tags := l.scanXML(start, end)
	markInline(tags, l.body)
	var open []*tag    // the elements around
	isInline := 0      // how many of them are in one line with their content
	var names []string // of the elements around
	for i := range tags {
		t := &tags[i]
		first := len(l.segments)
		switch t.kind {
		case 't':
			if isBlank := strings.TrimSpace(l.body[t.start:t.end]) == ""; isBlank && isInline == 0 {
				continue
			}
			name := ""
			if len(names) > 0 {
				name = names[len(names)-1]
			}
			l.putValue(t.start, t.end, name)
			if isInline == 0 {
				l.begin(first, len(open))
			}
		case '/':
			l.put(t.start, t.end, Name)
			if n := len(open); n > 0 {
				if open[n-1].isInline {
					isInline--
				} else if isInline == 0 {
					l.begin(first, n-1)
				}
				open, names = open[:n-1], names[:n-1]
			} else {
				l.begin(first, 0)
			}
		case '!':
			l.put(t.start, t.end, Comment)
			if isInline == 0 {
				l.begin(first, len(open))
			}
		default:
			name := l.putTag(t)
			if isInline == 0 {
				l.begin(first, len(open))
			}
			if t.kind == '<' {
				open, names = append(open, t), append(names, name)
				if t.isInline {
					isInline++
				}
			}
		}
	}
}

// attribute matches an attribute of a tag.
var attribute = regexp.MustCompile(`([^\s=/>"'<]+)(\s*=\s*["'])([^"']*)`)

// putTag adds a tag to the current line, and returns its local name.
func (l *layout) putTag(t *tag) string {
	at := t.start
	for _, m := range attribute.FindAllStringSubmatchIndex(l.body[t.start:t.end], -1) {
		value := t.start + m[6]
		l.put(at, value, Name)
		at = t.start + m[7]
		l.putValue(value, at, localName(l.body[t.start+m[2]:t.start+m[3]]))
	}
	l.put(at, t.end, Name)
	name := l.body[t.start+1 : t.end]
	if i := strings.IndexAny(name, " \t\r\n/>"); i >= 0 {
		name = name[:i]
	}
	return localName(name)
}

// localName returns a name without its prefix.
func localName(name string) string { return name[strings.LastIndexByte(name, ':')+1:] }

// scanXML returns the parts of a document. Malformed markup is text.
func (l *layout) scanXML(start, end int) (tags []tag) {
	for at := start; at < end; {
		rest := l.body[at:end]
		size, kind := 0, byte('!')
		switch {
		case strings.HasPrefix(rest, "<!--"):
			size = after(rest, "-->")
		case strings.HasPrefix(rest, "<![CDATA["):
			size, kind = after(rest, "]]>"), 't'
		case strings.HasPrefix(rest, "<?"):
			size = after(rest, "?>")
		case strings.HasPrefix(rest, "<!"):
			size = after(rest, ">")
		case strings.HasPrefix(rest, "</"):
			size, kind = after(rest, ">"), '/'
		case rest[0] == '<':
			size, kind = tagSize(rest), '<'
			if size > 1 && rest[size-2] == '/' {
				kind = '0'
			}
		}
		if size == 0 {
			kind = 't'
			if size = strings.IndexByte(rest[1:], '<') + 1; size == 0 {
				size = len(rest)
			}
		}
		tags = append(tags, tag{start: at, end: at + size, kind: kind})
		at += size
	}
	return tags
}

// after returns the length of text up to the end of mark; 0 if there is none.
func after(text, mark string) int {
	i := strings.Index(text, mark)
	if i < 0 {
		return 0
	}
	return i + len(mark)
}

// tagSize returns the length of the tag at the start of text, whose attributes can have a >; 0 if it does not end.
func tagSize(text string) int {
	quote := byte(0)
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		case c == '<':
			return 0
		}
	}
	return 0
}

// markInline sets isInline of start tags.
func markInline(tags []tag, body string) {
	type content struct {
		tag                  *tag
		hasText, hasElements bool
	}
	open := []content{{tag: new(tag)}}
	for i := range tags {
		above := &open[len(open)-1]
		switch tags[i].kind {
		case 't':
			above.hasText = above.hasText || strings.TrimSpace(body[tags[i].start:tags[i].end]) != ""
		case '/':
			if len(open) > 1 {
				above.tag.isInline = above.hasText || !above.hasElements
				open = open[:len(open)-1]
			}
		case '<':
			above.hasElements = true
			open = append(open, content{tag: &tags[i]})
		default:
			above.hasElements = true
		}
	}
}
