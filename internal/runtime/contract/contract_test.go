// Tests of descriptions: each is read as it was written.

package contract_test

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// drawParticle returns a random particle that ParseContentModel can return: groups have several children.
func drawParticle(random *rand.Rand, depth int) *contract.Particle {
	bounds := [][2]int{{1, 1}, {0, 1}, {0, -1}, {1, -1}, {2, 5}, {3, -1}}[random.IntN(6)]
	p := &contract.Particle{Min: bounds[0], Max: bounds[1]}
	if depth == 0 || random.IntN(3) == 0 {
		p.Field = string(rune('A' + random.IntN(26)))
		return p
	}
	p.Kind = contract.Sequence + contract.ParticleKind(random.IntN(3))
	for range 2 + random.IntN(3) {
		p.Children = append(p.Children, drawParticle(random, depth-1))
	}
	return p
}

func TestContentModels(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 8))
	for range 5000 {
		want := drawParticle(random, 4)
		text := want.String()
		if got, err := contract.ParseContentModel(text); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s: parsed as %v, %v", text, got, err)
		}
		damaged := text + []string{")", "(", ", ", " | "}[random.IntN(4)]
		if p, err := contract.ParseContentModel(damaged); err == nil {
			t.Fatalf("%s: parsed as %v", damaged, p)
		}
	}
}

func TestFieldTags(t *testing.T) {
	for _, tag := range []string{
		"a", "p:a", "a,attr", ",value", ",any,only=p q", ",any,but=- p", ",attrs", ",mixed", "Item,group,min=2,max=5",
		"Field,nil", "a,type=int,optional", "a,required,nillable", "a,of=Thing,required", "a,secret", "a,referred", "a,response", "a,max=3",
		"a,default=x,optional", "a,fixed=",
	} {
		parsed, err := contract.ParseFieldTag(tag)
		if err != nil {
			t.Errorf("%s: %v", tag, err)
			continue
		}
		if again, err := contract.ParseFieldTag(parsed.String()); err != nil || !reflect.DeepEqual(again, parsed) {
			t.Errorf("%s: written as %s, parsed as %+v, %v", tag, parsed, again, err)
		}
	}
	for _, tag := range []string{"a,optinal", "a,min=x", "a,attr,value"} {
		if parsed, err := contract.ParseFieldTag(tag); err == nil || !strings.Contains(err.Error(), tag) {
			t.Errorf("%s: parsed as %+v, %v", tag, parsed, err)
		}
	}
}

func TestTypes(t *testing.T) {
	type shape struct{}
	type anyShape any
	types := &contract.Types{
		Namespaces: []contract.Namespace{{Prefix: "p", URI: "urn:p"}, {Prefix: "q", URI: "urn:q"}},
		Named:      []contract.NamedType{{Name: "q:Shape", Value: (*shape)(nil), Any: (*anyShape)(nil)}},
	}
	for name, want := range map[string]int{"a": 0, "p:a": 1, "q:a": 2, "x:a": -1} {
		if ns, local := types.CutPrefix(name); ns != want || local != "a" {
			t.Errorf("%s: got %d and %s, want %d", name, ns, local, want)
		}
	}
	named := &types.Named[0]
	if got := types.ByName(xmlwire.QName{Space: "urn:q", Local: "Shape"}); got != named {
		t.Errorf("got type %v by name", got)
	}
	for _, name := range []xmlwire.QName{{Local: "Shape"}, {Space: "urn:p", Local: "Shape"},
		{Space: "urn:x", Local: "Shape"}} {
		if got := types.ByName(name); got != nil {
			t.Errorf("%v: got type %v", name, got)
		}
	}
	if types.NamedFor(reflect.TypeFor[shape]()) != named || types.HeadFor(reflect.TypeFor[anyShape]()) != named {
		t.Error("the type is not found by its Go types")
	}
}
