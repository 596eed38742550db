//go:build npm

// The descriptions of whole services, judged by Prism: the server that it makes of the original OpenAPI document
// accepts every request of the client, and the client decodes every response. make prism fetches Prism and the
// documents.

package cases_test

import (
	"context"
	"iter"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// prismFolder has what make prism fetches.
const prismFolder = "../../internal/checks/build/prism"

// prismRounds is how often each operation is called.
const prismRounds = 45

// maxPages is how many pages of a list are read.
const maxPages = 3

// prismCase is the description of a whole service.
type prismCase struct {
	document string // in prismFolder
	client   any    // of which the exported methods are called
	exchange *exchange
	calls    map[string]prismCall
	// Some operations have no successful response in the document: Prism responds with the status of an error.
	refused map[string]int
	helpers []string // the methods of the client that are not operations
	// corrections are texts in place of others in the document, where it or Prism is at fault.
	corrections map[string]string
}

// prismCall calls an operation with random arguments. The result is nil if the operation has none.
type prismCall func(ctx context.Context, g *arguments) (result any, err error)

// run serves the document and makes all calls, several times each.
func (c *prismCase) run(t *testing.T) {
	t.Parallel()
	c.expectAllOperations(t)
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

// expectAllOperations fails t unless calls has every operation of the client.
func (c *prismCase) expectAllOperations(t *testing.T) {
	t.Helper()
	typ := reflect.TypeOf(c.client)
	for i := range typ.NumMethod() {
		name := typ.Method(i).Name
		if c.calls[name] == nil && !slices.Contains(c.helpers, name) {
			t.Errorf("%s is not called", name)
		}
	}
}

// arguments makes random arguments.
type arguments struct {
	*testing.T
	*rand.Rand
}

// word returns a text that is not empty.
func (g *arguments) word() string {
	words := []string{"a", "Ann Lee", "a/b", "x & <y>", "ä \"😀\"", "100%", "?q=1#f", "1"}
	return words[g.IntN(len(words))]
}

// words returns a list of one to three words.
func (g *arguments) words() []string {
	list := make([]string, 1+g.IntN(3))
	for i := range list {
		list[i] = g.word()
	}
	return list
}

// readPages reads the items of the first pages.
func readPages[T any](x *exchange, items iter.Seq2[T, error]) error {
	for _, err := range items {
		if err != nil || x.pages >= maxPages {
			return err
		}
	}
	return nil
}

// maybe returns one of values, or nil.
func maybe[T any](g *arguments, values ...T) *T {
	if i := g.IntN(len(values) + 1); i < len(values) {
		return &values[i]
	}
	return nil
}

// id returns a number that Prism reads as it is.
func (g *arguments) id() int64 { return g.Int64N(1 << 53) }

// messageOf returns a valid instance of T, changed here and there.
func messageOf[T any](g *arguments) *T {
	g.Helper()
	i := slices.IndexFunc(documents, func(d document) bool { _, ok := d.pointer().(*T); return ok })
	if i < 0 {
		g.Fatalf("there is no instance of %T", *new(T))
	}
	for d := documents[i]; ; {
		m, instances := d.new(), d.instances(g.T, "valid")
		value := m.value.(*T)
		if err := m.decode(instances[g.IntN(len(instances))].doc); err != nil {
			g.Fatal(err)
		}
		changes := &random{Rand: g.Rand, texts: d.texts(g.T), isJSON: true, isSafe: true, rarity: 2 + g.IntN(20)}
		changes.change(reflect.ValueOf(value).Elem(), 0)
		if m.validate() == nil {
			return value
		}
	}
}
