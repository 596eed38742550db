// Documentation: the prose of a contract as paragraphs.

package xmltree

import (
	"regexp"
	"slices"
	"strings"
)

// blankLine separates paragraphs.
var blankLine = regexp.MustCompile(`\n[ \t\r]*\n`)

// Documentation returns the text of n's documentation elements, whose namespace is space, as paragraphs separated by
// blank lines.
func Documentation(n *Node, space string) string {
	var doc []string
	for _, d := range n.All(space, "documentation") {
		var raw strings.Builder
		d.writeText(&raw)
		for _, paragraph := range blankLine.Split(raw.String(), -1) {
			doc = append(doc, strings.Join(strings.Fields(paragraph), " "))
		}
	}
	return JoinParagraphs(doc)
}

// JoinParagraphs joins the paragraphs that are not empty by blank lines.
func JoinParagraphs(paragraphs []string) string {
	return strings.Join(slices.DeleteFunc(paragraphs, func(p string) bool { return p == "" }), "\n\n")
}

// writeText writes n's character data to b. A block element of HTML starts and ends a paragraph.
func (n *Node) writeText(b *strings.Builder) {
	next := 0
	for i, c := range n.Children {
		for ; next < len(n.Text) && n.Text[next].Before <= i; next++ {
			b.WriteString(n.Text[next].Data)
		}
		switch c.Name.Local {
		case "p", "br", "div", "li", "ul", "ol", "pre", "table", "tr":
			b.WriteString("\n\n")
			c.writeText(b)
			b.WriteString("\n\n")
		default:
			c.writeText(b)
		}
	}
	for ; next < len(n.Text); next++ {
		b.WriteString(n.Text[next].Data)
	}
}
