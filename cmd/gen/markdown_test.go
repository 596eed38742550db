// The code blocks of Markdown pages.

package main

import (
	"regexp"
	"strings"
)

// fenced is a code block of a page, with the comment before it that belongs to it.
var fenced = regexp.MustCompile("(?ms)(?:^<!-- (func\\(.*?) -->\n\n?)?^```(\\w+)(?: ([\\w./-]+))?\n(.*?)^```$")

// codeBlock is a code block of a page.
type codeBlock struct {
	signature string // of the function that a piece of Go is the body of, if a comment before the block says it
	language  string
	path      string // of the file that the reader puts it into, if the block names one
	text      string
}

// codeBlocks returns the code blocks of a page.
func codeBlocks(page string) []codeBlock {
	var blocks []codeBlock
	for _, match := range fenced.FindAllStringSubmatch(page, -1) {
		block := codeBlock{match[1], match[2], match[3], match[4]}
		if block.language == "sh" {
			block.text = strings.ReplaceAll(block.text, "\\\n", "") // a command on several lines
		}
		blocks = append(blocks, block)
	}
	return blocks
}

// withoutCode returns a page without its code blocks.
func withoutCode(page string) string { return fenced.ReplaceAllString(page, "") }
