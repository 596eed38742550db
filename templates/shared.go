// shared.go of a generated package: aliases of the types that clients share. Also the package of these types itself.

package templates

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/description"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// writeShared writes the files of the package of the types that clients share.
func (g *generator) writeShared() {
	g.isShared = true
	var b strings.Builder
	writeComment(&b, "", "Package "+g.api.Package+" has the types that several clients share. A value that one client "+
		"returns can be given to another.")
	g.types(b.String())
	if g.api.REST != nil {
		g.jsonCodecs()
		g.rules()
		g.timeZone()
	}
	for _, name := range g.parts {
		if isValuePart(name) {
			g.part(name)
		}
	}
}

// timeZone writes timezone.go, for times without an offset.
func (g *generator) timeZone() {
	f := g.newFile("The time zone of times without an offset.")
	if f.zone(); len(f.declarations) > 0 {
		f.save("timezone.go")
	}
}

// findDirect finds the shared types that the client reads or writes in values of its own types and of functions.
func (p *plan) findDirect() {
	roots := slices.DeleteFunc(slices.Clone(p.api.Types), func(t *schema.Type) bool { return t.Shared })
	for _, op := range p.api.REST.Operations {
		for _, parameter := range op.Parameters {
			roots = append(roots, parameter.Type)
		}
		for _, b := range []*schema.Body{op.Body, op.Result} {
			if b != nil {
				roots = append(roots, b.Type)
			}
		}
	}
	p.direct = map[*schema.Type]bool{}
	next := func(t *schema.Type) []*schema.Type {
		if t.Shared && t.Kind == schema.Struct { // its package reads and writes it
			return nil
		}
		return t.Parts()
	}
	for t := range schema.Walk(next, roots...) {
		p.direct[t] = true
	}
}

// dateTimePart has the type of dates with times, whose method Time has the time zone of the contract.
const dateTimePart = "value/datetime.go"

// isValuePart reports whether a part is a type of values.
func isValuePart(name string) bool { return strings.HasPrefix(name, "value/") }

// findSharedParts moves the parts that the package of the shared types has to sharedParts.
func (p *plan) findSharedParts() {
	if p.shared == nil {
		return
	}
	p.parts = slices.DeleteFunc(p.parts, func(name string) bool {
		isThere := isValuePart(name) && slices.Contains(p.shared.parts, name) && (name != dateTimePart || p.hasSharedZone())
		if isThere {
			p.sharedParts = append(p.sharedParts, name)
		}
		return isThere
	})
}

// hasSharedZone reports whether the client has the time zone of the package of the shared types, or neither has one.
func (p *plan) hasSharedZone() bool {
	return p.api.REST == nil || p.api.REST.TimeZone == p.shared.api.REST.TimeZone
}

// checkShared compares the description of each shared type, by which the client reads and writes it, with the one in the
// package of the shared types, which wrote its tags.
func (p *plan) checkShared() {
	if p.shared == nil {
		return
	}
	own, other := p.description, p.shared.description
	ownModels, models := modelsOf(own), modelsOf(other)
	ownSimple, simple := simpleTypesOf(own), simpleTypesOf(other)
	byName := map[string]*schema.Type{}
	for _, t := range p.shared.api.Types {
		byName[t.Name] = t
	}
	isSame := func(name string) bool {
		other, isUsed := simple[name] // by a shared struct
		return !isUsed || reflect.DeepEqual(ownSimple[name], other)
	}
	for _, t := range p.api.Types {
		if !t.Shared {
			continue
		}
		tags := own.Tags[t]
		same := byName[t.Name] != nil && reflect.DeepEqual(tags, other.Tags[byName[t.Name]]) &&
			ownModels[t.Name] == models[t.Name] && isSame(t.Name)
		for _, tag := range tags {
			same = same && isSame(tag.Type)
		}
		if !same {
			p.fail("shared.go", fmt.Errorf("the client describes the shared type %s in another way", t.Name))
		}
	}
	for uri, prefix := range other.Prefixes() {
		if now, ok := own.Prefixes()[uri]; ok && now != prefix {
			p.fail("shared.go", fmt.Errorf("namespace %q has the prefixes %s and %s", uri, prefix, now))
		}
	}
}

