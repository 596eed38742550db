// The arithmetic on words against naive twins that look at one byte at a time: every byte at every place, beside every
// other byte.

package wire

import (
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/texttest"
)

func TestMarks(t *testing.T) {
	for _, test := range []struct {
		name  string
		marks func(uint64) uint64
		has   func(c byte) bool
	}{
		{"marksOf 'x'", func(w uint64) uint64 { return MarksOf(w, 'x') }, func(c byte) bool { return c == 'x' }},
		{"marksOf 0", func(w uint64) uint64 { return MarksOf(w, 0) }, func(c byte) bool { return c == 0 }},
		{"marksOf 0xff", func(w uint64) uint64 { return MarksOf(w, 0xff) }, func(c byte) bool { return c == 0xff }},
		{"marksUnplain", MarksUnplain, func(c byte) bool { return c < ' ' || c >= 0x80 }},
		{"marksBlank", MarksBlank, func(c byte) bool { return c <= ' ' }},
	} {
		texttest.CheckMarks(t, test.name, test.marks, test.has)
	}
}

func TestWord(t *testing.T) {
	const text = "\x01\x82\x03\xf4\x05\x06\x07\xff\x09\x0a\x0b\x0c"
	naive := func(s string) (w uint64) {
		for i := range min(8, len(s)) {
			w |= uint64(s[i]) << (8 * i)
		}
		return w
	}
	for i := range len(text) {
		for n := range len(text) - i + 1 {
			s := text[i : i+n]
			if n >= 8 && Word(text, i) != naive(s) {
				t.Errorf("word of %q is %x", s, Word(text, i))
			}
			if n >= 4 && uint64(HalfWord(text, i)) != naive(s[:4]) {
				t.Errorf("halfWord of %q is %x", s, HalfWord(text, i))
			}
		}
	}
}
