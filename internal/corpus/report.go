// The report: a table of what became of the contracts, of their samples, and of the largest of them.

package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// report prints the table, and returns how many things failed.
func (r *run) report(figures []figure) int {
	contracts, samples := tally{}, tally{}
	for _, c := range r.contracts {
		contracts.add(c.outcome, c.reason, c.pkg+" "+c.path, c.output)
		for _, s := range c.samples {
			reason, _, _ := strings.Cut(s.reason, ": ")
			samples.add(s.outcome, reason, c.pkg+" "+s.path, s.reason)
		}
	}
	contracts.print()
	fmt.Printf("\n%d contracts: %d generated, %d refused with a diagnostic, %d failed\n", len(r.contracts),
		contracts.count(good), contracts.count(refused), contracts.count(failed))
	if n := samples.count(good) + samples.count(refused) + samples.count(failed); n > 0 {
		fmt.Println()
		samples.print()
		fmt.Printf("\n%d messages: %d come back as they were, %d prove nothing, %d failed\n", n,
			samples.count(good), samples.count(refused), samples.count(failed))
	}
	r.reportLost()
	unserved, differ := r.reportServices(), r.reportCalls()
	fmt.Printf("\n%-50s %7s  %-44s %s\n", "the largest", "lines", "here: lines a second, of Go", "gowsdl")
	for _, f := range figures {
		peer := f.peerFault
		if peer == "" {
			peer = f.peer.figures(f.lines, f.byPeer)
		}
		fmt.Printf("%-50s %7d  %-44s %.60s\n", shortened(f.path, 50), f.lines, f.usage.figures(f.lines, f.written),
			peer)
	}
	slow := slices.MaxFunc(r.contracts, func(a, b *contract) int { return cmp.Compare(a.usage.took, b.usage.took) })
	large := slices.MaxFunc(r.contracts, func(a, b *contract) int {
		return cmp.Compare(a.usage.memory, b.usage.memory)
	})
	fmt.Printf("the slowest: %v for %s\n", slow.usage.took.Round(time.Millisecond), slow.path)
	fmt.Printf("the most memory: %d MiB for %s\n", large.usage.memory>>10, large.path)
	return contracts.count(failed) + samples.count(failed) + unserved + differ
}

// figures are the speed and the memory of u, which read and wrote so many lines.
func (u usage) figures(read, written int) string {
	return fmt.Sprintf("%4.1f s %7d/s %7d/s %4d MiB",
		u.took.Seconds(), u.perSecond(read), u.perSecond(written), u.memory>>10)
}

// shortened is path, cut at its beginning to so many characters.
func shortened(path string, width int) string {
	if letters := []rune(path); len(letters) > width {
		return "…" + string(letters[len(letters)-width+1:])
	}
	return path
}

// tally counts outcomes with their reasons, and keeps what had them.
type tally map[outcome]map[string][]entry

type entry struct{ name, output string }

func (t tally) add(o outcome, reason, name, output string) {
	if t[o] == nil {
		t[o] = map[string][]entry{}
	}
	t[o][reason] = append(t[o][reason], entry{name, output})
}

func (t tally) count(o outcome) (n int) {
	for _, entries := range t[o] {
		n += len(entries)
	}
	return n
}

// print prints the reasons for what is not good, the most frequent first, with the first few that had each.
func (t tally) print() {
	for _, o := range []outcome{refused, failed} {
		reasons := slices.SortedFunc(maps.Keys(t[o]), func(a, b string) int {
			return cmp.Or(cmp.Compare(len(t[o][b]), len(t[o][a])), strings.Compare(a, b))
		})
		for _, reason := range reasons {
			entries := t[o][reason]
			fmt.Printf("%4d  %s: %s\n", len(entries), o, reason)
			for _, e := range entries[:min(3, len(entries))] {
				fmt.Printf("        %s\n          %.300s\n", e.name, firstLine(strings.TrimSpace(e.output)))
			}
		}
	}
}
