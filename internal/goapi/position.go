// Positions: of the Go names of a client, in its contract or in its source.

package goapi

import (
	"go/token"
	"go/types"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// pos returns p as a schema.Pos.
func pos(p token.Position) schema.Pos {
	return schema.Pos{File: p.Filename, Line: p.Line, Col: p.Column}
}

// inSource returns a function that finds the positions of the declarations of pkg.
func (c *Checker) inSource(pkg *types.Package) func(symbol string) schema.Pos {
	return func(symbol string) schema.Pos {
		name, member, _ := strings.Cut(symbol, ".")
		object := pkg.Scope().Lookup(name)
		if object == nil {
			return schema.Pos{}
		}
		if member != "" {
			if found, _, _ := types.LookupFieldOrMethod(object.Type(), true, pkg, member); found != nil {
				object = found
			}
		}
		return pos(c.files.Position(object.Pos()))
	}
}

// inContract returns a function that finds the positions of symbols in api. A field or method that is not from the
// contract has the position of its type.
func inContract(api *schema.API) func(symbol string) schema.Pos {
	known := schema.Symbols(api)
	if api.REST != nil {
		known["DefaultBaseURL"] = api.REST.Pos
		for _, op := range api.REST.Operations {
			known["MultiCall."+op.Name] = op.Pos
		}
	}
	return func(symbol string) schema.Pos {
		if pos, ok := known[symbol]; ok {
			return pos
		}
		name, _, _ := strings.Cut(symbol, ".")
		return known[name]
	}
}
