// Operations of the wrapped style: methods of the client that have the elements of messages as parameters and results.

package templates

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// wrappedOperation writes the method of op, which the variable call describes.
func (f *file) wrappedOperation(op *schema.SOAPOperation, call string) {
	parameters, request, headers := []string{"ctx context.Context"}, "nil", "nil"
	switch whole := op.Wrapping.Request.Whole != ""; {
	case whole:
		parameters, request = append(parameters, "request *"+op.Input.Type.Name), "request"
	case !op.Input.IsEmpty():
		parameters = append(parameters, f.declarationsOf(op.Wrapping.Request.Parts)...)
		var members []string
		for _, p := range op.Wrapping.Request.Parts {
			members = append(members, p.Field.Name+": "+p.Name)
		}
		request = "&" + op.Input.Type.Name + "{" + strings.Join(members, ", ") + "}"
	}
	if op.HasHeaders() {
		parameters, headers = append(parameters, "headers *"+op.Headers), "headers"
	}
	parameters = append(parameters, "opts ...CallOption")
	exchange := func(name string) string {
		if !returnsNothing(op) {
			name += "[" + op.Output.Type.Name + "]"
		}
		return fmt.Sprintf("%s(ctx, c.endpoint, &%s, %s, %s, opts)", name, call, request, headers)
	}
	var results, body string
	switch parts := op.Wrapping.Response.Parts; {
	case returnsNothing(op):
		results, body = "error", "return "+exchange("exchangeOneWay")
	case op.Wrapping.Response.Whole != "":
		results, body = "(*"+op.Output.Type.Name+", error)", "return "+exchange("exchange")
	case len(parts) == 0:
		results, body = "error", "_, err := "+exchange("exchange")+"\n\treturn err"
	default:
		results = "(" + f.g.fieldType(parts[0].Field) + ", error)"
		if len(parts) > 1 {
			results = "(" + strings.Join(append(f.declarationsOf(parts), "err error"), ", ") + ")"
		}
		body = "response, err := " + exchange("exchangeValue") + "\n\treturn "
		for _, p := range parts {
			body += "response." + p.Field.Name + ", "
		}
		body += "err"
	}
	imports := []string{"context"}
	for _, p := range slices.Concat(op.Wrapping.Request.Parts, op.Wrapping.Response.Parts) {
		imports = append(imports, goImports(p.Field)...)
	}
	f.text(op.Symbol, f.soapDoc(op), fmt.Sprintf("func (c *%s) %s(%s) %s {\n\t%s\n}", op.Port.Client, op.Name,
		strings.Join(parameters, ", "), results, body), imports...)
}

// declarationsOf declares parts as parameters or results. Neighbours of one type share it: a, b string.
func (f *file) declarationsOf(parts []*schema.Part) (declared []string) {
	for i, p := range parts {
		typ := f.g.fieldType(p.Field)
		if i+1 < len(parts) && typ == f.g.fieldType(parts[i+1].Field) {
			declared = append(declared, p.Name)
		} else {
			declared = append(declared, p.Name+" "+typ)
		}
	}
	return declared
}

// wrappedDoc names the messages whose elements the parameters and results of op are.
func wrappedDoc(op *schema.SOAPOperation) string {
	if op.Wrapping == nil {
		return ""
	}
	var sentences []string
	add := func(what string, parts []*schema.Part, m *schema.Message) {
		switch len(parts) {
		case 0:
		case 1:
			sentences = append(sentences, "The "+what+" is the element of ["+m.Type.Name+"].")
		default:
			sentences = append(sentences, "The "+what+"s are the elements of ["+m.Type.Name+"].")
		}
	}
	add("parameter", op.Wrapping.Request.Parts, op.Input)
	add("result", op.Wrapping.Response.Parts, op.Output)
	return strings.Join(sentences, " ")
}
