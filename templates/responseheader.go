// The structs of the headers of responses of a REST client.

package templates

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// responseHeaders writes the struct of the response's header, and the method that reads it.
func (f *file) responseHeaders(op *schema.RESTOperation) {
	var fields, reads strings.Builder
	for _, p := range op.ResponseHeaders {
		writeComment(&fields, "\t", parameterDoc(p))
		typ := "*" + f.g.typeName(p.Type)
		if p.Repeated {
			typ = "[]" + f.g.typeName(p.Type)
		}
		fmt.Fprintf(&fields, "\t%s %s\n", p.Name, typ)
		fmt.Fprintf(&reads, "\th.%s = %s\n", p.Name, f.headerReader(p))
	}
	f.format(op.Headers+" are fields of the header of the response to [Client."+op.Name+"]. Those that are absent are nil.",
		"type "+op.Headers+" struct {\n"+fields.String()+"}")
	f.format("read reads h from the header of a response.", "func (h *"+op.Headers+") read(header http.Header) error {\n"+
		"\tr := responseheader.NewReader(header)\n"+reads.String()+"\treturn r.Err()\n}")
}

// headerReader returns the expression that reads a field of a header.
func (f *file) headerReader(p *schema.Parameter) string {
	basic, suffix := f.g.basic(p.Type), ""
	if p.Repeated {
		suffix = "s"
	}
	expected, parse := "a text", ""
	switch basic.Writer {
	case schema.WriteInt:
		expected, parse = "an integer", "responseheader."+upperFirst(basic.Type)+"["+f.g.typeName(p.Type)+"]"
	case schema.WriteFloat64, schema.WriteFloat32:
		expected, parse = "a number", "responseheader."+upperFirst(basic.Type)
	case schema.WriteBool:
		expected, parse = "true or false", "strconv.ParseBool"
	case schema.WriteDate:
		expected, parse = "a date as YYYY-MM-DD", "Parse"+basic.Type
	case schema.WriteDateTime:
		expected, parse = "a date and time as YYYY-MM-DDTHH:MM:SS", "Parse"+basic.Type
	case schema.WriteNumber:
		expected = "a decimal"
		parse = "func(s string) (" + basic.Type + ", error) {\nd, err := scalar.ParseDecimal(s)\nreturn " + basic.Type + "(d), err\n}"
	default:
		if p.Type.GoType == nil {
			return fmt.Sprintf("responseheader.Text%s[%s](r, %q)", suffix, f.g.typeName(p.Type), p.Wire)
		}
	}
	if p.Type.GoType != nil {
		parse = fmt.Sprintf("owntype.Parse[%s](%s)", p.Type.GoType, ownForm(basic.Codec))
	}
	return fmt.Sprintf("responseheader.Value%s(r, %q, %s, %s)", suffix, p.Wire, strconv.Quote(expected), parse)
}
