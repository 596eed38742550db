// Examples: values that the description shows (OpenAPI 3.1, sections 4.8.12.2, 4.8.14 and 4.8.24).

package openapi

import "go.yaml.in/yaml/v4"

// literalJSON is a value as JSON.
type literalJSON string

// MarshalJSON implements json.Marshaler.
func (v literalJSON) MarshalJSON() ([]byte, error) { return []byte(v), nil }

// MarshalYAML implements yaml.Marshaler.
func (v literalJSON) MarshalYAML() (any, error) {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(v), &document); err != nil {
		return nil, err
	}
	return document.Content[0], nil
}

// setExamples adds the examples of a schema.
func (o *object) setExamples(examples []string) {
	var list []any
	for _, text := range examples {
		list = append(list, literalJSON(text))
	}
	if list != nil {
		o.set("examples", list)
	}
}

// setExample adds the first example of a parameter, a header or a body.
func (o *object) setExample(examples ...string) {
	if len(examples) > 0 && examples[0] != "" {
		o.set("example", literalJSON(examples[0]))
	}
}
