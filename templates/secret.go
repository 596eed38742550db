// Secrets in types.go and client.go of a generated package: fields that no error shows and no print of a request.

package templates

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// sendsSecrets reports whether a request has a secret field.
func (f *file) sendsSecrets() bool {
	return slices.ContainsFunc(f.g.api.SOAP.Operations, func(op *schema.SOAPOperation) bool {
		return op.Input.HasContent() && slices.ContainsFunc(op.Input.Type.Fields(), isSecret)
	})
}

func isSecret(field *schema.Field) bool { return field.Secret }

// secretMethods writes the methods that print and log a struct with secret fields.
func (f *file) secretMethods(t *schema.Type) {
	if !slices.ContainsFunc(t.Fields(), isSecret) {
		return
	}
	var hide strings.Builder
	for _, field := range t.Fields() {
		switch {
		case !field.Secret:
		case f.g.isText(field.Type):
			hide.WriteString("\tv." + field.Name + " = \"[secret]\"\n")
		default:
			hide.WriteString("\tv." + field.Name + " = plain{}." + field.Name + "\n")
		}
	}
	f.format("Format prints v without secrets, for every verb.",
		"func (v "+t.Name+") Format(s fmt.State, verb rune) {\n\ttype plain "+t.Name+"\n"+hide.String()+
			"\tfmt.Fprintf(s, fmt.FormatString(s, verb), plain(v))\n}")
	f.format("LogValue logs v without secrets.",
		short("func (v "+t.Name+") LogValue() slog.Value", `return slog.StringValue(fmt.Sprintf("%+v", v))`))
}
