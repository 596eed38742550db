// The body of an encoder: statements that append to b. Neighbouring literals are merged into one.

package templates

import (
	"strings"

	"github.com/dave/jennifer/jen"
)

// appender collects statements that append to b.
type appender struct {
	statements []jen.Code
	pending    strings.Builder
}

// text appends literal text.
func (a *appender) text(s string) { a.pending.WriteString(s) }

// flush writes the pending literal.
func (a *appender) flush() {
	if a.pending.Len() == 0 {
		return
	}
	s := a.pending.String()
	a.pending.Reset()
	a.add(jen.Id("b").Op("=").Add(appendLiteral(s)))
}

// appendLiteral returns the expression that appends s to b.
func appendLiteral(s string) jen.Code {
	if len(s) == 1 {
		return jen.Append(jen.Id("b"), jen.LitRune(rune(s[0])))
	}
	return jen.Append(jen.Id("b"), jen.Add(literal(s)).Op("..."))
}

// add adds a statement.
func (a *appender) add(code jen.Code) {
	if s := a.pending; s.Len() > 0 {
		a.flush()
	}
	a.statements = append(a.statements, code)
}

// set adds an assignment to b of an expression that appends to it.
func (a *appender) set(expression jen.Code) { a.add(jen.Id("b").Op("=").Add(expression)) }

// nested collects the statements of an inner block.
func nested(write func(*appender)) []jen.Code {
	inner := new(appender)
	write(inner)
	inner.flush()
	return inner.statements
}
