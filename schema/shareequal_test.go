// Tests of types that several YAML descriptions share.

package schema_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
)

// description returns the model of a description with the given types.
func description(t *testing.T, head, types string) *schema.API {
	t.Helper()
	text := "kontrakt: 1\ntitle: X\nbaseUrl: https://x.example\n" + head + "types:\n" + types + "functions: {get: {get: /x}}\n"
	return readDescription(t, fstest.MapFS{"x.yaml": {Data: []byte(text)}}, "x.yaml")
}

func readDescription(t *testing.T, files fs.FS, name string) *schema.API {
	t.Helper()
	api, ds := rest.Read(schema.Source{FS: files, Name: name})
	if ds = append(ds, schema.Configure(api, schema.Settings{})...); ds.Faulty() {
		t.Fatal(ds)
	}
	return api
}

// sharedNames returns the names of the types that apis share, and after a colon those that each of them has of these.
func sharedNames(t *testing.T, read ...func() *schema.API) string {
	t.Helper()
	var apis []*schema.API
	for _, r := range read {
		apis = append(apis, r())
	}
	shared, ds := schema.Share(apis, nil, schema.Pos{})
	if ds.Faulty() {
		return "nothing"
	}
	all := wireNames(shared.API.Types, func(*schema.Type) bool { return true })
	for _, r := range read {
		api := r()
		schema.UseShared(api, shared)
		all += ": " + wireNames(api.Types, func(t *schema.Type) bool { return t.Shared })
	}
	return all
}

func wireNames(types []*schema.Type, isWanted func(*schema.Type) bool) string {
	var names []string
	for _, t := range types {
		if isWanted(t) {
			names = append(names, t.Wire.Local)
		}
	}
	return strings.Join(names, " ")
}

