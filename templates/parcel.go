// Files of a large contract: what one file would hold too much of is put into several.

package templates

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"slices"
	"strings"
)

// maxLines is how long a file gets before the declarations of types move out of it.
const maxLines = 3000

// parcels divides a file of the package that is longer than maxLines, by name. What belongs to no type stays in it, and
// each type goes, with its methods and constants, to the file of the first letter of its name: types.a.go. A file that is
// still too long gives each second letter one of its own, and so on. So a new type changes no file but its own, unless it
// is the one too many. (A dot, since types_windows.go would be for Windows alone.)
func parcels(name string, source []byte) (map[string][]byte, error) {
	if bytes.Count(source, []byte("\n")) <= maxLines {
		return map[string][]byte{name: source}, nil
	}
	files := token.NewFileSet()
	tree, err := parser.ParseFile(files, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	p := &parceler{base: strings.TrimSuffix(name, path.Ext(name)), files: map[string][]byte{}}
	offset := func(pos token.Pos) int { return files.Position(pos).Offset }
	p.head = string(source[:offset(tree.Name.End())])
	var rest []declaration
	byType := map[string][]declaration{}
	for _, d := range tree.Decls {
		if i, ok := d.(*ast.GenDecl); ok && i.Tok == token.IMPORT {
			for _, s := range i.Specs {
				p.imports = append(p.imports, s.(*ast.ImportSpec))
			}
			continue
		}
		text := declaration{d, string(source[offset(start(d)):offset(d.End())])}
		if owner := ownerOf(d); owner != "" {
			byType[owner] = append(byType[owner], text)
		} else {
			rest = append(rest, text)
		}
	}
	p.write(name, rest)
	p.divide(byType, 1)
	return p.files, nil
}

// parceler writes the files that one is divided into.
type parceler struct {
	base    string
	head    string // header comments and package clause
	imports []*ast.ImportSpec
	files   map[string][]byte
}

type declaration struct {
	node ast.Decl
	text string
}

// start is where d begins, its comment included.
func start(d ast.Decl) token.Pos {
	var doc *ast.CommentGroup
	switch d := d.(type) {
	case *ast.FuncDecl:
		doc = d.Doc
	case *ast.GenDecl:
		doc = d.Doc
	}
	if doc != nil {
		return doc.Pos()
	}
	return d.Pos()
}

// ownerOf is the type that d declares, is a method of, or holds the constants of; "" for other declarations.
func ownerOf(d ast.Decl) string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			return ""
		}
		receiver := d.Recv.List[0].Type
		if pointer, ok := receiver.(*ast.StarExpr); ok {
			receiver = pointer.X
		}
		if name, ok := receiver.(*ast.Ident); ok {
			return name.Name
		}
	case *ast.GenDecl:
		switch first := d.Specs[0].(type) {
		case *ast.TypeSpec:
			return first.Name.Name
		case *ast.ValueSpec:
			if name, ok := first.Type.(*ast.Ident); ok && d.Tok == token.CONST {
				return name.Name
			}
		}
	}
	return ""
}

// divide writes the types whose names agree in all but the first length letters, a file for each of those.
func (p *parceler) divide(byType map[string][]declaration, length int) {
	byPrefix := map[string]map[string][]declaration{}
	for owner, list := range byType {
		prefix := prefixOf(owner, length)
		if byPrefix[prefix] == nil {
			byPrefix[prefix] = map[string][]declaration{}
		}
		byPrefix[prefix][owner] = list
	}
	for prefix, types := range byPrefix {
		var all []declaration
		lines := 0
		longest := 0
		for _, owner := range slices.Sorted(maps.Keys(types)) {
			longest = max(longest, len([]rune(owner)))
			for _, d := range types[owner] {
				lines += strings.Count(d.text, "\n") + 2
				all = append(all, d)
			}
		}
		if lines > maxLines && len(types) > 1 && length < longest {
			p.divide(types, length+1)
			continue
		}
		slices.SortStableFunc(all, func(a, b declaration) int { return int(a.node.Pos() - b.node.Pos()) })
		p.write(fmt.Sprintf("%s.%s.go", p.base, prefix), all)
	}
}

// prefixOf is the beginning of a type's name as file names have it.
func prefixOf(name string, length int) string {
	letters := []rune(strings.ToLower(name))
	return string(letters[:min(length, len(letters))])
}

// write writes a file of declarations with the imports that they use.
func (p *parceler) write(name string, list []declaration) {
	used := map[string]bool{}
	for _, d := range list {
		ast.Inspect(d.node, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok {
					used[x.Name] = true
				}
			}
			return true
		})
	}
	var b bytes.Buffer
	b.WriteString(p.head + "\n")
	if slices.ContainsFunc(p.imports, func(i *ast.ImportSpec) bool { return used[importName(i)] }) {
		b.WriteString("\nimport (\n")
		for _, i := range p.imports {
			if used[importName(i)] {
				b.WriteString("\t" + i.Path.Value + "\n")
			}
		}
		b.WriteString(")\n")
	}
	for _, d := range list {
		b.WriteString("\n" + d.text + "\n")
	}
	p.files[name] = b.Bytes()
}

// importName is what an import is called in the file; the generated ones have no names of their own.
func importName(i *ast.ImportSpec) string { return path.Base(strings.Trim(i.Path.Value, `"`)) }
