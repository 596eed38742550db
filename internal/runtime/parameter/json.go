// JSON in header fields and queries.

package parameter

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
)

// JSON returns what encode appends, as one line of JSON in ASCII for a header field.
func JSON(encode func([]byte) []byte) string { return ASCII(compact(encode(nil))) }

// Compact returns raw without white space between tokens. If raw is not JSON, the result is a refusal; see
// [wire.Refuse].
func Compact(raw json.RawMessage) string { return compact(jsonwire.AppendRaw(nil, string(raw))) }

// compact returns text without white space between tokens. If it contains a refusal, it is returned unchanged.
func compact(text []byte) string {
	var b bytes.Buffer
	if json.Compact(&b, text) != nil {
		return string(text)
	}
	return b.String()
}

// ASCII returns text, which is JSON, with escapes instead of the characters that a header field should not have: those
// above ASCII (RFC 9110, section 5.5), and DEL.
func ASCII(text string) string {
	isOther := func(r rune) bool { return r >= 0x7F }
	if !strings.ContainsFunc(text, isOther) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case !isOther(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
