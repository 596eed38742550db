// Checking UTF-8, eight bytes at a time.

package runtime

import "unicode/utf8"

// validUTF8 is utf8.ValidString for text that mostly has short characters.
func validUTF8(s string) bool { return hasShortChars(s) || utf8.ValidString(s) }

// hasShortChars reports whether s is UTF-8 whose characters have one or two bytes, as in German: it looks at words,
// without a branch for each character.
func hasShortChars(s string) bool {
	if s == "" {
		return true
	}
	n, w := len(s), shortWord(s)
	faults := pairFaults(w<<8, w)
	for i := 8; i < n-8; i += 8 {
		faults |= pairFaults(word(s, i-1), word(s, i))
	}
	if n > 8 {
		faults |= pairFaults(word(s, n-9), word(s, n-8))
	}
	return faults == 0 && s[n-1] < 0xC0
}

// pairFaults marks the bytes of after that must not follow those at the same places of before, in text whose characters
// have one or two bytes. The two words are the same text, but for one byte at either end.
func pairFaults(before, after uint64) uint64 {
	first := before & (before << 1)                     // marks 11xxxxxx
	next := after &^ (after << 1)                       // marks 10xxxxxx
	overlong := ^(before&(0x1e*lowBits) + 0x7e*lowBits) // marks xxx0000x: one byte is enough for such a character
	return (first ^ next | first&(before<<2|overlong)) & highBits
}
