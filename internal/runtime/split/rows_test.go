// Tests of rows: which item each belongs to, in examples and for every numbering.

package split_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/split"
)

// numbered returns rows that say no more than their numbers.
func numbered(numbers ...int) []split.RowKey {
	rows := make([]split.RowKey, len(numbers))
	for r, n := range numbers {
		rows[r].Number = n
	}
	return rows
}

func TestSituation24MatchRows(t *testing.T) {
	row := func(number int, echo ...string) split.RowKey { return split.RowKey{Number: number, Echo: echo} }
	people := [][]string{{"a", "1"}, {"b", ""}, {"c", "3"}}
	twins := [][]string{{"a", ""}, {"a", ""}, {"b", ""}}
	for _, test := range []struct {
		name  string
		items [][]string
		rows  []split.RowKey
		want  []int
		text  string
	}{
		// Numbers are all that there is.
		{"in order", make([][]string, 3), numbered(0, 1, 2), []int{0, 1, 2}, ""},
		{"out of order", make([][]string, 3), numbered(2, 0, 1), []int{1, 2, 0}, ""},
		{"nothing", nil, nil, []int{}, ""},
		{"missing", make([][]string, 3), numbered(0, 2), []int{0, -1, 1}, "missing [1]"},
		{"doubled", make([][]string, 2), numbered(0, 1, 0), []int{-1, 1}, "doubled [0]"},
		{"counted from 1", make([][]string, 3), numbered(1, 2, 3), []int{-1, -1, -1},
			"out of range [3], uncertain [0 1 2]"},
		{"counted from 1, one missing", make([][]string, 3), numbered(1, 2), []int{-1, -1, -1}, "uncertain [0 1 2]"},
		{"many", make([][]string, 12), nil, slices.Repeat([]int{-1}, 12), "missing [0 1 2 3 4 5 6 7 8 9] and 2 more"},

		// Rows repeat values.
		{"agreeing", people, []split.RowKey{row(1, "b", ""), row(0, "a", "1"), row(2, "c", "3")}, []int{1, 0, 2}, ""},
		{"values from 1", people, []split.RowKey{row(1, "a", "1"), row(2, "b", ""), row(3, "c", "3")}, []int{0, 1, 2},
			"out of range [3], with the values of another item [1 2]"},
		{"reversed", people, []split.RowKey{row(2, "a", "1"), row(1, "b", ""), row(0, "c", "3")}, []int{0, 1, 2},
			"with the values of another item [2 0]"},
		{"one value", people, []split.RowKey{row(0, "", "1"), row(1, "b", ""), row(2, "c", "")}, []int{0, 1, 2}, ""},
		{"a row that repeats nothing", people, []split.RowKey{row(0, "a", "1"), row(1, "", ""), row(2, "c", "3")},
			[]int{0, 1, 2}, ""},
		{"rows that repeat nothing", people, []split.RowKey{row(0, "", ""), row(1, "", ""), row(2, "c", "3")},
			[]int{-1, -1, 2}, "uncertain [0 1]"},
		{"no row repeats anything", people, []split.RowKey{row(0, "", ""), row(1, "", ""), row(2, "", "")},
			[]int{0, 1, 2}, ""},
		{"a value that nobody sent", people, []split.RowKey{row(0, "a", "1"), row(1, "b", "2"), row(2, "c", "3")},
			[]int{0, -1, 2}, "missing [1], with the values of another item [1]"},
		{"twins", twins, []split.RowKey{row(1, "a", ""), row(0, "a", ""), row(2, "b", "")}, []int{1, 0, 2}, ""},
		{"twins counted from 1", twins, []split.RowKey{row(1, "a", ""), row(2, "a", ""), row(3, "b", "")},
			[]int{-1, -1, 2}, "out of range [3], with the values of another item [2], uncertain [0 1]"},
		{"twins and a missing row", twins, []split.RowKey{row(0, "a", ""), row(2, "b", "")}, []int{-1, -1, 1},
			"uncertain [0 1]"},
		{"doubled value", people, []split.RowKey{row(0, "a", "1"), row(0, "a", "1"), row(1, "b", ""), row(2, "c", "3")},
			[]int{-1, 2, 3}, "doubled [0]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			rowOf, mismatch := split.MatchRows(test.items, test.rows)
			if !slices.Equal(rowOf, test.want) {
				t.Errorf("got rows %v, want %v", rowOf, test.want)
			}
			switch {
			case mismatch == nil:
				if test.text != "" {
					t.Errorf("no mismatch, want %s", test.text)
				}
			case mismatch.Error() != test.text || !errors.Is(mismatch, failure.ErrRows):
				t.Errorf("got %s, want %s", mismatch, test.text)
			}
		})
	}
}

