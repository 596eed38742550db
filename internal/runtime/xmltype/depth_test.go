// Tests of how deeply the elements of documents nest.

package xmltype_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
)

// nested is a struct that contains itself.
type nested struct {
	Next *nested `soap:"n"`
}

// TestMaxDepth checks the number of open elements that a document may have, in what is read, skipped, or read by
// reference. A document that is read can be validated and written.
func TestMaxDepth(t *testing.T) {
	for _, maxDepth := range []int{0, 1, 255, 256, 257, 1000, 10_000} {
		limit := max(maxDepth, 256)
		types := xmltype.New(&contract.Types{MaxDepth: maxDepth})
		for name, test := range map[string]struct {
			before, after string
			depth         int // of elements in before that stay open
		}{
			"elements":            {"", "", 0},
			"declarations":        {"", "", 0},
			"skipped elements":    {"<n><other>", "</other></n>", 2},
			"elements after some": {strings.Repeat("<n>", 100) + strings.Repeat("</n>", 100), "", 0},
			"a reference":         {`<n href="#a"/><other><n id="a">`, "</n></other>", 2},
		} {
			for levels := limit - 1; levels <= limit+1; levels++ {
				inside := levels - 1 - test.depth
				open := "<n>"
				if name == "declarations" {
					open = `<n xmlns:x="urn:x">`
				}
				doc := "<r>" + test.before + strings.Repeat(open, inside) + strings.Repeat("</n>", inside) + test.after + "</r>"
				var m nested
				err := types.DecodeDocument([]byte(doc), "r", &m)
				want := fmt.Sprintf("more than %d elements are open", limit)
				isRefused := err != nil && strings.Contains(err.Error(), want)
				if isRefused != (levels > limit) {
					t.Errorf("%s: limit %d, %d levels: %v", name, maxDepth, levels, err)
				}
				if name != "elements" || levels > limit {
					continue
				}
				if err := types.Validate(&m); err != nil {
					t.Errorf("limit %d, %d levels: %v", maxDepth, levels, err)
				}
				if written, err := types.AppendDocument(nil, "r", &m); err != nil || string(written) != doc {
					t.Errorf("limit %d, %d levels: written as %.100s, %v", maxDepth, levels, written, err)
				}
			}
		}
	}
}
