// Encodings: the bytes of a document as UTF-8.

package xmltree

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
)

// decodeText returns data, the document file, as UTF-8 without a byte order mark. warning says how the document differs
// from its declaration, "" if it does not. An error is a *fault.
func decodeText(file string, data []byte) (text []byte, warning string, err error) {
	declared := DeclaredEncoding(data)
	name := declared
	switch {
	case bytes.HasPrefix(data, []byte(byteOrderMark)):
		return data[len(byteOrderMark):], "", nil
	case bytes.HasPrefix(data, []byte("\xFE\xFF")), bytes.HasPrefix(data, []byte("\x00<")): // XML 1.0, appendix F.1
		name = "UTF-16BE"
	case bytes.HasPrefix(data, []byte("\xFF\xFE")), bytes.HasPrefix(data, []byte("<\x00")):
		name = "UTF-16LE"
	}
	switch strings.ToLower(name) {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return data, "", nil
	}
	found := EncodingNamed(name)
	if found == nil {
		return nil, "", faultAt(file, data, bytes.Index(data, []byte(name)),
			"encoding %q is not supported: save the file in utf-8", name)
	}
	text, err = found.NewDecoder().Bytes(data)
	if err != nil {
		return nil, "", faultAt(file, data, 0, "the file cannot be read in the encoding %q: %v", name, err)
	}
	text = bytes.TrimPrefix(text, []byte(byteOrderMark))
	if DeclaredEncoding(text) != declared && declared != "" {
		// The declaration is in ASCII, so the document is not: .NET writes texts in UTF-16, which are then saved in UTF-8.
		return data, fmt.Sprintf("the file is not in the encoding %q, as declared: it is read as utf-8", name), nil
	}
	if i := bytes.IndexRune(text, utf8.RuneError); i >= 0 {
		return nil, "", faultAt(file, text, i, "found bytes that are not valid in the encoding %q: correct the encoding, "+
			"or save the file in utf-8", name)
	}
	return text, "", nil
}

// EncodingNamed returns the encoding that the IANA registry calls name or, for the names that are used on the web, that
// the Encoding Standard of WHATWG does: its GB2312 is GBK, which contains it. The result is nil for an unknown name.
func EncodingNamed(name string) encoding.Encoding {
	if found, err := ianaindex.IANA.Encoding(name); err == nil && found != nil {
		return found
	}
	if found, err := htmlindex.Get(name); err == nil && found != encoding.Replacement {
		return found
	}
	return nil
}

// DeclaredEncoding returns the encoding that the XML declaration names, "" for none.
func DeclaredEncoding(data []byte) string {
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
