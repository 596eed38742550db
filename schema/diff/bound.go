// Bounds: facets that limit a length, a number of digits or a value from one side.

package diff

import (
	"strconv"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// bound is a limit as the contract writes it.
type bound struct {
	of          schema.BuiltinType // the type of the limited values; integer for a count
	text        string
	isExclusive bool
}

// length returns the bound that a fixed length or one of its limits sets; nil for none.
func length(fixed, limited *int) *bound {
	if fixed != nil {
		limited = fixed
	}
	return digits(limited)
}

// digits returns the bound that a count sets; nil for none.
func digits(count *int) *bound {
	if count == nil {
		return nil
	}
	return &bound{of: schema.Integer, text: strconv.Itoa(*count)}
}

// limit returns the bound that one of two facets sets; nil for none.
func limit(of schema.BuiltinType, inclusive, exclusive *string) *bound {
	switch {
	case exclusive != nil:
		return &bound{of, *exclusive, true}
	case inclusive != nil:
		return &bound{of, *inclusive, false}
	}
	return nil
}

// compareBound compares two bounds, which what describes. sign is 1 if a greater bound is tighter, and -1 if a smaller
// one is.
func (v value) compareBound(old, new *bound, sign int, what string) {
	switch {
	case old == nil && new == nil:
	case old == nil:
		v.find(FacetTightened, "must now have %s %v", what, new)
	case new == nil:
		v.find(FacetLoosened, "need no longer have %s %v", what, old)
	case !old.isSame(new):
		rule := FacetTightened
		if old.isTighter(new, sign) {
			rule = FacetLoosened
		}
		v.find(rule, "must now have %s %v (was %v)", what, new, old)
	}
}

// isSame reports whether b and o allow the same values: 5 and 5.0, for example.
func (b *bound) isSame(o *bound) bool {
	order, ok := b.of.Compare(b.text, o.text)
	return b.isExclusive == o.isExclusive && (b.text == o.text || ok && order == 0)
}

// isTighter reports whether b is known to allow less than o.
func (b *bound) isTighter(o *bound, sign int) bool {
	order, ok := b.of.Compare(b.text, o.text)
	order *= sign
	return ok && (order > 0 || order == 0 && b.isExclusive && !o.isExclusive)
}

// String returns the bound for messages.
func (b *bound) String() string {
	if b.isExclusive {
		return b.text + ", exclusive"
	}
	return b.text
}
