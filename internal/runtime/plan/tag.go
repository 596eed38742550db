// Tags, stored as they are written.

package plan

// maxBlock is the length of the longest tag that is copied as a block.
const maxBlock = 32

// Tag is a start or end tag, or several in a row, as written.
type Tag struct {
	text  string
	block [maxBlock]byte // the beginning of text
}

func newTag(text string) Tag {
	t := Tag{text: text}
	copy(t.block[:], text)
	return t
}

// AppendTo appends t to b. A short tag is copied as a whole block, which needs no call. The rest of the block is beyond
// the end of b.
func (t *Tag) AppendTo(b []byte) []byte {
	n := len(b)
	if len(t.text) > maxBlock || cap(b)-n < maxBlock {
		return append(b, t.text...)
	}
	*(*[maxBlock]byte)(b[n : n+maxBlock]) = t.block
	return b[:n+len(t.text)]
}

// OpenTag appends the start tag of f without its end, so that attributes can follow.
func (f *Field) OpenTag(b []byte) []byte {
	b = f.Start.AppendTo(b)
	return b[:len(b)-len(">")]
}
