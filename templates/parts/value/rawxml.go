// RawXML: any content.

package value

// RawXML is the content of an element as it is in its document: markup, character data and references. It is sent
// unchanged, so it must be well-formed and trusted.
type RawXML string
