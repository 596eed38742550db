// Reference writes the pages of docs/reference from what they describe: the command's manual, the JSON Schemas of what
// users write, the rules of gen diff, the cases of the tests, and the description of the MVP. So they cannot say
// anything else.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := write("."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// write writes every page of the repository at root.
func write(root string) error {
	list, err := pages(root)
	if err != nil {
		return err
	}
	for name, text := range list {
		if err := os.WriteFile(filepath.Join(root, "docs", "reference", name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// pages returns the text of every page, by its name in docs/reference.
func pages(root string) (map[string]string, error) {
	command, err := manual(filepath.Join(root, "cmd", "gen", "doc.go"))
	if err != nil {
		return nil, err
	}
	dialect, err := schemaPage("The YAML dialect", filepath.Join(root, "schema", "rest", "dialect.schema.json"))
	if err != nil {
		return nil, err
	}
	configuration, err := schemaPage("gen.yaml", filepath.Join(root, "cmd", "gen", "gen.schema.json"))
	if err != nil {
		return nil, err
	}
	cases := filepath.Join(root, "testdata", "cases")
	fromWSDL, err := casesPage("XSD and WSDL to Go", cases, "wsdl")
	if err != nil {
		return nil, err
	}
	fromYAML, err := casesPage("The YAML dialect to Go", cases, "yaml")
	if err != nil {
		return nil, err
	}
	mvp, err := servicePage()
	if err != nil {
		return nil, err
	}
	return map[string]string{
		"diff.md":     rulesPage(),
		"gen.md":      command,
		"gen.yaml.md": configuration,
		"mvp.md":      mvp,
		"rest.md":     dialect,
		"rest-go.md":  fromYAML,
		"xsd.md":      fromWSDL,
	}, nil
}

// notice is the beginning of every page.
const notice = "<!-- Written by make generate from %s: do not edit. -->\n\n"
