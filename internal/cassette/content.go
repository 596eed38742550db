// Content: the forms in which a cassette shows bodies, and their bytes.

package cassette

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// The forms of bodies, which are the keys of the cassette.
const (
	jsonForm   = "json"   // laid out; sent without white space between tokens
	xmlForm    = "xml"    // laid out; sent without white space between tags
	textForm   = "text"   // as it is
	crlfForm   = "crlf"   // lines that end in CR and LF
	base64Form = "base64" // bytes
	partsForm  = "parts"  // of a multipart body
)

// content is a body as a cassette shows it.
type content struct {
	form    string
	text    string
	charset string    // the encoding of the bytes; "" for UTF-8
	parts   multipart // of partsForm
}

// show returns the most readable form from which body can be restored.
func show(body []byte, contentType string) content {
	if boundary := boundaryOf(contentType); boundary != "" {
		if m, ok := splitMultipart(string(body), boundary); ok {
			return content{form: partsForm, parts: m}
		}
	}
	charset := charsetOf(body, contentType)
	text, ok := decode(body, charset)
	if encoded, err := encode(text, charset); !ok || err != nil || !bytes.Equal(encoded, body) {
		return content{form: base64Form, text: wrap(base64.StdEncoding.EncodeToString(body))}
	}
	for _, form := range []string{jsonForm, xmlForm, crlfForm} {
		shown := content{form, layOut(form, text), charset, multipart{}}
		if shown.text != "" && restore(form, shown.text) == text {
			return shown
		}
	}
	return content{form: textForm, text: text, charset: charset}
}

// layOut returns text in a form; "" if it is not for that form.
func layOut(form, text string) string {
	start := strings.TrimLeft(text, xmlSpace)
	switch {
	case form == jsonForm && (strings.HasPrefix(start, "{") || strings.HasPrefix(start, "[")):
		var b bytes.Buffer
		if json.Indent(&b, []byte(text), "", "  ") == nil {
			return b.String()
		}
	case form == xmlForm && strings.HasPrefix(start, "<") && !strings.Contains(text, "\r"):
		return layOutXML(text)
	case form == crlfForm && strings.Contains(text, "\r\n"):
		return strings.ReplaceAll(text, "\r\n", "\n")
	}
	return ""
}

// restore returns the text of which shown is the layout in a form.
func restore(form, shown string) string {
	switch form {
	case jsonForm:
		var b bytes.Buffer
		if json.Compact(&b, []byte(shown)) != nil {
			return shown // edited, and malformed on purpose
		}
		return b.String() + shown[len(strings.TrimRight(shown, xmlSpace)):]
	case xmlForm:
		return compactXML(shown)
	case crlfForm:
		return strings.ReplaceAll(shown, "\n", "\r\n")
	}
	return shown
}

// bytes returns the body that c shows.
func (c content) bytes() ([]byte, error) {
	switch c.form {
	case "":
		return nil, nil
	case partsForm:
		return []byte(c.parts.String()), nil
	case base64Form:
		body, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(c.text), ""))
		if err != nil {
			return nil, fmt.Errorf("this is not Base64: %v", err)
		}
		return body, nil
	}
	return encode(restore(c.form, c.text), c.charset)
}

// wrap returns text in lines of 76 characters, as RFC 2045 has them.
func wrap(text string) string {
	const width = 76
	var b strings.Builder
	for len(text) > width {
		b.WriteString(text[:width] + "\n")
		text = text[width:]
	}
	return b.String() + text
}
