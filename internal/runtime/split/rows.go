// The rows of a response: which item of the request each of them is about.

package split

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
)

// RowMismatch says how the rows of a response fail to match the items of the request. It is an failure.ErrRows.
type RowMismatch struct {
	Missing    []int // items without a row
	Duplicate  []int // items with several rows
	OutOfRange []int // row numbers that no item has
	Misplaced  []int // row numbers whose rows repeat values that the item of that number does not have
	Uncertain  []int // items whose row cannot be told from that of another item
}

// Error names the items.
func (m *RowMismatch) Error() string {
	var texts []string
	for _, list := range []struct {
		what  string
		items []int
	}{{"missing", m.Missing}, {"doubled", m.Duplicate}, {"out of range", m.OutOfRange},
		{"with the values of another item", m.Misplaced}, {"uncertain", m.Uncertain}} {
		if n := len(list.items); n > 0 {
			text := fmt.Sprintf("%s %v", list.what, list.items[:min(n, 10)])
			if n > 10 {
				text += fmt.Sprintf(" and %d more", n-10)
			}
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, ", ")
}

// place makes m speak of a list in which the items that were matched have the places at.
func (m *RowMismatch) place(at []int) {
	for _, list := range [][]int{m.Missing, m.Duplicate, m.Misplaced, m.Uncertain} {
		for i := range list {
			list[i] = at[list[i]]
		}
	}
}

// Unwrap gives failure.ErrRows.
func (*RowMismatch) Unwrap() error { return failure.ErrRows }

// Echo returns the texts of values, which an item has and the row of a response repeats: texts, integers and pointers
// to them. White space is collapsed; "" stands for a value that is absent.
func Echo(values ...any) []string {
	texts := make([]string, len(values))
	for i, echoed := range values {
		switch text := echoed.(type) {
		case string:
			texts[i] = scalar.CollapseSpace(text)
		case *string:
			if text != nil {
				texts[i] = scalar.CollapseSpace(*text)
			}
		default:
			if v := reflect.Indirect(reflect.ValueOf(echoed)); v.IsValid() {
				texts[i] = scalar.CollapseSpace(fmt.Sprint(v))
			}
		}
	}
	return texts
}

// RowKey is what a row of a response says about the item that it belongs to.
type RowKey struct {
	Number int      // the item's index, from 0
	Echo   []string // the item's values that it repeats, as Echo gives them; nil if rows repeat none
}

// MatchRows matches the rows of a response to the items that were sent, of which it gets the values that rows repeat.
// rowOf holds the row of every item, and -1 for an item whose row is not certain. mismatch is nil if
// every item has exactly one.
//
// The values decide. If a row's values are those of exactly one item, it is the row of that item whatever its number
// is. The number decides between items that the values do not tell apart, but only if the numbers of the whole response
// are sound: each item has one row, and no row repeats values that the item of its number does not have.
func MatchRows(items [][]string, rows []RowKey) (rowOf []int, mismatch *RowMismatch) {
	m := rowMatcher{items: items, rows: rows, numbered: make([]int, len(items))}
	m.number()
	if m.mismatch.OutOfRange == nil && m.mismatch.Misplaced == nil && !m.twice && !slices.Contains(m.numbered, 0) {
		rowOf = m.byNumber()
	} else {
		rowOf = m.byValues()
	}
	if e := &m.mismatch; e.Missing == nil && e.Duplicate == nil && e.OutOfRange == nil && e.Misplaced == nil &&
		e.Uncertain == nil {
		return rowOf, nil
	}
	return rowOf, &m.mismatch
}

const noRow = -1

type rowMatcher struct {
	items    [][]string
	rows     []RowKey
	numbered []int             // by item: the last row that has its number, from 1; 0 for none
	twice    bool              // whether several rows have the number of an item
	echoes   bool              // whether any row repeats a value
	index    map[valueOf][]int // the items that have a value; nil before it is needed
	mismatch RowMismatch
}

// valueOf is a value of the field that Echo has at an index.
type valueOf struct {
	field int
	text  string
}

// number gives each row to the item that it names by its number.
func (m *rowMatcher) number() {
	for r, row := range m.rows {
		m.echoes = m.echoes || repeats(row.Echo)
		if row.Number < 0 || row.Number >= len(m.items) {
			m.mismatch.OutOfRange = append(m.mismatch.OutOfRange, row.Number)
			continue
		}
		m.twice = m.twice || m.numbered[row.Number] > 0
		m.numbered[row.Number] = r + 1
		if !m.agrees(r, row.Number) {
			m.mismatch.Misplaced = append(m.mismatch.Misplaced, row.Number)
		}
	}
}

// repeats reports whether a row with this echo repeats any value.
func repeats(echo []string) bool {
	for _, text := range echo {
		if text != "" {
			return true
		}
	}
	return false
}

// value returns what item i has where a row has Echo[f].
func (m *rowMatcher) value(i, f int) string {
	if f < len(m.items[i]) {
		return m.items[i][f]
	}
	return ""
}

// agrees reports whether row r repeats nothing that item i does not have.
func (m *rowMatcher) agrees(r, i int) bool {
	for f, text := range m.rows[r].Echo {
		if text != "" && text != m.value(i, f) {
			return false
		}
	}
	return true
}

// repeatsAll reports whether row r, which agrees with item i, repeats everything that the item has.
func (m *rowMatcher) repeatsAll(r, i int) bool {
	for f, text := range m.rows[r].Echo {
		if text != m.value(i, f) {
			return false
		}
	}
	return true
}

// byNumber matches rows whose numbers are sound. If a row leaves out values, another one may have left out some too,
// and be that of an item that has more: then a row is certain if it is identified, or if all others are.
func (m *rowMatcher) byNumber() []int {
	rowOf := make([]int, len(m.items))
	complete := true
	for i, r := range m.numbered {
		rowOf[i] = r - 1
		complete = complete && m.repeatsAll(r-1, i)
	}
	if complete || !m.echoes {
		return rowOf
	}
	for i, r := range rowOf {
		if m.identify(r) != i {
			m.mismatch.Uncertain = append(m.mismatch.Uncertain, i)
		}
	}
	if len(m.mismatch.Uncertain) == 1 {
		m.mismatch.Uncertain = nil
	}
	for _, i := range m.mismatch.Uncertain {
		rowOf[i] = noRow
	}
	return rowOf
}

// byValues matches rows whose numbers are not sound. If no row repeats anything, there are only the numbers: they still
// count where nothing says that the service counts otherwise than from 0.
func (m *rowMatcher) byValues() []int {
	trusted := !m.echoes && m.mismatch.OutOfRange == nil && len(m.items) > 0 && m.numbered[0] > 0
	found := make([][]int, len(m.items))
	var unclaimed []int // rows
	for r, row := range m.rows {
		i := m.identify(r)
		if trusted {
			i = row.Number
		}
		if i < 0 {
			unclaimed = append(unclaimed, r)
			continue
		}
		found[i] = append(found[i], r)
	}
	rowOf := make([]int, len(m.items))
	for i, rows := range found {
		rowOf[i] = noRow
		switch {
		case len(rows) == 1:
			rowOf[i] = rows[0]
		case len(rows) > 1:
			m.mismatch.Duplicate = append(m.mismatch.Duplicate, i)
		case slices.ContainsFunc(unclaimed, func(r int) bool { return m.agrees(r, i) }):
			m.mismatch.Uncertain = append(m.mismatch.Uncertain, i)
		default:
			m.mismatch.Missing = append(m.mismatch.Missing, i)
		}
	}
	return rowOf
}

// identify returns the only item that has all values which row r repeats, or -1 if there is none, or another one.
func (m *rowMatcher) identify(r int) int {
	if m.index == nil {
		m.index = map[valueOf][]int{}
		for i, values := range m.items {
			for f, text := range values {
				m.index[valueOf{f, text}] = append(m.index[valueOf{f, text}], i)
			}
		}
	}
	f := slices.IndexFunc(m.rows[r].Echo, func(text string) bool { return text != "" })
	if f < 0 {
		return -1
	}
	item := -1
	for _, i := range m.index[valueOf{f, m.rows[r].Echo[f]}] {
		switch {
		case !m.agrees(r, i):
		case item >= 0:
			return -1
		default:
			item = i
		}
	}
	return item
}
