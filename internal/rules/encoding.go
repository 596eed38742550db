// Encodings: the text of documents that can be in UTF-16.

package rules

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// Text returns the text of a contract or schema in UTF-8. A byte order mark tells that it is in UTF-16; anything else
// is not changed.
func Text(document []byte) string {
	text := string(document)
	var order binary.ByteOrder
	switch {
	case strings.HasPrefix(text, "\xfe\xff"):
		order = binary.BigEndian
	case strings.HasPrefix(text, "\xff\xfe"):
		order = binary.LittleEndian
	default:
		return text
	}
	units := make([]uint16, len(document)/2-1)
	for i := range units {
		units[i] = order.Uint16(document[2*i+2:])
	}
	return string(utf16.Decode(units))
}
