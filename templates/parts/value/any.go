// Any: an element whose content the contract leaves open.

package value

import "github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"

// Any is an element with any attributes and content (xs:anyType).
type Any struct {
	Type       QName // the name in xsi:type; zero if there is none
	Attributes []Attr
	Content    RawXML
}

// NewAny returns value, a pointer to a struct of this package whose type has a name in the contract, as an Any. The
// error is of kind [ErrInvalid].
func NewAny(value any) (Any, error) {
	v, err := contractTypes.EncodeAny(value)
	a := Any{Type: QName(v.Type), Content: RawXML(v.Content)}
	for _, attr := range v.Attributes {
		a.Attributes = append(a.Attributes, Attr(attr))
	}
	return a, fail(err)
}

// Decode returns a as a value of a.Type: a pointer to the struct of a type of the contract or, for a built-in type of
// XML Schema, a string, bool, number or []byte; dates are strings. The error is of kind [ErrContent].
func (a Any) Decode() (any, error) {
	v := xmlwire.AnyValue{Type: xmlwire.QName(a.Type), Content: string(a.Content)}
	for _, attr := range a.Attributes {
		v.Attributes = append(v.Attributes, xmlwire.Attr(attr))
	}
	value, err := contractTypes.DecodeAny(v)
	return value, fail(err)
}
