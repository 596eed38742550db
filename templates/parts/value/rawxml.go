// RawXML: content that the contract leaves open.

package value

// RawXML is the content of an element as it stands in its document: markup, character data and references. It is
// written as it is, so it must be well-formed and trusted.
type RawXML string
