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

// rule is a comment of a contract that states a rule, with the space before it. Behind "Go:" it names declarations of
// the package that show it too, but do not come from the lines below it.
var rule = regexp.MustCompile(`(?s)([ \t]*)<!-- Rule: (.*?)(?:\s+Go: ([\w., ]+)\.)? -->[ \t]*\n`)

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
		code, err := declarations(folder)
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
			var names, sources []string
			first := strings.Count(text[:at[1]], "\n") + 1
			for line := first; line < first+strings.Count(excerpt, "\n"); line++ {
				names = append(names, code.byLine[line]...)
			}
			if at[6] >= 0 {
				names = append(names, strings.Split(text[at[6]:at[7]], ", ")...)
			}
			for _, name := range names {
				if code.source[name] == "" {
					return "", fmt.Errorf("%s: there is no %s to show", folder, name)
				}
				sources = append(sources, code.source[name])
			}
			if len(sources) > 0 {
				fmt.Fprintf(&page, "\n```go\n%s\n```\n", strings.Join(sources, "\n\n"))
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

// code is what a package declares.
type code struct {
	byLine map[int][]string  // names, by the line of the contract that they come from
	source map[string]string // by name, of methods that is Type.method
}

// declarations returns the code of the package in folder. The methods that call the service are without their bodies.
func declarations(folder string) (code, error) {
	c := code{map[int][]string{}, map[string]string{}}
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return c, err
	}
	for _, path := range paths {
		source, err := os.ReadFile(path)
		if err != nil {
			return c, err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, source, parser.ParseComments)
		if err != nil {
			return c, err
		}
		for _, decl := range file.Decls {
			name, doc, end := declared(decl)
			if name == "" {
				continue
			}
			text := strings.TrimSpace(string(source[decl.Pos()-1 : end-1]))
			if from := origin.FindStringSubmatch(doc.Text()); from != nil {
				line, err := strconv.Atoi(from[1])
				if err != nil {
					return c, err
				}
				c.byLine[line] = append(c.byLine[line], name)
			}
			if c.source[name] != "" {
				c.source[name] += "\n\n" // the constants of a type
			}
			c.source[name] += commented(origin.ReplaceAllString(doc.Text(), "")) + text
		}
	}
	return c, nil
}

// declared returns the name of what decl declares, its comment, and where what is shown of it ends. The name of an
// enumeration's constants is that of their type; it is "" for what no rule speaks of.
func declared(decl ast.Decl) (name string, doc *ast.CommentGroup, end token.Pos) {
	switch decl := decl.(type) {
	case *ast.GenDecl:
		switch spec := decl.Specs[0].(type) {
		case *ast.TypeSpec:
			return spec.Name.Name, decl.Doc, decl.End()
		case *ast.ValueSpec:
			if kind, ok := spec.Type.(*ast.Ident); ok && decl.Tok == token.CONST {
				return kind.Name, decl.Doc, decl.End()
			}
		}
	case *ast.FuncDecl:
		if decl.Recv == nil {
			break
		}
		receiver := decl.Recv.List[0].Type
		if pointer, ok := receiver.(*ast.StarExpr); ok {
			receiver = pointer.X
		}
		name, end = receiver.(*ast.Ident).Name+"."+decl.Name.Name, decl.End()
		if origin.MatchString(decl.Doc.Text()) {
			end = decl.Body.Pos()
		}
		return name, decl.Doc, end
	}
	return "", nil, token.NoPos
}

// commented returns text as a comment, or "" where there is none.
func commented(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	lines := slices.Collect(strings.Lines(strings.TrimSpace(text) + "\n"))
	for i, line := range lines {
		lines[i] = strings.TrimRight("// "+line, " \n") + "\n"
	}
	return strings.Join(lines, "")
}
