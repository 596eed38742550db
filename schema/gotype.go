// Go types of a program's own, in place of those that a client has for simple types.

package schema

import (
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// GoType is a Go type of another package. It implements encoding.TextMarshaler and, by pointer, encoding.TextUnmarshaler.
type GoType struct {
	Path    string // import path
	Package string // the name by which code refers to the package
	Name    string
}

// String returns t as code refers to it.
func (t *GoType) String() string { return t.Package + "." + t.Name }

// Import returns the import of the package: its path, after its name if that is not the last element of the path.
func (t *GoType) Import() string {
	if path.Base(t.Path) == t.Package {
		return t.Path
	}
	return t.Package + " " + t.Path
}

// importName returns the likely name of the package at an import path: its last element, without a version and what no
// identifier can have.
func importName(importPath string) string {
	name := path.Base(importPath)
	if majorVersion.MatchString(name) {
		name = path.Base(path.Dir(importPath))
	}
	name, _, _ = strings.Cut(name, ".") // as in gopkg.in/inf.v0
	return strings.ReplaceAll(strings.TrimPrefix(name, "go-"), "-", "")
}

// goPackages chooses the names of packages, which no other identifier of api's client has.
type goPackages struct {
	api   *API
	paths map[string]string // by name
}

// name returns the name of the package at an import path, "" if there is none.
func (p goPackages) name(importPath string) string {
	name := importName(importPath)
	if !token.IsIdentifier(name) {
		return ""
	}
	return p.unique(name, importPath)
}

// unique returns name, with a suffix if something else has it, for the package at an import path.
func (p goPackages) unique(name, importPath string) string {
	isTaken := func(name string) bool {
		other, ok := p.paths[name]
		return ok && other != importPath || name != importPath && slices.Contains(emitted(p.api, inFunction), name)
	}
	for isTaken(name) {
		name += "types"
	}
	p.paths[name] = importPath
	return name
}

var (
	majorVersion = regexp.MustCompile(`^v[0-9]+$`)
	goTypeForm   = regexp.MustCompile(`^([\w.~-]+(?:/[\w.~-]+)*)\.(\w+)$`)
)

// GoTypes returns the Go types of other packages that values of api have, each once, in the order of their names.
func (api *API) GoTypes() []*GoType {
	found := map[string]*GoType{}
	for t := range Walk((*Type).Uses, api.roots()...) {
		if t.GoType != nil {
			found[t.GoType.String()] = t.GoType
		}
	}
	var list []*GoType
	for _, name := range slices.Sorted(maps.Keys(found)) {
		list = append(list, found[name])
	}
	return list
}

// roots returns the types of api, and those of parameters and bodies.
func (api *API) roots() []*Type {
	if api.REST == nil {
		return api.Types
	}
	return append(api.restRoots(), api.Types...)
}

// setGoTypes gives the simple types of api that the keys of types name the Go types in its values. A key is a built-in
// type, such as xs:decimal in a WSDL and decimal in a YAML description, which stands for all types that restrict it, too;
// or the name of a simple type, which comes before that.
func setGoTypes(api *API, types map[string]Setting, ds *Diagnostics) {
	if len(types) == 0 {
		return
	}
	byName, byBuiltin := map[string]*GoType{}, map[BuiltinType]*GoType{}
	packages := goPackages{api, map[string]string{}}
	for _, key := range slices.Sorted(maps.Keys(types)) {
		value := types[key]
		parts := goTypeForm.FindStringSubmatch(value.Value)
		if parts == nil || !token.IsExported(parts[2]) {
			ds.Faultf(value.Pos, "%q is not a Go type of a package: write its import path, a dot and its name, such as "+
				"github.com/shopspring/decimal.Decimal", value.Value)
			continue
		}
		typ := &GoType{Path: parts[1], Package: packages.name(parts[1]), Name: parts[2]}
		if typ.Package == "" {
			ds.Faultf(value.Pos, "the name of the package %s cannot be told from its path: choose a type of another package",
				typ.Path)
			continue
		}
		b, isBuiltin := api.builtinNamed(key)
		switch {
		case !isBuiltin:
			byName[key] = typ
		case canBeOwn(b):
			byBuiltin[b] = typ
		case api.REST != nil:
			ds.Faultf(value.Pos, "%s cannot have a Go type: name another built-in type, except json and uri, such as decimal",
				key)
		default:
			ds.Faultf(value.Pos, "%s cannot have a Go type: name a built-in type of XSD with one value, except xs:QName, such "+
				"as xs:decimal", key)
		}
	}
	kept := api.REST.keepTypes()
	found := map[string]bool{}
	for t := range Walk((*Type).Uses, api.roots()...) {
		typ, isNamed := byName[t.Wire.Local]
		isSimple := (t.Kind == Simple || t.Kind == Builtin) && len(t.Members) == 0 && canBeOwn(t.Builtin)
		switch {
		case !isSimple || kept[t]:
		case isNamed && t.Kind == Simple:
			t.GoType, found[t.Wire.Local] = typ, true
		default:
			t.GoType = byBuiltin[t.Builtin]
		}
		if t.GoType != nil {
			t.Declared = false
		}
	}
	for _, key := range slices.Sorted(maps.Keys(byName)) {
		switch {
		case found[key]:
		case api.REST != nil:
			ds.Faultf(types[key].Pos, "there is no simple type %s that can have a Go type: name a built-in type, such as "+
				"decimal, or a type with a base, but neither json nor uri", key)
		default:
			ds.Faultf(types[key].Pos, "there is no simple type %s that can have a Go type: lists, unions and enumerations "+
				"cannot; a built-in type is written with xs:, such as xs:decimal", key)
		}
	}
	for t := range Walk((*Type).Uses, api.Types...) {
		for _, f := range t.Fields() {
			isOptional := !f.Demanded() || api.REST != nil && f.Nillable
			if f.Type.GoType != nil && f.Form == ByValue && isOptional { // its zero value may be a value
				f.Form = ByPointer
			}
		}
	}
}

// builtinNamed returns the built-in type that a key of types names.
func (api *API) builtinNamed(key string) (BuiltinType, bool) {
	if api.SOAP != nil {
		name, isBuiltin := strings.CutPrefix(key, "xs:")
		return BuiltinType(name), isBuiltin
	}
	for _, b := range DialectTypes() {
		if b.Label(true) == key {
			return b, true
		}
	}
	return "", false
}

// canBeOwn reports whether values of b can have a Go type of another package: those that are one text, which depends on
// nothing else.
func canBeOwn(b BuiltinType) bool {
	isSingle := b.IsXSD() && !b.IsAny() && b.Item() == ""
	return isSingle && !b.IsQName()
}

// keepTypes gives the parameters that the client handles itself, and the fields that it needs to find the next page, types
// that nothing else has, and returns these: they keep the Go types of the client. rest may be nil.
func (rest *REST) keepTypes() map[*Type]bool {
	kept := map[*Type]bool{}
	if rest == nil {
		return kept
	}
	keep := func(t *Type) *Type {
		own := *t
		kept[&own] = true
		return &own
	}
	for _, p := range rest.Parameters {
		p.Type = keep(p.Type)
	}
	for _, op := range rest.Operations {
		if op.Paging == nil {
			continue
		}
		if p := op.Paging.Parameter; p != nil {
			p.Type = keep(p.Type)
		}
		for _, path := range [][]*Field{op.Paging.Next, op.Paging.More} {
			if len(path) > 0 {
				last := path[len(path)-1]
				last.Type = keep(last.Type)
			}
		}
	}
	return kept
}
