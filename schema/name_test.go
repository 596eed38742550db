// The Go names that are chosen.

package schema_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// A name is its wire name in Go's spelling.
func TestNames(t *testing.T) {
	for wire, want := range map[string]string{
		"userName": "UserName", "user_name": "UserName", "USER-NAME": "USERNAME", "userId": "UserID",
		"HTTPServer": "HTTPServer", "xmlHttpRequest": "XMLHTTPRequest", "Ids": "Ids", "2ndLine": "X2ndLine",
		"straße": "Straße", "ähre": "Ähre", "名前": "X名前", "e\u0301tat": "Etat", "a.b:c": "ABC",
		"version1.5": "Version1_5", "type": "Type", "-": "Minus", "": "Empty", "€": "U20AC", "a\x00b": "AB",
		"a\ufffdb": "AB",
	} {
		api := named(t, structs("", wire))
		if got := api.Types[0].Name; got != want {
			t.Errorf("%q is called %s, want %s", wire, got, want)
		}
	}
	long := strings.Repeat("word ", 1<<18)
	if got := named(t, structs("", long)).Types[0].Name; len(got) > 100 {
		t.Errorf("a name of a megabyte gives one of %d bytes", len(got))
	}
}

// Types that stand in one another have each other's names, up to a length.
func TestLongTypeNames(t *testing.T) {
	var types []*schema.Type
	var owner *schema.Type
	for i := range 40 {
		owner = &schema.Type{Kind: schema.Struct, Wire: schema.QName{Local: strings.Repeat("x", 60)}, Owner: owner,
			Pos: schema.Pos{File: "nested.wsdl", Line: i + 1, Col: 5}}
		types = append(types, owner)
	}
	const want = `nested.wsdl:34:5: the Go name of this type, which begins with the types around it, has more than 2000 bytes: ` +
		`give it a name of its own`
	if ds := schema.Name(&schema.API{Types: types}, schema.Settings{}); ds.Error() != want {
		t.Errorf("diagnostics are\n%s\nwant\n%s", ds, want)
	}
}

func TestConstantNames(t *testing.T) {
	api := named(t,
		enum("Size", "a", "A", "a+", "A-", "a b", "1", "-1", "1.5", "15", "", "+", "None", "none", "NONE", "nOne"))
	var got []string
	for _, v := range api.Types[0].Values {
		got = append(got, v.Value+"="+v.Name)
	}
	want := []string{"a=SizeALower", "A=SizeA", "a+=SizeALowerPlus", "A-=SizeAMinus", "a b=SizeAB", "1=Size1",
		"-1=SizeMinus1", "1.5=Size1_5", "15=Size15", "=SizeEmpty", "+=SizePlus", "None=SizeNone", "none=SizeNoneLower",
		"NONE=SizeNONE", "nOne=SizeNOne"}
	if !slices.Equal(got, want) {
		t.Errorf("constants are\n%s\nwant\n%s", got, want)
	}
}

// A name that every client declares, that is in another namespace or that is spelled differently gets its own suffix.
func TestSuffixes(t *testing.T) {
	types := slices.Concat(structs("http://a.example/common/2.0", "Address", "Client", "user"),
		structs("http://a.example/common/1.0", "Address", "User"), structs("urn:x", "address"))
	person := &schema.Type{Kind: schema.Struct, Wire: schema.QName{Local: "Person"},
		Attributes: []*schema.Field{field("name"), field("Value")}, Value: field("Person"),
		Content: &schema.Particle{Kind: schema.Sequence}}
	for _, wire := range []string{"name", "validate", "id", "ID", "id"} {
		person.Content.Children = append(person.Content.Children,
			&schema.Particle{Kind: schema.Element, Field: field(wire)})
	}
	api := named(t, append(types, person))
	var got []string
	for _, t := range api.Types {
		got = append(got, t.Name)
	}
	for _, f := range person.Fields() {
		got = append(got, f.Name)
	}
	want := "AddressCommon2_0 ClientType UserCommon2_0 Address User AddressX Person NameAttr ValueAttr Value Name ValidateField IDLower ID IDX5A86E712"
	if joined := strings.Join(got, " "); joined != want {
		t.Errorf("names are\n%s\nwant\n%s", joined, want)
	}
}

