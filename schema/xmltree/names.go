// Names: valid names, and the rules for declarations and references that XML Schema and WSDL share.

package xmltree

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// ncName matches a name without a prefix (Namespaces in XML 1.0, production 4), except for a few rare characters.
var ncName = regexp.MustCompile(`^[\pL_][\pL\pM\pN_.·-]*$`)

// maxName bounds the bytes of a name, which is repeated all over a client.
const maxName = 500

// NameFault returns what is wrong with name as a name without a prefix, "" if it is valid.
func NameFault(name string) string {
	switch {
	case len(name) > maxName:
		return fmt.Sprintf("a name has more than %d bytes: shorten it", maxName)
	case !ncName.MatchString(name):
		return fmt.Sprintf("%q is not an xml name: use letters, digits, '_', '-' and '.'", name)
	}
	return ""
}

// IsTrue reports whether text is true as a boolean (XSD Part 2, section 3.2.2).
func IsTrue(text string) bool { return text == "true" || text == "1" }

// Declarations are the elements that declare names, by kind and name.
type Declarations map[declaredName]*Node

type declaredName struct {
	kind string
	name schema.QName
}

// Add notes that n declares name, and reports whether that is its first declaration, which counts. A second declaration
// is ignored, with a warning if it differs from the first: copies of one schema are common.
func (d Declarations) Add(ds *schema.Diagnostics, kind string, name schema.QName, n *Node) bool {
	key := declaredName{kind, name}
	first, isDeclared := d[key]
	if !isDeclared {
		d[key] = n
		return true
	}
	if !n.Equal(first) {
		ds.Warnf(n.AttrPos("name"), "%s %q is declared differently at %s, which counts: this declaration is ignored",
			kind, name.Local, first.AttrPos("name"))
	}
	return false
}

// Lookup returns the declaration of name, or the zero value if there is none. text is the reference as the document
// spells it, at pos. If it has no prefix and the default namespace does not declare it, it is looked up in the
// namespace own, which its author must have meant, and a warning says so.
func Lookup[D comparable](
	ds *schema.Diagnostics, declared map[schema.QName]D, name schema.QName, own, text string, pos schema.Pos,
) D {
	var none D
	if found := declared[name]; found != none || strings.Contains(text, ":") {
		return found
	}
	found := declared[schema.QName{Space: own, Local: name.Local}]
	if found != none {
		ds.Warnf(pos, "%q has no prefix, and the default namespace has nothing of that name: it is taken to be in "+
			"namespace %q; write its prefix", text, own)
	}
	return found
}
