// The page of the rules of gen diff, from the table in schema/diff.

package main

import (
	"fmt"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema/diff"
)

// rulesPage returns the page of the rules.
func rulesPage() string {
	var b strings.Builder
	fmt.Fprintf(&b, notice, "schema/diff/rule.go")
	b.WriteString("# The rules of gen diff\n\n" +
		"Each change on the wire has a rule. It says whether the change breaks what a client sends and what it receives.\n" +
		"[What a changed contract means](../diff.md) explains how contracts are compared.\n\n" +
		"| rule | sent | received | why |\n|---|---|---|---|\n")
	judgement := func(breaks bool) string {
		if breaks {
			return "breaking"
		}
		return "compatible"
	}
	for _, r := range diff.Rules() {
		sent, received := r.Breaks()
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r, judgement(sent), judgement(received), r.Why())
	}
	return b.String()
}
