// Redaction: the secrets of a request stay out of errors, even if the response repeats them.

package failure

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

const Redacted = "[redacted]"

const (
	// secretWindow is the number of consecutive characters of a secret that are redacted, anywhere in the secret: a
	// text may have only a part of a secret.
	secretWindow = 8

	// shortestSecret is the length of the shortest secret that is redacted. Without shorter ones, many a message would
	// be unreadable.
	shortestSecret = 4

	maxEscapeLayers = 4 // nested escapes that are decoded, such as JSON in a URL
)

// redactor takes secrets out of texts. It finds a secret in any case of letters, as plain text or escaped for JSON,
// XML, HTML or a URL, in hexadecimal or in Base64, there also after other bytes. A secret of fewer than secretWindow
// bytes is found only as a word.
type redactor struct {
	windows map[[secretWindow]byte]bool // of all long forms, in lower case
	words   [][]byte                    // short forms, in lower case
}

func newRedactor(secrets ...string) *redactor {
	r := &redactor{windows: map[[secretWindow]byte]bool{}}
	for _, secret := range secrets {
		if len(secret) < shortestSecret {
			continue
		}
		for _, form := range WrittenForms(secret) {
			folded := FoldCase(form)
			if len(folded) < secretWindow {
				r.words = append(r.words, folded)
			}
			for i := 0; i+secretWindow <= len(folded); i++ {
				r.windows[[secretWindow]byte(folded[i:])] = true
			}
		}
	}
	return r
}

// WrittenForms returns secret in the encodings that do not escape single characters.
func WrittenForms(secret string) []string {
	bare := Identity(secret)
	for next, escaped := bare.Unescape(); escaped; next, escaped = bare.Unescape() {
		bare = next
	}
	forms := []string{secret, string(bare.Text), strings.ReplaceAll(secret, " ", "+"),
		hex.EncodeToString([]byte(secret))}
	for _, encoding := range [...]*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
		forms = append(forms, encoding.EncodeToString([]byte(secret)))
		// In Base64 after one or two other bytes, as a password after its user name: without the characters that those
		// share with the secret, and without the last one, which depends on what follows.
		for before := range 3 {
			encoded := encoding.EncodeToString([]byte(strings.Repeat("\x00", before) + secret))
			encoded = strings.TrimRight(encoded[(before*8+5)/6:], "=")
			if len(encoded) > secretWindow {
				forms = append(forms, encoded[:len(encoded)-1])
			}
		}
	}
	return forms
}

// clean returns s with each range that shows a secret replaced by [Redacted].
func (r *redactor) clean(s string) string {
	if len(r.windows) == 0 || len(s) < shortestSecret {
		return s
	}
	secret := make([]bool, len(s)) // the bytes that show one
	found := false
	mark := func(m Mapped, from, to int) {
		found = true
		for i := m.Begin[from]; i < m.End[to-1]; i++ {
			secret[i] = true
		}
	}
	layer, escaped := Identity(s), true
	for n := 0; escaped && n <= maxEscapeLayers; n++ {
		folded := FoldCase(string(layer.Text))
		for i := 0; i+secretWindow <= len(folded); i++ {
			if r.windows[[secretWindow]byte(folded[i:])] {
				mark(layer, i, i+secretWindow)
			}
		}
		for _, word := range r.words {
			for i := 0; i+len(word) <= len(folded); i++ {
				if bytes.HasPrefix(folded[i:], word) && isWord(folded, i, i+len(word)) {
					mark(layer, i, i+len(word))
				}
			}
		}
		layer, escaped = layer.Unescape()
	}
	if !found {
		return s
	}
	var b strings.Builder
	shown := true
	for i := 0; i < len(s); {
		_, size := utf8.DecodeRuneInString(s[i:])
		hidden := false
		for j := range size {
			hidden = hidden || secret[i+j]
		}
		switch {
		case !hidden:
			b.WriteString(s[i : i+size])
		case shown:
			b.WriteString(Redacted)
		}
		shown = !hidden
		i += size
	}
	return b.String()
}

// isWord reports whether b[from:to] has no letter or digit beside it.
func isWord(b []byte, from, to int) bool {
	alphanumeric := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= utf8.RuneSelf }
	return (from == 0 || !alphanumeric(b[from-1])) && (to == len(b) || !alphanumeric(b[to]))
}

