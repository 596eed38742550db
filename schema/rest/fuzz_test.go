// That no description makes the reader panic or contradict itself.

package rest_test

import (
	"os"
	"testing"
)

func FuzzRead(f *testing.F) {
	mvp, err := os.ReadFile("../mvp.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(mvp))
	f.Add(library)
	f.Add(head + "functions: {f: {get: \"/{a}\", result: {mime: PDF}}}")
	f.Add("kontrakt: 1\ntypes: [a]\nfunctions: {f: x, g: [], h: {get: {}, query: 1, result: {listOf: []}}}\nerrors: 1")
	f.Add(head + "types:\n  A: {fields: {a: {listOf: A, example: [{a: []}, null]}}, example: {a: 1, b: {c: [~]}}}\n" +
		"functions: {f: {post: \"/{a}\", parameters: {a: {type: dateTime, example: 2026-01-31}}, body: {mapOf: A, example: {x: {}}}}}")
	f.Fuzz(func(t *testing.T, text string) {
		api, ds := read(text)
		if (api == nil) != ds.Faulty() {
			t.Errorf("the model is %v, the diagnostics are %v", api, ds)
		}
		for _, d := range ds {
			if d.Message == "" || d.File != "api.yaml" {
				t.Errorf("diagnostic %q says nothing or not where", d)
			}
		}
		if api == nil {
			return
		}
		for _, typ := range api.Types {
			for _, field := range typ.Fields() {
				if field.Type == nil {
					t.Errorf("field %s.%s has no type", typ.Wire, field.Wire)
				}
			}
		}
		for _, op := range api.REST.Operations {
			if op.Method == "" || len(op.Path) == 0 {
				t.Errorf("function %s has no method or path", op.Wire)
			}
		}
	})
}
