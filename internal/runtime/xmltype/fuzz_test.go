// Fuzzing documents and descriptions: no document makes the engine panic, by whatever description it is read, and what
// Validate takes is written so that it is read as the same again.

package xmltype

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// fuzzKinds has fields of every kind.
type fuzzKinds struct {
	ID      *string           `soap:"id,attr,type=NCName"`
	Size    int32             `soap:"o:size,attr,default=7"`
	Codes   []string          `soap:"codes,attr,type=Codes,optional"`
	Others  []xmlwire.Attr    `soap:",attrs,but=o"`
	Text    string            `soap:"o:text"`
	Token   *string           `soap:"o:token,type=token"`
	Bool    *bool             `soap:"o:bool,nillable"`
	Int     int64             `soap:"o:int"`
	Bytes   []uint8           `soap:"o:bytes,optional"`
	Hex     []byte            `soap:"o:hex,type=hexBinary,optional"`
	Decimal string            `soap:"o:decimal,type=Amount"`
	Whole   *string           `soap:"o:whole,type=integer,default=5"`
	Float   []float64         `soap:"o:float,max=3"`
	Date    scalar.Date       `soap:"o:date"`
	Moment  *scalar.DateTime  `soap:"o:moment"`
	Clock   *scalar.TimeOfDay `soap:"o:clock,type=Clock"`
	Term    *string           `soap:"o:term,type=duration"`
	Name    *xmlwire.QName    `soap:"o:name"`
	Names   []xmlwire.QName   `soap:"o:names,type=Names,optional"`
	Color   *string           `soap:"o:color,type=Color"`
	Digit   *int8             `soap:"o:digit,type=Digit"`
	Union   *string           `soap:"o:union,type=Either"`
	Any     xmlwire.AnyValue  `soap:"o:any,optional"`
	Node    fuzzAny           `soap:"o:node,optional"`
	Nodes   []fuzzAny         `soap:"o:nodes,nillable"`
	Self    *fuzzKinds        `soap:"o:self,nillable"`
	SelfNil bool              `soap:"Self,nil"`
	Mixed   *fuzzMixed        `soap:"o:mixed"`
	Value   *fuzzValue        `soap:"value"`
	Fixed   *string           `soap:"o:fixed,fixed=yes"`
	Open    []string          `soap:",any,only=- p"`
}

type fuzzMixed struct {
	Lang    *string `soap:"lang,attr,type=language"`
	Content string  `soap:",mixed"`
}

type fuzzValue struct {
	Unit  *string `soap:"unit,attr,type=token"`
	Value string  `soap:",value,type=Amount"`
}

// fuzzAny is a fuzzNode or a type that is derived from it.
type fuzzAny interface{ isFuzzNode() }

type fuzzNode struct {
	Name string `soap:"o:name,type=token"`
}

type fuzzLeaf struct {
	Weight *int8  `soap:"weight,attr"`
	Name   string `soap:"o:name,type=token"`
	Leaf   bool   `soap:"o:leaf"`
}

func (*fuzzNode) isFuzzNode() {}
func (*fuzzLeaf) isFuzzNode() {}

// fuzzTypes describes the types above.
func fuzzTypes() *Types {
	return New(&contract.Types{
		Namespaces: []contract.Namespace{{Prefix: "o", URI: "urn:one"}, {Prefix: "p", URI: "urn:two"}},
		Simple: []contract.SimpleType{
			{Name: "Amount", Base: "decimal", TotalDigits: "5", FractionDigits: "2", MinInclusive: "-10"},
			{Name: "Clock", Base: "time", Patterns: []string{`^(?:[0-9:]*\.0)$`}},
			{Name: "Codes", List: "Color", MaxLength: "3"},
			{Name: "Color", Base: "token", Values: []string{"", "blue", "red"}},
			{Name: "Digit", Base: "byte", Values: []string{"0", "1", "2"}},
			{Name: "Either", Base: "string", Union: []string{"int", "Color"}},
			{Name: "Names", List: "QName"},
		},
		Named: []contract.NamedType{
			{Name: "o:Kinds", Value: (*fuzzKinds)(nil)},
			{Name: "o:Leaf", Value: (*fuzzLeaf)(nil)},
			{Name: "o:Node", Value: (*fuzzNode)(nil), Any: (*fuzzAny)(nil)},
		},
		Elements: []contract.Element{{Name: "o:r", Prefixes: "p"}},
	})
}

// fuzzModelled has a content model, one of fuzzModels.
type fuzzModelled struct {
	A    *string    `soap:"a"`
	B    []int8     `soap:"b"`
	C    *fuzzMixed `soap:"c"`
	A2   *string    `soap:"a"`
	B2   []int8     `soap:"b"`
	Rest []string   `soap:",any"`
	G    []fuzzItem `soap:"item,group"`
}

type fuzzItem struct {
	A *string    `soap:"a"`
	D *fuzzMixed `soap:"d"`
	E []string   `soap:"e"`
}

var fuzzModels = []string{
	"A?, B*, A2?", "B*, A, B2*", "A?, C, A2*", "(A | C)?, B+", "A | (B{2,3}, C)", "A & C & B{0,1}", "G*", "A?, G+, C?",
	"B{1,2}, (A | C | G{1,3})", "C?, Rest*", "(A, Rest{0,2}) | (C, B*)", "(A?, C?)?, B{2,2}",
}

