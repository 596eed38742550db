// Struct tags of the fields of types.go: the one for the runtime, and those that gen.yaml asks for.

package templates

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/kontrakt-dev/kontrakt/internal/description"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// tags are the tags of the fields of one struct.
type tags struct {
	*file
	soap  map[string]contract.FieldTag // by the name of the field
	parts map[string]string            // the tags of parts beside the envelope, by the name of the field
	wires map[string]int               // how many fields have a name in documents
	taken map[string]bool              // the names in the tags so far
}

// newTags returns the tags of t, which chooses no names yet.
func (f *file) newTags(t *schema.Type) *tags {
	list := &tags{file: f, parts: map[string]string{}, wires: map[string]int{}, taken: map[string]bool{}}
	for _, part := range t.Attached {
		list.parts[part.Name] = description.PartTag(part)
	}
	for _, field := range t.Fields() {
		list.wires[field.Wire.Local]++
	}
	if f.g.api.SOAP != nil {
		list.soap = f.g.description.Tags[t]
	}
	return list
}

// withOmitempty are the keys of tags whose packages know the word omitempty.
var withOmitempty = []string{"bson", "cbor", "dynamodbav", "firestore", "json", "msgpack", "toml", "yaml"}

// of returns the tags of the field called name as Go source, "" for none. wire is its name in documents. isStruct says
// that its values are structs, which the word omitempty of encoding/json does not omit.
func (t *tags) of(name, wire string, isOptional, isStruct bool) string {
	var list []string
	if tag, ok := t.soap[name]; ok {
		list = append(list, t.soapTag(tag))
	}
	if tag, ok := t.parts[name]; ok {
		list = append(list, tag)
	}
	value := t.name(name, wire)
	for _, key := range t.g.api.Tags {
		value := value
		switch {
		case !isOptional || !slices.Contains(withOmitempty, key):
		case key == "json" && isStruct:
			value += ",omitzero"
		default:
			value += ",omitempty"
		}
		list = append(list, key+":"+strconv.Quote(value))
	}
	return tagLiteral(list...)
}

// name returns the name in the tags of a field: wire, or the field's own name if tags cannot have wire. Of several
// fields with one wire, such as an element and an attribute, the one that Go calls so has it: packages such as
// encoding/json leave out fields that share a name.
func (t *tags) name(name, wire string) string {
	isOdd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.", r)
	}
	if wire == "" || wire == "-" || strings.ContainsFunc(wire, isOdd) ||
		t.wires[wire] > 1 && schema.Identifier(wire) != name {
		wire = name
	}
	for t.taken[wire] {
		wire += "_"
	}
	t.taken[wire] = true
	return wire
}

// soapTag returns the tag of a field for the runtime.
func (f *file) soapTag(tag contract.FieldTag) string {
	text := tag.String()
	if parsed, err := contract.ParseFieldTag(text); err != nil || parsed.String() != text {
		f.err = cmp.Or(f.err, fmt.Errorf("the runtime does not understand the tag %q: %w", text, err))
	}
	return "soap:" + strconv.Quote(text)
}

// tagLiteral returns tags as Go source, "" for none.
func tagLiteral(tags ...string) string {
	literal := strings.Join(tags, " ")
	switch {
	case literal == "":
		return ""
	case strconv.CanBackquote(literal):
		return " `" + literal + "`"
	}
	return " " + strconv.Quote(literal)
}