// Adding components with other names, anywhere, or changing the order of a contract renames nothing.
func TestNamesAreStable(t *testing.T) {
	build := func(order func(n int, swap func(i, j int)), more ...*schema.Type) map[string]string {
		types := slices.Concat(structs("urn:a", "order", "Order", "or-der", "Client"),
			structs("urn:b", "Order", "Item"),
			enum("Code", "a", "A", "a.", "a-", "B"), more)
		order(len(types), func(i, j int) { types[i], types[j] = types[j], types[i] })
		api := named(t, types)
		names := map[string]string{}
		for _, t := range api.Types {
			names[t.Wire.String()] = t.Name
			for _, v := range t.Values {
				names[t.Wire.String()+"="+v.Value] = v.Name
			}
		}
		return names
	}
	inOrder := func(int, func(i, j int)) {}
	before := build(inOrder)
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		after := build(random.Shuffle,
			slices.Concat(structs("urn:c", "order", "Another"), structs("urn:a", "orde_r", "Zoo"))...)
		for thing, name := range before {
			if after[thing] != name {
				t.Errorf("%s was called %s and is called %s", thing, name, after[thing])
			}
		}
	}
	if distinct := slices.Compact(slices.Sorted(maps.Values(before))); len(distinct) != len(before) {
		t.Errorf("names are not unique: %v", before)
	}
}

// The keys of settings are the names without them, two names can be swapped, and a clash is a fault.
func TestNamesFromSettings(t *testing.T) {
	setting := func(name string) schema.Setting {
		return schema.Setting{Value: name, Pos: schema.Pos{File: "gen.yaml", Line: 1, Col: 1}}
	}
	api := &schema.API{Types: structs("", "Foo", "Bar", "foo")}
	ds := schema.Name(api, schema.Settings{Names: map[string]schema.Setting{
		"Foo": setting("Bar"), "Bar": setting("Foo"), "FooLower": setting("Baz")}})
	if got := fmt.Sprint(api.Types[0].Name, api.Types[1].Name, api.Types[2].Name); ds.Faulty() || got != "BarFooBaz" {
		t.Errorf("names are %s: %v", got, ds)
	}
	for _, test := range []struct{ key, name, want string }{
		{"Foo", "Bar", "gen.yaml:1:1: Bar is already the Go name of the component at a.wsdl:9:2: choose another name"},
		{"Foo", "Error", "gen.yaml:1:1: every client has a Error: choose another name"},
		{"Foo", "foo", `gen.yaml:1:1: "foo" is not an exported Go name: begin it with a capital letter, and use letters, digits and _`},
		{"Fo", "Bar", "gen.yaml:1:1: there is no Fo to name Bar: keys are Type, Type.Field, Client.Operation or Config.Field"},
	} {
		api := &schema.API{Types: structs("", "Foo", "Bar")}
		api.Types[1].Pos = schema.Pos{File: "a.wsdl", Line: 9, Col: 2}
		ds := schema.Name(api, schema.Settings{Names: map[string]schema.Setting{test.key: setting(test.name)}})
		if !ds.Faulty() || ds.Error() != test.want {
			t.Errorf("%s named %s: %v\nwant %s", test.key, test.name, ds, test.want)
		}
	}
}

// If the settings name one of two components that would have the same name, no warning is left.
func TestSettledNames(t *testing.T) {
	for _, key := range []string{"Foo", "FooLower"} {
		api := &schema.API{Types: structs("", "Foo", "foo")}
		ds := schema.Name(api, schema.Settings{Names: map[string]schema.Setting{key: {Value: key}}})
		if got := api.Types[0].Name + " " + api.Types[1].Name; len(ds) > 0 || got != "Foo FooLower" {
			t.Errorf("%s settled: %s, %v", key, got, ds)
		}
	}
}

