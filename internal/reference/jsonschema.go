// The pages of the files that users write: a table for each object of a JSON Schema.

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// node is a JSON Schema, with the keywords that ours use.
type node struct {
	Description          string
	Ref                  string `json:"$ref"`
	Type                 string
	Const                any
	Enum                 []string
	Default              any
	Properties           members
	Required             []string
	AdditionalProperties *additional
	Items                *node
	AnyOf                []*node
	OneOf                []*node
	Defs                 members `json:"$defs"`
}

// members are named schemas in the order of the file.
type members []member

// member is a named schema.
type member struct {
	name   string
	schema *node
}

// UnmarshalJSON reads the members of an object in their order.
func (m *members) UnmarshalJSON(text []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		schema := new(node)
		if err := decoder.Decode(schema); err != nil {
			return err
		}
		*m = append(*m, member{name.(string), schema})
	}
	return nil
}

// additional is the value of additionalProperties: a schema, or nothing for false.
type additional struct{ *node }

// UnmarshalJSON reads a schema or a boolean.
func (a *additional) UnmarshalJSON(text []byte) error {
	if text[0] != '{' {
		return nil
	}
	a.node = new(node)
	return json.Unmarshal(text, a.node)
}

// schemaPage returns the page of the file that the JSON Schema at path describes.
func schemaPage(title, path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	var schema node
	if err := json.Unmarshal(text, &schema); err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	page := &schemaPrinter{defs: schema.Defs}
	fmt.Fprintf(page, notice+"# %s\n\n%s\n\n", filepath.Base(path), title, schema.Description)
	page.table(&schema)
	for _, def := range schema.Defs {
		if object := def.schema.object(); object != nil {
			fmt.Fprintf(page, "\n## %s\n\n", def.name)
			if def.schema.Description != "" {
				fmt.Fprintf(page, "%s\n\n", def.schema.Description)
			}
			page.table(object)
		}
	}
	return page.String(), nil
}

// object returns the alternative of n that is an object of named properties, or nil.
func (n *node) object() *node {
	if n.Properties != nil {
		return n
	}
	for _, alternative := range slices.Concat(n.AnyOf, n.OneOf) {
		if object := alternative.object(); object != nil {
			return object
		}
	}
	return nil
}

// escaped escapes characters that have a meaning in Markdown tables.
var escaped = strings.NewReplacer("|", `\|`, "<", "&lt;")

// schemaPrinter writes a page.
type schemaPrinter struct {
	strings.Builder
	defs members
}

// table writes the keys of an object.
func (p *schemaPrinter) table(object *node) {
	p.WriteString("| key | value | meaning |\n|---|---|---|\n")
	for _, property := range object.Properties {
		meaning := strings.ReplaceAll(property.schema.Description, "\n", " ")
		if slices.Contains(object.Required, property.name) {
			meaning += " Required."
		}
		if property.schema.Default != nil {
			meaning += fmt.Sprintf(" Default: `%v`.", property.schema.Default)
		}
		fmt.Fprintf(p, "| `%s` | %s | %s |\n", property.name, p.value(property.schema), escaped.Replace(meaning))
	}
}

// value returns the kind of value that a schema describes.
func (p *schemaPrinter) value(n *node) string {
	switch {
	case n.Ref != "":
		name := strings.TrimPrefix(n.Ref, "#/$defs/")
		for _, def := range p.defs {
			switch {
			case def.name != name:
			case def.schema.object() != nil:
				return fmt.Sprintf("[%s](#%s)", name, strings.ToLower(name))
			case def.schema.Enum != nil:
				return p.value(def.schema)
			}
		}
		return strings.TrimSuffix(name, "Name") // typeName: a type
	case n.Const != nil:
		return fmt.Sprintf("`%v`", n.Const)
	case n.Enum != nil:
		return "`" + strings.Join(n.Enum, "`, `") + "`"
	case n.AnyOf != nil:
		return p.alternatives(n.AnyOf)
	case n.OneOf != nil && n.Properties == nil:
		return p.alternatives(n.OneOf)
	case n.Items != nil:
		return "list of " + p.value(n.Items)
	case n.AdditionalProperties != nil && n.AdditionalProperties.node != nil:
		return "by name: " + p.value(n.AdditionalProperties.node)
	case n.Type == "string":
		return "text"
	}
	return n.Type
}

// alternatives joins the kinds of several schemas.
func (p *schemaPrinter) alternatives(list []*node) string {
	kinds := make([]string, len(list))
	for i, n := range list {
		kinds[i] = p.value(n)
	}
	return strings.Join(kinds, ", or ")
}
