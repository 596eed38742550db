// Payloads: those that the documents print, that of addKunde as another client sends it, and every field in the forms
// in which the service's PHP writes it.

package mvp_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
	"github.com/kontrakt-dev/kontrakt/schema"
	restyaml "github.com/kontrakt-dev/kontrakt/schema/rest"
)

// Every printed member has a field, and is sent as it is printed. A file is called by its method and direction.
func TestPayloads(t *testing.T) {
	files, err := filepath.Glob("testdata/payloads/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		name, direction, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".json"), ".")
		t.Run(name+" "+direction, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			method, _ := reflect.TypeFor[*mvp.Client]().MethodByName(name)
			typ := method.Type.Out(0)
			if direction == "request" {
				typ = method.Type.In(2) // after the receiver and the context
			}
			v := reflect.New(typ)
			if err := json.Unmarshal(text, v.Interface()); err != nil {
				t.Fatal(err)
			}
			sent := jsonOf(t, v.Interface())
			anything := reflect.TypeFor[any]()
			if !reflect.DeepEqual(decode(anything, sent), decode(anything, string(text))) {
				t.Errorf("got %s, want %s", sent, text)
			}
			if members := unknown(v); len(members) > 0 {
				t.Errorf("no field has %q", members)
			}
		})
	}
}

// unknown returns the names of the members in v that no field has.
func unknown(v reflect.Value) (names []string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			names = unknown(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			names = append(names, unknown(v.Index(i))...)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			names = append(names, key.String())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			names = append(names, unknown(v.Field(i))...)
		}
	}
	return names
}

// Numbers are in quotes or not, text is a number, an empty object is a list or the other way round, and what is absent
// is null or "".
func TestEveryFieldAsPHPWritesIt(t *testing.T) {
	api, diagnostics := restyaml.Read(schema.Source{FS: schema.Contracts, Name: "mvp.yaml"})
	if diagnostics.Faulty() {
		t.Fatal(diagnostics)
	}
	types := structs()
	for _, typ := range api.Types {
		goType := types[typ.Wire.Local]
		switch {
		case typ.Kind != schema.Struct:
			continue
		case goType == nil:
			t.Errorf("no method has %s", typ.Wire.Local)
			continue
		}
		for _, f := range typ.Fields() {
			for _, value := range phpForms(f) {
				text := `{"` + f.Wire.Local + `":` + value + `}`
				if err := json.Unmarshal([]byte(text), reflect.New(goType).Interface()); err != nil {
					t.Errorf("%s: %s: %v", goType, text, err)
				}
			}
		}
	}
}

// phpForms returns values of f, each in another form.
func phpForms(f *schema.Field) []string {
	forms := []string{`null`, `""`}
	if f.Form == schema.BySlice || f.Type.Kind == schema.Struct {
		return append(forms, `[]`, `{}`)
	}
	return append(forms, map[string][]string{
		"string": {`"1"`, `1`, `1.50`}, "uri": {`"\/1"`}, "int": {`1`, `"1"`}, "number": {`1`, `"1"`, `1.5`, `"1.5"`},
		"bool": {`true`, `false`, `1`, `0`, `"1"`, `"0"`}, "date": {`"2026-05-04"`},
	}[f.Type.Builtin.Label(true)]...)
}

// structs returns the structs in the parameters and results of the client's methods, by name.
func structs() map[string]reflect.Type {
	types := map[string]reflect.Type{}
	var collect func(t reflect.Type)
	collect = func(t reflect.Type) {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice:
			collect(t.Elem())
		case reflect.Struct:
			if types[t.Name()] != nil || t.PkgPath() != reflect.TypeFor[mvp.Client]().PkgPath() {
				return
			}
			types[t.Name()] = t
			for i := range t.NumField() {
				collect(t.Field(i).Type)
			}
		}
	}
	for method := range reflect.TypeFor[*mvp.Client]().Methods() {
		for t := range method.Type.Ins() {
			collect(t)
		}
		for t := range method.Type.Outs() {
			collect(t)
		}
	}
	return types
}
