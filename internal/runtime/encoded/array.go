// Arrays in responses: the attributes with their sizes, and the positions of their items.

package encoded

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// arrayInfo is what the attributes of an array say.
type arrayInfo struct {
	items xmlwire.QName // the type of its items, if that is not an array; zero for an unknown one
	sizes []int         // one for each dimension, -1 for an unknown one; nil if the array does not say
	text  string        // the attribute with the sizes, for messages
	valid bool          // whether the attributes could be parsed
}

// arrayInfo returns what the attributes of n say (SOAP 1.1, section 5.4.2; SOAP 1.2 Part 2, sections 3.1.4 and 3.1.5).
func (n *node) arrayInfo() arrayInfo {
	if text, ok := n.attr(encoding12, "arraySize"); ok {
		sizes, valid := parseSizes(strings.Fields(strings.ReplaceAll(text, "*", "-1")))
		items, err := n.scope.QName(n.encodingAttr("itemType"))
		if err != nil {
			items = xmlwire.QName{}
		}
		return arrayInfo{items, sizes, text, valid}
	}
	text := n.encodingAttr("arrayType")
	if text == "" {
		return arrayInfo{valid: true}
	}
	name, brackets, _ := strings.Cut(text, "[")
	last := strings.LastIndexByte(text, '[')
	if last < 0 || !strings.HasSuffix(text, "]") {
		return arrayInfo{text: text}
	}
	info := arrayInfo{text: text}
	if last == len(text)-len(brackets)-1 {
		info.items, _ = n.scope.QName(name)
	}
	info.sizes, info.valid = parseSizes(strings.Split(text[last+1:len(text)-1], ","))
	return info
}

// parseSizes returns the sizes in list.
func parseSizes(list []string) (sizes []int, valid bool) {
	for _, s := range list {
		if s = scalar.TrimSpace(s); s == "" || s == "-1" {
			sizes = append(sizes, -1)
			continue
		}
		n, err := scalar.ParseInt32(s)
		if err != nil || n < 0 {
			return nil, false
		}
		sizes = append(sizes, int(n))
	}
	return sizes, true
}

// parsePosition returns the index in an array with the sizes that an attribute offset or position has: "[2]" or
// "[1,0]".
func parsePosition(text string, sizes []int) (index int, ok bool) {
	inner, found := strings.CutSuffix(strings.TrimPrefix(text, "["), "]")
	position, valid := parseSizes(strings.Split(inner, ","))
	if !found || !valid || len(position) != len(sizes) || slices.Contains(position, -1) {
		return 0, false
	}
	for i, p := range position {
		if i > 0 && p >= sizes[i] {
			return 0, false
		}
		if index = index*max(sizes[i], 1) + p; index > maxItems {
			return 0, false
		}
	}
	return index, true
}

// array appends the items of n, an array, by rows. An item that is missing is nil.
func (d *decoder) array(n *node, items typeName, dimensions int, item xmlwire.QName) {
	info := n.arrayInfo()
	if len(items.dimensions) > 0 || info.items.Local == "anyType" {
		info.items = xmlwire.QName{}
	}
	if dimensions > 1 && info.valid && len(info.sizes) == 1 { // rows that are arrays
		d.deviateSizes(info, dimensions)
		items, dimensions = typeName{items.name, append(slices.Clip(items.dimensions), dimensions-1)}, 1
	}
	sizes := d.sizes(info, dimensions)
	cells, isSparse := d.cells(n, sizes)
	row := product(sizes[1:])
	if slices.Contains(sizes[1:], 0) {
		row = 0
	}
	switch total := sizes[0] * row; {
	case sizes[0] < 0:
		sizes[0] = rowsFor(len(cells), row)
	case product(sizes) > len(n.children)+maxItems || len(cells) > total:
		d.deviate("an array of the size "+wire.Quote(info.text), strconv.Itoa(len(n.children))+" items")
		sizes[0] = rowsFor(len(cells), row)
	case !isSparse && len(cells) < total && !d.types.isNullable(items): // others are nil by omission
		d.deviate("an array of the size "+wire.Quote(info.text), strconv.Itoa(len(n.children))+" items")
		sizes[0] = rowsFor(len(cells), row)
	}
	next := 0
	var appendRow func(sizes []int)
	appendRow = func(sizes []int) {
		for range sizes[0] {
			if len(sizes) > 1 {
				d.name(item)
				d.b = append(d.b, '>')
				appendRow(sizes[1:])
				d.close(item)
				continue
			}
			d.path = append(d.path, step{item.Local, next + 1})
			d.item(cells, next, item, items, info.items)
			d.path = d.path[:len(d.path)-1]
			next++
		}
	}
	appendRow(sizes)
}

// sizes returns the sizes of the dimensions that info has, with -1 for an unknown first one.
func (d *decoder) sizes(info arrayInfo, dimensions int) []int {
	if info.valid && len(info.sizes) == dimensions && !slices.Contains(info.sizes[1:], -1) {
		return slices.Clone(info.sizes)
	}
	if dimensions > 1 || !info.valid || info.sizes != nil {
		d.deviateSizes(info, dimensions)
	}
	return append([]int{-1}, slices.Repeat([]int{1}, dimensions-1)...)
}

// deviateSizes records that info does not have the sizes of the dimensions.
func (d *decoder) deviateSizes(info arrayInfo, dimensions int) {
	d.deviate(fmt.Sprintf("the sizes of an array with dimensions: %d", dimensions), wire.Quote(info.text))
}

// cells returns the items of n, an array with the given sizes, at their positions (SOAP 1.1, sections 5.4.2.1 and
// 5.4.2.2), and whether any of them has one.
func (d *decoder) cells(n *node, sizes []int) (cells []*node, isSparse bool) {
	next := 0
	place := func(n *node, attribute string) {
		text := n.encodingAttr(attribute)
		if text == "" {
			return
		}
		isSparse = true
		if position, ok := parsePosition(text, sizes); ok {
			next = position
		} else {
			d.deviate("the "+attribute+" of an item of the array", wire.Quote(text))
		}
	}
	place(n, "offset")
	for _, c := range n.children {
		place(c, "position")
		for len(cells) <= next {
			cells = append(cells, nil)
		}
		if cells[next] != nil {
			d.deviate("one item at each position", "another one at "+strconv.Itoa(next))
		}
		cells[next] = c
		next++
	}
	return cells, isSparse
}

// item appends the item at index i, nil if there is none. An item without an xsi:type has the type that the array says.
func (d *decoder) item(cells []*node, i int, name xmlwire.QName, typ typeName, said xmlwire.QName) {
	if i >= len(cells) || cells[i] == nil {
		d.name(name)
		d.b = append(d.b, ` xsi:nil="true"/>`...)
		return
	}
	c := cells[i]
	if c.typeText == "" {
		typed := *c
		typed.typ = said
		c = &typed
	}
	d.value(c, name, typ, false)
}

// product returns the product of sizes, of which each counts as at least 1. It is at most a little more than maxItems.
func product(sizes []int) int {
	p := 1
	for _, s := range sizes {
		if p *= max(s, 1); p > 2*maxItems {
			return 2 * maxItems
		}
	}
	return p
}

// rowsFor returns how many rows count items have.
func rowsFor(count, row int) int {
	if row == 0 {
		return count
	}
	return (count + row - 1) / row
}
