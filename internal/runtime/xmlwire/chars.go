// Characters: which ones XML allows, in content and in names, and which one a reference stands for.

package xmlwire

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// xmlSpace is white space (XML 1.0, production 3).
const xmlSpace = " \t\r\n"

func isXMLSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// isXMLChar reports whether XML allows r (XML 1.0, production 2).
func isXMLChar(r rune) bool {
	return r >= ' ' && r < 0xd800 || r >= 0xe000 && r <= unicode.MaxRune && r&^1 != 0xfffe ||
		r == '\n' || r == '\t' || r == '\r'
}

// checkXMLChars returns the offset of the first byte of s that begins no allowed character, or -1, and whether there is
// a carriage return before it.
func checkXMLChars(s string) (bad int, hasCR bool) {
	for i := 0; i < len(s); {
		for len(s)-i >= 32 {
			block := s[i : i+32]
			a, b, c, d := wire.Word(block, 0), wire.Word(block, 8), wire.Word(block, 16), wire.Word(block, 24)
			if wire.MarksUnplain(a)|wire.MarksUnplain(b)|wire.MarksUnplain(c)|wire.MarksUnplain(d) != 0 &&
				marksSpecial(a)|marksSpecial(b)|marksSpecial(c)|marksSpecial(d) != 0 {
				break
			}
			i += 32
		}
		if len(s)-i >= 8 {
			marks := marksSpecial(wire.Word(s, i))
			if marks == 0 {
				i += 8
				continue
			}
			i += wire.FirstMark(marks)
		}
		if i == len(s) {
			break
		}
		n := 1
		if c := s[i]; c == '\r' {
			hasCR = true
		} else if c < ' ' || c >= utf8.RuneSelf {
			if n = xmlCharLen(s[i:]); n == 0 {
				return i, hasCR
			}
		}
		i += n
	}
	return -1, hasCR
}

// marksSpecial marks the bytes of a word that are not printable ASCII, DEL or line feeds. Above a non-ASCII byte, it
// may mark others too.
func marksSpecial(w uint64) uint64 {
	// Added to an ASCII byte, sevenBits carries into the highest bit unless the byte is 0.
	const sevenBits = wire.HighBits - wire.LowBits
	printable := w + (0x80-' ')*wire.LowBits
	noLineFeed := (w ^ '\n'*wire.LowBits) + sevenBits
	return (w | (^printable & noLineFeed)) & wire.HighBits
}

// xmlCharLen returns the length of the allowed character that s, not empty, begins with; 0 if it begins with none.
func xmlCharLen(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && n == 1 || !isXMLChar(r) {
		return 0
	}
	return n
}

// describeBadChar returns what is wrong with the first character of s, for which xmlCharLen is 0.
func describeBadChar(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if len(s) >= 3 && s[0] == 0xed && 0xa0 <= s[1] && s[1] < 0xc0 && s[2]&0xc0 == 0x80 {
		r, n = 0xd000|rune(s[1]&0x3f)<<6|rune(s[2]&0x3f), 3 // half of a surrogate pair
	}
	if r == utf8.RuneError && n == 1 {
		return fmt.Sprintf("byte 0x%02X is not UTF-8", s[0])
	}
	return fmt.Sprintf("character %U is not allowed in XML", r)
}

// normalizeLineEnds makes every line end a single LF (XML 1.0, section 2.11).
func normalizeLineEnds(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// Classes of ASCII characters in a name without a colon.
const (
	nameChar = 1 << iota
	nameStart
)

var asciiNames = func() (class [256]uint8) {
	for c := 'a'; c <= 'z'; c++ {
		class[c], class[unicode.ToUpper(c)] = nameStart|nameChar, nameStart|nameChar
	}
	for c := '0'; c <= '9'; c++ {
		class[c] = nameChar
	}
	class['_'], class['-'], class['.'] = nameStart|nameChar, nameChar, nameChar
	return class
}()

// asciiNameEnd returns the offset after the ASCII name characters from p on.
func asciiNameEnd(s string, p int) int {
	for p < len(s) && asciiNames[s[p]] != 0 {
		p++
	}
	return p
}

// marksNoLetter marks the bytes of a word that are not ASCII letters.
func marksNoLetter(w uint64) uint64 {
	const sevenBits = wire.HighBits - wire.LowBits
	lower := (w | 0x20*wire.LowBits) & sevenBits
	fromA := lower + (0x80-'a')*wire.LowBits
	beyondZ := lower + (0x80-'z'-1)*wire.LowBits
	return (w | beyondZ | ^fromA) & wire.HighBits
}

// nameStarts are the non-ASCII characters that may begin a name (XML 1.0, production 4).
var nameStarts = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0xc0, Hi: 0xd6, Stride: 1}, {Lo: 0xd8, Hi: 0xf6, Stride: 1}, {Lo: 0xf8, Hi: 0x2ff, Stride: 1},
		{Lo: 0x370, Hi: 0x37d, Stride: 1}, {Lo: 0x37f, Hi: 0x1fff, Stride: 1}, {Lo: 0x200c, Hi: 0x200d, Stride: 1},
		{Lo: 0x2070, Hi: 0x218f, Stride: 1}, {Lo: 0x2c00, Hi: 0x2fef, Stride: 1}, {Lo: 0x3001, Hi: 0xd7ff, Stride: 1},
		{Lo: 0xf900, Hi: 0xfdcf, Stride: 1}, {Lo: 0xfdf0, Hi: 0xfffd, Stride: 1},
	},
	R32: []unicode.Range32{{Lo: 0x10000, Hi: 0xeffff, Stride: 1}},
}

// nameExtras are the non-ASCII characters that may only follow in a name (XML 1.0, production 4a).
var nameExtras = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0xb7, Hi: 0xb7, Stride: 1}, {Lo: 0x300, Hi: 0x36f, Stride: 1}, {Lo: 0x203f, Hi: 0x2040, Stride: 1},
	},
}

// nameEnd returns the offset after the name without a colon (NCName) at p; p if there is none.
func nameEnd(s string, p int) int {
	i := p
	for i < len(s) {
		if s[i] < utf8.RuneSelf {
			class := asciiNames[s[i]]
			if class == 0 || i == p && class&nameStart == 0 {
				break
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.Is(nameStarts, r) && (i == p || !unicode.Is(nameExtras, r)) {
			break
		}
		i += n
	}
	return i
}

// IsNCName reports whether s is a name without a colon (Namespaces in XML 1.0, production 4).
func IsNCName(s string) bool { return s != "" && nameEnd(s, 0) == len(s) }

// cutReference returns the character of the reference at the beginning of s, and the length of the reference; 0 if
// there is none. Only the predefined entities are known (XML 1.0, sections 4.1 and 4.6).
func cutReference(s string) (r rune, length int) {
	end := strings.IndexByte(s, ';')
	if end < 2 {
		return 0, 0
	}
	name := s[1:end]
	switch name {
	case "lt":
		return '<', end + 1
	case "gt":
		return '>', end + 1
	case "amp":
		return '&', end + 1
	case "quot":
		return '"', end + 1
	case "apos":
		return '\'', end + 1
	}
	digits, base := strings.TrimPrefix(name, "#"), 10
	if digits == name {
		return 0, 0
	}
	if digits[0:min(1, len(digits))] == "x" {
		digits, base = digits[1:], 16
	}
	code, err := strconv.ParseUint(digits, base, 31)
	if err != nil || !isXMLChar(rune(code)) {
		return 0, 0
	}
	return rune(code), end + 1
}
