// Any: an element whose content the contract leaves open.

package value

// Any is an element whose attributes and content the contract leaves open (xs:anyType).
type Any struct {
	Type       QName // what xsi:type says; zero where it says nothing
	Attributes []Attr
	Content    RawXML
}
