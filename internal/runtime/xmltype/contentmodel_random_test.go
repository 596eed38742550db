// Random content models: the engine accepts the same documents as xmllint.

package xmltype

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plan"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// randomModel makes a content model, the struct for it, and the XML Schema that says the same.
type randomModel struct {
	*rand.Rand
	types *Types
	names int // of elements, so far
	field int // of structs, so far
}

// randomStruct is a struct in the making.
type randomStruct struct{ fields []reflect.StructField }

func (s *randomStruct) add(name string, typ reflect.Type, tag contract.FieldTag) {
	s.fields = append(s.fields, reflect.StructField{Name: name, Type: typ,
		Tag: reflect.StructTag(fmt.Sprintf("soap:%q", tag))})
}

// finish returns the struct, whose content is model.
func (g *randomModel) finish(s *randomStruct, model *contract.Particle) (reflect.Type, error) {
	typ := reflect.StructOf(s.fields)
	if _, err := contract.ParseContentModel(model.String()); err != nil {
		return nil, err
	}
	described := contract.ContentModel{Type: typ.String(), Model: model.String()}
	at, _ := slices.BinarySearchFunc(g.types.Content, described, func(a, b contract.ContentModel) int {
		return strings.Compare(a.Type, b.Type)
	})
	g.types.Content = slices.Insert(g.types.Content, at, described)
	return typ, nil
}

// occurrence is how often something occurs.
func (g *randomModel) occurrence(mayRepeat bool) (min, max int) {
	choices := [][2]int{{1, 1}, {1, 1}, {0, 1}, {0, 1}, {0, -1}, {1, -1}, {0, 2}, {2, 2}}
	if !mayRepeat {
		choices = choices[:3]
	}
	o := choices[g.IntN(len(choices))]
	return o[0], o[1]
}

func occurs(min, max int) string {
	if max < 0 {
		return fmt.Sprintf(` minOccurs="%d" maxOccurs="unbounded"`, min)
	}
	return fmt.Sprintf(` minOccurs="%d" maxOccurs="%d"`, min, max)
}

// particle makes a random particle of at most so many levels. Its fields are added to s.
func (g *randomModel) particle(s *randomStruct, depth int, mayRepeat bool) (*contract.Particle, string) {
	if depth == 0 || g.IntN(4) == 0 {
		return g.element(s, mayRepeat)
	}
	min, max := g.occurrence(mayRepeat)
	kind, tag := contract.Sequence, "sequence"
	if g.IntN(2) == 0 {
		kind, tag = contract.Choice, "choice"
	}
	inner, schema := s, ""
	repeats := max < 0 || max > 1
	if repeats {
		inner = new(randomStruct)
	}
	q := &contract.Particle{Kind: kind, Min: 1, Max: 1}
	for range 1 + g.IntN(3) {
		c, text := g.particle(inner, depth-1, true)
		q.Children = append(q.Children, c)
		schema += text
	}
	schema = "<xs:" + tag + occurs(min, max) + ">" + schema + "</xs:" + tag + ">"
	if !repeats {
		q.Min, q.Max = min, max
		return q, schema
	}
	typ, err := g.finish(inner, q)
	if err != nil {
		panic(err)
	}
	if g.types.For(typ).Ready().Content.Emptiable {
		min = 0 // as many occurrences as there must be may be nothing
	}
	g.field++
	name := fmt.Sprintf("Items%d", g.field)
	s.add(name, reflect.SliceOf(typ), contract.FieldTag{Name: "item", Role: contract.GroupField, Min: min, Max: max})
	return &contract.Particle{Kind: contract.Leaf, Field: name, Min: min, Max: max}, schema
}

