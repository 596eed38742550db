// Encoding of text and attribute values.

package xmlwire

import (
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// AppendText appends s to b as character data. A character that XML does not allow is refused (see [wire.Refuse]).
func AppendText(b []byte, s string) []byte {
	from, n := len(b), len(s)
	if cap(b)-from < n {
		b = slices.Grow(b, n)
	}
	b = b[:from+n]

	// The text is copied and checked in words, some of which overlap.
	var bits, special uint64 // of all bytes
	if to := b[from:]; n >= 8 {
		bits = wire.Word(s, n-8)
		special = specialXMLBits(bits)
		binary.LittleEndian.PutUint64(to[n-8:], bits)
		for rest := s; len(rest) > 8 && len(to) > 8; rest, to = rest[8:], to[8:] {
			w := wire.Word(rest, 0)
			bits |= w
			special |= specialXMLBits(w)
			binary.LittleEndian.PutUint64(to, w)
		}
	} else if n >= 4 {
		first, last := wire.HalfWord(s, 0), wire.HalfWord(s, n-4)
		bits = uint64(first) | uint64(last)<<32
		special = specialXMLBits(bits)
		binary.LittleEndian.PutUint32(to, first)
		binary.LittleEndian.PutUint32(to[n-4:], last)
	} else if n > 0 {
		first, middle, last := s[0], s[n/2], s[n-1]
		bits = uint64(first) | uint64(middle)<<8 | uint64(last)<<16
		special = specialXMLBits(bits | (' '*wire.LowBits)&^0xffffff)
		to[0], to[n/2], to[n-1] = first, middle, last
	}
	if special&wire.HighBits != 0 || bits&wire.HighBits != 0 && !isXMLText(s) {
		return appendXMLEscaped(b[:from], s, textEscapes)
	}
	return b
}

// isXMLText reports whether s has no characters that XML does not allow. Its ASCII characters must be allowed ones. It
// may return false for a few allowed characters, too.
func isXMLText(s string) bool {
	const beginsFFFE = 0xef // and U+FFFF, among others
	return utf8.ValidString(s) && strings.IndexByte(s, beginsFFFE) < 0
}

// AppendAttr appends s to b as the value of an attribute in double quotes. Tabs and line ends are escaped, because a
// reader would turn them into spaces. A character that XML does not allow is refused (see [wire.Refuse]).
func AppendAttr(b []byte, s string) []byte {
	return appendXMLEscaped(b, s, attributeEscapes)
}

// specialXMLBits marks the ASCII bytes of a word that may need an escape, tabs and line ends among them, by the highest
// bit, like [wire.MarksOf]. The other bits have no meaning.
func specialXMLBits(w uint64) uint64 {
	// A byte is zero for < or >, and for &; '<'|2 is '>'.
	angle, ampersand := (w|0x02*wire.LowBits)^'>'*wire.LowBits, w^'&'*wire.LowBits
	return ((w - ' '*wire.LowBits) | (angle - wire.LowBits) | (ampersand - wire.LowBits)) &^ w
}

// examine marks the bytes in an escape table that need a closer look: non-ASCII bytes and control characters.
const examine = "?"

// textEscapes are the escapes of bytes in character data; "" for none. '>' is escaped because of "]]>".
var textEscapes = func() *[256]string {
	var escapes [256]string
	for c := range escapes {
		if c < ' ' || c >= utf8.RuneSelf {
			escapes[c] = examine
		}
	}
	escapes['\t'], escapes['\n'], escapes['\r'] = "", "", "&#xD;"
	escapes['&'], escapes['<'], escapes['>'] = "&amp;", "&lt;", "&gt;"
	return &escapes
}()

// attributeEscapes are the escapes of bytes in attribute values.
var attributeEscapes = func() *[256]string {
	escapes := *textEscapes
	escapes['\t'], escapes['\n'], escapes['"'] = "&#x9;", "&#xA;", "&#34;"
	return &escapes
}()

// appendXMLEscaped appends s with its bytes escaped, up to the first character that XML does not allow.
func appendXMLEscaped(b []byte, s string, escapes *[256]string) []byte {
	start := 0
	for i := 0; i < len(s); {
		escape := escapes[s[i]]
		if escape == "" {
			i++
			continue
		}
		if escape == examine {
			n := xmlCharLen(s[i:])
			if n == 0 {
				return wire.Refuse(append(b, s[start:i]...), describeBadChar(s[i:]))
			}
			i += n
			continue
		}
		b = append(append(b, s[start:i]...), escape...)
		i++
		start = i
	}
	return append(b, s[start:]...)
}
