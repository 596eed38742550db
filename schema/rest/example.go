// Examples: values that the documentation of the service shows.

package rest

import (
	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// example is an example that is not read yet: the fields of its type are not known.
type example struct {
	value *yamldoc.Node
	body  *schema.Body   // of which it is a value
	count *schema.Facets // of the items of a list; nil for any number
	keep  func(json string)
}

// laterExample lets keep have the example in m, a value of t or a list of such values, once it is read. count is how many
// items a list has; nil for any number.
func (r *reader) laterExample(m yamldoc.Mapping, t *schema.Type, isList bool, count *schema.Facets, keep func(json string)) {
	if n := m.Get("example"); n != nil && t != nil {
		r.examples = append(r.examples, example{n, &schema.Body{Type: t, Repeated: isList}, count, keep})
	}
}

// readExamples reads the examples. If the description has a fault, their types may be incomplete.
func (r *reader) readExamples() {
	if len(r.examples) == 0 || r.diagnostics.Faulty() {
		return
	}
	contract, _ := kernel.New(r.api) // a description has no faults then
	for _, e := range r.examples {
		json, faults := contract.Example(e.value, kernel.BodyType(e.body))
		r.diagnostics = append(r.diagnostics, faults...)
		if e.count != nil && !faults.Faulty() {
			n := len(e.value.Items())
			if least := e.count.MinLength; least != nil && n < *least {
				e.value.Faultf("the example must have at least %d items, has %d", *least, n)
			}
			if most := e.count.MaxLength; most != nil && n > *most {
				e.value.Faultf("the example may have at most %d items, has %d", *most, n)
			}
		}
		e.keep(json)
	}
}
