// Tags: how the engine writes those that it has in stock.

package plan

// maxBlock is how long a tag is that is copied as a block.
const maxBlock = 32

// Tag is a start tag or an end tag, or several behind each other, as they are written.
type Tag struct {
	text  string
	block [maxBlock]byte // what text begins with
}

func newTag(text string) Tag {
	t := Tag{text: text}
	copy(t.block[:], text)
	return t
}

// AppendTo appends t to b. A short tag is copied as a whole block, which takes no call: what is behind the tag in the
// block lies behind the end of b.
func (t *Tag) AppendTo(b []byte) []byte {
	n := len(b)
	if len(t.text) > maxBlock || cap(b)-n < maxBlock {
		return append(b, t.text...)
	}
	*(*[maxBlock]byte)(b[n : n+maxBlock]) = t.block
	return b[:n+len(t.text)]
}

// OpenTag appends the start tag of f without its end, for attributes to follow.
func (f *Field) OpenTag(b []byte) []byte {
	b = f.Start.AppendTo(b)
	return b[:len(b)-len(">")]
}
