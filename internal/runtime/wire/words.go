// Text eight bytes at a time, for scanners and escapers.

package wire

import "math/bits"

const (
	LowBits  = 0x0101010101010101 // the lowest bit of every byte of a word
	HighBits = 0x8080808080808080 // the highest
)

// Word returns the eight bytes of s from i on, the first of them lowest. The compiler makes this one load.
func Word(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// HalfWord is Word for four bytes.
func HalfWord(s string, i int) uint32 {
	s = s[i : i+4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// The functions below mark bytes of a word by their highest bit. The lowest mark is exact. Above it, a borrow may have
// set false marks. So a mask tells whether there is such a byte, and where the first one is.

// MarksOf marks the bytes equal to c.
func MarksOf(w uint64, c byte) uint64 {
	x := w ^ uint64(c)*LowBits
	return (x - LowBits) &^ x & HighBits
}

// MarksUnplain marks the bytes that are not printable ASCII: control characters (except DEL) and bytes of multi-byte
// characters.
func MarksUnplain(w uint64) uint64 {
	return (w | (w - ' '*LowBits)) & HighBits
}

// MarksBlank marks the bytes up to space: white space and control characters.
func MarksBlank(w uint64) uint64 { return (w - ('!' * LowBits)) &^ w & HighBits }

// FirstMark returns the index of the first marked byte. marks must not be 0.
func FirstMark(marks uint64) int { return bits.TrailingZeros64(marks) / 8 }
