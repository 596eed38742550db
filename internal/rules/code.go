// Code: the declarations of a case's package, and the lines of the contract that they come from.

package rules

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// origin matches the line of a doc comment that cites the component of the contract.
var origin = regexp.MustCompile(`\n*Contract: contract\.(?:wsdl|yaml), (operation |function )?(.+)\.\n`)

// code is the declarations of a package.
type code struct {
	byLine map[int][]string  // names, by the line at which the component begins that they come from
	source map[string]string // by name, of methods that is Type.method
}

// readCode returns the code of the package in folder. Methods that call the service are shown without their bodies. find
// returns the line of a component of the contract.
func readCode(folder string, find func(isOperation bool, path []string) int) (code, error) {
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
			c.addFields(decl, source)
			name, doc, end := declared(decl)
			if name == "" {
				continue
			}
			text := strings.TrimSpace(string(source[decl.Pos()-1 : end-1]))
			if from := origin.FindStringSubmatch(doc.Text()); from != nil {
				line := find(from[1] != "", strings.Split(from[2], "/"))
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

// addFields adds the fields of a struct, each as Type.Field.
func (c code) addFields(decl ast.Decl, source []byte) {
	group, ok := decl.(*ast.GenDecl)
	if !ok || group.Tok != token.TYPE {
		return
	}
	spec := group.Specs[0].(*ast.TypeSpec)
	typ, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, field := range typ.Fields.List {
		for _, name := range field.Names {
			text := name.Name + " " + string(source[field.Type.Pos()-1:field.End()-1])
			c.source[spec.Name.Name+"."+name.Name] = commented(field.Doc.Text()) + text
		}
	}
}

// lineInYAML returns the line of a description at which a function or a type begins, or 0 if there is none.
func lineInYAML(description string, isOperation bool, path []string) int {
	section := "types"
	if isOperation {
		section = "functions"
	}
	key := regexp.MustCompile(`(?s)(?:^|\n)` + section + `:(?:\n(?:[ #][^\n]*)?)*?\n  ` + regexp.QuoteMeta(path[0]) + `:`)
	place := key.FindStringIndex(description)
	if place == nil {
		return 0
	}
	return 1 + strings.Count(description[:place[1]], "\n")
}

// lineInXML returns the line of a WSDL at which a component begins: an operation, or a type or element, after those
// that contain it. It is 0 if there is none.
func lineInXML(contract string, isOperation bool, path []string) int {
	kinds := []string{"(complexType|simpleType|group)", "element", "(element|attribute)"}
	if isOperation {
		kinds = []string{"operation"}
	}
	at := 0
	for i, name := range path {
		found := false
		for _, kind := range kinds {
			tag := regexp.MustCompile(`<(\w+:)?` + kind + `\s[^>]*\b(name|ref)="(\w+:)?` + regexp.QuoteMeta(name) + `"`)
			if place := tag.FindStringIndex(contract[at:]); place != nil {
				at, found = at+place[0], true
				break
			}
		}
		if !found {
			return 0
		}
		if i == 0 {
			kinds = []string{"(element|attribute)"}
		}
		at++
	}
	return 1 + strings.Count(contract[:at], "\n")
}

// from returns the names of the declarations that come from count lines of the contract, beginning with first, in their
// order.
func (c code) from(first, count int) []string {
	var names []string
	for line := first; line < first+count; line++ {
		names = append(names, c.byLine[line]...)
	}
	return names
}

// declared returns the name of a declaration, its comment, and the end of the part that is shown. The constants of an
// enumeration have the name of their type. The name is "" if no rule can show the declaration.
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
			if decl.Tok == token.VAR || spec.Type == nil {
				return spec.Names[0].Name, decl.Doc, decl.End()
			}
		}
	case *ast.FuncDecl:
		if decl.Recv == nil {
			return decl.Name.Name, decl.Doc, decl.End()
		}
		receiver := decl.Recv.List[0].Type
		if pointer, ok := receiver.(*ast.StarExpr); ok {
			receiver = pointer.X
		}
		if generic, ok := receiver.(*ast.IndexExpr); ok {
			receiver = generic.X
		}
		name, end = receiver.(*ast.Ident).Name+"."+decl.Name.Name, decl.End()
		if origin.MatchString(decl.Doc.Text()) {
			end = decl.Body.Pos()
		}
		return name, decl.Doc, end
	}
	return "", nil, token.NoPos
}

// commented returns text as a comment, or "" if there is none.
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
