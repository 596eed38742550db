// Attr: an attribute that the contract does not name.

package value

// Attr is an attribute that the contract does not name but allows.
type Attr struct {
	Space string // the namespace, or ""
	Name  string
	Value string
}
