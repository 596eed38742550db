// Doc comments: the contract's prose, put so that it begins with the symbol, and where it stands.

package templates

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// articles are the words after which "Symbol is …" continues a contract's sentence, by language.
var articles = map[string]string{
	"A": "is", "An": "is", "The": "is", "One": "is", "What": "is", "Where": "is",
	"Ein": "ist", "Eine": "ist", "Der": "ist", "Die": "ist", "Das": "ist",
}

// verbs are the words after which a sentence about the symbol needs nothing but its subject.
var verbs = map[string]bool{
	"Acknowledges": true, "Adds": true, "Checks": true, "Contains": true, "Creates": true, "Defines": true,
	"Deletes": true, "Describes": true, "Finds": true, "Gets": true, "Holds": true, "Lists": true, "Provides": true,
	"Puts": true, "Removes": true, "Replaces": true, "Reports": true, "Represents": true, "Retrieves": true,
	"Returns": true, "Says": true, "Searches": true, "Sends": true, "Sets": true, "Specifies": true, "Updates": true,
}

// symbolDoc is the doc comment of symbol: its prose, then extra paragraphs, then the place in the contract.
func symbolDoc(symbol, prose, fallback string, pos schema.Pos, extra ...string) string {
	prose = strings.TrimSpace(prose)
	if prose == "" {
		prose = fallback
	}
	first, _, _ := strings.Cut(prose, " ")
	switch {
	case articles[first] != "":
		prose = symbol + " " + articles[first] + " " + lowerFirst(prose)
	case verbs[first]:
		prose = symbol + " " + lowerFirst(prose)
	case first != symbol:
		prose = symbol + ": " + prose
	}
	paragraphs := []string{fullStop(prose)}
	for _, e := range extra {
		if e != "" {
			paragraphs = append(paragraphs, e)
		}
	}
	if pos.Line > 0 {
		paragraphs = append(paragraphs, citation(pos))
	}
	return strings.Join(paragraphs, "\n\n")
}

// citation names the place in the contract without its folders, which differ from machine to machine.
func citation(pos schema.Pos) string {
	return fmt.Sprintf("Contract: %s, line %d.", oneLine(pos.File[strings.LastIndexAny(pos.File, `/\`)+1:]), pos.Line)
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// fullStop ends prose that its writer left open.
func fullStop(s string) string {
	r, _ := utf8.DecodeLastRuneInString(s)
	if unicode.IsLetter(r) || unicode.IsDigit(r) || r == ')' || r == '"' {
		return s + "."
	}
	return s
}
