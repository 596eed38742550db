// Identifiers: what is emitted whatever the contract says, which no name of a contract may be, and the forms of names
// that are made from those of the contract.

package templates_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// The marks that the test puts behind names of the contract, and behind those of types that are made for operations.
const (
	mark     = "Zq"
	madeMark = "Zk"
)

// marked is a client whose names all have a mark.
type marked struct {
	kind  string // soap or rest
	names []string
	files map[string][]byte
}

// markedClients renders the golden contracts and the built-in ones with marks behind all names.
func markedClients(t *testing.T) []marked {
	t.Helper()
	var clients []marked
	add := func(kind string, api *schema.API, ds schema.Diagnostics, settings schema.Settings) {
		t.Helper()
		if !ds.Faulty() {
			ds = append(ds, schema.Configure(api, settings)...)
			ds = append(ds, schema.Name(api, settings)...)
		}
		if ds.Faulty() {
			t.Fatal(ds)
		}
		c := marked{kind: kind, names: markNames(api)}
		c.files, ds = templates.Render(api, "github.com/kontrakt-dev/kontrakt/internal/runtime")
		if ds.Faulty() {
			t.Fatal(ds)
		}
		clients = append(clients, c)
	}
	for _, folder := range caseFolders(t) {
		kind, read, contract := "soap", wsdl.Read, contractOf(folder)
		if contract == "contract.yaml" {
			kind, read = "rest", rest.Read
		}
		api, ds := read(schema.Source{FS: os.DirFS(folder), Name: contract})
		add(kind, api, ds, settingsOf(t, folder))
	}
	setting := func(text string) schema.Setting { return schema.Setting{Value: text} }
	api, ds := wsdl.Read(schema.Source{FS: schema.Contracts, Name: "careflex.wsdl"})
	add("soap", api, ds, schema.Settings{Auth: &schema.Setting{Value: "password"},
		Secrets: []schema.Setting{setting("apitoken")},
		Splits: []schema.SplitSettings{{Operation: setting("NewIncident"), List: setting("incidentList.item"),
			Rows: setting("incidentResponseList.incident"), Index: setting("rowNumber"),
			Error: setting("incidentError")}}})
	api, ds = rest.Read(schema.Source{FS: schema.Contracts, Name: "mvp.yaml"})
	add("rest", api, ds, schema.Settings{})
	return clients
}

// markNames puts a mark behind every name of api, and returns the names.
func markNames(api *schema.API) []string {
	marked := map[*string]bool{}
	put := func(mark string, names ...*string) {
		for _, name := range names {
			if *name != "" && !marked[name] {
				*name, marked[name] = *name+mark, true
			}
		}
	}
	for _, t := range api.Types {
		put(mark, &t.Name, &t.Opener)
		put(madeMark, &t.Interface, &t.Other)
		for _, f := range t.Fields() {
			put(mark, &f.Name, &f.NilName)
		}
		for _, v := range t.Values {
			put(mark, &v.Name)
		}
	}
	for _, t := range api.GoTypes() {
		put(mark, &t.Package)
	}
	if api.SOAP != nil {
		for _, n := range api.SOAP.Namespaces {
			put(mark, &n.Name)
		}
		for _, p := range api.SOAP.Ports {
			if p.Client != schema.MainClient {
				put(mark, &p.Client, &p.New)
			}
			put(mark, &p.Default)
			for _, e := range p.Others {
				put(mark, &e.Default)
			}
		}
		for _, op := range api.SOAP.Operations {
			put(mark, &op.Name, &op.Symbol)
			put(madeMark, &op.Headers)
			for _, m := range slices.Concat(op.InputHeaders, op.OutputHeaders) {
				put(mark, &m.Name)
			}
			if w := op.Wrapping; w != nil {
				for _, p := range slices.Concat(w.Request.Parts, w.Response.Parts) {
					put(mark, &p.Name)
				}
			}
			if s := op.Split; s != nil {
				put(mark, &s.All)
				put(madeMark, &s.Row, &s.Summary, &s.Options)
			}
		}
	}
	if api.REST != nil {
		put(mark, &api.REST.Follow, &api.REST.Open)
		for _, p := range api.REST.Parameters {
			put(mark, &p.Name)
		}
		for _, s := range api.REST.Schemes {
			put(mark, &s.Name)
		}
		for _, op := range api.REST.Operations {
			put(mark, &op.Name)
			put(madeMark, &op.Options, &op.Headers)
			if op.Paging != nil {
				put(mark, &op.Paging.All)
			}
			for _, p := range op.ResponseHeaders {
				put(mark, &p.Name)
			}
			for _, p := range op.Parameters {
				put(mark, &p.Name)
			}
		}
	}
	var names []string
	for name := range marked {
		names = append(names, *name)
	}
	return names
}

// emittedNames are the identifiers of a package by place: those of the table, and "top" and "member" for the unexported
// ones at the top level and of Client.
type emittedNames map[string]map[string]bool

func (e emittedNames) add(place, name string) {
	if e[place] == nil {
		e[place] = map[string]bool{}
	}
	e[place][name] = true
}