// FoldCase returns s with the letters of ASCII in lower case.
func FoldCase(s string) []byte {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + ('a' - 'A')
		}
	}
	return b
}

// Mapped is a text made from another one: Text[i] stands for the bytes from Begin[i] to End[i] of the other.
type Mapped struct {
	Text       []byte
	Begin, End []int
}

// Identity returns s mapped to itself.
func Identity(s string) Mapped {
	m := Mapped{[]byte(s), make([]int, len(s)), make([]int, len(s))}
	for i := range len(s) {
		m.Begin[i], m.End[i] = i, i+1
	}
	return m
}

// Unescape returns m with each escape decoded, and whether there is one.
func (m Mapped) Unescape() (plain Mapped, escaped bool) {
	if !bytes.ContainsAny(m.Text, `%\&`) {
		return m, false
	}
	for i := 0; i < len(m.Text); {
		meaning, size := unescapeOne(m.Text[i:])
		if size == 0 {
			meaning, size = string(m.Text[i:i+1]), 1
		} else {
			escaped = true
		}
		for j := range len(meaning) {
			plain.Text = append(plain.Text, meaning[j])
			plain.Begin = append(plain.Begin, m.Begin[i])
			plain.End = append(plain.End, m.End[i+size-1])
		}
		i += size
	}
	return plain, escaped
}

const longestReference = 32 // of a character reference of HTML, such as &CounterClockwiseContourIntegral;

// unescapeOne decodes the escape that b begins with: of a URL, of JSON, JavaScript or Go, of XML or HTML. size is its
// length, 0 for none.
func unescapeOne(b []byte) (meaning string, size int) {
	hexadecimal := func(from, to int) (value uint64, ok bool) {
		if len(b) < to {
			return 0, false
		}
		value, err := strconv.ParseUint(string(b[from:to]), 16, 32)
		return value, err == nil
	}
	switch {
	case b[0] == '%':
		if value, ok := hexadecimal(1, 3); ok {
			return string([]byte{byte(value)}), 3
		}
	case b[0] == '&':
		end := bytes.IndexByte(b[:min(len(b), longestReference)], ';')
		if reference := string(b[:end+1]); html.UnescapeString(reference) != reference {
			return html.UnescapeString(reference), end + 1
		}
	case b[0] == '\\' && len(b) > 1:
		switch b[1] {
		case 'x':
			if value, ok := hexadecimal(2, 4); ok {
				return string([]byte{byte(value)}), 4
			}
		case 'u':
			high, ok := hexadecimal(2, 6)
			if !ok {
				return "", 0
			}
			if low, ok := hexadecimal(8, 12); ok && b[6] == '\\' && b[7] == 'u' {
				if r := utf16.DecodeRune(rune(high), rune(low)); r != utf8.RuneError {
					return string(r), 12
				}
			}
			return string(rune(high)), 6
		case '"', '\'', '/', '\\':
			return string(b[1:2]), 2
		}
	}
	return "", 0
}

// Redact redacts secrets in all texts of e. A cause that shows one is replaced by its redacted text: it cannot be
// unwrapped, but errors.Is still finds what it found.
func (e *Error) Redact(secrets ...string) *Error {
	r := newRedactor(secrets...)
	texts := []*string{&e.Excerpt}
	for i := range e.Messages {
		texts = append(texts, &e.Messages[i])
	}
	if f := e.Fault; f != nil {
		texts = append(texts, &f.Code, &f.Subcode, &f.String, &f.Actor, &f.Detail, &f.Header)
	}
	for _, text := range texts {
		*text = r.clean(*text)
	}
	if e.Err == nil {
		return e
	}
	if deviating, ok := e.Err.(*wire.DeviationError); ok {
		e.Err = deviating.Redacted(r.clean)
	} else if text := e.Err.Error(); r.clean(text) != text {
		cause := e.Err
		e.Err = &redactedError{r.clean(text), func(target error) bool { return errors.Is(cause, target) }}
	}
	return e
}

// redactedError is an error whose text had a secret.
type redactedError struct {
	text string
	is   func(target error) bool // a function, which package fmt prints as an address
}

func (e *redactedError) Error() string        { return e.text }
func (e *redactedError) Is(target error) bool { return e.is(target) }
