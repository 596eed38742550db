// Package value checks texts against the simple types of a contract (XSD Part 2).
//
// It uses the runtime, so that the default values, bounds and enumerations of a contract are checked like messages.
package value

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// ErrUnknown is the error of [Check] if a pattern is not understood, so that the text may or may not be a value.
var ErrUnknown = errors.New("is not known to be a value")

// ErrBeyond is the error of [Check] for a value that clients cannot hold, such as a year of more than 32 bits.
var ErrBeyond = errors.New("is more than a client can hold")

// space is the white space of XML (XML 1.0, production 3).
const space = " \t\r\n"

// Fields returns the items of a list, which are separated by white space.
func Fields(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(space, r) })
}

// Normalize returns text with its white space treated as t says (section 4.3.6).
func Normalize(t *schema.Type, text string) string {
	if t.Kind != schema.List {
		switch t.Builtin.Space() {
		case schema.Preserve:
			return text
		case schema.Replace:
			return strings.NewReplacer("\t", " ", "\r", " ", "\n", " ").Replace(text)
		}
	}
	return strings.Join(Fields(text), " ")
}

// Check returns nil if text is a value of the simple type t. Otherwise the error continues a sentence that begins with
// the text: "is not a value of xs:date". White space is treated as t says. Of a qualified name, only the form is
// checked.
func Check(t *schema.Type, text string) error {
	text = Normalize(t, text)
	var beyond error
	switch {
	case t.Kind == schema.List:
		for _, item := range Fields(text) {
			if err := Check(t.Item, item); err != nil {
				return fmt.Errorf("has the item %q, which %w", item, err)
			}
		}
	case len(t.Members) > 0:
		if err := checkMembers(t.Members, text); err != nil {
			return err
		}
	case !IsBuiltin(t.Builtin, text):
		return fmt.Errorf("is not a value of xs:%s", t.Builtin)
	case t.Kind == schema.Enum && !t.Builtin.IsInteger(): // clients keep the text
	default:
		if err := schema.HeldInteger(t).Parse(text); err != nil {
			beyond = fmt.Errorf("%w of xs:%s: %w", ErrBeyond, t.Builtin, err)
		}
	}
	if t.Kind == schema.Enum && !t.Open {
		if _, ok := Listed(t, text); !ok {
			return fmt.Errorf("is not one of the values of %s", label(t))
		}
	}
	if err := checkFacets(t, text); err != nil {
		return err
	}
	return beyond
}

// checkMembers checks that text is a value of a member of a union.
func checkMembers(members []*schema.Type, text string) error {
	var unknown error
	for _, m := range members {
		err := Check(m, text)
		if err == nil {
			return nil
		}
		if errors.Is(err, ErrUnknown) {
			unknown = err
		}
	}
	if unknown != nil {
		return unknown
	}
	var names []string
	for _, m := range members {
		names = append(names, label(m))
	}
	return errors.New("is not a value of " + strings.Join(names, " or "))
}

// Listed returns the value in the enumeration t that is equal to text, if there is one: 7.0 for 7.00.
func Listed(t *schema.Type, text string) (listed *schema.EnumValue, ok bool) {
	text = Normalize(t, text)
	key := Canonical(t, text)
	i := slices.IndexFunc(t.Values, func(v *schema.EnumValue) bool { return v.Value == text })
	if i < 0 {
		i = slices.IndexFunc(t.Values, func(v *schema.EnumValue) bool { return Canonical(t, v.Value) == key })
	}
	if i < 0 {
		return nil, false
	}
	return t.Values[i], true
}

// Canonical returns the same text for all texts that are the same value of t, whose white space is normalized: see
// [runtime.Canonical]. A value of a union is one of the first member that has it (section 2.5.1.3).
func Canonical(t *schema.Type, text string) string {
	switch {
	case t.Kind == schema.List:
		items := Fields(text)
		for i := range items {
			items[i] = Canonical(t.Item, items[i])
		}
		return strings.Join(items, "\n")
	case len(t.Members) > 0:
		for _, m := range t.Members {
			if Check(m, text) == nil {
				return fmt.Sprintf("%s of %s", Canonical(m, Normalize(m, text)), m.Builtin)
			}
		}
	}
	return scalar.Canonical(string(t.Builtin), text)
}

// Equal reports whether a and b are the same value of t.
func Equal(t *schema.Type, a, b string) bool {
	return Canonical(t, Normalize(t, a)) == Canonical(t, Normalize(t, b))
}

// label returns the name of t for messages.
func label(t *schema.Type) string {
	if t.Kind == schema.Builtin || t.Wire.Local == "" {
		return "xs:" + string(t.Builtin)
	}
	return fmt.Sprintf("type %q", t.Wire.Local)
}
