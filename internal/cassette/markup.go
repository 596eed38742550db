// The segments of XML: markup, and the texts between. Documents may be cut or malformed.

package cassette

import "strings"

// segmentKind is a kind of segment.
type segmentKind uint8

const (
	textSegment  segmentKind = iota // between markup; also markup that does not end
	startSegment                    // a start tag
	endSegment                      // an end tag
	emptySegment                    // an empty-element tag
	otherSegment                    // a comment, CDATA section, declaration or processing instruction
)

// segment is a piece of XML.
type segment struct {
	kind segmentKind
	text string
}

// segments splits doc. The white space after an XML declaration belongs to the declaration.
func segments(doc string) (list []segment) {
	for doc != "" {
		if doc[0] != '<' {
			end := strings.IndexByte(doc, '<')
			if end < 0 {
				end = len(doc)
			}
			list = append(list, segment{textSegment, doc[:end]})
			doc = doc[end:]
			continue
		}
		kind, end := markup(doc)
		if strings.HasPrefix(doc, "<?xml ") && kind == otherSegment {
			end = len(doc) - len(strings.TrimLeft(doc[end:], xmlSpace))
		}
		list = append(list, segment{kind, doc[:end]})
		doc = doc[end:]
	}
	return list
}

// xmlSpace is the white space of XML (XML 1.0, section 2.3).
const xmlSpace = " \t\r\n"

// markup returns the kind and the length of the markup that doc begins with.
func markup(doc string) (kind segmentKind, end int) {
	for _, delimiters := range [][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		if inner, found := strings.CutPrefix(doc, delimiters[0]); found {
			if i := strings.Index(inner, delimiters[1]); i >= 0 {
				return otherSegment, len(delimiters[0]) + i + len(delimiters[1])
			}
			return textSegment, len(doc)
		}
	}
	var quote byte
	for i := 1; i < len(doc); i++ {
		switch c := doc[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '<':
			return textSegment, i // the markup before it has no end
		case c == '>' && doc[1] == '!':
			return otherSegment, i + 1
		case c == '>' && doc[1] == '/':
			return endSegment, i + 1
		case c == '>' && doc[i-1] == '/':
			return emptySegment, i + 1
		case c == '>':
			return startSegment, i + 1
		}
	}
	return textSegment, len(doc)
}

// isBlank reports whether s is white space between markup.
func (s segment) isBlank() bool {
	return s.kind == textSegment && strings.Trim(s.text, xmlSpace) == ""
}

// name returns the local name of a tag.
func (s segment) name() string {
	name := strings.Trim(s.text, "</>")
	if end := strings.IndexAny(name, xmlSpace+"/"); end >= 0 {
		name = name[:end]
	}
	return name[strings.IndexByte(name, ':')+1:]
}

// layOutXML returns doc with a line for each tag in elements without text, indented. compactXML is its inverse for
// documents without white space between markup.
func layOutXML(doc string) string {
	list := segments(doc)
	mixed := mixedElements(list)
	var b strings.Builder
	depth := 0
	for i, s := range list {
		if s.kind == endSegment {
			depth--
		}
		isFirst := i == 0 || strings.HasSuffix(list[i-1].text, "\n") || strings.HasPrefix(list[i-1].text, "<?xml ")
		isEmpty := i > 0 && s.kind == endSegment && list[i-1].kind == startSegment
		if !isFirst && !isEmpty && !mixed[i] && depth >= 0 {
			b.WriteString("\n" + strings.Repeat("  ", depth))
		}
		b.WriteString(s.text)
		if s.kind == startSegment {
			depth++
		}
	}
	return b.String()
}

// mixedElements returns for each segment whether the element that it is directly in has text. A tag belongs to the element
// around it, an end tag to its own element.
func mixedElements(list []segment) []bool {
	parents := make([]int, len(list)) // the start tag of the element around each segment, or -1
	hasText := map[int]bool{}
	var open []int
	for i, s := range list {
		parents[i] = -1
		if len(open) > 0 {
			parents[i] = open[len(open)-1]
		}
		switch {
		case s.kind == startSegment:
			open = append(open, i)
		case s.kind == endSegment && len(open) > 0:
			open = open[:len(open)-1]
		case s.kind == textSegment, strings.HasPrefix(s.text, "<![CDATA["):
			hasText[parents[i]] = true
		}
	}
	mixed := make([]bool, len(list))
	for i, parent := range parents {
		mixed[i] = hasText[parent]
	}
	return mixed
}

// compactXML returns doc without the white space between markup. What follows the last tag is kept.
func compactXML(doc string) string {
	var b strings.Builder
	list := segments(doc)
	for i, s := range list {
		if !s.isBlank() || i == len(list)-1 {
			b.WriteString(s.text)
		}
	}
	return b.String()
}
