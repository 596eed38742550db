// Rows of a response, and the items of the request that they belong to.

package split

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
)

// RowMismatch says how the rows of a response do not match the items of the request. It wraps failure.ErrRows.
type RowMismatch struct {
	Missing    []int // items without a row
	Duplicate  []int // items with several rows
	OutOfRange []int // row numbers that no item has
	Misplaced  []int // row numbers whose rows repeat values of another item
	Uncertain  []int // items whose row cannot be told from that of another item
}

// Error returns the items by kind.
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

// translate replaces each index of an item that was matched by its index in the whole list.
func (m *RowMismatch) translate(indices []int) {
	for _, list := range [][]int{m.Missing, m.Duplicate, m.Misplaced, m.Uncertain} {
		for i := range list {
			list[i] = indices[list[i]]
		}
	}
}

// Unwrap returns failure.ErrRows.
func (*RowMismatch) Unwrap() error { return failure.ErrRows }

// Echo returns the texts of values that an item has and its row repeats: texts, integers and pointers to them. White
// space is collapsed. "" stands for an absent value.
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

// RowKey is what a row of a response says about its item.
type RowKey struct {
	Number int      // the item's index, from 0
	Echo   []string // the item's values that it repeats, by Echo; nil if rows repeat none
}

// MatchRows matches the rows of a response to the items of the request. items has the values that rows repeat. rowOf
// has the row of every item, or -1 if that is not certain. mismatch is nil if every item has exactly one row.
//
// The values decide. A row whose values are those of exactly one item belongs to that item, whatever its number is. The
// number decides between items with the same values, but only if the numbers of the whole response are consistent: each
// item has one row, and no row repeats values of another item than that of its number.
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
	twice    bool              // several rows have the same number
	echoes   bool              // a row repeats a value
	index    map[valueOf][]int // the items that have a value; nil until it is needed
	mismatch RowMismatch
}

// valueOf is the value of the field at an index of Echo.
type valueOf struct {
	field int
	text  string
}

// number assigns each row to the item of its number.
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

// value returns the value of item i that corresponds to Echo[f] of a row.
func (m *rowMatcher) value(i, f int) string {
	if f < len(m.items[i]) {
		return m.items[i][f]
	}
	return ""
}

// agrees reports whether item i has all values that row r repeats.
func (m *rowMatcher) agrees(r, i int) bool {
	for f, text := range m.rows[r].Echo {
		if text != "" && text != m.value(i, f) {
			return false
		}
	}
	return true
}

// repeatsAll reports whether row r, which agrees with item i, repeats all its values.
func (m *rowMatcher) repeatsAll(r, i int) bool {
	for f, text := range m.rows[r].Echo {
		if text != m.value(i, f) {
			return false
		}
	}
	return true
}

// byNumber matches rows with consistent numbers. If a row leaves out values, another one may too, and may belong to
// another item: then a row is certain only if it is identified by its values, or if all others are.
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

// byValues matches rows with inconsistent numbers. If no row repeats a value, there are only the numbers. They still
// count if nothing suggests that the service does not count from 0.
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

// identify returns the only item that has all values of row r, or -1 if there is none or more than one.
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
