// The words of a wire name, and the Go identifier that they make.

package schema

import (
	"fmt"
	"go/token"
	"hash/fnv"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// initialisms are words that Go writes in capitals.
var initialisms = map[string]bool{
	"ACL": true, "API": true, "ASCII": true, "CPU": true, "CSS": true, "DNS": true, "EOF": true, "GUID": true,
	"HTML": true, "HTTP": true, "HTTPS": true, "ID": true, "IP": true, "JSON": true, "OS": true, "PDF": true,
	"QPS": true, "RPC": true, "SLA": true, "SMTP": true, "SOAP": true, "SQL": true, "SSH": true, "TCP": true,
	"TLS": true, "TTL": true, "UDP": true, "UI": true, "UID": true, "URI": true, "URL": true, "UTF8": true,
	"UUID": true, "VM": true, "WSDL": true, "XML": true, "XSD": true,
}

// symbols are names for characters that are neither letters nor digits.
var symbols = map[rune]string{
	'+': "Plus", '-': "Minus", '*': "Star", '/': "Slash", '%': "Percent", '=': "Equal", '<': "Less", '>': "Greater",
	'!': "Not", '?': "Question", '.': "Dot", ',': "Comma", ':': "Colon", ';': "Semicolon", '_': "Underscore",
	'#': "Hash", '&': "And", '|': "Or", '@': "At", '$': "Dollar", '(': "Open", ')': "Close", ' ': "Space",
}

// words splits a wire name into words: at every character that is neither a letter nor a digit, before a capital after
// a small letter, and before the last capital of several if a small letter follows (HTTPServer). Combining marks are
// dropped.
func words(wire string) []string {
	var list []string
	var runes []rune
	for _, r := range wire {
		if !unicode.IsMark(r) {
			runes = append(runes, r)
		}
	}
	start := 0
	flush := func(end int) {
		if end > start {
			list = append(list, string(runes[start:end]))
		}
		start = end
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush(i)
			start = i + 1
		case i > start && unicode.IsUpper(r):
			before := runes[i-1]
			next := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if unicode.IsLower(before) || unicode.IsDigit(before) && next || unicode.IsUpper(before) && next {
				flush(i)
			}
		}
	}
	flush(len(runes))
	return list
}

// exportedName returns the Go identifier of a wire name: its words, each with a capital, initialisms in capitals.
func exportedName(wire string) string {
	name := nameTail(wire)
	if !token.IsIdentifier(name) || !token.IsExported(name) { // a leading digit, or a script without capitals
		name = "X" + name
	}
	return name
}

// nameTail is exportedName for a part after other words of an identifier, which may begin with a digit.
func nameTail(wire string) string {
	list := words(wire)
	if len(list) == 0 {
		return symbolName(wire)
	}
	var b strings.Builder
	last := rune(0)
	for i, w := range list {
		r := []rune(w)
		switch {
		case !unicode.IsDigit(r[0]):
		case i == 0 && (wire[0] == '-' || wire[0] == '+'): // a sign
			b.WriteString(symbols[rune(wire[0])])
		case unicode.IsDigit(last): // 1.5, which is not 15
			b.WriteByte('_')
		}
		last = r[len(r)-1]
		if upper := strings.ToUpper(w); initialisms[upper] {
			b.WriteString(upper)
			continue
		}
		r[0] = unicode.ToUpper(r[0])
		b.WriteString(string(r))
	}
	return shortened(b.String(), wire)
}

// maxName bounds the characters of a wire name in an identifier.
const maxName = 64

// shortened returns name or, if it is too long, its beginning with a hash of wire.
func shortened(name, wire string) string {
	if r := []rune(name); len(r) > maxName {
		return string(r[:maxName]) + hash(wire)
	}
	return name
}

// hash returns a suffix that depends only on text.
func hash(text string) string {
	h := fnv.New32a()
	h.Write([]byte(text))
	return fmt.Sprintf("X%08X", h.Sum32())
}

// particulars returns, as a suffix, what an identifier does not show of a wire name: the case of its first letter, and
// the characters between its words.
func particulars(wire string) string {
	var b strings.Builder
	if first, _ := utf8.DecodeRuneInString(wire); unicode.IsLower(first) {
		b.WriteString("Lower")
	}
	for _, r := range wire {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			b.WriteString(symbol(r))
		}
	}
	return shortened(b.String(), wire)
}

// spaceName returns a word for a namespace: the end of its URI, from the last part with a letter
// (Careflex2_0 for http://n4.de/careflex/2.0).
func spaceName(uri string) string {
	parts := strings.FieldsFunc(uri, func(r rune) bool { return r == '/' || r == ':' || r == '#' })
	for i := len(parts) - 1; i >= 0; i-- {
		if strings.ContainsFunc(parts[i], unicode.IsLetter) {
			return nameTail(strings.Join(parts[i:], "/"))
		}
	}
	return ""
}

// Identifier returns the exported Go identifier of a wire name without regard to others, for names that [Name] does not
// choose.
func Identifier(wire string) string { return exportedName(wire) }

// symbolName returns an identifier for a name without letters and digits.
func symbolName(wire string) string {
	if wire == "" {
		return "Empty"
	}
	var b strings.Builder
	for _, r := range wire {
		b.WriteString(symbol(r))
	}
	return shortened(b.String(), wire)
}

// symbol returns a name for a character that is neither a letter nor a digit.
func symbol(r rune) string {
	if s := symbols[r]; s != "" {
		return s
	}
	return "U" + strings.ToUpper(strconv.FormatInt(int64(r), 16))
}

// unexportedName returns the Go identifier of an argument or variable: the exported one with its first word in lower
// case.
func unexportedName(wire string) string {
	name := exportedName(wire)
	runes := []rune(name)
	n := 0
	for n < len(runes) && unicode.IsUpper(runes[n]) {
		n++
	}
	switch {
	case n == len(runes) || n <= 1:
	case unicode.IsLower(runes[n]): // HTTPServer: the run's last capital begins the next word
		n--
	}
	for i := range max(n, 1) {
		runes[i] = unicode.ToLower(runes[i])
	}
	return string(runes)
}
