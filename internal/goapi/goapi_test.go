// What changes for the code that calls a client.

package goapi_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/goapi"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
)

// lines returns changes as text.
func lines(changes []goapi.Change) []string {
	var lines []string
	for _, c := range changes {
		judged := "compatible"
		if c.Breaking {
			judged = "breaking"
		}
		lines = append(lines, fmt.Sprintf("%s %s: %s", judged, c.Symbol, c.Message))
	}
	return lines
}

var cases = []struct {
	name, old, new string
	want           []string
}{
	{"nothing", `type T struct{ A int }`, `type T struct{ A int }`, nil},
	{"not exported", `type t struct{ A int }`, `type t struct{ B int }`, nil},
	{"function", `func F(a int) error { return nil }; func G() {}`, `func F(b int) error { panic(1) }; func H() {}`,
		[]string{"breaking G: removed", "compatible H: added"}},
	{"signature", `func F(a int)`, `func F(a int, rest ...string)`,
		[]string{"breaking F: changed from func(a int) to func(a int, rest ...string)"}},
	{"places", `type T int; func (T) A(a, b int, c string) (d, e bool) { panic(1) }; func (T) B(a, b int) {}; func (T) C(int, int) {}`,
		`type T int; func (T) A(b, a int, c string) (d, e bool) { panic(1) }; func (T) B(a, c int) {}; func (T) C(a, b int) {}`,
		[]string{"breaking T.A: means something else in its place: changed from " +
			"func(a int, b int, c string) (d bool, e bool) to func(b int, a int, c string) (d bool, e bool)"}},
	{"places of results", `type T int; func (T) A() (a, b bool) { panic(1) }`, `type T int; func (T) A() (b, a bool) { panic(1) }`,
		[]string{"breaking T.A: means something else in its place: changed from func() (a bool, b bool) to func() (b bool, a bool)"}},
	{"kind", `func F()`, `type F int`, []string{"breaking F: changed from a function to a type"}},
	{"constant", `const A, B, C = 1, "x", 3`, `const A, B = 2, "x"; const C int = 3`, []string{
		"breaking A: changed from 1 to 2", "breaking C: changed from untyped int to int"}},
	{"variable", `var A int`, `var A string`, []string{"breaking A: changed from int to string"}},
	{"field", `type T struct { A, B *int; C []T; D map[string]*T }`,
		`type T struct { A *int; B int; C []T; E chan<- T }`, []string{
			"breaking T.B: changed from *int to int", "breaking T.D: removed", "compatible T.E: added"}},
	{"fields", `type T struct { A, B *int; d bool }`, `type T struct { A int; C int; D bool }`, []string{
		"breaking T.A: changed from *int to int", "breaking T.B: removed",
		"compatible T.C: added", "compatible T.D: added"}},
	{"comparable", `type T struct { A int }`, `type T struct { A int; b []int }`,
		[]string{"breaking T: can no longer be compared by =="}},
	{"underlying type", `type T string; type U struct{}; type V interface{}`,
		`type T int; type U int; type V struct{}`, []string{
			"breaking T: changed from string to int", "breaking U: changed from a struct to int",
			"breaking V: changed from an interface to struct{}"}},
	{"methods", `type T int; func (T) A() {}; func (T) B() {}; func (*T) C() {}; func (t T) D(int) {}`,
		`type T int; func (*T) A() {}; func (T) C() {}; func (t T) D(string) {}; func (T) E() {}`, []string{
			"breaking T.A: is now a method of *T alone", "breaking T.B: removed",
			"breaking T.D: changed from func(int) to func(string)", "compatible T.E: added"}},
	{"open interface", `type I interface { A(); B() }`, `type I interface { A(int); C() }`, []string{
		"breaking I.A: changed from func() to func(int)", "breaking I.B: removed", "breaking I.C: added"}},
	{"interface closed", `type I interface { A() }`, `type I interface { A(); b() }`, []string{"breaking I.b: added"}},
	{"closed interface", `type I interface { A(); b() }`,
		`type I interface { A(); C(); d() }`, []string{"compatible I.C: added"}},
	{"type parameters", `type T[A any] struct { F A }; type U[A any] []A`,
		`type T[B any] struct { F B }; type U[A comparable] []A`,
		[]string{"breaking U: changed its type parameters"}},
	{"types of others", `import "time"; type T struct { A time.Time; B time.Duration }`,
		`import "time"; type T struct { A time.Time; B time.Time }`,
		[]string{"breaking T.B: changed from time.Duration to time.Time"}},
	{"generic types of others", `import "iter"; func F() iter.Seq2[int, error]`,
		`import "iter"; func F() iter.Seq2[int, string]`,
		[]string{"breaking F: changed from func() iter.Seq2[int, error] to func() iter.Seq2[int, string]"}},
	{"own types", `type A struct{}; type B struct{}; func F(A) []B`, `type A struct{}; type B struct{}; func F(B) []B`,
		[]string{"breaking F: changed from func(A) []B to func(B) []B"}},
	{"struct and interface", `type F func(struct{ A int }, interface{ M() })`,
		`type F func(struct{ A int }, interface{ N() })`,
		[]string{"breaking F: changed from func(struct{A int}, interface{M()}) to func(struct{A int}, interface{N()})"}},
}

