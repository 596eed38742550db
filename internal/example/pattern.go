// Patterns: texts that a pattern facet matches.

package example

import (
	"regexp/syntax"
	"strings"
	"unicode"

	"github.com/kontrakt-dev/kontrakt/schema/pattern"
)

// Of a pattern, so many of its alternatives are tried, each with its repetitions so many times more often than
// needed.
const (
	maxAlternatives = 4
	maxMore         = 40
)

// matches returns texts that one group of pattern facets matches, the shortest first.
func matches(group []string) []string {
	expression, err := pattern.Translate(group)
	if err != nil {
		return nil
	}
	return matchesOf(expression)
}

// matchesOf returns texts that a regular expression of Go matches as a whole, the shortest first.
func matchesOf(expression string) []string {
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil
	}
	var list []string
	for more := range maxMore {
		for alternative := range maxAlternatives {
			w := matchWriter{alternative: alternative, more: more}
			w.write(parsed)
			if w.b.Len() < maxText {
				list = append(list, w.b.String())
			}
		}
	}
	return list
}

// matchWriter writes one text that an expression matches.
type matchWriter struct {
	b           strings.Builder
	alternative int // the one to take of every choice, modulo their number
	more        int // how often to repeat beyond what is needed
}

func (w *matchWriter) write(e *syntax.Regexp) {
	switch e.Op {
	case syntax.OpLiteral:
		w.b.WriteString(string(e.Rune))
	case syntax.OpCharClass:
		if len(e.Rune) > 0 {
			w.b.WriteRune(fromClass(e.Rune))
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		w.b.WriteByte('a')
	case syntax.OpAlternate:
		w.write(e.Sub[w.alternative%len(e.Sub)])
	case syntax.OpStar:
		w.repeat(e.Sub[0], 0, -1)
	case syntax.OpPlus:
		w.repeat(e.Sub[0], 1, -1)
	case syntax.OpQuest:
		w.repeat(e.Sub[0], 0, 1)
	case syntax.OpRepeat:
		w.repeat(e.Sub[0], e.Min, e.Max)
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range e.Sub {
			w.write(sub)
		}
	}
}

// repeat writes e at least min times and at most max; -1 is no limit.
func (w *matchWriter) repeat(e *syntax.Regexp, min, max int) {
	n := min + w.more
	if max >= 0 && n > max {
		n = max
	}
	for range n {
		if w.b.Len() > maxText { // no value any more: repetitions of repetitions grow fast
			return
		}
		w.write(e)
	}
}

// fromClass returns a character of a class, which is pairs of the first and the last of a range: a letter or a digit
// of ASCII if there is one, else one that can be seen.
func fromClass(ranges []rune) rune {
	for _, wanted := range "a1A-._ /:+" {
		for i := 0; i < len(ranges); i += 2 {
			if ranges[i] <= wanted && wanted <= ranges[i+1] {
				return wanted
			}
		}
	}
	for i := 0; i < len(ranges); i += 2 {
		for r := ranges[i]; r <= min(ranges[i+1], ranges[i]+128); r++ {
			if unicode.IsGraphic(r) && r != ' ' {
				return r
			}
		}
	}
	return ranges[0]
}
