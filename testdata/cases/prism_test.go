//go:build judges

// The descriptions of whole services, judged by Prism: the server that it makes of the original OpenAPI document
// accepts every request of the client, and the client decodes every response. make judges fetches Prism and the
// documents.

package cases_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// prismFolder has what make judges fetches.
const prismFolder = "../../internal/checks/build/npm"

// prismRounds is how often each operation is called.
const prismRounds = 45

// maxPages is how many pages of a list are read.
const maxPages = 3

// prismCase is the description of a whole service.
type prismCase struct {
	document string // in prismFolder
	client   any    // of which the exported methods are called
	exchange *exchange
	calls    map[string]serviceCall
	// Some operations have no successful response in the document: Prism responds with the status of an error.
	refused map[string]int
	helpers []string // the methods of the client that are not operations
	// corrections are texts in place of others in the document, where it or Prism is at fault.
	corrections map[string]string
}

// run serves the document and makes all calls, several times each.
func (c *prismCase) run(t *testing.T) {
	t.Parallel()
	expectAllOperations(t, c.client, c.calls, c.helpers...)
	document := c.readDocument(t)
	c.exchange.operations = readOperations(t, document)
	c.exchange.host = servePrism(t, document)
	for _, name := range slices.Sorted(maps.Keys(c.calls)) {
		t.Run(name, func(t *testing.T) {
			g := &arguments{t, rand.New(rand.NewPCG(3, 14))}
			for c.exchange.round = range prismRounds {
				c.exchange.pages = 0
				result, err := c.calls[name](t.Context(), g)
				if fault := c.exchange.fault(result, err, c.refused[name]); fault != "" {
					t.Fatalf("%s\n%s", fault, c.exchange)
				}
			}
		})
	}
}
