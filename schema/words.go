// Turning the words of a wire name into a Go identifier.

package schema

import (
	"go/token"
	"strconv"
	"strings"
	"unicode"
)

// initialisms are the words that Go spells in capitals.
var initialisms = map[string]bool{
	"ACL": true, "API": true, "ASCII": true, "CPU": true, "CSS": true, "DNS": true, "EOF": true, "GUID": true,
	"HTML": true, "HTTP": true, "HTTPS": true, "ID": true, "IP": true, "JSON": true, "OS": true, "PDF": true,
	"QPS": true, "RPC": true, "SLA": true, "SMTP": true, "SOAP": true, "SQL": true, "SSH": true, "TCP": true, "TLS": true,
	"TTL": true, "UDP": true, "UI": true, "UID": true, "URI": true, "URL": true, "UTF8": true, "UUID": true, "VM": true,
	"WSDL": true, "XML": true, "XSD": true,
}

// symbols name the characters that a value without any letter or digit is spelled with.
var symbols = map[rune]string{
	'+': "Plus", '-': "Minus", '*': "Star", '/': "Slash", '%': "Percent", '=': "Equal", '<': "Less", '>': "Greater",
	'!': "Not", '?': "Question", '.': "Dot", ',': "Comma", ':': "Colon", ';': "Semicolon", '_': "Underscore",
	'#': "Hash", '&': "And", '|': "Or", '@': "At", '$': "Dollar", '(': "Open", ')': "Close", ' ': "Space",
}

// words splits a wire name where its writer began a new word: at every character that no identifier has, before a capital
// that follows a small letter, and before the last capital of a run that a small letter follows (HTTPServer).
func words(wire string) []string {
	var list []string
	runes := []rune(wire)
	start := 0
	flush := func(end int) {
		if end > start {
			list = append(list, string(runes[start:end]))
		}
		start = end
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r):
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
	list := words(wire)
	if len(list) == 0 {
		return symbolName(wire)
	}
	var b strings.Builder
	for _, w := range list {
		if upper := strings.ToUpper(w); initialisms[upper] {
			b.WriteString(upper)
			continue
		}
		r := []rune(w)
		r[0] = unicode.ToUpper(r[0])
		b.WriteString(string(r))
	}
	name := b.String()
	if !token.IsIdentifier(name) || !token.IsExported(name) { // a leading digit, or a script without capitals
		name = "X" + name
	}
	return name
}

// symbolName spells a name that has neither letter nor digit.
func symbolName(wire string) string {
	if wire == "" {
		return "Empty"
	}
	var b strings.Builder
	for _, r := range wire {
		if s := symbols[r]; s != "" {
			b.WriteString(s)
		} else {
			b.WriteString("U" + strings.ToUpper(strconv.FormatInt(int64(r), 16)))
		}
	}
	return b.String()
}

// unexportedName returns the Go identifier of an argument or variable: the exported one with its first word small.
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
