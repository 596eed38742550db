// The page of the command: its manual, which is the package comment of cmd/gen.

package main

import (
	"fmt"
	"go/doc/comment"
	"go/parser"
	"go/token"
)

// manual returns the package comment of a Go file as Markdown.
func manual(path string) (string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		return "", err
	}
	printer := comment.Printer{HeadingLevel: 2, HeadingID: func(*comment.Heading) string { return "" }}
	text := printer.Markdown(new(comment.Parser).Parse(file.Doc.Text()))
	return fmt.Sprintf(notice, "cmd/gen") + "# The command\n\n" + string(text), nil
}
