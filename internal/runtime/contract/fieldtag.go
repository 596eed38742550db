// Struct tags: which part of a document a field of a generated struct is.

package contract

import (
	"fmt"
	"strconv"
	"strings"
)

// FieldRole is the kind of a field.
type FieldRole uint8

// The roles of fields.
const (
	ElementField    FieldRole = iota
	AttributeField            // an attribute
	ValueField                // the character content of a type with simple content
	WildcardField             // elements that the contract leaves open, as markup (xs:any)
	AttributesField           // attributes that the contract leaves open (xs:anyAttribute)
	MixedField                // the whole content, as markup
	GroupField                // the occurrences of a repeated group
	NilField                  // whether the element of another field is present and nil
)

// roles are the words for roles in tags.
var roles = map[string]FieldRole{"attr": AttributeField, "value": ValueField, "any": WildcardField,
	"attrs": AttributesField, "mixed": MixedField, "group": GroupField, "nil": NilField}

// FieldTag is the tag of a field.
type FieldTag struct {
	Name     string // in documents, with its prefix; for a NilField, the Go name of the other field
	Role     FieldRole
	Type     string   // a simple type: built in, or in Types; "" for that of the Go type
	Of       string   // a struct of Types.Structs, if the Go type does not tell it
	Optional bool     // it may be absent; not set for pointers and slices
	Required bool     // a pointer that must be set
	Nillable bool     // it may have xsi:nil
	Secret   bool     // no error may show its value
	Response bool     // a header block of the response
	Own      bool     // its Go type is one of the program, which converts itself from and to text
	Referred bool     // an attachment beside the document, which has the URL of the part (swaRef)
	Min, Max int      // elements of a slice; a Max of -1 means no limit
	Spaces   []string // prefixes of the namespaces of a wildcard, "-" for none: all others are allowed,
	Listed   bool     // or only these
	Default  *string  // the value of an absent attribute, or of an empty element
	Fixed    *string  // Default, if no other value is valid
}

// ParseFieldTag parses a tag: the name in documents, then words after commas. The words are the roles attr, value, any,
// attrs, mixed, group and nil; optional, required, nillable, secret, response, own and referred; type=, of=, min=, max=; for wildcards
// only= and but=, with prefixes separated by spaces; and default= or fixed=, up to the end of the tag.
func ParseFieldTag(tag string) (FieldTag, error) {
	t := FieldTag{Max: -1}
	name, rest, more := strings.Cut(tag, ",")
	t.Name = name
	for more {
		if value, ok := strings.CutPrefix(rest, "default="); ok {
			t.Default = &value
			break
		}
		if value, ok := strings.CutPrefix(rest, "fixed="); ok {
			t.Default, t.Fixed = &value, &value
			break
		}
		var word string
		word, rest, more = strings.Cut(rest, ",")
		if err := t.set(word); err != nil {
			return t, fmt.Errorf("%w in the tag %q", err, tag)
		}
	}
	return t, nil
}

// set parses one word of a tag.
func (t *FieldTag) set(word string) (err error) {
	key, value, _ := strings.Cut(word, "=")
	if role, ok := roles[word]; ok && t.Role == ElementField {
		t.Role = role
		return nil
	}
	switch key {
	case "optional":
		t.Optional = true
	case "required":
		t.Required = true
	case "nillable":
		t.Nillable = true
	case "secret":
		t.Secret = true
	case "response":
		t.Response = true
	case "own":
		t.Own = true
	case "referred":
		t.Referred = true
	case "type":
		t.Type = value
	case "of":
		t.Of = value
	case "min":
		t.Min, err = strconv.Atoi(value)
	case "max":
		t.Max, err = strconv.Atoi(value)
	case "only":
		t.Spaces, t.Listed = strings.Fields(value), true
	case "but":
		t.Spaces = strings.Fields(value)
	default:
		err = fmt.Errorf("unknown word %q", word)
	}
	return err
}

// String returns t in the syntax of ParseFieldTag.
func (t FieldTag) String() string {
	words := []string{t.Name}
	add := func(ok bool, word string) {
		if ok {
			words = append(words, word)
		}
	}
	for word, role := range roles {
		add(role == t.Role, word)
	}
	add(t.Type != "", "type="+t.Type)
	add(t.Of != "", "of="+t.Of)
	add(t.Optional, "optional")
	add(t.Required, "required")
	add(t.Nillable, "nillable")
	add(t.Secret, "secret")
	add(t.Response, "response")
	add(t.Own, "own")
	add(t.Referred, "referred")
	add(t.Min != 0, "min="+strconv.Itoa(t.Min))
	add(t.Max != -1, "max="+strconv.Itoa(t.Max))
	add(t.Listed, "only="+strings.Join(t.Spaces, " "))
	add(!t.Listed && len(t.Spaces) > 0, "but="+strings.Join(t.Spaces, " "))
	switch {
	case t.Fixed != nil:
		add(true, "fixed="+*t.Fixed)
	case t.Default != nil:
		add(true, "default="+*t.Default)
	}
	return strings.Join(words, ",")
}

// Word returns the word for r in tags, "" for an element.
func (r FieldRole) Word() string {
	for word, role := range roles {
		if role == r {
			return word
		}
	}
	return ""
}