// An operation that is called as a method of every client, or as one that Go's tools know, is not mistaken for that.
func TestOwnMethods(t *testing.T) {
	text := &schema.Type{Kind: schema.Builtin, Builtin: schema.String}
	named := func(settings schema.Settings, operations ...string) (string, schema.Diagnostics) {
		api := &schema.API{REST: &schema.REST{}}
		for _, wire := range operations {
			api.REST.Operations = append(api.REST.Operations, &schema.RESTOperation{Wire: wire,
				Pos: schema.Pos{File: "a.yaml", Line: 7, Col: 3}, Parameters: []*schema.Parameter{
					{Wire: "nil", Type: text, Required: true}}})
		}
		ds := schema.Name(api, settings)
		var names []string
		for _, op := range api.REST.Operations {
			names = append(names, op.Name+"("+op.Parameters[0].Name+")")
		}
		return strings.Join(names, " "), ds
	}
	setting := func(name string) schema.Setting {
		return schema.Setting{Value: name, Pos: schema.Pos{File: "gen.yaml", Line: 1, Col: 1}}
	}
	got, ds := named(schema.Settings{}, "logout")
	want := "a.yaml:7:3: warning: Logout has another meaning in a client: this operation is called LogoutOperation; to change that, name it under names"
	if got != "LogoutOperation(nilValue)" || ds.Error() != want {
		t.Errorf("%s: %v\nwant %s", got, ds, want)
	}
	got, ds = named(schema.Settings{Names: map[string]schema.Setting{"Client.LogoutOperation": setting("SignOut")}},
		"logout")
	if got != "SignOut(nilValue)" || len(ds) > 0 {
		t.Errorf("%s: %v", got, ds)
	}
	// None of these is a method where nothing is a reference, and there is no MultiCall.
	got, ds = named(schema.Settings{}, "open", "follow", "multiCall", "do", "config", "error")
	if got != "Open(nilValue) Follow(nilValue) MultiCall(nilValue) Do(nilValue) Config(nilValue) Error(nilValue)" ||
		len(ds) > 0 {
		t.Errorf("%s: %v", got, ds)
	}
	_, ds = named(schema.Settings{Names: map[string]schema.Setting{"Get.nilValue": setting("Nil")}}, "get")
	want = `gen.yaml:1:1: "Nil" is not a Go name of an argument: begin it with a small letter, and use letters, digits and _`
	if ds.Error() != want {
		t.Errorf("%v\nwant %s", ds, want)
	}
}

// A few suffixes are reported with both positions, many in one line.
func TestWarningsAreFew(t *testing.T) {
	two := structs("", "foo", "Foo")
	two[0].Pos, two[1].Pos = schema.Pos{File: "a.wsdl", Line: 3, Col: 1}, schema.Pos{File: "a.wsdl", Line: 9, Col: 2}
	ds := schema.Name(&schema.API{Types: two}, schema.Settings{})
	want := "a.wsdl:3:1: warning: Foo is already the Go name of the component at a.wsdl:9:2: this one is called FooLower; to change that, name it under names"
	if len(ds) != 1 || ds[0].String() != want {
		t.Errorf("%v\nwant\n%s", ds, want)
	}
	var values []string
	for i := range 500 {
		values = append(values, fmt.Sprintf("v%d", i), fmt.Sprintf("V%d", i))
	}
	many := enum("Many", values...)
	for _, v := range many[0].Values {
		v.Pos = schema.Pos{File: "a.wsdl", Line: 1, Col: 1}
	}
	ds = schema.Name(&schema.API{Types: many}, schema.Settings{})
	want = "a.wsdl:1:1: warning: 490 more components get a suffix because their Go name is taken, from ManyV10Lower on: name them under names"
	if len(ds) != 11 || ds[10].String() != want {
		t.Errorf("%d warnings, the last of which is\n%s\nwant\n%s", len(ds), ds[len(ds)-1], want)
	}
}

func named(t *testing.T, types []*schema.Type) *schema.API {
	t.Helper()
	api := &schema.API{Types: types}
	if ds := schema.Name(api, schema.Settings{}); ds.Faulty() {
		t.Fatal(ds)
	}
	return api
}

func structs(space string, names ...string) []*schema.Type {
	var types []*schema.Type
	for _, name := range names {
		types = append(types, &schema.Type{Kind: schema.Struct, Wire: schema.QName{Space: space, Local: name}})
	}
	return types
}

func enum(name string, values ...string) []*schema.Type {
	t := &schema.Type{Kind: schema.Enum, Builtin: schema.String, Wire: schema.QName{Local: name}}
	for _, v := range values {
		t.Values = append(t.Values, &schema.EnumValue{Value: v})
	}
	return []*schema.Type{t}
}

func field(name string) *schema.Field {
	return &schema.Field{Wire: schema.QName{Local: name},
		Type: &schema.Type{Kind: schema.Builtin, Builtin: schema.String}, Min: 1, Max: 1}
}
