// Building an encoder's body: appends to b, with neighbouring literals merged into one.

package templates

import (
	"strings"

	"github.com/dave/jennifer/jen"
)

// chain is a run of statements that append to b.
type chain struct {
	statements []jen.Code
	pending    strings.Builder
}

// text appends literal text.
func (c *chain) text(s string) { c.pending.WriteString(s) }

// flush writes the pending literal.
func (c *chain) flush() {
	if c.pending.Len() == 0 {
		return
	}
	s := c.pending.String()
	c.pending.Reset()
	c.add(jen.Id("b").Op("=").Add(appendLiteral(s)))
}

// appendLiteral is the expression that appends s to b.
func appendLiteral(s string) jen.Code {
	if len(s) == 1 {
		return jen.Append(jen.Id("b"), jen.LitRune(rune(s[0])))
	}
	return jen.Append(jen.Id("b"), jen.Add(literal(s)).Op("..."))
}

// add adds a statement.
func (c *chain) add(code jen.Code) {
	if s := c.pending; s.Len() > 0 {
		c.flush()
	}
	c.statements = append(c.statements, code)
}

// set appends by an expression that takes b and returns it.
func (c *chain) set(expression jen.Code) { c.add(jen.Id("b").Op("=").Add(expression)) }

// nested collects the statements of an inner block.
func nested(write func(*chain)) []jen.Code {
	inner := new(chain)
	write(inner)
	inner.flush()
	return inner.statements
}

// finish returns the body of a func(b []byte) []byte. A literal at its end is returned appended.
func (c *chain) finish() []jen.Code {
	if c.pending.Len() == 0 {
		return append(c.statements, jen.Return(jen.Id("b")))
	}
	return append(c.statements, jen.Return(appendLiteral(c.pending.String())))
}
