// The page of the mapping rules: each "Rule" of a case's contract, the declarations below it, and the Go that is written
// for them.

package main

import (
	"encoding/binary"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// rule is a comment of a contract that states a rule, with the space before it.
var rule = regexp.MustCompile(`(?ms)^([ \t]*)<!-- Rule: (.*?) -->[ \t]*\n`)

// origin is the line of a doc comment that says where in the contract a declaration comes from.
var origin = regexp.MustCompile(`\n*Contract: contract\.wsdl, line (\d+)\.\n`)

// casesPage returns the page of the cases below dir.
func casesPage(dir string) (string, error) {
	contracts, err := filepath.Glob(filepath.Join(dir, "*", "contract.wsdl"))
	if err != nil {
		return "", err
	}
	var page strings.Builder
	fmt.Fprintf(&page, notice+"# XSD and WSDL to Go\n\n"+
		"Each rule with an excerpt of a contract and the Go that is written for it. The contracts, the whole packages and "+
		"documents\nthat they read and write are in [testdata/cases](../../testdata/cases).\n", "testdata/cases")
	for _, path := range contracts {
		contract, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		folder := filepath.Dir(path)
		declarations, err := declarations(folder)
		if err != nil {
			return "", err
		}
		text := decoded(contract)
		rules := rule.FindAllStringSubmatchIndex(text, -1)
		if len(rules) == 0 {
			return "", fmt.Errorf("%s states no rule", path)
		}
		fmt.Fprintf(&page, "\n## %s\n", filepath.Base(folder))
		for _, at := range rules {
			indent, statement := text[at[2]:at[3]], strings.Join(strings.Fields(text[at[4]:at[5]]), " ")
			excerpt := excerpt(text[at[1]:], indent)
			fmt.Fprintf(&page, "\n%s\n\n```xml\n%s```\n", statement, strings.ReplaceAll("\n"+excerpt, "\n"+indent, "\n")[1:])
			first := strings.Count(text[:at[1]], "\n") + 1
			var code []string
			for line := first; line < first+strings.Count(excerpt, "\n"); line++ {
				code = append(code, declarations[line]...)
			}
			if len(code) > 0 {
				fmt.Fprintf(&page, "\n```go\n%s\n```\n", strings.Join(code, "\n\n"))
			}
		}
	}
	return page.String(), nil
}

// decoded returns a contract's text, which is in UTF-8 or, behind a byte order mark, in UTF-16.
func decoded(contract []byte) string {
	var order binary.ByteOrder
	switch string(contract[:2]) {
	case "\xfe\xff":
		order = binary.BigEndian
	case "\xff\xfe":
		order = binary.LittleEndian
	default:
		return string(contract)
	}
	units := make([]uint16, len(contract)/2-1)
	for i := range units {
		units[i] = order.Uint16(contract[2*i+2:])
	}
	return string(utf16.Decode(units))
}

// excerpt returns the lines that a rule speaks of: those up to an empty one, another rule, or one that is indented less.
func excerpt(text, indent string) string {
	end := 0
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || strings.HasPrefix(trimmed, "<!-- Rule:") || !strings.HasPrefix(line, indent) {
			break
		}
		end += len(line)
	}
	return text[:end]
}

// declarations returns the source of what a package declares, with its comments, by the line of the contract that it
// comes from. Of methods it is what precedes the body.
func declarations(folder string) (map[int][]string, error) {
	list := map[int][]string{}
	for _, name := range []string{"types.go", "client.go"} {
		source, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, name, source, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		for _, decl := range file.Decls {
			doc, end := (*ast.CommentGroup)(nil), decl.End()
			switch decl := decl.(type) {
			case *ast.GenDecl:
				doc = decl.Doc
			case *ast.FuncDecl:
				doc, end = decl.Doc, decl.Body.Pos()
			}
			from := origin.FindStringSubmatch(doc.Text())
			if from == nil {
				continue
			}
			line, err := strconv.Atoi(from[1])
			if err != nil {
				return nil, err
			}
			list[line] = append(list[line], commented(origin.ReplaceAllString(doc.Text(), ""))+
				strings.TrimSpace(string(source[decl.Pos()-1:end-1])))
		}
	}
	return list, nil
}

// commented returns text as a comment.
func commented(text string) string {
	lines := slices.Collect(strings.Lines(strings.TrimSpace(text) + "\n"))
	for i, line := range lines {
		lines[i] = strings.TrimRight("// "+line, " \n") + "\n"
	}
	return strings.Join(lines, "")
}
