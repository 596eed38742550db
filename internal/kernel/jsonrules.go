// The rules of a YAML description for values, as generated code checks them.

package kernel

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// rulesOf returns the faults of n, a JSON value.
func rulesOf(n *Node) []check.ValidationFault {
	var v check.Validator
	checkRules(&v, "", n)
	var faults *check.ValidationError
	if errors.As(v.Err(), &faults) {
		return faults.Faults
	}
	return nil
}

// checkRules adds the faults of n to v. name is that of its member, "" for an item.
func checkRules(v *check.Validator, name string, n *Node) {
	if f := n.Field; f != nil && f.Items != nil && !n.Nil {
		least, most := 0, -1
		if f.Items.MinLength != nil {
			least = *f.Items.MinLength
		}
		if f.Items.MaxLength != nil {
			most = *f.Items.MaxLength
		}
		v.Count(name, len(n.Children), least, most)
	}
	t := n.Type
	switch {
	case n.Nil || t == nil:
	case t.Kind == schema.List:
		for i, item := range n.Children {
			v.Enter(name, i)
			checkRules(v, "", item)
			v.Leave()
		}
	case t.Kind == schema.Map || t.Kind == schema.Struct:
		if name != "" {
			v.Enter(name, -1)
			defer v.Leave()
		}
		for _, c := range sortedMembers(n) {
			checkRules(v, c.Name, c)
		}
	case t.Kind == schema.Enum && !t.Open:
		var values []string
		for _, value := range t.Values {
			values = append(values, value.Value)
		}
		v.Bound(name, slices.Contains(values, n.Text), "one of "+strings.Join(values, ", "))
	case t.Facets != nil:
		checkFacets(v, name, n.Text, t)
	}
}

// sortedMembers returns the members of n in the order in which they are written: that of the fields or, of a map, that of
// their names. Members without a field are the last.
func sortedMembers(n *Node) []*Node {
	fields := n.Type.Fields()
	place := func(c *Node) int {
		if i := slices.Index(fields, c.Field); i >= 0 {
			return i
		}
		return len(fields)
	}
	return slices.SortedStableFunc(slices.Values(n.Children), func(a, b *Node) int {
		if order := place(a) - place(b); order != 0 || place(a) < len(fields) {
			return order
		}
		return strings.Compare(a.Name, b.Name)
	})
}

// checkFacets adds the faults of text, a value of the simple type t, by its facets.
func checkFacets(v *check.Validator, name, text string, t *schema.Type) {
	f := t.Facets
	if f.MinLength != nil {
		v.MinLength(name, text, *f.MinLength)
	}
	if f.MaxLength != nil {
		v.MaxLength(name, text, *f.MaxLength)
	}
	if f.Regexp != nil {
		v.Pattern(name, text, regexp.MustCompile(*f.Regexp)) // the reader of the contract has checked it
	}
	for _, b := range []struct {
		limit     *string
		satisfied func(order int) bool
		want      string
	}{
		{f.MinInclusive, func(order int) bool { return order >= 0 }, "at least "},
		{f.MinExclusive, func(order int) bool { return order > 0 }, "more than "},
		{f.MaxInclusive, func(order int) bool { return order <= 0 }, "at most "},
		{f.MaxExclusive, func(order int) bool { return order < 0 }, "less than "},
	} {
		if b.limit != nil {
			order, ok := compareNumbers(text, *b.limit)
			v.Bound(name, ok && b.satisfied(order), b.want+*b.limit)
		}
	}
}

// compareNumbers compares two JSON numbers. Those with exponents are compared as numbers of 64 bits.
func compareNumbers(a, b string) (order int, ok bool) {
	if scalar.ValidDecimal(a) && scalar.ValidDecimal(b) {
		return scalar.CompareDecimal(a, b), true
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	switch {
	case x < y:
		order = -1
	case x > y:
		order = 1
	}
	return order, errX == nil && errY == nil
}
