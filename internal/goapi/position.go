// Positions: where something is that has a name in Go, in a contract or in the source of a client.

package goapi

import (
	"go/token"
	"go/types"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// pos returns p as positions are elsewhere.
func pos(p token.Position) schema.Pos {
	return schema.Pos{File: p.Filename, Line: p.Line, Col: p.Column}
}

// inSource returns a function that finds what pkg declares.
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

// inContract returns a function that finds what api gives a name in Go; what a thing has that no contract names is
// where the thing is.
func inContract(api *schema.API) func(symbol string) schema.Pos {
	known := map[string]schema.Pos{}
	for _, t := range api.Types {
		known[t.Name] = t.Pos
		known[t.Interface] = t.Pos
		for _, f := range t.Fields() {
			known[t.Name+"."+f.Name] = f.Pos
		}
		for _, v := range t.Values {
			known[v.Name] = v.Pos
		}
	}
	switch {
	case api.SOAP != nil:
		for _, op := range api.SOAP.Operations {
			known["Client."+op.Name], known[op.Headers] = op.Pos, op.Pos
			if s := op.Split; s != nil {
				for _, symbol := range []string{"Client." + s.All, s.Row, s.Summary, s.Options} {
					known[symbol] = op.Pos
				}
			}
		}
	case api.REST != nil:
		known["DefaultBaseURL"] = api.REST.Pos
		for _, p := range api.REST.Parameters {
			known["Config."+p.Name] = p.Pos
		}
		for _, op := range api.REST.Operations {
			known["Client."+op.Name], known["MultiCall."+op.Name], known[op.Options] = op.Pos, op.Pos, op.Pos
			for _, p := range op.Parameters {
				known[op.Options+"."+p.Name] = p.Pos
			}
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
