// Markup: a tree of elements as text, indented.

package example

import "strings"

// escaper writes what would be markup in a text or an attribute as references.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;",
	"\t", "&#9;", "\n", "&#10;", "\r", "&#13;")

// write appends e to b, indented by a number of spaces and two more for each level below.
func (e *element) write(b *strings.Builder, indent int) {
	margin := strings.Repeat(" ", indent)
	b.WriteString(margin + "<" + e.tag)
	for _, a := range e.attributes {
		b.WriteString(" " + a.name + `="` + escaper.Replace(a.value) + `"`)
	}
	switch {
	case len(e.children) > 0:
		b.WriteString(">" + e.comment() + "\n")
		for _, c := range e.children {
			c.write(b, indent+2)
		}
		b.WriteString(margin + "</" + e.tag + ">\n")
	case e.text != "":
		b.WriteString(">" + escaper.Replace(e.text) + "</" + e.tag + ">" + e.comment() + "\n")
	default:
		b.WriteString("/>" + e.comment() + "\n")
	}
}

// comment returns the remark of e as a comment, which has no two hyphens in a row (XML 1.0, section 2.5): replacing pairs once
// leaves some in a longer row.
func (e *element) comment() string {
	if e.remark == "" {
		return ""
	}
	return " <!-- " + strings.ReplaceAll(strings.ReplaceAll(e.remark, "--", "- -"), "--", "- -") + " -->"
}
