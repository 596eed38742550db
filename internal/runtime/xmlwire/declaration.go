// The XML declaration: version, encoding and standalone declaration at the beginning of a document.

package xmlwire

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// xmlDeclaration returns the XML declaration of doc, "" if it has none, the encoding in it, and what is wrong with it
// (XML 1.0, production 23).
func xmlDeclaration(doc string) (declaration, encoding, fault string) {
	const opening = "<?xml"
	if len(doc) <= len(opening) || doc[:len(opening)] != opening || !isXMLSpace(doc[len(opening)]) {
		return "", "", ""
	}
	end := strings.Index(doc, "?>")
	if end < 0 {
		return "", "", "the XML declaration does not end"
	}
	expected := []string{"version", "encoding", "standalone"}
	for rest := doc[len(opening):end]; strings.TrimLeft(rest, xmlSpace) != ""; {
		name, value, after, ok := cutPseudoAttribute(rest)
		k := slices.Index(expected, name)
		if !ok || k < 0 || k > 0 && len(expected) == 3 {
			return "", "", "a malformed XML declaration"
		}
		switch {
		case name == "version" && !isXMLVersion(value), name == "standalone" && value != "yes" && value != "no",
			name == "encoding" && !isEncodingName(value):
			return "", "", fmt.Sprintf("the XML declaration's %s cannot be %s", name, wire.Quote(value))
		case name == "encoding":
			encoding = value
		}
		expected, rest = expected[k+1:], after
	}
	if len(expected) == 3 {
		return "", "", "a malformed XML declaration"
	}
	return doc[:end+2], encoding, ""
}

// isEncodingName reports whether s is the name of an encoding (XML 1.0, production 81).
func isEncodingName(s string) bool {
	letter := func(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
	for i := range len(s) {
		if c := s[i]; !letter(c) && (i == 0 || !scalar.IsDigit(c) && c != '.' && c != '_' && c != '-') {
			return false
		}
	}
	return s != ""
}

// isXMLVersion reports whether a reader of XML 1.0 accepts the version s (XML 1.0, section 2.8).
func isXMLVersion(s string) bool {
	minor, ok := strings.CutPrefix(s, "1.")
	return ok && minor != "" && scalar.IsDigits(minor)
}

// cutPseudoAttribute cuts white space and name="value" off the beginning of s.
func cutPseudoAttribute(s string) (name, value, after string, ok bool) {
	t := strings.TrimLeft(s, xmlSpace)
	name, t, ok = strings.Cut(t, "=")
	name, t = strings.TrimRight(name, xmlSpace), strings.TrimLeft(t, xmlSpace)
	if !ok || !isXMLSpace(s[0]) || t == "" || t[0] != '"' && t[0] != '\'' {
		return "", "", "", false
	}
	value, after, ok = strings.Cut(t[1:], t[:1])
	return name, value, after, ok
}
