// Groups of elements: choices, and groups that repeat.

package runtime

// CountSet returns how many of the alternatives of a choice are set.
func CountSet(set ...bool) int {
	n := 0
	for _, is := range set {
		if is {
			n++
		}
	}
	return n
}

// Item returns the item that the next element of a group that repeats belongs to: the last of items, or a new one where
// that has come to this element or beyond it. place is the element's place in the group, from 1; at keeps how far the last
// item has come, 0 before the first.
func Item[T any](items *[]T, at *int, place int) *T {
	if place <= *at || len(*items) == 0 {
		*items = append(*items, *new(T))
	}
	*at = place
	return &(*items)[len(*items)-1]
}

// DecodeXML reads doc, a document whose element has the given name in the namespace that ns stands for in namespaces.
// decode takes that element. Every error is an *Error of kind ErrContent.
func DecodeXML(doc string, namespaces []string, ns int, name string, decode func(*XMLDecoder)) error {
	d := NewXMLDecoder(doc, namespaces)
	if d.Child() {
		if d.NS == ns && d.Name == name {
			decode(d)
		} else {
			d.Failf("%.40s where %s of namespace %q is expected", d.Name, name, namespaces[ns])
		}
	}
	if err := d.Close(); err != nil {
		return &Error{Kind: ErrContent, Operation: "DecodeXML", Err: err}
	}
	return nil
}
