// Qualified names as values of XML: xs:QName and xsi:type. Their prefixes mean what is in scope where they are written.

package runtime

import (
	"errors"
	"slices"
	"strings"
)

// QName is a name in a namespace; Space is "" for a name in none.
type QName struct {
	Space, Local string
}

// QName takes what Text takes and returns it as an xs:QName (XSD Part 2, section 3.2.18). Without a prefix it belongs
// to the default namespace.
func (d *XMLDecoder) QName() QName {
	scope := d.bindings // outlives the element, whose own declarations count
	return takeValue(d, func(s string) (QName, error) { return parseQName(s, scope) })
}

// TypeName returns the type that the pending element names by xsi:type (XSD Part 1, section 2.6.1): the index of its
// namespace, -1 for one that is not in the namespace table, and its local name; -1 and "" where the element has no such
// attribute.
func (d *XMLDecoder) TypeName() (ns int, local string) {
	name := d.TypeQName()
	if name == (QName{}) {
		return -1, ""
	}
	return slices.Index(d.namespaces, name.Space), name.Local
}

// parseQName parses a name with or without a prefix, of those that scope binds.
func parseQName(s string, scope []binding) (QName, error) {
	prefix, local, prefixed := strings.Cut(s, ":")
	if !prefixed {
		prefix, local = "", s
	}
	if !isNCName(local) || prefixed && !isNCName(prefix) {
		return QName{}, errors.New(quote(s) + " is not a qualified name")
	}
	b, ok := lookup(scope, prefix)
	if !ok {
		return QName{}, errors.New("the prefix of " + quote(s) + " is not declared")
	}
	return QName{b.uri, local}, nil
}

// AppendQName appends q as the content of an element to b, which ends after the element's name: a declaration of the
// prefix _q for its namespace, the end of the start tag, and the name. What is no name in XML is refused (see
// [Refuse]).
func AppendQName(b []byte, q QName) []byte {
	b, prefix := q.declare(b, "_q")
	return append(append(append(b, '>'), prefix...), q.Local...)
}

// AppendQNameAttr appends q as the value of the attribute name to b, which ends inside of a start tag. The prefix that
// is declared for its namespace is made from name, so that several attributes of an element have one each. What is no
// name in XML is refused (see [Refuse]).
func AppendQNameAttr(b []byte, name string, q QName) []byte {
	b, prefix := q.declare(b, "_q."+strings.ReplaceAll(name, ":", "."))
	b = append(append(append(b, ' '), name...), `="`...)
	return append(append(append(b, prefix...), q.Local...), '"')
}

// declare appends a declaration of prefix for q's namespace to b and returns what the name is to be prefixed with.
func (q QName) declare(b []byte, prefix string) (declared []byte, prefixed string) {
	switch {
	case !isNCName(q.Local) || q.Space == xmlnsNamespace:
		return Refuse(b, "the value is not a qualified name (xs:QName)"), ""
	case q.Space == "":
		return b, ""
	}
	b, prefix = appendDeclaration(b, prefix, q.Space)
	return b, prefix + ":"
}
