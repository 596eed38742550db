// The tables of the rules, which people read, are what the code does, and every rule has a case.

package diff_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/schema/diff"
)

// row is a line of a table: a rule and its judgements.
var row = regexp.MustCompile(
	"(?m)^(?://\t|\\| `)([a-z-]+)(?:` \\||) +(breaking|compatible) (?:\\|| ) *(breaking|compatible)")

func TestRulesAreDocumented(t *testing.T) {
	for _, file := range []string{"diff.go", "../../docs/diff.md"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		rows := map[string]string{}
		for _, m := range row.FindAllStringSubmatch(string(text), -1) {
			rows[m[1]] = m[2] + "/" + m[3]
		}
		for _, rule := range diff.Rules() {
			sent, received := rule.Breaks()
			if want := judgement(sent) + "/" + judgement(received); rows[string(rule)] != want {
				t.Errorf("%s says of %s %q, not %q", file, rule, rows[string(rule)], want)
			}
			delete(rows, string(rule))
		}
		if len(rows) > 0 {
			t.Errorf("%s has rules that do not exist: %v", file, rows)
		}
	}
}

func TestRulesHaveCases(t *testing.T) {
	var all strings.Builder
	for _, c := range typeCases {
		all.WriteString(strings.Join(c.want, "\n") + "\n")
	}
	for _, c := range append(soapCases, restCases...) {
		all.WriteString(strings.Join(c.want, "\n") + "\n")
	}
	for _, line := range undone {
		all.WriteString(line + "\n")
	}
	for _, rule := range diff.Rules() {
		if !regexp.MustCompile(" " + string(rule) + "[:,]").MatchString(all.String()) {
			t.Errorf("%s has no case", rule)
		}
	}
}