// fuzzed returns the types, the struct and the document element of a description.
func fuzzed(description uint64) (types *Types, typ reflect.Type, name string, random *randomModel) {
	switch n := description % uint64(2*len(fuzzModels)); {
	case n == 0:
		return fuzzTypes(), reflect.TypeFor[fuzzKinds](), "o:r", nil
	case n < uint64(len(fuzzModels)):
		return New(&contract.Types{Content: []contract.ContentModel{{Type: "fuzzItem", Model: "(A | D), E*"},
			{Type: "fuzzModelled", Model: fuzzModels[n]}}}), reflect.TypeFor[fuzzModelled](), "r", nil
	}
	g := &randomModel{Rand: rand.New(rand.NewPCG(description, 7)), types: New(new(contract.Types))}
	s := new(randomStruct)
	model, _ := g.particle(s, 1+g.IntN(4), false)
	typ, err := g.finish(s, model)
	if err != nil {
		panic(err)
	}
	if !isDeterministic(g.types.For(typ).Ready().Content) {
		return nil, nil, "", nil
	}
	return g.types, typ, "r", g
}

// FuzzTypes reads documents by descriptions.
func FuzzTypes(f *testing.F) {
	const start = `<o:r xmlns:o="urn:one" xmlns:p="urn:two" xmlns:x="http://www.w3.org/2001/XMLSchema-instance"`
	const least = `<o:text>a</o:text><o:int>1</o:int><o:decimal>1.5</o:decimal><o:date>2026-04-01</o:date>`
	for _, kinds := range []string{
		start + `>` + least + `</o:r>`,
		start + ` id="a" o:size="3" codes="red  blue" p:more="1">` + least +
			`<o:bool x:nil="1"/><o:bytes>AQ==</o:bytes><o:hex>0f</o:hex><o:whole/><o:float>1e3</o:float>` +
			`<o:float>INF</o:float><o:moment>2026-04-01T00:00:00Z</o:moment><o:clock>01:02:03.0</o:clock>` +
			`<o:term>P1D</o:term><o:name>p:x</o:name><o:names>o:y p:z</o:names></o:r>`,
		start + `>` + least + `<o:color/><o:digit>2</o:digit><o:union>red</o:union>` +
			`<o:any x:type="o:Leaf"><o:name/></o:any>` +
			`<o:node x:type="o:Leaf" weight="1"><o:name>n</o:name><o:leaf>true</o:leaf></o:node>` +
			`<o:nodes x:nil="true"/><o:nodes><o:name>m</o:name></o:nodes><o:self x:nil="true" id="b"/>` +
			`<o:mixed lang="de">t<b/> &amp;</o:mixed><value unit="m">2</value><o:fixed>yes</o:fixed><local/>` +
			`<p:x y="1">z</p:x></o:r>`,
		start + ` size="x"><o:int>9x</o:int><o:text><b/></o:text><o:date/><o:self id="c"><o:text href="#c"/></o:self>` +
			`<o:self href="#c"/><o:node x:type="o:Kinds"/><o:float/><o:float/><o:float/><o:float/>text</o:r>`,
	} {
		f.Add(uint64(0), kinds)
	}
	for n := range uint64(len(fuzzModels)) {
		for _, content := range []string{
			"", "<a/>", "<a>1</a><b>2</b><b>3</b><a>4</a>", "<b>1</b><a/><b>2</b>", "<c><name/></c>",
			"<a/><d/><e/><e/><a/>", "<b>1</b><b>2</b><c/>", "<c/><x/><y/>", "<a/><x/><y><z/></y>",
			"<b>x</b><c/><a/>", "<d><o/></d><e>1</e>t",
		} {
			f.Add(n, "<r>"+content+"</r>")
		}
	}
	for description := range uint64(200) {
		_, typ, _, g := fuzzed(description)
		if g == nil {
			continue
		}
		names := g.instance(g.types.For(typ).Ready().Content)
		f.Add(description, documentOf(names))
		f.Add(description, documentOf(g.mutate(names)))
	}
	f.Fuzz(func(t *testing.T, description uint64, doc string) {
		types, typ, name, _ := fuzzed(description)
		if types == nil {
			t.Skip("the content model is ambiguous")
		}
		m := reflect.New(typ).Interface()
		lent := []byte(doc)
		err := types.DecodeDocument(lent, name, m)
		clear(lent)
		var deviating *wire.DeviationError
		fault := types.Validate(m)
		encoded, refused := types.AppendDocument(nil, name, m)
		if err != nil && !errors.As(err, &deviating) || fault != nil {
			return
		}
		if refused != nil {
			t.Fatalf("%q is not written: %v, although Validate takes %+v", doc, refused, m)
		}
		again := reflect.New(typ).Interface()
		if err := types.DecodeDocument(encoded, name, again); err != nil {
			t.Fatalf("%q is written as what deviates: %v\n%s", doc, err, encoded)
		}
		if err := types.Validate(again); err != nil {
			t.Fatalf("%q is written as what is not valid: %v\n%s", doc, err, encoded)
		}
		if twice, err := types.AppendDocument(nil, name, again); err != nil || string(twice) != string(encoded) {
			t.Fatalf("%q is written as\n%s\nand then, %v, as\n%s", doc, encoded, err, twice)
		}
		if strings.Contains(string(encoded), "\x00") {
			t.Fatalf("%q keeps what the caller has cleared: %q", doc, encoded)
		}
	})
}
