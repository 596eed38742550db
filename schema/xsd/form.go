// Forms: how a field holds its value in Go, by value or by pointer.

package xsd

import (
	"regexp"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// form returns the form of f: see [schema.Form].
func form(f *schema.Field) schema.Form {
	switch {
	case f.Max == schema.Unbounded || f.Max > 1:
		return schema.BySlice
	case f.Nillable:
		return schema.ByPointer
	case f.Demanded() || zeroIsAbsent(f.Type) || isEmptyImplied(f):
		return schema.ByValue
	}
	return schema.ByPointer
}

// zeroIsAbsent reports whether the zero value of t's Go type is not a value of t, so that it can stand for an absent
// one.
func zeroIsAbsent(t *schema.Type) bool {
	switch t.Kind {
	case schema.List:
		return true // nil is not a list
	case schema.Struct:
		return false
	case schema.Enum:
		switch held := schema.HeldInteger(t); {
		case t.Open:
		case held.IsInteger() && held != t.Builtin, t.Builtin.IsMachineInteger():
			return !slices.ContainsFunc(t.Values, isZero)
		default:
			return !slices.ContainsFunc(t.Values, isEmpty)
		}
	}
	if !t.Builtin.ZeroIsValue() {
		return true
	}
	if f := t.Facets; f != nil && t.Builtin.TakesAnyText() {
		return isPositive(f.MinLength) || isPositive(f.Length) || slices.ContainsFunc(f.Patterns, excludesEmpty)
	}
	return false
}

// isEmptyImplied reports whether an empty text in f means its default or fixed value, which is not empty.
func isEmptyImplied(f *schema.Field) bool {
	text := f.Implied()
	return text != nil && *text != "" && !f.Nillable && f.Type.Kind != schema.List && f.Type.Builtin.TakesAnyText()
}

// isZero reports whether v is the number 0.
func isZero(v *schema.EnumValue) bool {
	return strings.Trim(strings.TrimLeft(v.Value, "+-"), "0") == ""
}

func isEmpty(v *schema.EnumValue) bool { return v.Value == "" }

func isPositive(count *int) bool { return count != nil && *count > 0 }

// excludesEmpty reports whether no pattern of the group matches the empty text, as far as Go's regular expressions are
// those of XSD.
func excludesEmpty(group []string) bool {
	return !slices.ContainsFunc(group, func(pattern string) bool {
		compiled, err := regexp.Compile(`^(?:` + pattern + `)$`)
		return err != nil || compiled.MatchString("")
	})
}
