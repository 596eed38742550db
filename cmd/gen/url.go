// URLs in place of files: contracts are read from the disk alone.

package main

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// isURL reports whether file is a URL with a host. A drive of Windows has only one letter.
func isURL(file string) bool { return urlStart.MatchString(file) }

var urlStart = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+://`)

// urlAdvice explains how to save the contents of a URL, so that gen can read it.
func urlAdvice(address string) string {
	return fmt.Sprintf("is a URL, and gen reads files alone: run gen fetch %s, and name the file that it saves",
		shellQuoted(withoutPassword(address)))
}

// withoutPassword returns the URL with the password in it replaced.
func withoutPassword(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.User == nil {
		return address
	}
	return u.Redacted()
}

// shellQuoted returns text as one word of a shell.
func shellQuoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// shellLine returns words as one line for a shell. A word that the shell would change is in quotes.
func shellLine(words []string) string {
	quoted := slices.Clone(words)
	for i, word := range words {
		if !shellPlain.MatchString(word) {
			quoted[i] = shellQuoted(word)
		}
	}
	return strings.Join(quoted, " ")
}

var shellPlain = regexp.MustCompile(`^[\pL\pN_./:=@,+-]+$`)
