// Documentation: the prose of annotations as paragraphs.

package wsdl

import (
	"regexp"
	"slices"
	"strings"
)

// blankLine separates paragraphs.
var blankLine = regexp.MustCompile(`\n[ \t\r]*\n`)

// annotation returns the xs:documentation of a component (XSD Part 1, section 3.13), "" where it has none.
func annotation(n *node) string {
	var doc []string
	for _, a := range n.all(xsdNamespace, "annotation") {
		doc = append(doc, documentation(a, xsdNamespace))
	}
	return join(doc)
}

// documentation returns the documentation elements of namespace space in n, as paragraphs that a blank line separates.
func documentation(n *node, space string) string {
	var doc []string
	for _, d := range n.all(space, "documentation") {
		var raw strings.Builder
		d.writeText(&raw)
		for _, paragraph := range blankLine.Split(raw.String(), -1) {
			doc = append(doc, strings.Join(strings.Fields(paragraph), " "))
		}
	}
	return join(doc)
}

// join puts a blank line between those paragraphs that are not empty.
func join(paragraphs []string) string {
	return strings.Join(slices.DeleteFunc(paragraphs, func(p string) bool { return p == "" }), "\n\n")
}

// writeText writes n's character data to b; markup that HTML knows as a block stands for a new paragraph.
func (n *node) writeText(b *strings.Builder) {
	next := 0
	for i, c := range n.children {
		for ; next < len(n.text) && n.text[next].before <= i; next++ {
			b.WriteString(n.text[next].data)
		}
		switch c.name.Local {
		case "p", "br", "div", "li", "ul", "ol", "pre", "table", "tr":
			b.WriteString("\n\n")
			c.writeText(b)
			b.WriteString("\n\n")
		default:
			c.writeText(b)
		}
	}
	for ; next < len(n.text); next++ {
		b.WriteString(n.text[next].data)
	}
}
