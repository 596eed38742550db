// service.go of a generated package: each client as an interface, and a fake of it for tests. Both are written from the
// methods of the client as the other files declare them.

package templates

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// service writes the interfaces of the clients and their fakes, if the clients have them.
func (g *generator) service() {
	if g.api.Service == nil {
		return
	}
	f := g.newFile("The client as an interface, and a fake of it for tests.")
	if g.api.SOAP == nil {
		f.service(schema.MainClient, g.api.Service)
	} else {
		for _, p := range g.api.SOAP.Ports {
			f.service(p.Client, cmp.Or(p.Service, g.api.Service))
		}
	}
	f.save("service.go")
}

// service writes the interface of a client and its fake.
func (f *file) service(client string, names *schema.Service) {
	methods, err := f.g.clientMethods(client)
	f.err = cmp.Or(f.err, err)
	var signatures, fields strings.Builder
	var imports []string
	taken := map[string]bool{}
	for _, m := range methods {
		taken[m.name] = true
	}
	for _, m := range methods {
		for m.field = m.name + "Func"; taken[m.field]; {
			m.field += "Func"
		}
		taken[m.field] = true
		fmt.Fprintf(&signatures, "\t%s%s\n", m.name, m.signature())
		fmt.Fprintf(&fields, "\t%s func%s\n", m.field, m.signature())
		imports = append(imports, m.imports...)
	}
	f.format(names.Name+" has the methods of ["+client+"], so that code which takes a "+names.Name+" can be tested with "+
		"a ["+names.Fake+"].\nA new operation of the contract is a new method.",
		"type "+names.Name+" interface {\n"+signatures.String()+"}")
	f.need(imports...)
	f.format("", "var _ "+names.Name+" = (*"+client+")(nil)")
	f.format(names.Fake+" is a ["+names.Name+"] for tests: each method calls the function in its field. If the field "+
		"is nil, the method\nreturns an error that names it. Functions are called by as many goroutines as the methods.",
		"type "+names.Fake+" struct {\n"+fields.String()+"}")
	f.need(imports...)
	f.format("", "var _ "+names.Name+" = (*"+names.Fake+")(nil)")
	for _, m := range methods {
		f.format(m.name+" calls "+m.field+".", m.fake(f.g.api.Package, names.Fake))
		f.need(m.imports...)
	}
}

// method is an exported method of a client.
type method struct {
	name       string
	parameters string   // as Go declares them
	arguments  string   // that pass the parameters on
	results    string   // as Go declares them, "" for none
	types      []string // of the results
	hasNames   bool     // whether the results have names
	imports    []string // the paths of the packages that the types are of
	taken      []string // the names of parameters and results
	field      string   // of the fake
}

// signature returns the method's type without func.
func (m *method) signature() string { return "(" + m.parameters + ") " + m.results }

// clientMethods returns the exported methods of a client in the files written so far, by name.
func (g *generator) clientMethods(client string) (methods []*method, err error) {
	for _, name := range slices.Sorted(maps.Keys(g.files)) {
		source := g.files[name]
		if !bytes.Contains(source, []byte("\nfunc (c *"+client+") ")) {
			continue
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, "", source, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		paths := map[string]string{}
		for _, i := range tree.Imports {
			importPath, _ := strconv.Unquote(i.Path.Value) // which the parser has accepted
			paths[path.Base(importPath)] = importPath
			if i.Name != nil {
				paths[i.Name.Name] = i.Name.Name + " " + importPath
			}
		}
		for _, declaration := range tree.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if ok && function.Recv != nil && function.Name.IsExported() && isPointerTo(function.Recv.List[0].Type, client) {
				methods = append(methods, newMethod(set, function, paths))
			}
		}
	}
	slices.SortFunc(methods, func(a, b *method) int { return strings.Compare(a.name, b.name) })
	return methods, nil
}

