// Other packages: those with Go types that a client has in place of its own. What they declare is not at hand, and it is
// the same for both versions of the client.

package goapi

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"strconv"
)

// others are packages that are neither of the standard library nor of the runtime, by import path.
type others map[string]*types.Package

// add declares the types of other packages that files use. isOther reports whether a package is one. The types convert
// themselves from and to text.
func (o others) add(files []*ast.File, isOther func(importPath string) bool) {
	for _, file := range files {
		paths := map[string]string{} // by the name in file
		for _, spec := range file.Imports {
			importPath, _ := strconv.Unquote(spec.Path.Value) // which the parser has accepted
			switch {
			case !isOther(importPath):
			case spec.Name != nil:
				paths[spec.Name.Name] = importPath
			default:
				paths[path.Base(importPath)] = importPath
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if selector, ok := n.(*ast.SelectorExpr); ok {
				if name, ok := selector.X.(*ast.Ident); ok && paths[name.Name] != "" {
					declareTextType(o.packageAt(paths[name.Name]), selector.Sel.Name)
				}
			}
			return true
		})
	}
}

// packageAt returns the package with the import path.
func (o others) packageAt(importPath string) *types.Package {
	if o[importPath] == nil {
		o[importPath] = types.NewPackage(importPath, path.Base(importPath))
		o[importPath].MarkComplete()
	}
	return o[importPath]
}

// declareTextType declares a type in pkg, unless pkg has it: with the methods of encoding.TextMarshaler and
// encoding.TextUnmarshaler.
func declareTextType(pkg *types.Package, name string) {
	if pkg.Scope().Lookup(name) != nil {
		return
	}
	declared := types.NewTypeName(token.NoPos, pkg, name, nil)
	named := types.NewNamed(declared, types.NewStruct(nil, nil), nil)
	variable := func(typ types.Type) *types.Var { return types.NewParam(token.NoPos, pkg, "", typ) }
	text, failure := variable(types.NewSlice(types.Typ[types.Byte])), variable(types.Universe.Lookup("error").Type())
	method := func(name string, receiver types.Type, parameters, results *types.Tuple) {
		signature := types.NewSignatureType(variable(receiver), nil, nil, parameters, results, false)
		named.AddMethod(types.NewFunc(token.NoPos, pkg, name, signature))
	}
	method("MarshalText", named, nil, types.NewTuple(text, failure))
	method("UnmarshalText", types.NewPointer(named), types.NewTuple(text), types.NewTuple(failure))
	pkg.Scope().Insert(declared)
}
