// Encoding XML: values appended as text that XML can carry.

package xmlwire

import (
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// AppendText appends s to b as character data. A character that XML cannot carry is refused (see [wire.Refuse]).
func AppendText(b []byte, s string) []byte {
	from, n := len(b), len(s)
	if cap(b)-from < n {
		b = slices.Grow(b, n)
	}
	b = b[:from+n]

	// The text is copied in words, some of which overlap, and looked at on the way.
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

// isXMLText reports whether s, whose ASCII characters XML can carry, is free of others that it cannot. It may report
// false for a few that XML can.
func isXMLText(s string) bool {
	const beginsFFFE = 0xef // and U+FFFF, among others
	return utf8.ValidString(s) && strings.IndexByte(s, beginsFFFE) < 0
}

// AppendAttr appends s to b as the value of an attribute between double quotes, where tabs and line ends would be
// read as spaces if they were not escaped. A character that XML cannot carry is refused (see [wire.Refuse]).
func AppendAttr(b []byte, s string) []byte {
	return appendXMLEscaped(b, s, attributeEscapes)
}

// specialXMLBits marks the bytes of a word that are not plain in XML, tabs and line ends among them, as [wire.MarksOf]
// does; what is not ASCII it does not mark. Other bits mean nothing.
func specialXMLBits(w uint64) uint64 {
	angle, ampersand := (w|0x02*wire.LowBits)^'>'*wire.LowBits, w^'&'*wire.LowBits // zero where there is one; '<'|2 is '>'
	return ((w - ' '*wire.LowBits) | (angle - wire.LowBits) | (ampersand - wire.LowBits)) &^ w
}

// examine marks a byte in an escape table that is not ASCII, or a control character, and so to be looked at.
const examine = "?"

// textEscapes holds what stands for a byte in character data; "" is the byte itself. A '>' is escaped for the sake of
// "]]>".
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

// attributeEscapes is textEscapes for attributes.
var attributeEscapes = func() *[256]string {
	escapes := *textEscapes
	escapes['\t'], escapes['\n'], escapes['"'] = "&#x9;", "&#xA;", "&#34;"
	return &escapes
}()

// appendXMLEscaped appends s with its bytes escaped as the table says, up to the first character that XML cannot carry.
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
