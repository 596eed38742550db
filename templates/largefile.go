// Large contracts: the declarations of a file that would be too long are divided among several files.

package templates

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"strings"
)

// maxLines is the number of lines above which a file is divided.
const maxLines = 3000

// divideFile divides the declarations of the file called name among files, by name, if they have more than maxLines. A
// declaration that belongs to no type or operation stays in the file. A type or operation moves, with its methods and
// constants, to the file of the first letter of its name: types.a.go. If that file is still too long, each second letter
// gets a file of its own, and so on. So a new type changes no other file, unless it makes its file too long. (The name
// has a dot, since types_windows.go would be for Windows alone.)
func divideFile(name string, list []declaration) map[string][]declaration {
	if countLines(list) <= maxLines {
		return map[string][]declaration{name: list}
	}
	files := map[string][]declaration{name: nil}
	base := strings.TrimSuffix(name, path.Ext(name))
	var typed []declaration
	for _, d := range list {
		if d.owner == "" {
			files[name] = append(files[name], d)
		} else {
			typed = append(typed, d)
		}
	}
	divide(typed, 1, func(prefix string, part []declaration) { files[fmt.Sprintf("%s.%s.go", base, prefix)] = part })
	return files
}

// lettersOf returns the first letters of the names in a file that divideFile made.
func lettersOf(name string) string {
	_, letters, _ := strings.Cut(strings.TrimSuffix(name, path.Ext(name)), ".")
	return letters
}

// countLines returns how many lines list has in a file.
func countLines(list []declaration) int {
	n := 0
	for _, d := range list {
		n += strings.Count(d.text, "\n") + 2
	}
	return n
}

// divide groups declarations by the first letters of their owners' names, at least length of them, and calls save with
// each group.
func divide(list []declaration, length int, save func(prefix string, part []declaration)) {
	parts := map[string][]declaration{}
	for _, d := range list {
		prefix := prefixOf(d.owner, length)
		parts[prefix] = append(parts[prefix], d)
	}
	for prefix, part := range parts {
		if countLines(part) > maxLines && isDivisible(part, length) {
			divide(part, length+1, save)
		} else {
			save(prefix, part)
		}
	}
}

// isDivisible reports whether more letters can tell the owners of part apart.
func isDivisible(part []declaration, length int) bool {
	isLonger, isOther := false, false
	for _, d := range part {
		isLonger = isLonger || length < len([]rune(d.owner))
		isOther = isOther || d.owner != part[0].owner
	}
	return isLonger && isOther
}

// prefixOf returns the first letters of an owner's name in lower case.
func prefixOf(name string, length int) string {
	letters := []rune(strings.ToLower(name))
	return string(letters[:min(length, len(letters))])
}

// ownerOf returns the type that d declares, or whose method or constants it declares; "" for other declarations.
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
