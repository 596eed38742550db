// The YAML dialect: that the cases have all of it.

package cases_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// dialectNode is a part of the JSON Schema of the dialect.
type dialectNode struct {
	Ref                  string `json:"$ref"`
	Enum                 []string
	Properties           map[string]*dialectNode
	AdditionalProperties json.RawMessage
	AnyOf                []*dialectNode
	Items                *dialectNode
	Defs                 map[string]*dialectNode `json:"$defs"`
}

// constructs records which keys and listed values of the dialect occur in documents.
type constructs struct {
	defs map[string]*dialectNode
	used map[string]bool // by the object that has the key: function.get; listed values are "= string"
}

// visit walks over value, which node describes as part of the object called owner.
func (c *constructs) visit(node *dialectNode, owner string, value any) {
	if name, ok := strings.CutPrefix(node.Ref, "#/$defs/"); ok {
		node = c.defs[name]
		if node.Properties != nil || node.AnyOf != nil {
			owner = name
		}
	}
	for _, alternative := range node.AnyOf {
		c.visit(alternative, owner, value)
	}
	switch value := value.(type) {
	case string:
		if slices.Contains(node.Enum, value) {
			c.used["= "+value] = true
		}
	case []any:
		for _, item := range value {
			if node.Items != nil {
				c.visit(node.Items, owner, item)
			}
		}
	case map[any]any: // with a number among its keys
		members := map[string]any{}
		for key, member := range value {
			members[fmt.Sprint(key)] = member
		}
		c.visit(node, owner, members)
	case map[string]any:
		for key, member := range value {
			if property := node.Properties[key]; property != nil {
				c.used[owner+"."+key] = true
				c.visit(property, owner, member)
			} else if len(node.AdditionalProperties) > 0 && node.AdditionalProperties[0] == '{' {
				named := new(dialectNode)
				if json.Unmarshal(node.AdditionalProperties, named) == nil {
					c.visit(named, owner, member)
				}
			}
		}
	}
}

// constructsOf returns the keys and listed values of node, which belongs to the object called owner.
func constructsOf(node *dialectNode, owner string, known map[string]bool) {
	for key := range node.Properties {
		known[owner+"."+key] = true
	}
	for _, value := range node.Enum {
		known["= "+value] = true
	}
	for _, alternative := range node.AnyOf {
		constructsOf(alternative, owner, known)
	}
	for name, def := range node.Defs {
		constructsOf(def, name, known)
	}
}

// Every key of the dialect, and every built-in type, occurs in a case.
func TestDialectIsCovered(t *testing.T) {
	text, err := os.ReadFile("../../schema/rest/dialect.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema dialectNode
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	c := &constructs{schema.Defs, map[string]bool{}}
	for _, contract := range glob(t, "*", "contract.yaml") {
		text, err := os.ReadFile(contract)
		if err != nil {
			t.Fatal(err)
		}
		var document map[string]any
		if err := yaml.Load(text, &document); err != nil {
			t.Fatalf("%s: %v", contract, err)
		}
		c.visit(&schema, "", document)
	}
	known := map[string]bool{}
	constructsOf(&schema, "", known)
	for _, name := range slices.Sorted(maps.Keys(known)) {
		if !c.used[name] {
			t.Errorf("no case has %s", name)
		}
	}
	if len(known) < 50 {
		t.Errorf("the JSON Schema has only %d keys and values", len(known))
	}
}
