// The spelling of requests that services demand: prefixes, XML declaration, CDATA sections, empty elements, and parts of
// style rpc in a namespace.

package cases_test

import (
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/qualifiedparts"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/spelling"
)

func TestSpelling(t *testing.T) {
	client := must[*spelling.Client](t)(spelling.New(spelling.Config{Endpoint: serve(t, "spelling/call-keep.txtar")}))
	note := &spelling.Note{By: new("a > b"), Text: []string{"1 < 2", "]]>", ""}, Urgent: &spelling.NoteUrgent{},
		Any: `<y xmlns="urn:y"><z/></y>`}
	got, err := client.Keep(t.Context(), note, &spelling.KeepHeaders{Caller: &spelling.Caller{User: "ann & bob"}},
		spelling.WithMustUnderstand(), spelling.WithSOAPHeader(`<x:trace xmlns:x="urn:x"/>`))
	check(t, got, err, &spelling.Kept{})
}

func TestQualifiedParts(t *testing.T) {
	client := must[*qualifiedparts.Client](t)(qualifiedparts.New(qualifiedparts.Config{
		Endpoint: serve(t, "qualifiedparts/call-add.txtar")}))
	got, err := client.Add(t.Context(), &qualifiedparts.Add{Pair: qualifiedparts.Pair{Left: 1, Right: 2}})
	check(t, got, err, &qualifiedparts.AddResponse{Sum: 3})
}
