// Rules: what the comments of the contracts say, which the documentation of the mapping is made of.

package cases_test

import (
	"path/filepath"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/rules"
)

// Every case states its rules, and each has an excerpt and Go declarations that show it.
func TestRules(t *testing.T) {
	for _, contract := range append(glob(t, "*", "contract.wsdl"), glob(t, "*", "contract.yaml")...) {
		if _, err := rules.Read(filepath.Dir(contract)); err != nil {
			t.Error(err)
		}
	}
}
