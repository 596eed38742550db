// Request bodies, and the fields of forms.

package rest

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// readRequestBody reads the body of op: JSON, a stream of bytes, or a form, whose fields are parameters of op.
func (r *reader) readRequestBody(op *schema.RESTOperation, n *yamldoc.Node) {
	if n == nil {
		return
	}
	r.place = inFunction(op.Wire, "body", "body", anyItem...)
	v := r.readValueOr(n, append(slices.Clone(anyItem), "mime", "form", "multipart"), append([]string{"doc", "as", "example"}, detailKeys...)...)
	switch v.choice {
	case "form":
		op.Body = &schema.Body{Form: true, MIME: []string{schema.URLEncodedForm}, Doc: doc(v.keys)}
	case "multipart":
		op.Body = &schema.Body{Form: true, MIME: []string{schema.MultipartForm}, Doc: doc(v.keys)}
	default:
		op.Body = r.bodyOf(v, true)
		return
	}
	v.keys.Get("example").Faultf("a form has the examples of its fields: write this example there")
	op.Parameters = append(op.Parameters, r.readForm(op.Wire, v.other, op.Body.IsMultipart())...)
}

// readForm reads the fields of a form. In several parts, a field can be a file, or JSON.
func (r *reader) readForm(function string, n *yamldoc.Node, isMultipart bool) []*schema.Parameter {
	if n.IsMapping() && len(n.Entries()) == 0 {
		n.Faultf("no fields: a form needs at least one")
	}
	place, choices, keys := schema.InForm, []string{"listOf", "enum"}, simpleKeys
	if isMultipart {
		place, choices, keys = schema.InPart, append(choices, "fields", "mime"), detailKeys
	}
	var fields []*schema.Parameter
	for _, e := range n.Entries() {
		r.place = inFunction(function, "form", e.Key, "enum")
		v := r.readValueOr(e.Value, choices, slices.Concat(parameterKeys, keys)...)
		var file []string
		switch {
		case v.other != nil:
			v.typ, file = r.types.byName["string"], r.readMIME(v.other, false)
			if n := v.keys.Get("default"); n != nil {
				n.Faultf("a file has no default: remove it")
			}
			v.keys.Get("example").Faultf("a file has no example: remove it")
		case v.typ == nil:
			continue
		case !isMultipart || v.list:
			checkSimple(e.Value, v.typ, "field of a form")
		}
		p := r.newParameter(e, place, v)
		p.File = file
		fields = append(fields, p)
	}
	return fields
}