func TestShareEqual(t *testing.T) {
	const pet = "  Pet: {oneOf: {discriminator: kind, types: {cat: Cat}}}\n  Cat: {fields: {a: int}}\n"
	for _, test := range []struct {
		name  string
		types []string
		want  string
	}{
		{"all", []string{"  A: {fields: {b: B}}\n  B: {enum: [x]}\n", "  B: {enum: [x]}\n  A: {fields: {b: B}}\n"}, "A B: A B: B A"},
		{"documentation", []string{"  A: {fields: {b: int}, doc: One.}\n", "  A: {fields: {b: {type: int, doc: Two.}}, deprecated: use B}\n"},
			"A: A: A"},
		{"another name", []string{"  A: {fields: {b: int}}\n", "  B: {fields: {b: int}}\n"}, "nothing"},
		{"another part", []string{"  A: {fields: {b: B}}\n  B: {enum: [x]}\n  C: {base: string}\n",
			"  A: {fields: {b: B}}\n  B: {enum: [x, y]}\n  C: {base: string}\n"}, "C: C: C"},
		{"another part of a part", []string{"  A: {fields: {b: {mapOf: {listOf: B}}}}\n  B: {fields: {c: C}}\n  C: {enum: [x]}\n  D: {enum: [y]}\n",
			"  A: {fields: {b: {mapOf: {listOf: B}}}}\n  B: {fields: {c: C}}\n  C: {enum: [z]}\n  D: {enum: [y]}\n"}, "D: D: D"},
		{"types that contain each other", []string{"  A: {fields: {b: B}}\n  B: {fields: {a: {listOf: A}}}\n",
			"  A: {fields: {b: B}}\n  B: {fields: {a: {listOf: A}}}\n"}, "A B: A B: A B"},
		{"types that contain each other, and another type", []string{"  A: {fields: {b: B}}\n  B: {fields: {a: {listOf: A}, c: int}}\n",
			"  A: {fields: {b: B}}\n  B: {fields: {a: {listOf: A}, c: string}}\n"}, "nothing"},
		{"a type in place", []string{"  A: {fields: {b: {fields: {c: {enum: [x]}}}}}\n", "  A: {fields: {b: {fields: {c: {enum: [x]}}}}}\n"},
			"A b c: A b c: A b c"},
		{"another type in place", []string{"  A: {fields: {b: {fields: {c: {enum: [x]}}}}}\n", "  A: {fields: {b: {fields: {c: {enum: [y]}}}}}\n"},
			"nothing"},
		{"alternatives", []string{pet, pet}, "Pet Cat: Pet Cat: Pet Cat"},
		{"an alternative elsewhere", []string{pet, "  Cat: {fields: {a: int}}\n"}, "nothing"},
		{"an alternative of several types", []string{pet, pet + "  Beast: {oneOf: {discriminator: kind, types: {cat: Cat}}}\n"}, "nothing"},
		{"two of three", []string{"  A: {fields: {b: int}}\n  B: {enum: [x]}\n", "  A: {fields: {b: string}}\n  B: {enum: [x]}\n",
			"  A: {fields: {b: string}}\n"}, "B A: B: A B: A"},
		{"two and two", []string{"  A: {enum: [x]}\n", "  A: {enum: [y]}\n", "  A: {enum: [y]}\n", "  A: {enum: [x]}\n"}, "A: A: : : A"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var read []func() *schema.API
			for _, types := range test.types {
				read = append(read, func() *schema.API { return description(t, "", types) })
			}
			if got := sharedNames(t, read...); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

// Descriptions share times only if these are of one time zone.
func TestShareTimes(t *testing.T) {
	const types = "  A: {fields: {b: date}}\n  B: {fields: {c: {listOf: dateTime}}}\n"
	in := func(zone string) func() *schema.API {
		return func() *schema.API { return description(t, "timeZone: "+zone+"\n", types) }
	}
	none := func() *schema.API { return description(t, "", types) }
	for _, test := range []struct {
		read []func() *schema.API
		want string
	}{
		{[]func() *schema.API{in("UTC"), in("UTC")}, "A B: A B: A B"},
		{[]func() *schema.API{none, none}, "A B: A B: A B"},
		{[]func() *schema.API{in("UTC"), none}, "A: A: A"},
		{[]func() *schema.API{in("UTC"), in("Europe/Berlin"), in("Europe/Berlin")}, "A B: A: A B: A B"},
		{[]func() *schema.API{in("UTC"), in("Europe/Berlin"), in("Europe/Berlin"), in("UTC")}, "A B: A B: A: A: A B"},
	} {
		if got := sharedNames(t, test.read...); got != test.want {
			t.Errorf("%s, want %s", got, test.want)
		}
	}
}

// Whatever differs in a type of a case, the type is not shared, and the types that are shared need no other.
func TestShareEveryDifference(t *testing.T) {
	folders, err := filepath.Glob("../testdata/cases/*/contract.yaml")
	if err != nil || len(folders) < 20 {
		t.Fatalf("%d cases, %v", len(folders), err)
	}
	const other = "other"
	differences := map[string]func(*schema.Type) bool{
		"base":          func(t *schema.Type) bool { ok := t.Kind == schema.Simple; t.Builtin = schema.AnyURI; return ok },
		"keepUnknown":   func(t *schema.Type) bool { t.KeepUnknown = !t.KeepUnknown; return t.Kind == schema.Struct },
		"discriminator": func(t *schema.Type) bool { t.Discriminator += other; return t.Kind == schema.OneOf },
		"open":          func(t *schema.Type) bool { t.Open = !t.Open; return t.Kind == schema.Enum },
		"pattern": func(t *schema.Type) bool {
			t.Facets = &schema.Facets{Regexp: new(other)}
			return t.Kind == schema.Simple
		},
		"alternative": func(t *schema.Type) bool {
			for _, a := range t.Alternatives {
				a.Value += other
			}
			return len(t.Alternatives) > 0
		},
		"value": func(t *schema.Type) bool {
			for _, v := range t.Values {
				v.Value += other
			}
			return len(t.Values) > 0
		},
	}
	fields := map[string]func(*schema.Field){
		"name":     func(f *schema.Field) { f.Wire.Local += other },
		"required": func(f *schema.Field) { f.Min = 1 - f.Min },
		"nullable": func(f *schema.Field) { f.Nillable = !f.Nillable },
		"default":  func(f *schema.Field) { f.Default = new(other) },
		"form":     func(f *schema.Field) { f.Form = (f.Form + 1) % 3 },
		"items":    func(f *schema.Field) { f.Items = &schema.Facets{MaxLength: new(77)} },
		"type":     func(f *schema.Field) { f.Type = &schema.Type{Kind: schema.List, Item: f.Type} },
		"map":      func(f *schema.Field) { f.Type = &schema.Type{Kind: schema.Map, Item: f.Type} },
		"facets": func(f *schema.Field) {
			f.Type = &schema.Type{Kind: schema.Simple, Builtin: schema.String, Facets: &schema.Facets{MinLength: new(77)}}
		},
	}
	for name, change := range fields {
		differences["field "+name] = func(t *schema.Type) bool {
			if all := t.Fields(); len(all) > 0 {
				change(all[len(all)-1])
				return true
			}
			return false
		}
	}
	tried := 0
	for _, file := range folders {
		folder, name := filepath.Split(file)
		read := func() *schema.API { return readDescription(t, os.DirFS(folder), name) }
		types := read().Types
		if len(types) > 40 { // a whole service, whose types are like those of the others
			continue
		}
		for i := range types {
			for kind, differ := range differences {
				api := read()
				if !differ(api.Types[i]) {
					continue
				}
				tried++
				where := fmt.Sprintf("%s, type %s, %s", file, api.Types[i].Wire.Local, kind)
				shared, ds := schema.Share([]*schema.API{read(), api}, nil, schema.Pos{})
				if ds.Faulty() {
					continue
				}
				schema.UseShared(api, shared)
				checkClosed(t, where, api.Types, api.Types[i])
			}
		}
	}
	if tried < 500 {
		t.Errorf("%d differences", tried)
	}
}

// checkClosed adds errors if shared types among types are made of others or of different, or have the method of another
// interface.
func checkClosed(t *testing.T, where string, types []*schema.Type, different *schema.Type) {
	t.Helper()
	isOwn := func(u *schema.Type) bool {
		isDeclared := u.Kind == schema.Struct || u.Kind == schema.Enum || u.Kind == schema.OneOf || u.Declared
		return u == different || isDeclared && !u.Shared
	}
	for _, one := range types {
		for u := range schema.Walk((*schema.Type).Parts, one) {
			if one.Shared && isOwn(u) {
				t.Errorf("%s: %s is shared, and %s is not", where, one.Wire.Local, u.Wire.Local)
			}
		}
		for _, a := range one.Alternatives {
			if a.Type.Shared && !one.Shared {
				t.Errorf("%s: %s is shared, and %s is not", where, a.Type.Wire.Local, one.Wire.Local)
			}
		}
	}
}
