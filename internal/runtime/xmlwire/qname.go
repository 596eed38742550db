// Qualified names as values: xs:QName and xsi:type. Their prefixes are those in scope.

package xmlwire

import (
	"errors"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// QName is a qualified name; Space is "" for no namespace.
type QName struct {
	Space, Local string
}

// String returns {namespace}local, or the local name alone.
func (q QName) String() string {
	if q.Space == "" {
		return q.Local
	}
	return "{" + q.Space + "}" + q.Local
}

// Scope is the prefixes that are declared at a place in a document, innermost last.
type Scope []binding

// Scope returns the prefixes that are declared for the current element. It stays valid after the element.
func (d *Decoder) Scope() Scope { return d.bindings }

// QName parses a name with or without a prefix in scope.
func (scope Scope) QName(s string) (QName, error) {
	prefix, local, prefixed := strings.Cut(s, ":")
	if !prefixed {
		prefix, local = "", s
	}
	if !IsNCName(local) || prefixed && !IsNCName(prefix) {
		return QName{}, errors.New(wire.Quote(s) + " is not a qualified name")
	}
	b, ok := lookup(scope, prefix)
	if !ok {
		return QName{}, errors.New("the prefix of " + wire.Quote(s) + " is not declared")
	}
	return QName{b.uri, local}, nil
}

// AppendQNames appends names, the content of an element, to b, which ends after the element's name: declarations of
// prefixes for their namespaces (_q, _q2, and so on), the end of the start tag, and the names. An invalid name is
// refused (see [wire.Refuse]).
func AppendQNames[T ~struct{ Space, Local string }](b []byte, names ...T) []byte {
	b, prefixes := declareSpaces(b, "", names)
	return appendPrefixed(append(b, '>'), prefixes, names)
}

// AppendQNamesAttr appends names as the value of the attribute name to b, which ends in a start tag. The prefixes of
// their namespaces are made from name, so that several attributes of an element do not share any. An invalid name is
// refused (see [wire.Refuse]).
func AppendQNamesAttr[T ~struct{ Space, Local string }](b []byte, name string, names ...T) []byte {
	b, prefixes := declareSpaces(b, "."+strings.ReplaceAll(name, ":", "."), names)
	b = append(append(append(b, ' '), name...), `="`...)
	return append(appendPrefixed(b, prefixes, names), '"')
}

// declareSpaces appends declarations for the namespaces of names to b, with prefixes that end in suffix. It returns the
// prefix and colon of each namespace.
func declareSpaces[T ~struct{ Space, Local string }](b []byte, suffix string, names []T) ([]byte, map[string]string) {
	prefixes := map[string]string{"": ""}
	for _, name := range names {
		q := QName(name)
		if _, isDeclared := prefixes[q.Space]; isDeclared {
			continue
		}
		prefix := "_q" + suffix
		if n := len(prefixes); n > 1 {
			prefix = "_q" + strconv.Itoa(n) + suffix
		}
		b, prefix = AppendDeclaration(b, prefix, q.Space)
		prefixes[q.Space] = prefix + ":"
	}
	return b, prefixes
}

// ValidQName reports whether q is a qualified name in XML.
func ValidQName[T ~struct{ Space, Local string }](q T) bool {
	name := QName(q)
	return IsNCName(name.Local) && name.Space != xmlnsNamespace
}

// appendPrefixed appends names to b, each after its prefix, separated by spaces.
func appendPrefixed[T ~struct{ Space, Local string }](b []byte, prefixes map[string]string, names []T) []byte {
	for i, name := range names {
		if !ValidQName(name) {
			return wire.Refuse(b, "the value is not a qualified name (xs:QName)")
		}
		if i > 0 {
			b = append(b, ' ')
		}
		q := QName(name)
		b = append(append(b, prefixes[q.Space]...), q.Local...)
	}
	return b
}

// AppendTypeName appends xsi:type with the name q to b, which ends in a start tag (XSD Part 1, section 2.6.1).
func AppendTypeName(b []byte, q QName) []byte {
	b = append(b, ` xmlns:xsi="`+InstanceNamespace+`"`...)
	return AppendQNamesAttr(b, "xsi:type", q)
}
