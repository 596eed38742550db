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

// symbolDoc is the doc comment of symbol: its prose, then extra paragraphs, the last of which cites the contract.
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

// citation names a component of the contract and the file that it is in, without folders, which differ from machine to
// machine, and without its line, which differs from version to version.
func citation(pos schema.Pos, component string) string {
	if pos.Line == 0 {
		return ""
	}
	return fmt.Sprintf("Contract: %s, %s.", oneLine(pos.File[strings.LastIndexAny(pos.File, `/\`)+1:]), oneLine(component))
}

// typeCitation cites the type t.
func typeCitation(t *schema.Type) string { return citation(t.Pos, component(t)) }

// component is the type t as the contract has it: its name, for an anonymous type the element that it is of behind the
// type that this stands in, and for a group that repeats its first element.
func component(t *schema.Type) string {
	if t.Owner == nil {
		return partOf(t)
	}
	return component(t.Owner) + "/" + partOf(t)
}

// partOf is the type t as component has it, without what it stands in.
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

// fullStop ends prose that its writer left open.
func fullStop(s string) string {
	r, _ := utf8.DecodeLastRuneInString(s)
	if unicode.IsLetter(r) || unicode.IsDigit(r) || r == ')' || r == '"' {
		return s + "."
	}
	return s
}
