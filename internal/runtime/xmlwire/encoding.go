// Encodings of documents: each document is converted to UTF-8 before it is scanned.

package xmlwire

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// encodingError says why a document cannot be converted to UTF-8.
type encodingError struct {
	offset  int // into the converted part of the document
	message string
}

// toUTF8 returns doc in UTF-8, without a byte order mark, and its XML declaration. The bytes of doc decide first: a
// byte order mark, or UTF-16 in the declaration itself. Then charset decides, the parameter of the Content-Type or "",
// and then the encoding in the declaration (RFC 7303, section 3.2; XML 1.0, appendix F). After an error, text is the
// converted part.
func toUTF8(doc, charset string) (text, declaration string, fault *encodingError) {
	text, isUTF16 := fromUTF16(doc)
	text, isMarked := strings.CutPrefix(text, wire.ByteOrderMark)
	declaration, encoding, problem := xmlDeclaration(text)
	if problem != "" {
		return text, "", &encodingError{0, problem}
	}
	if isUTF16 || isMarked {
		return text, declaration, nil
	}
	if charset != "" {
		encoding = charset
	}
	encoding = strings.ToLower(encoding)
	switch encoding {
	case "", "utf-8", "utf8":
		return text, declaration, nil
	case "utf-16", "utf-16le", "utf-16be":
		return text, "", &encodingError{0, "the encoding is not " + encoding + ", as declared"}
	}
	high, ok := highCharacters[encoding]
	if !ok {
		const known = "UTF-8, UTF-16, ISO-8859-1, ISO-8859-15, windows-1252 and US-ASCII are read"
		return text, "", &encodingError{0, "the encoding is " + wire.Quote(encoding) + "; " + known}
	}
	b := make([]byte, 0, len(text)+len(text)/8)
	for i := range len(text) {
		r := rune(text[i])
		if r >= utf8.RuneSelf {
			if r = high[r-utf8.RuneSelf]; r == 0 {
				return string(b), "", &encodingError{len(b), fmt.Sprintf("byte 0x%02X is not %s", text[i], encoding)}
			}
		}
		b = utf8.AppendRune(b, r)
	}
	return string(b), declaration, nil
}

// highCharacters are the characters of the bytes from 0x80 on in one-byte encodings, 0 for none. The names are those of
// the IANA registry and their common aliases, in lower case.
var highCharacters = func() map[string]*[128]rune {
	ascii, latin1, latin9, windows1252 := new([128]rune), new([128]rune), new([128]rune), new([128]rune)
	for i := range latin1 {
		latin1[i] = utf8.RuneSelf + rune(i)
	}
	*latin9, *windows1252 = *latin1, *latin1
	copy(latin9[0xa4-utf8.RuneSelf:], []rune("€¥Š§š"))
	latin9[0xb4-utf8.RuneSelf], latin9[0xb8-utf8.RuneSelf] = 'Ž', 'ž'
	copy(latin9[0xbc-utf8.RuneSelf:], []rune("ŒœŸ"))
	copy(windows1252[:], []rune("€\x00‚ƒ„…†‡ˆ‰Š‹Œ\x00Ž\x00\x00‘’“”•–—˜™š›œ\x00žŸ"))
	return map[string]*[128]rune{
		"us-ascii": ascii, "ascii": ascii,
		"iso-8859-1": latin1, "iso_8859-1": latin1, "latin1": latin1,
		"iso-8859-15": latin9, "iso_8859-15": latin9, "latin-9": latin9, "latin9": latin9,
		"windows-1252": windows1252, "cp1252": windows1252,
	}
}()

// fromUTF16 returns doc in UTF-8 if it begins with a byte order mark of UTF-16, or with "<?" in UTF-16, and whether it
// does. Invalid code units become characters that XML does not allow: half of a surrogate pair, or U+FFFF for half of a
// code unit.
func fromUTF16(doc string) (text string, ok bool) {
	var high, low int // offsets of the bytes of a code unit
	switch {
	case strings.HasPrefix(doc, "\xfe\xff"), strings.HasPrefix(doc, "\x00<\x00?"):
		high, low = 0, 1
	case strings.HasPrefix(doc, "\xff\xfe"), strings.HasPrefix(doc, "<\x00?\x00"):
		high, low = 1, 0
	default:
		return doc, false
	}
	unit := func(i int) rune { return rune(doc[i+high])<<8 | rune(doc[i+low]) }
	b := make([]byte, 0, len(doc)/2+len(doc)/8)
	for i := 0; i+1 < len(doc); i += 2 {
		r := unit(i)
		if utf16.IsSurrogate(r) && i+3 < len(doc) {
			if pair := utf16.DecodeRune(r, unit(i+2)); pair != utf8.RuneError {
				r = pair
				i += 2
			}
		}
		if utf16.IsSurrogate(r) {
			b = append(b, 0xe0|byte(r>>12), 0x80|byte(r>>6&0x3f), 0x80|byte(r&0x3f)) // AppendRune would replace it
		} else {
			b = utf8.AppendRune(b, r)
		}
	}
	if len(doc)%2 != 0 {
		b = append(b, "\uffff"...)
	}
	return string(b), true
}
