// Any two contracts can be compared, and none differs from itself.

package diff_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/diff"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

func FuzzCompare(f *testing.F) {
	for _, c := range typeCases {
		f.Add(c.old, c.new)
	}
	read := func(types string) (*schema.API, bool) {
		text := fmt.Sprintf(service, types, "T", "T")
		api, ds := wsdl.Read(schema.Source{FS: fstest.MapFS{"a.wsdl": {Data: []byte(text)}}, Name: "a.wsdl"})
		return api, !ds.Faulty()
	}
	f.Fuzz(func(t *testing.T, old, new string) {
		a, ok := read(old)
		if !ok {
			return
		}
		again, _ := read(old)
		if changes := diff.Compare(a, again); len(changes) > 0 {
			t.Errorf("differs from itself: %v", changes)
		}
		if b, ok := read(new); ok {
			diff.Compare(a, b)
		}
	})
}
