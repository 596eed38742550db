// The arithmetic on words against naive twins that look at one byte at a time: every byte at every place, beside every
// other byte.

package runtime

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// longestText is the length up to which the tests try every one: five words.
const longestText = 40

// eachByteAnywhere calls check with texts of every length up to longest: of ASCII with every byte at every place, and
// of longer characters, which may be cut at both ends, with one byte of each kind at every place.
func eachByteAnywhere(longest int, check func(s string)) {
	const kinds = "\x00\t\n\r\x1f !\"&'/09:<=>AZ\\az\x7f\x80\xbf\xc0\xc1\xc2\xdf\xe0\xed\xef\xf0\xf4\xf5\xff"
	var all [256]byte
	for c := range all {
		all[c] = byte(c)
	}
	for length := range longest + 1 {
		for _, filling := range []string{
			strings.Repeat("a", length),
			strings.Repeat("ü", length)[:length],
			strings.Repeat("€", length+1)[1 : 1+length],
		} {
			check(filling)
			bytes := []byte(kinds)
			if strings.HasPrefix(filling, "a") {
				bytes = all[:]
			}
			text := []byte(filling)
			for place := range text {
				for _, c := range bytes {
					text[place] = c
					check(string(text))
				}
				text[place] = filling[place]
			}
		}
	}
}

// randomTexts calls check with n texts of up to longest bytes, most of which are of the given pieces.
func randomTexts(n, longest int, pieces []string, check func(s string)) {
	random := rand.New(rand.NewPCG(1, 2))
	for range n {
		var text []byte
		for length := random.IntN(longest + 1); len(text) < length; {
			switch random.IntN(8) {
			case 0:
				text = append(text, byte(random.IntN(256)))
			case 1, 2:
				text = append(text, pieces[random.IntN(len(pieces))]...)
			default:
				text = append(text, byte('a'+random.IntN(26)))
			}
		}
		check(string(text))
	}
}

// The lowest byte that is marked is the first one that has the property, and no byte is marked if none has.
func TestMarks(t *testing.T) {
	for _, test := range []struct {
		name  string
		marks func(uint64) uint64
		has   func(c byte) bool
	}{
		{"marksOf 'x'", func(w uint64) uint64 { return marksOf(w, 'x') }, func(c byte) bool { return c == 'x' }},
		{"marksOf 0", func(w uint64) uint64 { return marksOf(w, 0) }, func(c byte) bool { return c == 0 }},
		{"marksOf 0xff", func(w uint64) uint64 { return marksOf(w, 0xff) }, func(c byte) bool { return c == 0xff }},
		{"marksUnplain", marksUnplain, func(c byte) bool { return c < ' ' || c >= 0x80 }},
		{"marksUnusual", marksUnusual, func(c byte) bool { return c < ' ' && c != '\n' || c >= 0x80 }},
		{"marksBlank", marksBlank, func(c byte) bool { return c <= ' ' }},
		{"marksNoLetter", marksNoLetter, func(c byte) bool { return !isASCIILetter(c) }},
		{"marksMarkup", marksMarkup, func(c byte) bool { return strings.IndexByte("<>&", c) >= 0 }},
		{"marksSpecial", marksSpecial, func(c byte) bool { return c < ' ' || c == '"' || c == '\\' }},
		{"specialXMLBits", func(w uint64) uint64 { return specialXMLBits(w) & highBits },
			func(c byte) bool { return c < ' ' || strings.IndexByte("<>&", c) >= 0 }},
	} {
		check := func(s string) {
			want := slices.IndexFunc([]byte(s), test.has)
			marks, got := test.marks(word(s, 0)), -1
			if marks != 0 {
				got = firstMark(marks)
			}
			if got != want || marks&^highBits != 0 {
				t.Fatalf("%s: %q is marked at %d (%x), not at %d", test.name, s, got, marks, want)
			}
		}
		for _, filling := range []byte("a \n\"<\x7f\x80\xff\x00") {
			text := [8]byte{filling, filling, filling, filling, filling, filling, filling, filling}
			for i := range text {
				for j := range i + 1 {
					for c := range 256 {
						text[i] = byte(c)
						for _, other := range []int{c, c ^ 1, c ^ 2, c ^ 0x20, c ^ 0x80, c + 1, c - 1, 0, 0xff} {
							text[j] = byte(other)
							check(string(text[:]))
						}
						text[i], text[j] = filling, filling
					}
				}
			}
		}
	}
}

func isASCIILetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

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
			if n >= 8 && word(text, i) != naive(s) {
				t.Errorf("word of %q is %x", s, word(text, i))
			}
			if n >= 4 && uint64(halfWord(text, i)) != naive(s[:4]) {
				t.Errorf("halfWord of %q is %x", s, halfWord(text, i))
			}
		}
	}
}

func TestAppendIntLikeStrconv(t *testing.T) {
	check := func(v int64) {
		if got := string(AppendInt([]byte("n="), v)); got != fmt.Sprintf("n=%d", v) {
			t.Fatalf("%d is written as %s", v, got)
		}
	}
	for v := int64(-12_000); v <= 12_000; v++ {
		check(v)
	}
	for bit := range 64 {
		for d := int64(-2); d <= 2; d++ {
			check(int64(1)<<bit + d)
		}
	}
	for power := int64(1); power < 1e18; power *= 10 {
		for d := int64(-1); d <= 1; d++ {
			check(power + d)
			check(-power + d)
		}
	}
}