// element makes an element, with a name that is new or, now and then, one that there is.
func (g *randomModel) element(s *randomStruct, mayRepeat bool) (*contract.Particle, string) {
	min, max := g.occurrence(mayRepeat)
	if g.names == 0 || g.IntN(4) > 0 {
		g.names++
	}
	wire := fmt.Sprintf("e%d", 1+g.IntN(g.names))
	g.field++
	name := fmt.Sprintf("F%d", g.field)
	typ := reflect.TypeFor[*string]()
	tag := contract.FieldTag{Name: wire, Max: -1}
	if max < 0 || max > 1 {
		typ, tag.Min, tag.Max = reflect.TypeFor[[]string](), min, max
	}
	s.add(name, typ, tag)
	return &contract.Particle{Kind: contract.Leaf, Field: name, Min: min, Max: max},
		`<xs:element name="` + wire + `" type="xs:string"` + occurs(min, max) + `/>`
}

// instance returns the names of the elements of a valid instance of q.
func (g *randomModel) instance(q *plan.Particle) []string {
	times := q.Min
	if q.Max < 0 {
		times += g.IntN(3)
	} else if q.Max > q.Min {
		times += g.IntN(q.Max - q.Min + 1)
	}
	var names []string
	for range times {
		switch {
		case q.Item != nil:
			names = append(names, g.instance(q.Model())...)
		case q.Kind == contract.Leaf:
			names = append(names, q.Field.Local)
		case q.Kind == contract.Choice:
			names = append(names, g.instance(q.Children[g.IntN(len(q.Children))])...)
		default:
			for _, c := range q.Children {
				names = append(names, g.instance(c)...)
			}
		}
	}
	return names
}

// mutate changes names here and there.
func (g *randomModel) mutate(names []string) []string {
	names = append([]string(nil), names...)
	for range 1 + g.IntN(2) {
		at := g.IntN(len(names) + 1)
		switch n := g.IntN(4); {
		case n == 0 && at < len(names):
			names = append(names[:at], names[at+1:]...)
		case n == 1 && at+1 < len(names):
			names[at], names[at+1] = names[at+1], names[at]
		case n == 2 && at < len(names):
			names = append(names[:at+1], names[at:]...)
		default:
			names = append(names[:at], append([]string{fmt.Sprintf("e%d", 1+g.IntN(g.names))}, names[at:]...)...)
		}
	}
	return names
}

// positions tells which leaves of a model can follow each other (the automaton of Glushkov). Whatever may occur more
// than once is taken for what may occur any number of times.
type positions struct {
	names  []string
	follow []map[int]bool
}

// add adds q, and returns the leaves that it can begin and end with, and whether it can be nothing.
func (p *positions) add(q *plan.Particle) (first, last []int, empties bool) {
	switch {
	case q.Item != nil:
		first, last, empties = p.add(q.Model())
	case q.Kind == contract.Leaf:
		p.names, p.follow = append(p.names, q.Field.Local), append(p.follow, map[int]bool{})
		first = []int{len(p.names) - 1}
		last = first
	default:
		empties = q.Kind != contract.Choice
		for _, c := range q.Children {
			f, l, e := p.add(c)
			if q.Kind == contract.Choice {
				first, last, empties = append(first, f...), append(last, l...), empties || e
				continue
			}
			p.link(last, f)
			if empties {
				first = append(first, f...)
			}
			if e {
				last = append(last, l...)
			} else {
				last = l
			}
			empties = empties && e
		}
	}
	if q.Max < 0 || q.Max > 1 {
		p.link(last, first)
	}
	return first, last, empties || q.Min == 0
}

func (p *positions) link(from, to []int) {
	for _, i := range from {
		for _, j := range to {
			p.follow[i][j] = true
		}
	}
}

// isDeterministic reports whether a name always tells which leaf is next (XSD Part 1, section 3.8.6, "Unique Particle
// Attribution").
func isDeterministic(q *plan.Particle) bool {
	p := new(positions)
	first, _, _ := p.add(q)
	start := map[int]bool{}
	for _, i := range first {
		start[i] = true
	}
	for _, next := range append(p.follow, start) {
		seen := map[string]bool{}
		for i := range next {
			if seen[p.names[i]] {
				return false
			}
			seen[p.names[i]] = true
		}
	}
	return true
}

func documentOf(names []string) string {
	var b strings.Builder
	b.WriteString("<r>")
	for i, name := range names {
		fmt.Fprintf(&b, "<%s>%d</%[1]s>", name, i)
	}
	return b.String() + "</r>"
}

