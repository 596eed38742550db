//go:build mermaid

// The diagrams of gen describe, read and drawn by Mermaid itself: make mermaid fetches it.

package checks

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/chromedp/chromedp"

	"github.com/kontrakt-dev/kontrakt/internal/describe"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// odd is a description whose names could be taken for syntax.
const odd = `kontrakt: 1
title: 'Odd: "#quot;" {}()~<>%%;classDiagram end'
baseUrl: https://odd.example
types:
  T: {fields: {'a{}()~<b>%%;:"c"': string, '<<enumeration>>': T, end: T, '+x(y) z$*': {listOf: T}, '[0..1]': int, 'a #35; b': T}}
functions:
  namespace: {get: /f, query: {'class {': {type: string}}, result: {listOf: T}}
`

func TestMermaid(t *testing.T) {
	script, err := os.ReadFile("build/package/dist/mermaid.min.js")
	if err != nil {
		t.Fatal(err)
	}
	file := func(folder string) schema.Source {
		return schema.Source{FS: os.DirFS(folder), Name: "contract.wsdl"}
	}
	for name, api := range map[string]*schema.API{
		"careflex": load(t, wsdl.Read, schema.Source{FS: schema.Contracts, Name: "careflex.wsdl"}),
		"mvp":      load(t, rest.Read, schema.Source{FS: schema.Contracts, Name: "mvp.yaml"}),
		"library":  load(t, wsdl.Read, file("../describe/testdata/library")),
		"values":   load(t, wsdl.Read, file("../example/testdata/values")),
		"shapes":   load(t, wsdl.Read, file("../example/testdata/shapes")),
		"odd": load(t, rest.Read,
			schema.Source{FS: fstest.MapFS{"odd.yaml": {Data: []byte(odd)}}, Name: "odd.yaml"}),
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := describe.Mermaid(&b, describe.New(api)); err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(b.String())
			if err != nil {
				t.Fatal(err)
			}
			p := open(t, []byte("<!doctype html><body>"), deskWidth, deskHeight)
			p.run(chromedp.Evaluate(string(script)+"; mermaid.initialize({ startOnLoad: false })", nil))
			drawn := evaluate[string](p, `(async () => {
				try {
					await mermaid.parse(`+string(text)+`);
					document.body.innerHTML = (await mermaid.render("diagram", `+string(text)+`)).svg;
					return document.body.textContent;
				} catch (fault) {
					return "refused: " + fault;
				}
			})()`)
			structure := api.Types[slices.IndexFunc(api.Types, func(t *schema.Type) bool {
				return t.Kind == schema.Struct
			})]
			for _, label := range []string{api.Title, structure.Wire.Local} {
				if !bytes.Contains([]byte(drawn), []byte(label)) {
					t.Errorf("%q is not drawn: %.2000s\n%s", label, drawn, b.String())
				}
			}
			p.isQuiet()
		})
	}
}
