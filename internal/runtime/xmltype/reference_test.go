// Tests of references within a document.

package xmltype_test

import (
	"errors"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
)

// linked is a struct whose elements can be references.
type linked struct {
	Ret *linkedPart   `soap:"ret"`
	Y   *linkedPart   `soap:"y"`
	Z   []*linkedPart `soap:"z,nillable"`
}

type linkedPart struct {
	Name string  `soap:"name"`
	Next *linked `soap:"next"`
}

func TestReferences(t *testing.T) {
	types := xmltype.New(new(contract.Types))
	var m linked
	const doc = `<r><ret id="ref1"><name>a</name></ret><y href="#ref1"/><z href="#ref1"/><z ` +
		`id="b"><name>b</name></z></r>`
	if err := types.DecodeDocument([]byte(doc), "r", &m); err != nil {
		t.Fatal(err)
	}
	if m.Ret.Name != "a" || m.Y == nil || m.Y.Name != "a" || len(m.Z) != 2 || m.Z[0].Name != "a" || m.Z[1].Name != "b" {
		t.Errorf("got %+v", m)
	}
	for _, doc := range []string{
		`<r><y href="#nobody"/></r>`,
		`<r><y id="a"><name>x</name><next><y href="#a"/></next></y><ret href="#a"/></r>`,
	} {
		var deviating *wire.DeviationError
		if err := types.DecodeDocument([]byte(doc), "r", new(linked)); !errors.As(err, &deviating) {
			t.Errorf("%s: got %v, want a deviation", doc, err)
		}
	}
}
