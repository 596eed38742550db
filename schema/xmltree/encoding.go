// Encodings: the bytes of a document as UTF-8.

package xmltree

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// decodeText returns data as UTF-8 without a byte order mark, from UTF-8, UTF-16, ISO-8859-1 or Windows-1252.
func decodeText(data []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		return data[3:], nil
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return decodeUTF16(data[2:], 1), nil
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		return decodeUTF16(data[2:], 0), nil
	case bytes.HasPrefix(data, []byte("\x00<")): // XML 1.0, appendix F.1
		return decodeUTF16(data, 1), nil
	case bytes.HasPrefix(data, []byte("<\x00")):
		return decodeUTF16(data, 0), nil
	}
	switch encoding := declaredEncoding(data); strings.ToLower(encoding) {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return data, nil
	case "iso-8859-1", "latin1":
		return decodeBytes(data, nil), nil
	case "windows-1252", "cp1252":
		return decodeBytes(data, windows1252), nil
	default:
		return nil, fmt.Errorf("encoding %q is not supported: save the file in utf-8", encoding)
	}
}

// windows1252 are the characters 0x80 to 0x9F of Windows-1252; ISO-8859-1 has control characters there.
var windows1252 = []rune("€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ")

// decodeBytes returns data, whose bytes are characters of ISO-8859-1, as UTF-8. special replaces the characters from
// 0x80.
func decodeBytes(data []byte, special []rune) []byte {
	decoded := make([]byte, 0, len(data))
	for _, b := range data {
		if i := int(b) - 0x80; 0 <= i && i < len(special) {
			decoded = utf8.AppendRune(decoded, special[i])
		} else {
			decoded = utf8.AppendRune(decoded, rune(b))
		}
	}
	return decoded
}

// decodeUTF16 returns data, which is UTF-16, as UTF-8. low is the index of the low byte in each pair: 0 or 1.
func decodeUTF16(data []byte, low int) []byte {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = uint16(data[2*i+low]) | uint16(data[2*i+1-low])<<8
	}
	return []byte(string(utf16.Decode(units)))
}

// declaredEncoding returns the encoding that the XML declaration names, "" for none.
func declaredEncoding(data []byte) string {
	_, data = cutLead(data)
	declaration, _, found := bytes.Cut(data, []byte("?>"))
	if !found || !bytes.HasPrefix(declaration, []byte("<?xml")) {
		return ""
	}
	_, after, found := bytes.Cut(declaration, []byte("encoding"))
	after = bytes.TrimLeft(after, " \t\r\n=")
	if !found || len(after) == 0 {
		return ""
	}
	value, _, _ := bytes.Cut(after[1:], after[:1])
	return string(value)
}

// byteOrderMark is written before a text in UTF-8 by some editors.
const byteOrderMark = "\uFEFF"

// cutLead cuts white space and byte order marks from the front of data.
func cutLead(data []byte) (lead, rest []byte) {
	rest = data
	for {
		trimmed := bytes.TrimPrefix(bytes.TrimLeft(rest, xmlSpace), []byte(byteOrderMark))
		if len(trimmed) == len(rest) {
			return data[:len(data)-len(rest)], rest
		}
		rest = trimmed
	}
}

// skipLead returns data, which is UTF-8, with leading byte order marks replaced by spaces, which keep the columns.
// found describes what XML does not allow there: white space before an XML declaration (XML 1.0, section 2.8) or a
// second byte order mark; "" for neither.
func skipLead(data []byte) (skipped []byte, found string) {
	lead, rest := cutLead(data)
	hasDeclaration := bytes.HasPrefix(rest, []byte("<?xml")) && bytes.IndexAny(rest, xmlSpace) == len("<?xml")
	switch {
	case bytes.Contains(lead, []byte(byteOrderMark)):
		mark := []byte(byteOrderMark)
		return append(bytes.ReplaceAll(lead, mark, bytes.Repeat([]byte(" "), len(mark))), rest...), "a byte order mark"
	case !hasDeclaration || len(lead) == 0:
		return data, ""
	case bytes.IndexByte(lead, '\n') >= 0:
		return data, "a blank line"
	}
	return data, "white space"
}