func TestCompare(t *testing.T) {
	c := goapi.NewChecker()
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			old, new := source(t, c, test.old), source(t, c, test.new)
			if d := cmp.Diff(test.want, lines(goapi.Compare(old, new))); d != "" {
				t.Error(d)
			}
		})
	}
}

// source is a client of one file.
func source(t *testing.T, c *goapi.Checker, declarations string) *goapi.Package {
	t.Helper()
	p, ds := c.Source(map[string][]byte{"a.go": []byte("package p;" + declarations), "a_test.go": []byte("not Go")})
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	return p
}

const shop = `kontrakt: 1
title: Shop
baseUrl: https://a.example/rest
types:
  Article:
    fields:
      Id: string
      Price: number
functions:
  getArticle:
    get: /articles/{id}
    query:
      full: bool
    result: Article
  getAll:
    get: /articles
    result: {listOf: Article}
`

// What a contract names has its place there, and in the source of a client that of its declaration.
func TestPositions(t *testing.T) {
	c := goapi.NewChecker()
	changed := strings.NewReplacer("Price: number", "Price: string\n      Name: string", "full:", "short:",
		"getAll", "getSome").Replace(shop)
	old, new := contract(t, c, shop), contract(t, c, changed)
	want := []string{
		"Article.Price: shop.yaml:8:7 → shop.yaml:8:7", "Client.GetAll: shop.yaml:15:3 → ",
		"GetArticleOptions.Full: shop.yaml:13:7 → ", "Article.Name:  → shop.yaml:9:7",
		"Client.GetSome:  → shop.yaml:16:3", "GetArticleOptions.Short:  → shop.yaml:14:7",
	}
	if d := cmp.Diff(want, places(goapi.Compare(old, new))); d != "" {
		t.Error(d)
	}
	files := map[string][]byte{"gen/a.go": []byte("package a\n\ntype A struct {\n\tB int\n}\n\nfunc (*A) C() {}\n")}
	a, ds := c.Source(files)
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	want = []string{"A.B: gen/a.go:4:2 → ", "A.C: gen/a.go:7:11 → "}
	if d := cmp.Diff(want, places(goapi.Compare(a, source(t, c, "type A struct{}")))); d != "" {
		t.Error(d)
	}
}

// places returns where changes are.
func places(changes []goapi.Change) []string {
	var lines []string
	for _, c := range changes {
		lines = append(lines, fmt.Sprintf("%s: %v → %v", c.Symbol, c.Old, c.New))
	}
	return lines
}

// contract is the client of a YAML description.
func contract(t *testing.T, c *goapi.Checker, text string) *goapi.Package {
	t.Helper()
	api, ds := rest.Read(schema.Source{FS: fstest.MapFS{"shop.yaml": {Data: []byte(text)}}, Name: "shop.yaml"})
	ds = append(ds, schema.Configure(api, schema.Settings{})...)
	ds = append(ds, schema.Name(api, schema.Settings{})...)
	p, more := c.Contract(api)
	if ds = append(ds, more...); len(ds) > 0 {
		t.Fatal(ds)
	}
	return p
}

// A client may have a copy of another runtime than the command's.
func TestRuntimeCopy(t *testing.T) {
	_, ds := goapi.NewChecker().Source(map[string][]byte{
		"gen/a.go": []byte("package a\n\nimport \"x.example/gen/internal/runtime/old\"\n\nvar A = old.Old{}\n"),

		"gen/internal/runtime/old/old.go": []byte("package old\n\ntype Old struct{}\n"),
	})
	if len(ds) > 0 {
		t.Error(ds)
	}
}

// A copy of the runtime may have files for several systems, of which one is read: by their names, or by a line in them.
func TestOtherSystems(t *testing.T) {
	_, ds := goapi.NewChecker().Source(map[string][]byte{
		"gen/a.go": []byte("package a\n\nimport \"x.example/gen/internal/runtime/lock\"\n\nvar A = lock.Lock()\n"),

		"gen/internal/runtime/lock/lock_windows.go": []byte("package lock\n\nfunc Lock() int { return 0 }\n"),
		"gen/internal/runtime/lock/lock_plan9.go":   []byte("package lock\n\nfunc Lock() int { return 0 }\n"),
		"gen/internal/runtime/lock/lock_other.go": []byte("//go:build !windows && !plan9\n\npackage lock\n\n" +
			"func Lock() int { return 0 }\n"),
	})
	if len(ds) > 0 {
		t.Error(ds)
	}
}

func TestNotGo(t *testing.T) {
	_, ds := goapi.NewChecker().Source(map[string][]byte{
		"gen/a.go": []byte("package a\n\nvar A B\n"),
		"gen/b.go": []byte("package a\n\nfunc (\n"),
		"gen/c.go": []byte("package a\n\nimport \"x.example/y\"\n"),
	})
	ds.Sort()
	want := "gen/a.go:3:7: is not Go: undefined: B\n" +
		"gen/b.go:3:8: is not Go: expected ')', found 'EOF'\n" +
		"gen/c.go:3:8: is not Go: could not import x.example/y (it is not of the standard library)"
	if got := ds.Error(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
