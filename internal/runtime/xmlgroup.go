// Groups of elements: choices, and groups that repeat.

package runtime

import (
	"unsafe"
)

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

// Item returns the item that the element at hand belongs to, in a group that repeats: the last of items, or a new one
// where that has got beyond the element. place is the element's place in the group, from 1, and first the place that
// its alternative begins at, which is 1 outside of choices; repeats says that the element may occur several times in
// one item. at keeps how far the last item has got.
func Item[T any](d *XMLDecoder, items *[]T, at *int, place, first int, repeats bool) *T {
	last := len(*items) - 1
	anew := last < 0 || *at < first || place < *at || place == *at && !repeats
	*at = place
	if anew {
		return NewItem(d, items)
	}
	return &(*items)[last]
}

// Place is where an element can stand in a group that repeats, from 1, and where the alternative that it then belongs
// to begins.
type Place struct{ At, First int }

// SharedItem is Item for an element that stands in several alternatives of the group: it goes on with the alternative
// that the last item has begun, or begins the item of one.
func SharedItem[T any](d *XMLDecoder, items *[]T, at *int, repeats bool, places ...Place) *T {
	begun := places[0]
	for _, p := range places {
		switch {
		case len(*items) > 0 && *at >= p.First && (p.At > *at || p.At == *at && repeats):
			return Item(d, items, at, p.At, p.First, repeats)
		case p.At == p.First:
			begun = p
		}
	}
	*at = 0
	return Item(d, items, at, begun.At, 1, repeats)
}

// DecodeXML reads doc, a document whose element has the given name in the namespace that ns stands for in namespaces.
// decode takes that element. Nothing of doc is kept. Every error is an *Error of kind ErrContent.
func DecodeXML(doc []byte, namespaces []string, ns int, name string, decode func(*XMLDecoder)) error {
	d := borrowXMLDecoder(unsafe.String(unsafe.SliceData(doc), len(doc)), "", namespaces)
	defer d.release()
	d.borrowed = true
	if d.Child() {
		if d.NS == ns && d.Name() == name {
			decode(d)
		} else {
			d.Failf("%.40s where %s of namespace %q is expected", d.Name(), name, namespaces[ns])
		}
	}
	if err := d.Close(); err != nil {
		return &Error{Kind: ErrContent, Operation: "DecodeXML", Err: err}
	}
	return nil
}
