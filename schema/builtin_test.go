// Tests of the table of built-in types.

package schema_test

import (
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/value"
)

// builtinNames are the names of the built-in types in XSD Part 2, section 3, and of the two roots.
const builtinNames = `anyType anySimpleType string normalizedString token language Name NCName ID IDREF IDREFS ENTITY
	ENTITIES NMTOKEN NMTOKENS anyURI QName NOTATION boolean decimal integer nonPositiveInteger negativeInteger
	nonNegativeInteger positiveInteger long int short byte unsignedLong unsignedInt unsignedShort unsignedByte float double
	duration dateTime time date gYearMonth gYear gMonthDay gDay gMonth hexBinary base64Binary`

// TestBuiltinTable holds the table of built-in types against itself: the examples of a type are values of it and of every
// type that takes its values, and each has a Go type.
func TestBuiltinTable(t *testing.T) {
	var all []schema.BuiltinType
	for _, name := range strings.Fields(builtinNames) {
		b := schema.BuiltinType(name)
		if !b.IsXSD() {
			t.Errorf("%s is not a built-in type", b)
		}
		all = append(all, b)
	}
	all = append(all, schema.JSON, schema.URI)
	if schema.JSON.IsXSD() || schema.URI.IsXSD() || schema.BuiltinType("strin").IsXSD() || len(all) != 46+2 {
		t.Error("XSD has 44 built-in types and two roots")
	}
	for _, a := range all {
		if a.Item() == "" && a.Go().Type == "" {
			t.Errorf("%s has no Go type", a)
		}
		if low, high := a.Range(); (low != "" || high != "") != (a.IsInteger() && a != schema.Integer) {
			t.Errorf("the range of %s is %q to %q", a, low, high)
		}
		for _, b := range all {
			for _, example := range a.Examples() {
				if (a == b || a.IsXSD() && b.IsXSD() && b.Item() == "" && a.IsWithin(b, false)) && !value.IsBuiltin(b, example) {
					t.Errorf("%s is within %s, which does not have its value %q", a, b, example)
				}
			}
			if a.IsWithin(b, true) && a.JSON().Dialect != "" && b.JSON().Type != "" &&
				a.JSON().Type != b.JSON().Type && !(a.IsInteger() && b.JSON().Type == "number") {
				t.Errorf("%s is within %s in JSON, where one is %s and the other %s", a, b, a.JSON().Type, b.JSON().Type)
			}
		}
		if a.HasOrder() && len(a.Examples()) > 0 {
			if order, ok := a.Compare(a.Examples()[0], a.Examples()[0]); !ok || order != 0 {
				t.Errorf("%s: %q is not equal to itself", a, a.Examples()[0])
			}
		}
	}
}
