// Attr: any attribute.

package value

// Attr is an attribute that the contract allows without a name.
type Attr struct {
	Space string // the namespace, "" for none
	Name  string
	Value string
}
