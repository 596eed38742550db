// Secrets in types.go and client.go of a generated package: fields that no error shows and no print of a request.

package templates

import (
	"slices"

	"github.com/dave/jennifer/jen"

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
	receiver := jen.Id("v").Id(t.Name)
	body := []jen.Code{jen.Type().Id("plain").Id(t.Name)}
	for _, field := range t.Fields() {
		if !field.Secret {
			continue
		}
		if f.g.isText(field.Type) {
			body = append(body, jen.Id("v").Dot(field.Name).Op("=").Lit("[secret]"))
		} else {
			body = append(body, jen.Id("v").Dot(field.Name).Op("=").Id("plain").Values().Dot(field.Name))
		}
	}
	body = append(body, jen.Qual("fmt", "Fprintf").Call(jen.Id("s"),
		jen.Qual("fmt", "FormatString").Call(jen.Id("s"), jen.Id("verb")), jen.Id("plain").Call(jen.Id("v"))))
	f.decl("Format prints v without secrets, for every verb.",
		jen.Func().Params(receiver).Id("Format").
			Params(jen.Id("s").Qual("fmt", "State"), jen.Id("verb").Rune()).Block(body...))
	f.decl("LogValue logs v without secrets.",
		jen.Func().Params(jen.Id("v").Id(t.Name)).Id("LogValue").Params().Qual("log/slog", "Value").Block(
			jen.Return(jen.Qual("log/slog", "StringValue").
				Call(jen.Qual("fmt", "Sprintf").Call(jen.Lit("%+v"), jen.Id("v"))))))
}
