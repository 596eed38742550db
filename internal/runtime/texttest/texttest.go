// Random texts for tests of scanners and encoders.

package texttest

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// LongestText is the length up to which the tests try every one: five words.
const LongestText = 40

// EachByteAnywhere calls check with texts of every length up to longest: of ASCII with every byte at every place, and
// of longer characters, which may be cut at both ends, with one byte of each kind at every place.
func EachByteAnywhere(longest int, check func(s string)) {
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

// RandomTexts calls check with n texts of up to longest bytes, most of which are of the given pieces.
func RandomTexts(n, longest int, pieces []string, check func(s string)) {
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

// CheckMarks checks marksIn, which marks the bytes of a word that have a property: the lowest byte that is marked is
// the first one that has it, and no byte is marked if none has.
func CheckMarks(t *testing.T, name string, marksIn func(uint64) uint64, has func(c byte) bool) {
	check := func(s string) {
		want := slices.IndexFunc([]byte(s), has)
		marks, got := marksIn(binary.LittleEndian.Uint64([]byte(s))), -1
		if marks != 0 {
			got = bits.TrailingZeros64(marks) / 8
		}
		if got != want || marks&^0x8080808080808080 != 0 {
			t.Fatalf("%s: %q is marked at %d (%x), not at %d", name, s, got, marks, want)
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