// modelsOf returns the content models of d, by the names of types.
func modelsOf(d *description.Description) map[string]string {
	byName := map[string]string{}
	for _, c := range d.Content {
		byName[c.Type] = c.Model
	}
	return byName
}

// simpleTypesOf returns the simple types of d, by name.
func simpleTypesOf(d *description.Description) map[string]contract.SimpleType {
	byName := map[string]contract.SimpleType{}
	for _, s := range d.Simple {
		byName[s.Name] = s
	}
	return byName
}

// aliases writes shared.go.
func (g *generator) aliases() {
	if g.shared == nil {
		return
	}
	f := g.newFile("The types that the client shares with others.")
	for _, t := range g.api.Types {
		if !t.Shared || !declared(t) {
			continue
		}
		if polymorphic(t) {
			f.alias(t.Interface)
		}
		f.alias(t.Name)
		if t.Kind == schema.OneOf {
			f.alias(t.Other)
		}
		if len(t.Values) > 0 {
			var b strings.Builder
			for _, v := range t.Values {
				b.WriteString("\t" + v.Name + " = " + f.inShared(v.Name) + "\n")
			}
			text, err := format.Source([]byte("const (\n" + b.String() + ")"))
			if err != nil {
				g.fail("shared.go", err)
			}
			f.text(t.Name, "The values of "+t.Name+".", string(text), f.sharedImport())
		}
	}
	for _, name := range g.sharedParts {
		f.aliasPart(name)
		if name == dateTimePart && g.api.REST != nil && g.api.REST.TimeZone != "" {
			f.format(newDateTimeDoc(g.api.REST.TimeZone), "func NewDateTime(t time.Time) DateTime {\n\treturn "+
				f.inShared("NewDateTime")+"(t)\n}")
			f.need(f.sharedImport())
		}
	}
	f.save("shared.go")
}

// inShared returns name as the file refers to it in the package of the shared types.
func (f *file) inShared(name string) string { return f.g.api.Shared.Import + "." + name }

// sharedImport returns the import of the package of the shared types.
func (f *file) sharedImport() string {
	shared := f.g.api.Shared
	return (&schema.GoType{Path: shared.Path, Package: shared.Import}).Import()
}

// alias declares the type called name, which is shared.
func (f *file) alias(name string) {
	f.text(name, name+" is ["+f.inShared(name)+"], a type that clients share.",
		"type "+name+" = "+f.inShared(name), f.sharedImport())
}

// aliasPart declares what a part of the package of the shared types exports.
func (f *file) aliasPart(name string) {
	source, err := parts.ReadFile("parts/" + name)
	set := token.NewFileSet()
	tree, parseErr := parser.ParseFile(set, name, source, parser.ParseComments)
	if err != nil || parseErr != nil {
		f.g.fail(name, fmt.Errorf("%w %w", err, parseErr))
		return
	}
	for _, declaration := range tree.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.IsExported() {
				f.forward(d, string(source[set.Position(d.Pos()).Offset:set.Position(d.Body.Pos()).Offset]))
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					f.alias(s.Name.Name)
				case *ast.ValueSpec:
					doc := s.Doc.Text()
					if doc == "" {
						doc = d.Doc.Text()
					}
					f.text(s.Names[0].Name, strings.TrimSpace(doc), d.Tok.String()+" "+s.Names[0].Name+" = "+f.inShared(s.Names[0].Name),
						f.sharedImport())
				}
			}
		}
	}
}

// forward declares a function that calls d, of the package of the shared types. header is its source before the body.
func (f *file) forward(d *ast.FuncDecl, header string) {
	var arguments []string
	for _, parameter := range d.Type.Params.List {
		for _, name := range parameter.Names {
			arguments = append(arguments, name.Name)
		}
	}
	imports := []string{f.sharedImport()}
	if strings.Contains(header, "time.") {
		imports = append(imports, "time")
	}
	f.text(d.Name.Name, strings.TrimSpace(d.Doc.Text()), header+"{\n\treturn "+f.inShared(d.Name.Name)+"("+
		strings.Join(arguments, ", ")+")\n}", imports...)
}
