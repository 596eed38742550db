// Charsets: the bytes of texts that are not in UTF-8.

package cassette

import (
	"bytes"
	"fmt"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// charsetOf returns the charset of a body: of its Content-Type, its byte order mark or its XML declaration. It is "" for
// UTF-8, and if none is known.
func charsetOf(body []byte, contentType string) (charset string) {
	switch _, parameters, _ := mime.ParseMediaType(contentType); {
	case bytes.HasPrefix(body, []byte("\xFF\xFE")), bytes.HasPrefix(body, []byte("<\x00")):
		charset = "UTF-16LE"
	case bytes.HasPrefix(body, []byte("\xFE\xFF")), bytes.HasPrefix(body, []byte("\x00<")):
		charset = "UTF-16BE"
	case parameters["charset"] != "":
		charset = parameters["charset"]
	default:
		charset = xmltree.DeclaredEncoding(body)
	}
	if strings.EqualFold(charset, "utf-8") || xmltree.EncodingNamed(charset) == nil || isASCII(body) {
		return ""
	}
	return charset
}

// isASCII reports whether body has only characters of ASCII that no charset changes.
func isASCII(body []byte) bool {
	return !bytes.ContainsFunc(body, func(r rune) bool { return r >= utf8.RuneSelf || r == 0 || r == 0x1B })
}

// decode returns body as text. ok is false if it is not text in charset.
func decode(body []byte, charset string) (text string, ok bool) {
	if charset != "" {
		decoded, err := xmltree.EncodingNamed(charset).NewDecoder().Bytes(body)
		if err != nil {
			return "", false
		}
		body = decoded
	}
	return string(body), utf8.Valid(body) && bytes.IndexByte(body, 0) < 0
}

// encode returns the bytes of text in charset.
func encode(text, charset string) ([]byte, error) {
	if charset == "" {
		return []byte(text), nil
	}
	encoding := xmltree.EncodingNamed(charset)
	if encoding == nil {
		return nil, fmt.Errorf("the charset %q is not known", charset)
	}
	body, err := encoding.NewEncoder().Bytes([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("the text has a character that %s does not have", charset)
	}
	return body, nil
}