func TestEcho(t *testing.T) {
	type code string
	name, number := " a\n b ", int16(-7)
	got := split.Echo("x", &name, (*string)(nil), nil, code(" c"), 12, &number, uint8(3))
	if want := []string{"x", "a b", "", "", "c", "12", "-7", "3"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestNoNeighbour draws lists, some of whose items have the same values, and the responses of services that number,
// repeat, leave out and double rows in their own ways. Whatever they do, no item gets the row of another one; and where
// a service keeps to the contract, each item gets its own.
func TestNoNeighbour(t *testing.T) {
	counts := map[string]func(i, n int) int{
		"from 0":         func(i, n int) int { return i },
		"from 1":         func(i, n int) int { return i + 1 },
		"from -1":        func(i, n int) int { return i - 1 },
		"from 7":         func(i, n int) int { return i + 7 },
		"backwards":      func(i, n int) int { return n - 1 - i },
		"backwards to 1": func(i, n int) int { return n - i },
		"in a circle":    func(i, n int) int { return (i + 1) % n },
		"in pairs":       func(i, n int) int { return min(i^1, n-1) },
		"always 0":       func(i, n int) int { return 0 },
	}
	random := rand.New(rand.NewPCG(1, 2))
	var known, all int
	for name, number := range counts {
		for range 4000 {
			items := someItems(random)
			rows, owner := someRows(random, items, number)
			faithful := name == "from 0"
			rowOf, mismatch := split.MatchRows(items, rows)
			for i, r := range rowOf {
				all++
				if r < 0 {
					continue
				}
				known++
				// Nobody can tell items apart that have the same values, if their numbers are sound.
				if own := owner[r]; own != i && (mismatch != nil || !slices.Equal(items[own], items[i])) {
					t.Fatalf("counted %s: item %d has the row of item %d\nitems %q\nrows %+v\n%v", name, i, own, items,
						rows, mismatch)
				}
			}
			if faithful && isComplete(items, rows) && (mismatch != nil || slices.Contains(rowOf, -1)) {
				t.Fatalf("a service that keeps to the contract: %v, rows %v\nitems %q\nrows %+v", mismatch, rowOf,
					items,
					rows)
			}
			if mismatch == nil && slices.Contains(rowOf, -1) {
				t.Fatalf("counted %s: an item without a row, and no mismatch", name)
			}
		}
	}
	if known < all/3 {
		t.Errorf("only %d of %d items have a row", known, all)
	}
}

// someItems returns the values of 1 to 8 items, of few people and with or without a second value.
func someItems(random *rand.Rand) [][]string {
	items := make([][]string, 1+random.IntN(8))
	people := 1 + random.IntN(2*len(items))
	for i := range items {
		items[i] = []string{fmt.Sprint(random.IntN(people)), ""}
		if random.IntN(2) == 0 {
			items[i][1] = fmt.Sprint("x", random.IntN(2*len(items)))
		}
	}
	return items
}

// someRows returns the rows of a service that counts by number, in any order, and the item that each of them is about.
// Every item has at least a value in its row, unless no row has any.
func someRows(random *rand.Rand, items [][]string, number func(i, n int) int) (rows []split.RowKey, owner []int) {
	var leavesOut [2]bool // values, in all rows
	if random.IntN(3) == 0 {
		leavesOut[random.IntN(2)] = true
	}
	partial, doubling := random.IntN(3) == 0, random.IntN(5) == 0
	for _, i := range random.Perm(len(items)) {
		if partial && random.IntN(3) == 0 {
			continue
		}
		times := 1
		if doubling && random.IntN(3) == 0 {
			times = 2
		}
		for range times {
			echo := slices.Clone(items[i])
			for f := range echo {
				if leavesOut[f] && (f == 1 || echo[1] != "") {
					echo[f] = ""
				}
			}
			rows = append(rows, split.RowKey{Number: number(i, len(items)), Echo: echo})
			owner = append(owner, i)
		}
	}
	return rows, owner
}

// isComplete reports whether there is exactly one row for each item, and it repeats all of its values.
func isComplete(items [][]string, rows []split.RowKey) bool {
	if len(rows) != len(items) {
		return false
	}
	seen := map[int]bool{}
	for _, row := range rows {
		if seen[row.Number] || !slices.Equal(row.Echo, items[row.Number]) {
			return false
		}
		seen[row.Number] = true
	}
	return true
}
