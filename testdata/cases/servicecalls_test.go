// Calls of every operation of whole services with random arguments, for the servers that judge them.

package cases_test

import (
	"context"
	"iter"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// serviceCall calls an operation with random arguments. The result is nil if the operation has none.
type serviceCall func(ctx context.Context, g *arguments) (result any, err error)

// expectAllOperations fails t unless calls has every operation of client, whose other methods are helpers.
func expectAllOperations(t *testing.T, client any, calls map[string]serviceCall, helpers ...string) {
	t.Helper()
	typ := reflect.TypeOf(client)
	for i := range typ.NumMethod() {
		name := typ.Method(i).Name
		if calls[name] == nil && !slices.Contains(helpers, name) {
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

// readPages reads the items of a list as long as more says so.
func readPages[T any](more func() bool, items iter.Seq2[T, error]) error {
	for _, err := range items {
		if err != nil || !more() {
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
