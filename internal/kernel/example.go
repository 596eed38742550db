// Examples in YAML: values that a contract or its user shows.

package kernel

import (
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// Example returns n, an example of a value of t, a type of a YAML description, as JSON.
func (c *Contract) Example(n *yamldoc.Node, t *schema.Type) (json string, ds schema.Diagnostics) {
	node, violations := c.fromData(fromYAML(n), t)
	var text []byte
	if len(violations) == 0 {
		text, violations = c.WriteJSON(node, t)
	}
	for _, v := range violations {
		ds.Faultf(schema.Pos{File: n.Pos().File, Line: v.Line, Col: v.Column}, "the example is not a value of its type: %s", v)
	}
	return string(text), ds
}
