// Tests of tags.

package plan

import (
	"bytes"
	"strings"
	"testing"
)

// TestTagAppend: a tag of every length is appended to buffers of every length and capacity as append does, and nothing
// before it changes.
func TestTagAppend(t *testing.T) {
	for length := range 2*maxBlock + 2 {
		text := strings.Repeat("<Größe>", 10)[:length]
		tag := newTag(text)
		for used := range 10 {
			for room := range 2*maxBlock + 8 {
				b := make([]byte, used, used+room)
				for i := range b {
					b[i] = byte('a' + i)
				}
				want := append(bytes.Clone(b), text...)
				if got := tag.AppendTo(b); !bytes.Equal(got, want) {
					t.Fatalf("%d bytes behind %d with room for %d: %q, want %q", length, used, room, got, want)
				}
			}
		}
	}
}
