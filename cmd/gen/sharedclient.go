// Clients that share types, read from their folders.

package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// aliasFile is the file of a client with its aliases of shared types.
const aliasFile = "shared.go"

// replaceAliases replaces the aliases among files, the files of the client in folder, by the declarations of the shared
// types. The keys are paths.
func replaceAliases(folder string, files map[string][]byte, ds *schema.Diagnostics) {
	aliases := path.Join(filepath.ToSlash(folder), aliasFile)
	tree, err := parser.ParseFile(token.NewFileSet(), aliases, files[aliases], parser.SkipObjectResolution)
	if files[aliases] == nil || err != nil { // package goapi says why
		return
	}
	names := map[string]bool{}
	for _, d := range tree.Decls {
		for _, name := range declaredNames(d) {
			names[name] = true
		}
	}
	home, ok := moduleOf(folder, ds)
	if !ok {
		return
	}
	for _, i := range tree.Imports {
		imported, _ := strconv.Unquote(i.Path.Value)
		below, ok := strings.CutPrefix(imported, home.file.Module.Mod.Path+"/")
		if !ok {
			continue
		}
		shared, err := openFolder(filepath.Join(home.root, filepath.FromSlash(below)), false)
		if err != nil {
			ds.Faultf(schema.Pos{File: aliases}, "the package %s of the shared types cannot be read: %v", imported, cause(err))
			return
		}
		delete(files, aliases)
		for name, content := range shared.written() {
			if path.Ext(name) == ".go" && path.Dir(name) == "." {
				as := path.Join(filepath.ToSlash(fromHere(shared.path)), name)
				files[as] = declarationsOf(names, content, tree.Name)
			}
		}
	}
}

// declarationsOf returns source, the text of a file, as one of the package called pkg, with only the declarations of
// names.
func declarationsOf(names map[string]bool, source []byte, pkg *ast.Ident) []byte {
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, "", source, parser.SkipObjectResolution)
	if err != nil {
		return source
	}
	tree.Name = pkg
	tree.Decls = slices.DeleteFunc(tree.Decls, func(d ast.Decl) bool {
		isNamed := func(name string) bool { return names[name] }
		general, ok := d.(*ast.GenDecl)
		return !(ok && general.Tok == token.IMPORT) && !slices.ContainsFunc(declaredNames(d), isNamed)
	})
	var b bytes.Buffer
	_ = printer.Fprint(&b, set, tree) // a Buffer does not fail
	return b.Bytes()
}

// declaredNames returns the names that d declares. A method has the name of its type.
func declaredNames(d ast.Decl) []string {
	names := map[string]bool{}
	switch d := d.(type) {
	case *ast.FuncDecl:
		name := d.Name.Name
		if d.Recv != nil {
			typ := d.Recv.List[0].Type
			if pointer, ok := typ.(*ast.StarExpr); ok {
				typ = pointer.X
			}
			if named, ok := typ.(*ast.Ident); ok {
				name = named.Name
			}
		}
		names[name] = true
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				names[s.Name.Name] = true
			case *ast.ValueSpec:
				for _, name := range s.Names {
					names[name.Name] = true
				}
			}
		}
	}
	return slices.Collect(maps.Keys(names))
}