var (
	validates = regexp.MustCompile(`(?m)^(\S+) validates$`)
	fails     = regexp.MustCompile(`(?m)^(\S+) fails to validate$`)
)

// xmllintVerdicts tells which of docs are valid by schema; ok is false if xmllint judges none.
func xmllintVerdicts(t *testing.T, folder, schema string, docs []string) (valid []bool, ok bool) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, "s.xsd"), []byte(schema), 0o600); err != nil {
		t.Fatal(err)
	}
	arguments := []string{"--noout", "--nonet", "--schema", "s.xsd"}
	for i, doc := range docs {
		name := fmt.Sprintf("%d.xml", i)
		if err := os.WriteFile(filepath.Join(folder, name), []byte(doc), 0o600); err != nil {
			t.Fatal(err)
		}
		arguments = append(arguments, name)
	}
	// Some models that repeat within each other make it count for ever.
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	command := exec.CommandContext(ctx, "xmllint", arguments...)
	command.Dir = folder
	output, _ := command.CombinedOutput()
	valid = make([]bool, len(docs))
	judged := len(fails.FindAll(output, -1))
	for _, m := range validates.FindAllSubmatch(output, -1) {
		var i int
		fmt.Sscanf(string(m[1]), "%d.xml", &i)
		valid[i] = true
		judged++
	}
	return valid, judged == len(docs)
}

// TestRandomContentModels: instances of random content models are read and written as they were; what is written after
// Validate has found nothing is valid; and a document that is not valid is read as far as it can be.
func TestRandomContentModels(t *testing.T) {
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("xmllint is not here: apt-get install libxml2-utils")
	}
	const models, documents = 200, 24
	tried := 0
	for seed := range uint64(models) {
		g := &randomModel{Rand: rand.New(rand.NewPCG(seed, 7)), types: New(new(contract.Types))}
		s := new(randomStruct)
		model, schema := g.particle(s, 1+g.IntN(4), false)
		if model.Kind == contract.Leaf {
			schema = "<xs:sequence>" + schema + "</xs:sequence>"
		}
		schema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="r"><xs:complexType>` +
			schema +
			`</xs:complexType></xs:element></xs:schema>`
		typ, err := g.finish(s, model)
		if err != nil {
			t.Fatal(err)
		}
		if !isDeterministic(g.types.For(typ).Ready().Content) {
			continue
		}
		var docs []string
		for i := range documents {
			names := g.instance(g.types.For(typ).Ready().Content)
			if i%2 > 0 {
				names = g.mutate(names)
			}
			docs = append(docs, documentOf(names))
		}
		folder := t.TempDir()
		valid, ok := xmllintVerdicts(t, folder, schema, docs)
		if !ok {
			continue // xmllint did not end
		}
		tried++
		var written []string
		for i, doc := range docs {
			m := reflect.New(typ).Interface()
			err := g.types.DecodeDocument([]byte(doc), "r", m)
			var deviating *wire.DeviationError
			if err != nil && !errors.As(err, &deviating) {
				t.Fatalf("seed %d: %v in\n%s", seed, err, doc)
			}
			fault := g.types.Validate(m)
			encoded, refused := g.types.AppendDocument(nil, "r", m)
			switch {
			case valid[i] && (err != nil || fault != nil || refused != nil || string(encoded) != doc):
				t.Errorf("seed %d: %s\n%s\nis written as\n%s\nread: %v, validated: %v", seed, model, doc, encoded, err,
					fault)
			case fault == nil && refused != nil:
				t.Errorf("seed %d: %s\n%s\n%v, although Validate found nothing", seed, model, doc, refused)
			case fault == nil:
				written = append(written, string(encoded))
			}
		}
		valid, _ = xmllintVerdicts(t, folder, schema, written)
		for i, doc := range written {
			if !valid[i] {
				t.Errorf("seed %d: %s\nValidate takes what is written as\n%s", seed, model, doc)
			}
		}
	}
	if tried < models/4 {
		t.Errorf("only %d models were judged: they prove too little", tried)
	}
}
