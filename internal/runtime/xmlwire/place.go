// Places in a document, for messages about it.

package xmlwire

// Document returns the text that [Decoder.Offset] is an offset of: the document in UTF-8, with line feeds as line ends. It
// is empty after an error.
func (d *Decoder) Document() string { return d.doc }

// Offset returns the offset of the start tag of the element that Child moved to or left last.
func (d *Decoder) Offset() int { return max(0, d.tagStart()) }
