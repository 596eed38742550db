// Paging: how the pages of a list are asked for, and where their items are.

package rest

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// paging is a function with the description of its paging.
type paging struct {
	op *schema.RESTOperation
	n  *yamldoc.Node
}

// readPaging reads how the function p returns a list in pages.
func (r *reader) readPaging(p paging) {
	m := p.n.Mapping("page", "offset", "cursor", "link", "first", "next", "items", "more")
	kind := oneOf(p.n, m, "page", "offset", "cursor", "link")
	result := p.op.Result
	isJSON := result != nil && result.Type != nil && !result.IsText()
	switch {
	case p.op.Method != "GET":
		p.n.Faultf("only a GET returns pages: remove paging")
		return
	case !isJSON || !result.Repeated && result.Type.Kind != schema.Struct:
		p.n.Faultf("the result is no page: expected a list, or a type with a list among its fields")
		return
	case kind == "":
		return
	}
	paging := &schema.Paging{Kind: schema.PagingKind(kind), Pos: p.n.Pos()}
	if paging.Kind == schema.ByLink {
		paging.Relation = m.Get("link").Text()
	} else {
		paging.Parameter = pagingParameter(p.op, paging.Kind, m.Get(kind))
	}
	paging.First = readFirst(m.Get("first"), paging.Kind)
	if !result.Repeated {
		isList := func(f *schema.Field) bool { return f.Form == schema.BySlice }
		paging.Items = fieldsTo(result.Type, m.Need("items"), "a list", isList)
	} else if n := m.Get("items"); n != nil {
		n.Faultf("the result is the list: remove items")
	}
	isBool := func(f *schema.Field) bool { return f.Form != schema.BySlice && f.Type.Builtin == schema.Boolean }
	isText := func(f *schema.Field) bool {
		return f.Form != schema.BySlice && f.Type.Kind == schema.Builtin && f.Type.Builtin == schema.String
	}
	paging.More = fieldsIn(result, m.Get("more"), "true or false", isBool)
	next := m.Get("next")
	switch {
	case paging.Kind == schema.ByCursor:
		paging.Next = fieldsIn(result, m.Need("next"), "a string", isText)
	case next != nil:
		next.Faultf("only a cursor is in the page before: remove next")
	}
	p.op.Paging = paging
}

// readFirst reads the number of the first page, which is 1 unless it is stated.
func readFirst(n *yamldoc.Node, kind schema.PagingKind) int {
	if kind != schema.ByPage {
		if n != nil {
			n.Faultf("only the numbers of pages have a first: remove it")
		}
		return 0
	}
	if n == nil {
		return 1
	}
	first, ok := n.Int()
	if ok && first != 0 && first != 1 {
		n.Faultf("expected 0 or 1")
	}
	return int(first)
}

// pagingParameter finds the parameter that selects a page: a number or, for a cursor, a text.
func pagingParameter(op *schema.RESTOperation, kind schema.PagingKind, n *yamldoc.Node) *schema.Parameter {
	name := n.Text()
	var known []string
	for _, p := range op.Parameters {
		if p.Place != schema.InQuery {
			continue
		}
		known = append(known, p.Wire)
		if p.Wire != name {
			continue
		}
		isNumber := p.Type.Kind != schema.Enum && (p.Type.Builtin == schema.Long || p.Type.Builtin == schema.Int)
		isText := p.Type.Kind == schema.Builtin && p.Type.Builtin == schema.String
		switch {
		case p.Required || p.Repeated:
			n.Faultf("parameter %s must be optional and a single value, since it is set for each page", name)
		case kind == schema.ByCursor && !isText:
			n.Faultf("parameter %s is not text: expected the cursor, a string", name)
		case kind != schema.ByCursor && !isNumber:
			n.Faultf("parameter %s is not a number: expected an int", name)
		}
		return p
	}
	if name != "" {
		n.Faultf("the function has no query parameter %q%s", name, schema.Suggest(name, known))
	}
	return nil
}

// fieldsIn is fieldsTo for the result of a function, which must not be a list.
func fieldsIn(result *schema.Body, n *yamldoc.Node, what string, fits func(*schema.Field) bool) []*schema.Field {
	if n != nil && result.Repeated {
		n.Faultf("the result is a list, without fields: describe the JSON around it as a type")
		return nil
	}
	return fieldsTo(result.Type, n, what, fits)
}

// fieldsTo returns the fields from t down to the one that n names, with points between them. The last one must fit.
func fieldsTo(t *schema.Type, n *yamldoc.Node, what string, fits func(*schema.Field) bool) []*schema.Field {
	text := n.Text()
	if text == "" {
		return nil
	}
	var path []*schema.Field
	names := strings.Split(text, ".")
	for i, name := range names {
		var known []string
		for _, f := range t.Fields() {
			known = append(known, f.Wire.Local)
		}
		at := slices.Index(known, name)
		if at < 0 {
			n.Faultf("type %q has no field %q%s", t.Wire.Local, name, schema.Suggest(name, known))
			return nil
		}
		f := t.Fields()[at]
		path, t = append(path, f), f.Type
		isInner := f.Form != schema.BySlice && f.Type.Kind == schema.Struct
		switch {
		case i == len(names)-1 && !fits(f):
			n.Faultf("field %q is not %s", name, what)
		case i < len(names)-1 && !isInner:
			n.Faultf("field %q has no fields", name)
			return nil
		}
	}
	return path
}
