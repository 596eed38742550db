// Doc comments: the contract's prose, rewritten to begin with the symbol, and a citation of the contract.

package templates

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// articles are the first words of prose before which "Symbol is" can be put, by language.
var articles = map[string]string{
	"A": "is", "An": "is", "The": "is", "One": "is", "What": "is", "Where": "is",
	"Ein": "ist", "Eine": "ist", "Der": "ist", "Die": "ist", "Das": "ist",
}

// verbs are the first words of prose before which the symbol can be put as the subject.
var verbs = map[string]bool{
	"Acknowledges": true, "Adds": true, "Checks": true, "Contains": true, "Creates": true, "Defines": true,
	"Deletes": true, "Describes": true, "Finds": true, "Gets": true, "Holds": true, "Lists": true, "Provides": true,
	"Puts": true, "Removes": true, "Replaces": true, "Reports": true, "Represents": true, "Retrieves": true,
	"Returns": true, "Says": true, "Searches": true, "Sends": true, "Sets": true, "Specifies": true, "Updates": true,
}

// symbolDoc returns the doc comment of symbol: its prose, then extra paragraphs, the last of which cites the contract.
func symbolDoc(symbol, prose, fallback string, extra ...string) string {
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
	return strings.Join(paragraphs, "\n\n")
}

// citation names a component of the contract and its file: without folders, which differ between machines, and without the
// line, which differs between versions.
func citation(pos schema.Pos, component string) string {
	if pos.Line == 0 {
		return ""
	}
	return fmt.Sprintf("Contract: %s, %s.", oneLine(pos.File[strings.LastIndexAny(pos.File, `/\`)+1:]), oneLine(component))
}

// typeCitation cites the type t.
func typeCitation(t *schema.Type) string { return citation(t.Pos, component(t)) }

// component returns the path of the type t in the contract: its name; for an anonymous type, the path of the type around it
// and the element; and for a group that repeats, its first element.
func component(t *schema.Type) string {
	if t.Owner == nil {
		return partOf(t)
	}
	return component(t.Owner) + "/" + partOf(t)
}

// partOf returns the last part of component's path.
func partOf(t *schema.Type) string {
	if first := firstField(t.Content); t.Group && first != nil {
		if first.Type.Group {
			return partOf(first.Type)
		}
		return first.Wire.Local
	}
	return t.Wire.Local
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

// fullStop adds a full stop to prose that has none.
func fullStop(s string) string {
	r, _ := utf8.DecodeLastRuneInString(s)
	if unicode.IsLetter(r) || unicode.IsDigit(r) || r == ')' || r == '"' {
		return s + "."
	}
	return s
}
