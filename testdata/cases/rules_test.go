// Rules: what the comments of the contracts say, which the documentation of the mapping is made of.

package cases_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// rule is a rule of the mapping, from a comment of a contract.
type rule struct {
	text         string
	declarations []string // of the package, that show it: a type, or Type.method
	excerpt      []string // the lines of the contract that show it
	first        int      // the number of the first of these
}

var (
	ruleComment = regexp.MustCompile(`(?s)<!-- Rule: (.*?) -->\n`)
	citedLine   = regexp.MustCompile(`Contract:\s+contract\.wsdl,\s+line\s+(\d+)\.`)
)

// rules returns the rules in the text of a contract.
func rules(contract string) []rule {
	var list []rule
	for _, at := range ruleComment.FindAllStringSubmatchIndex(contract, -1) {
		excerpt, _, _ := strings.Cut(contract[at[1]:], "\n\n")
		text, names, _ := strings.Cut(strings.Join(strings.Fields(contract[at[2]:at[3]]), " "), " Go: ")
		r := rule{text: text, excerpt: strings.Split(excerpt, "\n"), first: 1 + strings.Count(contract[:at[1]], "\n")}
		if names != "" {
			r.declarations = strings.Split(strings.TrimSuffix(names, "."), ", ")
		}
		list = append(list, r)
	}
	return list
}

// declared returns the types and methods of the package in folder by name, with the line of the contract that each
// cites, 0 for none.
func declared(t *testing.T, folder string) map[string]int {
	t.Helper()
	lines := map[string]int{}
	cite := func(name string, doc *ast.CommentGroup) {
		if found := citedLine.FindStringSubmatch(doc.Text()); found != nil {
			lines[name], _ = strconv.Atoi(found[1])
		} else {
			lines[name] = 0
		}
	}
	for _, path := range glob(t, folder, "*.go") {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv != nil {
					receiver := d.Recv.List[0].Type
					if pointer, ok := receiver.(*ast.StarExpr); ok {
						receiver = pointer.X
					}
					cite(receiver.(*ast.Ident).Name+"."+d.Name.Name, d.Doc)
				}
			case *ast.GenDecl:
				if spec, ok := d.Specs[0].(*ast.TypeSpec); ok {
					cite(spec.Name.Name, d.Doc)
				}
			}
		}
	}
	return lines
}

// Every case states its rules, and each has an excerpt and Go declarations that show it.
func TestRules(t *testing.T) {
	for _, contract := range glob(t, "*", "contract.wsdl") {
		folder := filepath.Dir(contract)
		text, err := os.ReadFile(contract)
		if err != nil {
			t.Fatal(err)
		}
		found := rules(utf8Text(text))
		if len(found) == 0 {
			t.Errorf("%s states no rule: begin a comment with Rule:", contract)
		}
		lines := declared(t, folder)
		for _, r := range found {
			if r.text == "" || r.excerpt[0] == "" {
				t.Errorf("%s:%d: the rule is empty, or no excerpt follows it", contract, r.first)
			}
			isShown := false
			for _, line := range lines {
				isShown = isShown || len(r.declarations) == 0 && r.first <= line && line < r.first+len(r.excerpt)
			}
			for _, name := range r.declarations {
				if _, isShown = lines[name]; !isShown {
					t.Errorf("%s:%d: there is no %s", contract, r.first, name)
				}
			}
			if !isShown {
				t.Errorf("%s:%d: no declaration cites the excerpt: name those that show the rule at its end (Go: T, T.method.)",
					contract, r.first)
			}
		}
	}
}
