// Files of a large contract: what one file would hold too much of is put into several.

package templates

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"strings"
)

// maxLines is how long a file gets before the declarations of types and operations move out of it.
const maxLines = 3000

// parcels divides the declarations of the file called name among files, by name, where they have more than maxLines.
// What belongs to no type or operation stays in it, and each of those goes, with its methods and constants, to the file
// of the first letter of its name: types.a.go. A file that is still too long gives each second letter one of its own,
// and so on. So a new type changes no file but its own, unless it is the one too many. (A dot, since types_windows.go
// would be for Windows alone.)
func parcels(name string, list []declaration) map[string][]declaration {
	if lines(list) <= maxLines {
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

// lettersOf returns the first letters of the names in a parcel.
func lettersOf(parcel string) string {
	_, letters, _ := strings.Cut(strings.TrimSuffix(parcel, path.Ext(parcel)), ".")
	return letters
}

// lines is how many lines list has in a file.
func lines(list []declaration) int {
	n := 0
	for _, d := range list {
		n += strings.Count(d.text, "\n") + 2
	}
	return n
}

// divide hands out the declarations whose owners' names agree in all but the first length letters, by those.
func divide(list []declaration, length int, hand func(prefix string, part []declaration)) {
	parts := map[string][]declaration{}
	for _, d := range list {
		prefix := prefixOf(d.owner, length)
		parts[prefix] = append(parts[prefix], d)
	}
	for prefix, part := range parts {
		if lines(part) > maxLines && isDivisible(part, length) {
			divide(part, length+1, hand)
		} else {
			hand(prefix, part)
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

// prefixOf is the beginning of an owner's name as file names have it.
func prefixOf(name string, length int) string {
	letters := []rune(strings.ToLower(name))
	return string(letters[:min(length, len(letters))])
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
