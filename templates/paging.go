// The methods of a REST client that return the items of all pages.

package templates

import (
	"fmt"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// paging writes the method that returns the items of all pages of op.
func (f *file) paging(op *schema.RESTOperation, s signature) {
	p, item := op.Paging, f.g.typeName(op.Item())
	options := "*" + op.Options
	get := f.page(op, s)
	function := fmt.Sprintf("paging.Function{Name: %q, Path: %q, Fail: fail}", op.Wire, schema.URLTemplate(op.Path))
	var pages string
	switch p.Kind {
	case schema.ByPage:
		pages = fmt.Sprintf("paging.ByPage(options, %d, func(o %s) **%s { return &o.%s },\n%s)", p.First, options,
			f.g.typeName(p.Parameter.Type), p.Parameter.Name, get)
	case schema.ByOffset:
		pages = fmt.Sprintf("paging.ByOffset(options, func(o %s) **%s { return &o.%s },\n%s)", options,
			f.g.typeName(p.Parameter.Type), p.Parameter.Name, get)
	case schema.ByCursor:
		pages = fmt.Sprintf("paging.ByCursor(%s,\noptions, func(o %s) **string { return &o.%s },\n%s)", function, options,
			p.Parameter.Name, get)
	default:
		pages = fmt.Sprintf("paging.ByLink(%s,\nc.endpoint, %q, func() *transport.Call { return c.%s },\n%s)", function,
			p.Relation, s.request(), get)
	}
	result := "*" + item
	if op.Item().Kind != schema.Struct {
		result, pages = item, "paging.Values("+pages+")"
	}
	f.format(p.All+" returns the items of all pages of [Client."+op.Name+"], which are requested one after the other, and\n"+
		"only while the loop runs. An error ends the sequence. It comes once, without an item.",
		"func (c *Client) "+p.All+"(ctx context.Context, "+s.withOptions()+") iter.Seq2["+result+", error] {\nreturn "+pages+"\n}")
}

// page returns the function that gets a page.
func (f *file) page(op *schema.RESTOperation, s signature) string {
	p := op.Paging
	results := []string{"[]" + f.g.typeName(op.Item()), "bool, error"}
	parameter := "o *" + op.Options
	arguments := strings.TrimSuffix(s.arguments, "options") + "o"
	call := fmt.Sprintf("c.%s(ctx, %s, opts...)", op.Name, arguments)
	page := "result, err"
	switch {
	case p.Kind == schema.ByLink:
		parameter = "call *transport.Call"
		call = "send(ctx, c, call, " + s.decode + ", opts)"
	case len(op.ResponseHeaders) > 0:
		page = "result, _, err"
	}
	var b strings.Builder
	more, items, next := "true", "result", ""
	if op.Result.Repeated {
		b.WriteString(page + " := " + call + "\n")
	} else {
		b.WriteString(page + " := " + call + "\nif result == nil {\nreturn nil, ")
		if p.Kind == schema.ByCursor {
			b.WriteString("nil, ")
		}
		b.WriteString("false, err\n}\n")
		items = selected(&b, "items", "[]"+f.g.typeName(op.Item()), p.Items)
	}
	if len(p.More) > 0 {
		value := selectPath("result", p.More)
		if last := p.More[len(p.More)-1]; last.Form == schema.ByPointer {
			value = "*" + value
		}
		more = strings.Join(append(comparedToNil(p.More, "=="), value), " || ")
	}
	if p.Kind == schema.ByCursor {
		results = []string{results[0], "*string", results[1]}
		next = selected(&b, "next", "*string", p.Next) + ", "
	}
	return "func(" + parameter + ") (" + strings.Join(results, ", ") + ") {\n" + b.String() +
		"return " + items + ", " + next + more + ", err\n}"
}

// selected returns the expression of the field at the end of path, below result. If a field on the way can be nil, it writes
// a variable of the type to b, which has the value if none is.
func selected(b *strings.Builder, variable, typ string, path []*schema.Field) string {
	value := selectPath("result", path)
	if last := path[len(path)-1]; strings.HasPrefix(typ, "*") && last.Form == schema.ByValue {
		value = "&" + value
	}
	terms := comparedToNil(path[:len(path)-1], "!=")
	if len(terms) == 0 {
		return value
	}
	fmt.Fprintf(b, "var %s %s\nif %s {\n%s = %s\n}\n", variable, typ, strings.Join(terms, " && "), variable, value)
	return variable
}

// comparedToNil returns the comparisons of the pointers on path, below result, with nil.
func comparedToNil(path []*schema.Field, operator string) (terms []string) {
	for i, field := range path {
		if field.Form == schema.ByPointer {
			terms = append(terms, selectPath("result", path[:i+1])+" "+operator+" nil")
		}
	}
	return terms
}
