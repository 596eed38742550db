// Facets (XSD Part 2, section 4.3).

package value

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/pattern"
)

// checkFacets checks text, a value of the type that t restricts, against the facets of t. See [Check].
func checkFacets(t *schema.Type, text string) error {
	f := t.Facets
	if f == nil {
		return nil
	}
	if err := checkLength(t, f, text); err != nil {
		return err
	}
	for _, limit := range []struct {
		bound *string
		holds func(order int, ok bool) bool
		what  string
	}{
		{f.MinInclusive, scalar.AtLeast, "less than"}, {f.MaxInclusive, scalar.AtMost, "more than"},
		{f.MinExclusive, scalar.MoreThan, "not more than"}, {f.MaxExclusive, scalar.LessThan, "not less than"},
	} {
		if limit.bound != nil && !limit.holds(t.Builtin.Compare(text, *limit.bound)) {
			return fmt.Errorf("is %s %s, the bound of %s", limit.what, *limit.bound, label(t))
		}
	}
	if (f.TotalDigits != nil || f.FractionDigits != nil) && scalar.ValidDecimal(text) {
		total, fraction := scalar.DecimalDigits(text)
		if f.TotalDigits != nil && total > *f.TotalDigits {
			return fmt.Errorf("has %d digits, and %s at most %d", total, label(t), *f.TotalDigits)
		}
		if f.FractionDigits != nil && fraction > *f.FractionDigits {
			return fmt.Errorf("has %d digits after the point, and %s at most %d", fraction, label(t), *f.FractionDigits)
		}
	}
	if f.Regexp != nil && !matchesPart(*f.Regexp, text) {
		return fmt.Errorf("does not match the pattern %s of %s", *f.Regexp, label(t))
	}
	return checkPatterns(t, f, text)
}

// matchesPart reports whether the regular expression matches a part of text.
func matchesPart(expression, text string) bool {
	matched, err := regexp.MatchString(expression, text)
	return err == nil && matched
}

// checkLength checks the length of text: in items, octets or characters.
func checkLength(t *schema.Type, f *schema.Facets, text string) error {
	n, unit, ok := t.Builtin.Length(text)
	if t.Kind == schema.List {
		n, unit, ok = len(Fields(text)), "items", true
	}
	if !ok {
		return nil
	}
	switch {
	case f.Length != nil && n != *f.Length:
		return fmt.Errorf("has %d %s, and %s has %d", n, unit, label(t), *f.Length)
	case f.MinLength != nil && n < *f.MinLength:
		return fmt.Errorf("has %d %s, and %s at least %d", n, unit, label(t), *f.MinLength)
	case f.MaxLength != nil && n > *f.MaxLength:
		return fmt.Errorf("has %d %s, and %s at most %d", n, unit, label(t), *f.MaxLength)
	}
	return nil
}

// checkPatterns checks that text matches a pattern of every group.
func checkPatterns(t *schema.Type, f *schema.Facets, text string) error {
	var unknown error
	for _, group := range f.Patterns {
		re := compile(group)
		if re == nil {
			unknown = fmt.Errorf("%w: the pattern %.60q is not understood", ErrUnknown, group[0])
			continue
		}
		if !re.MatchString(text) {
			return fmt.Errorf("does not match the pattern %.60q of %s", group[0], label(t))
		}
	}
	return unknown
}

// expressions are the compiled pattern groups, since many values are checked against the same group.
var expressions sync.Map // *regexp.Regexp by the group's patterns

// compile returns the expression that matches a text if one of the patterns does, nil if they are not understood.
func compile(group []string) *regexp.Regexp {
	key := strings.Join(group, "\x00")
	if known, ok := expressions.Load(key); ok {
		return known.(*regexp.Regexp)
	}
	var re *regexp.Regexp
	if expression, err := pattern.Translate(group); err == nil {
		re, _ = regexp.Compile(expression)
	}
	expressions.Store(key, re)
	return re
}