// isPointerTo reports whether the type of a receiver is a pointer to the type called name.
func isPointerTo(receiver ast.Expr, name string) bool {
	pointer, ok := receiver.(*ast.StarExpr)
	if !ok {
		return false
	}
	base, ok := pointer.X.(*ast.Ident)
	return ok && base.Name == name
}

// newMethod returns the method that function declares, in a file that imports paths.
func newMethod(set *token.FileSet, function *ast.FuncDecl, paths map[string]string) *method {
	m := &method{name: function.Name.Name}
	text := func(node ast.Node) string {
		var b strings.Builder
		_ = printer.Fprint(&b, set, node) // a Builder does not fail, and the parser has accepted the node
		return b.String()
	}
	list := func(fields *ast.FieldList) (declarations, types, names []string) {
		if fields == nil {
			return nil, nil, nil
		}
		for _, field := range fields.List {
			var declared []string
			for _, name := range field.Names {
				declared, types = append(declared, name.Name), append(types, text(field.Type))
			}
			if len(declared) == 0 {
				types = append(types, text(field.Type))
			}
			names = append(names, declared...)
			declarations = append(declarations, strings.TrimSpace(strings.Join(declared, ", ")+" "+text(field.Type)))
		}
		return declarations, types, names
	}
	parameters, parameterTypes, arguments := list(function.Type.Params)
	results, resultTypes, resultNames := list(function.Type.Results)
	m.taken, m.hasNames = append(slices.Clone(arguments), resultNames...), len(resultNames) > 0
	if last := len(arguments) - 1; last >= 0 && strings.HasPrefix(parameterTypes[last], "...") {
		arguments[last] += "..."
	}
	m.parameters, m.arguments, m.types = strings.Join(parameters, ", "), strings.Join(arguments, ", "), resultTypes
	if m.results = strings.Join(results, ", "); len(resultNames) > 0 || len(results) > 1 {
		m.results = "(" + m.results + ")"
	}
	ast.Inspect(function.Type, func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok {
			if name, ok := selector.X.(*ast.Ident); ok && paths[name.Name] != "" {
				m.imports = append(m.imports, paths[name.Name])
			}
		}
		return true
	})
	return m
}

// fake returns the method of the fake called typ in the package called pkg.
func (m *method) fake(pkg, typ string) string {
	receiver, results := m.unused("f"), m.results
	failure := "errors.New(" + strconv.Quote(pkg+": "+typ+"."+m.field+" is not set") + ")"
	last := len(m.types) - 1
	var unset string
	element, isSequence := "", false
	if last == 0 {
		element, isSequence = strings.CutPrefix(m.types[0], "iter.Seq2[")
	}
	switch {
	case isSequence:
		element = strings.TrimSuffix(element, ", error]")
		unset = "return func(yield func(" + element + ", error) bool) {\n\t\t\tvar none " + element +
			"\n\t\t\tyield(none, " + failure + ")\n\t\t}"
	case last == 0 && m.types[0] == "*MultiCall":
		unset = "return &MultiCall{client: new(Client), err: " + failure + "}"
	case last == 0:
		unset = "return " + failure
	case last == 1:
		result := m.unused("result")
		results = "(" + result + " " + m.types[0] + ", err error)"
		unset = "return " + result + ", " + failure
	case !m.hasNames: // a result and the header of its response
		result, headers := m.unused("result"), m.unused("headers")
		results = "(" + result + " " + m.types[0] + ", " + headers + " " + m.types[1] + ", err error)"
		unset = "return " + result + ", " + headers + ", " + failure
	default:
		unset = "err = " + failure + "\n\t\treturn"
	}
	return "func (" + receiver + " *" + typ + ") " + m.name + "(" + m.parameters + ") " + results + " {\n" +
		"\tif " + receiver + "." + m.field + " == nil {\n\t\t" + unset + "\n\t}\n" +
		"\treturn " + receiver + "." + m.field + "(" + m.arguments + ")\n}"
}

// unused returns name, or a longer one that is not the name of a parameter or a result.
func (m *method) unused(name string) string {
	for slices.Contains(m.taken, name) {
		name += "Value"
	}
	return name
}
