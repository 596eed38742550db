// Every rule has a case.

package diff_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/schema/diff"
)

func TestRulesHaveCases(t *testing.T) {
	var all strings.Builder
	for _, c := range typeCases {
		all.WriteString(strings.Join(c.want, "\n") + "\n")
	}
	for _, c := range slices.Concat(soapCases, rpcCases, attachmentCases, attachedCases, policyCases, restCases, authCases, signInCases) {
		all.WriteString(strings.Join(c.want, "\n") + "\n")
	}
	for _, c := range yamlTypeCases {
		all.WriteString(strings.Join(c.want, "\n") + "\n")
	}
	for _, line := range undone {
		all.WriteString(line + "\n")
	}
	for _, rule := range diff.Rules() {
		if rule.Why() == "" {
			t.Errorf("%s has no reason", rule)
		}
		if !regexp.MustCompile(" " + string(rule) + "[:,]").MatchString(all.String()) {
			t.Errorf("%s has no case", rule)
		}
	}
}
