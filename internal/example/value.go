// Values of simple types: the first of some likely ones that the type's facets allow.

package example

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// maxText bounds the texts that are made up: characters, octets or items.
const maxText = 2000

// value returns a value of t, a simple type, and notes where it found none that the contract allows.
func (m *maker) value(t *schema.Type) string {
	if m.api.SOAP != nil && len(t.Examples) > 0 {
		return m.shown(t.Examples)
	}
	text, ok := m.find(t)
	if !ok {
		m.note("no value of " + typeName(t) + " was found that its facets allow")
	}
	return text
}

// find returns a value of t; ok is false where it is only likely to be one.
func (m *maker) find(t *schema.Type) (text string, ok bool) {
	candidates := m.candidates(t)
	for _, c := range candidates {
		if allows(t, c) {
			return c, true
		}
	}
	if len(candidates) > 0 {
		return candidates[0], false
	}
	return "text", false
}

// candidates returns texts that may be values of t.
func (m *maker) candidates(t *schema.Type) []string {
	var list []string
	switch {
	case t.Kind == schema.List:
		return m.lists(t)
	case t.Kind == schema.Enum:
		for _, v := range t.Values {
			list = append(list, v.Value)
		}
		return list
	case t.Builtin == schema.QNameType && len(t.Values) > 0:
		for _, v := range t.Values {
			space, local, _ := strings.Cut(strings.TrimPrefix(v.Value, "{"), "}")
			if local == "" { // a name without a namespace
				space, local = "", v.Value
			}
			if tag := m.tag(schema.QName{Space: space, Local: local}); space == "" || tag != local {
				list = append(list, tag)
			}
		}
		return list
	case t.Builtin == schema.ID: // one document has it once
		m.ids++
		list = []string{"id" + strconv.Itoa(m.ids)}
	case len(t.Members) > 0:
		for _, member := range t.Members {
			if text, ok := m.find(member); ok {
				list = append(list, text)
			}
		}
	default:
		if t.Builtin == schema.ReferredAttachment {
			m.note("the parts that URLs refer to are outside of the envelope, which is not shown")
		}
		list = t.Builtin.Examples()
	}
	if f := t.Facets; f != nil {
		list = slices.Concat(list, lengths(t.Builtin, f), bounds(t.Builtin, f))
		if f.Regexp != nil {
			list = append(list, matchesOf(*f.Regexp)...)
		}
		for _, group := range f.Patterns {
			list = append(list, matches(group)...)
		}
	}
	return list
}

// lists returns lists of as many items as the type t asks for.
func (m *maker) lists(t *schema.Type) []string {
	counts := []int{1}
	if f := t.Facets; f != nil {
		counts = nil
		for _, n := range []*int{f.Length, f.MinLength} {
			if n != nil {
				counts = append(counts, min(*n, maxText))
			}
		}
		counts = append(counts, 1, 0)
	}
	item := m.value(t.Item)
	if strings.Contains(item, " ") {
		item = strings.Join(strings.Fields(item), "")
	}
	var list []string
	for _, n := range counts {
		list = append(list, strings.TrimSuffix(strings.Repeat(item+" ", n), " "))
	}
	return list
}

// lengths returns texts of the lengths that f names, in the form that b has.
func lengths(b schema.BuiltinType, f *schema.Facets) []string {
	var list []string
	for _, n := range []*int{f.Length, f.MinLength, f.MaxLength} {
		if n == nil || *n > maxText {
			continue
		}
		switch b {
		case schema.HexBinary:
			list = append(list, strings.Repeat("0F", *n))
		case schema.Base64Binary: // three octets are four characters
			list = append(list, strings.Repeat("AAAA", *n/3)+[]string{"", "AA==", "AAA="}[*n%3])
		default:
			const letters = "abcdefghijklmnopqrstuvwxyz"
			list = append(list, strings.Repeat(letters, *n/len(letters)+1)[:*n])
		}
	}
	return list
}

// bounds returns the bounds that f sets for values of b, and what lies beside them.
func bounds(b schema.BuiltinType, f *schema.Facets) []string {
	var list []string
	for _, limit := range []struct {
		bound     *string
		direction int // in which the values lie
	}{{f.MinInclusive, 1}, {f.MinExclusive, 1}, {f.MaxInclusive, -1}, {f.MaxExclusive, -1}} {
		if limit.bound != nil {
			list = append(append(list, *limit.bound), beside(b, *limit.bound, limit.direction)...)
		}
	}
	low, high := cmp.Or(f.MinInclusive, f.MinExclusive), cmp.Or(f.MaxInclusive, f.MaxExclusive)
	if low != nil && high != nil {
		list = append(list, between(*low, *high)...)
	}
	return list
}

// beside returns values of b that are a little more than bound, or less where direction is -1.
func beside(b schema.BuiltinType, bound string, direction int) []string {
	switch b {
	case schema.Date:
		if d, err := scalar.ParseDate(bound); err == nil {
			next := scalar.DateOf(d.Time(time.UTC).AddDate(0, 0, direction))
			next.Zone = d.Zone
			return []string{next.String()}
		}
	case schema.DateTime:
		if d, err := scalar.ParseDateTime(bound); err == nil {
			if t, err := d.In(time.UTC); err == nil {
				next := scalar.DateTimeOf(t.Add(time.Duration(direction) * time.Second))
				if d.Zone == 0 {
					next.Zone = 0
				}
				return []string{next.String()}
			}
		}
	case schema.Time:
		if d, err := scalar.ParseTimeOfDay(bound); err == nil {
			d.Second = uint8((int(d.Second) + 60 + direction) % 60)
			return []string{d.String()}
		}
	}
	var list []string
	if n, ok := number(bound); ok {
		for _, step := range []*big.Rat{big.NewRat(1, 1), big.NewRat(1, 10), big.NewRat(1, 100),
			big.NewRat(1, 1_000_000)} {
			list = append(list, decimal(n.Add(n, step.Mul(step, big.NewRat(int64(direction), 1)))))
			n, _ = number(bound)
		}
	}
	return list
}

// between returns the number in the middle of two.
func between(low, high string) []string {
	a, okA := number(low)
	b, okB := number(high)
	if !okA || !okB {
		return nil
	}
	return []string{decimal(a.Add(a, b).Mul(a, big.NewRat(1, 2)))}
}

// number reads a decimal without an exponent, which could be a huge one.
func number(s string) (*big.Rat, bool) {
	if !scalar.ValidDecimal(s) {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// decimal writes a number without an exponent, to some places.
func decimal(n *big.Rat) string {
	const places = 20
	return strings.TrimSuffix(strings.TrimRight(n.FloatString(places), "0"), ".")
}

// typeName is what a note calls t.
func typeName(t *schema.Type) string {
	if t.Kind == schema.Builtin {
		return "xs:" + t.Wire.Local
	}
	return "the type " + t.Wire.Local
}
