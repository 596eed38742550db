// QName: a qualified name.

package value

// QName is a name in a namespace (XSD Part 2, section 3.2.18). Prefixes are none of its business.
type QName struct {
	Space string // the namespace, or ""
	Local string
}
