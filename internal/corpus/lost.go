// Lost operations: those that the clients of generated contracts do not have, by the reasons that warnings give.

package main

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

var (
	lostOperation = regexp.MustCompile(`(?m)warning: operation "[^"]*" is left out: (.*)$`)
	literal       = regexp.MustCompile(`"[^"]*"`)
	lostPort      = regexp.MustCompile(`(?m)warning: (?:port|binding) "[^"]*" is left out (with the operations of .*)$`)
	operations    = regexp.MustCompile(` \("[^)]*\)`) // their names
)

// lost returns how often each reason for a loss occurs in the warnings of the generator.
func lost(warnings string) map[string]int {
	reasons := map[string]int{}
	for _, kind := range []*regexp.Regexp{lostOperation, lostPort} {
		for _, m := range kind.FindAllStringSubmatch(warnings, -1) {
			reasons[literal.ReplaceAllString(operations.ReplaceAllString(m[1], ""), "…")]++
		}
	}
	return reasons
}

// reportLost prints how many operations the clients of the generated contracts do not have, and why.
func (r *run) reportLost() {
	reasons, contracts, total := map[string]int{}, 0, 0
	for _, c := range r.contracts {
		if c.outcome != good {
			continue
		}
		found := lost(c.output)
		if len(found) > 0 {
			contracts++
		}
		for reason, n := range found {
			reasons[reason] += n
			total += n
		}
	}
	fmt.Printf("\n%d operations of %d generated contracts are lost\n", total, contracts)
	for _, reason := range slices.SortedFunc(maps.Keys(reasons), func(a, b string) int {
		return cmp.Or(cmp.Compare(reasons[b], reasons[a]), strings.Compare(a, b))
	}) {
		fmt.Printf("%4d  %s\n", reasons[reason], reason)
	}
}
