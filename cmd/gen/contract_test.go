// A contract that a command reads has the names that its client has.

package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLoad(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, content := range map[string]string{
		"shop.yaml": "kontrakt: 1\ntitle: Shop\nbaseUrl: https://shop.example\n" +
			"types: {Article: {fields: {Id: {type: string}}}}\n" +
			"functions: {getArticle: {get: /article, result: {type: Article}}}\n",
		"api/gen.yaml": "clients:\n  - contract: ../shop.yaml\n    names: {Article.ID: Number}\n",
	} {
		writeFile(t, name, content)
	}
	for config, want := range map[string]string{"": "ID", "api/gen.yaml": "Number"} {
		api, ds := contractFlags{config: config}.load("shop.yaml")
		if ds.Faulty() {
			t.Fatal(ds)
		}
		if got := api.Types[0].Fields()[0].Name; got != want {
			t.Errorf("with the configuration %q the field is called %s, want %s", config, got, want)
		}
	}
	if api, ds := (contractFlags{}).load("missing.yaml"); api != nil || !ds.Faulty() {
		t.Errorf("a missing contract has the API %v and the diagnostics %v", api, ds)
	}
}

// writeFile writes a file, and the folders that it is in.
func writeFile(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}