// identifiersOf collects the identifiers in a client, those with a mark among them.
func identifiersOf(t *testing.T, files map[string][]byte) emittedNames {
	t.Helper()
	e := emittedNames{}
	declare := func(name string) {
		if token.IsExported(name) {
			e.add("package", name)
		} else if name != "_" {
			e.add("top", name)
		}
	}
	structs := map[string]bool{}
	var methods []*ast.FuncDecl
	member := func(owner, name string) {
		switch {
		case owner == "Client" && !token.IsExported(name):
			e.add("member", name)
		case (owner == "Client" || owner == "MultiCall") && token.IsExported(name):
			e.add("client", name)
		case owner == "Config" && token.IsExported(name):
			e.add("config", name)
		}
	}
	for name, source := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range tree.Imports {
			if i.Name == nil {
				e.add("function", path.Base(strings.Trim(i.Path.Value, `"`)))
			}
		}
		for _, d := range tree.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					declare(d.Name.Name)
				} else {
					methods = append(methods, d)
				}
				if name == "operations.go" || name == "multicalls.go" || name == "client.go" && d.Recv != nil {
					for _, word := range mentioned(d) {
						e.add("function", word)
					}
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.ValueSpec:
						for _, n := range s.Names {
							declare(n.Name)
						}
					case *ast.TypeSpec:
						declare(s.Name.Name)
						if typ, ok := s.Type.(*ast.StructType); ok {
							structs[s.Name.Name] = true
							for _, f := range typ.Fields.List {
								for _, n := range f.Names {
									member(s.Name.Name, n.Name)
								}
							}
						}
					}
				}
			}
		}
	}
	for _, d := range methods {
		receiver := d.Recv.List[0].Type
		if pointer, ok := receiver.(*ast.StarExpr); ok {
			receiver = pointer.X
		}
		owner, ok := receiver.(*ast.Ident)
		if !ok {
			continue
		}
		member(owner.Name, d.Name.Name)
		if structs[owner.Name] && strings.HasSuffix(owner.Name, mark) && d.Name.IsExported() {
			e.add("struct", d.Name.Name)
		}
	}
	for name := range e["top"] {
		e.add("function", name)
	}
	return e
}

// mentioned returns the identifiers in d, selectors apart, that begin with a small letter.
func mentioned(d *ast.FuncDecl) (words []string) {
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			ast.Inspect(n.X, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && !id.IsExported() && id.Name != "_" {
					words = append(words, id.Name)
				}
				return true
			})
			return false
		case *ast.Ident:
			if !n.IsExported() && n.Name != "_" {
				words = append(words, n.Name)
			}
		}
		return true
	})
	return words
}

// isMarked reports whether name has that of a thing of the contract in it.
func isMarked(name string) bool {
	return strings.Contains(name, mark) || strings.Contains(name, madeMark)
}

// The table that schema.Name reads has exactly what is emitted. With -update it is written anew.
func TestIdentifiers(t *testing.T) {
	lines := map[string]bool{}
	for _, c := range markedClients(t) {
		for place, names := range identifiersOf(t, c.files) {
			for name := range names {
				isListed := place != "top" && place != "member"
				if isListed && !isMarked(name) {
					lines[fmt.Sprintf("%s %s %s\n", c.kind, place, name)] = true
				}
			}
		}
	}
	want := strings.Join(slices.Sorted(maps.Keys(lines)), "")
	const table = "../schema/identifiers.txt"
	if *update {
		if err := os.WriteFile(table, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(table); err != nil || string(got) != want {
		t.Errorf("%s is not what is emitted: run make generate (%v)", table, err)
	}
}

// What is unexported and made from a name of the contract is that name behind a prefix. No two prefixes can give the
// same identifier, and none can give one that is emitted whatever the contract says.
func TestFormsOfIdentifiers(t *testing.T) {
	for _, place := range []string{"top", "member"} {
		for _, kind := range []string{"soap", "rest"} {
			prefixes, fixed := map[string]bool{}, map[string]bool{}
			for _, c := range markedClients(t) {
				if c.kind != kind {
					continue
				}
				for name := range identifiersOf(t, c.files)[place] {
					if !isMarked(name) {
						fixed[name] = true
						continue
					}
					if strings.HasPrefix(name, "patternOf") { // of several names; no two patterns have the same
						prefixes["patternOf"] = true
						continue
					}
					longest := ""
					for _, n := range c.names {
						if strings.HasSuffix(name, n) && len(n) > len(longest) && unicode.IsLower(rune(name[0])) {
							longest = n
						}
					}
					if longest == "" || len(longest) == len(name) {
						t.Errorf("%s is made of a name of the contract, but not by putting a prefix before it", name)
						continue
					}
					prefixes[strings.TrimSuffix(name, longest)] = true
				}
			}
			if len(fixed) == 0 || len(prefixes) == 0 && place == "top" {
				t.Errorf("%s, %s: nothing is emitted", kind, place)
			}
			for prefix := range prefixes {
				for _, other := range slices.Concat(slices.Collect(maps.Keys(prefixes)), slices.Collect(maps.Keys(fixed))) {
					rest, ok := strings.CutPrefix(other, prefix)
					if ok && rest != "" && !unicode.IsLower(rune(rest[0])) && !strings.HasPrefix(other, "pattern") && other != "nsNone" {
						t.Errorf("%s… could be %s", prefix, other)
					}
				}
			}
		}
	}
}
