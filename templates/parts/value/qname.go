// QName: a qualified name.

package value

// QName is a qualified name, without a prefix (XSD Part 2, section 3.2.18).
type QName struct {
	Space string // the namespace, "" for none
	Local string
}
