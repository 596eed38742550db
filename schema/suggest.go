// Which known word was meant by an unknown one.

package schema

import (
	"slices"
	"strings"
)

const (
	maxWord   = 100 // bytes of a word that is compared: the cost is quadratic
	maxKnown  = 200 // known words that it is compared with
	maxListed = 30  // known words that are listed
)

// Suggest returns the end of a message about an unknown word: `: did you mean "…"?` with the nearest of known or, if
// none is near, ": expected one of …" with all of them, or "" if there are none or too many. The first of equally near
// ones is suggested.
func Suggest(word string, known []string) string {
	if nearest := Nearest(word, known); nearest != "" {
		return `: did you mean "` + nearest + `"?`
	}
	if len(known) == 0 || len(known) > maxListed {
		return ""
	}
	return ": expected one of " + strings.Join(known, ", ")
}

// Nearest returns the nearest of known, if it differs from word by at most a third of its characters, in any case, or
// "".
func Nearest(word string, known []string) string {
	if len(word) > maxWord {
		return ""
	}
	nearest, least := "", max(1, len(word)/3)+1
	for _, k := range known[:min(len(known), maxKnown)] {
		if d := distance(strings.ToLower(word), strings.ToLower(k), least); d < least {
			nearest, least = k, d
		}
	}
	return nearest
}

// distance returns how many characters must be inserted, deleted, replaced or swapped with their neighbour to make b of
// a (optimal string alignment), or limit if it is not less.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) >= limit || len(y)-len(x) >= limit {
		return limit
	}
	before, previous, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		before, previous, row = previous, row, before
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(previous[j+1]+1, row[j]+1, previous[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		if slices.Min(row) >= limit && slices.Min(previous) >= limit {
			return limit
		}
	}
	return min(row[len(y)], limit)
}
