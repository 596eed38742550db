// Operations: parameters, bodies and answers.

package openapi

import (
	"cmp"
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
)

func (e *exporter) operation(op *schema.RESTOperation) object {
	var operation object
	operation.set("operationId", op.Wire)
	operation.setUnless("description", op.Doc, "")
	operation.setUnless("deprecated", op.Deprecated != "", false)
	operation.setUnless("x-kontrakt-deprecated", op.Deprecated, "")
	operation.setUnless("x-kontrakt-cacheable", op.Cacheable, false)
	operation.setUnless("x-kontrakt-safe", op.Safe, op.IsSafeMethod())
	operation.setUnless("x-kontrakt-idempotencyKey", op.IdempotencyKey, "")
	if !e.api.REST.AcceptsEach(op) {
		operation.set("security", e.security(op.Auth.Schemes, op.Auth.Optional))
	}
	if p := op.Paging; p != nil {
		operation.set("x-kontrakt-paging", e.paging(p))
	}
	var parameters []any
	for _, part := range op.Path {
		if p := part.Parameter; p != nil && p.Client {
			if !slices.Contains(e.shared, p) {
				e.shared = append(e.shared, p)
			}
			parameters = append(parameters, object{{"$ref", "#/components/parameters/" + e.names.of(p)}})
		}
	}
	for _, p := range op.Parameters {
		if p.Place != schema.InForm && p.Place != schema.InPart {
			parameters = append(parameters, e.parameter(p))
		}
	}
	if len(parameters) > 0 {
		operation.set("parameters", parameters)
	}
	if op.Body != nil {
		var body object
		body.setUnless("description", op.Body.Doc, "")
		body.set("required", true)
		if op.Body.Form {
			body.set("content", object{{op.Body.MIME[0], e.form(op)}})
		} else {
			body.set("content", e.content(op.Body))
		}
		operation.set("requestBody", body)
	}
	success := e.result(op.Result)
	var headers object
	for _, p := range op.ResponseHeaders {
		var header object
		header.setUnless("description", p.Doc, "")
		header.setUnless("deprecated", p.Deprecated != "", false)
		header.set("schema", e.listOf(e.use(p.Type), p.Repeated))
		header.setExample(p.Examples...)
		headers.set(p.Wire, header)
	}
	if headers != nil {
		success.set("headers", headers)
	}
	responses := object{{"2XX", success}}
	other := object{{"$ref", "#/components/responses/" + failed}}
	for _, typed := range e.api.REST.ErrorsOf(op) {
		response := object{{"description", "What was asked for failed."},
			{"content", object{{jsonType, object{{"schema", e.use(typed.Type)}}}}}}
		if typed.Status == 0 {
			other = response
		} else {
			responses.set(typed.Label(), response)
		}
	}
	responses.set("default", other)
	operation.set("responses", responses)
	return operation
}

// parameter describes p. What travels as JSON outside of a body is content rather than a schema.
func (e *exporter) parameter(p *schema.Parameter) object {
	var parameter object
	switch {
	case p.Place == schema.InQuery:
		parameter = object{{"name", p.Wire}, {"in", "query"}}
	case p.Place == schema.InHeader:
		parameter = object{{"name", e.api.REST.HeaderPrefix + p.Wire}, {"in", "header"}}
	default:
		parameter = object{{"name", p.Wire}, {"in", "path"}}
	}
	parameter.setUnless("description", p.Doc, "")
	parameter.setUnless("required", p.Required || p.Place == schema.InPath, false)
	parameter.setUnless("deprecated", p.Deprecated != "", false)
	parameter.setUnless("x-kontrakt-deprecated", p.Deprecated, "")
	parameter.setUnless("x-kontrakt-client", p.Client, false)
	s := e.listOf(e.use(p.Type), p.Repeated)
	if p.Default != "" {
		s.set("default", p.Default)
	}
	if p.IsJSON() {
		media := object{{"schema", s}}
		media.setExample(p.Examples...)
		parameter.set("content", object{{jsonType, media}})
	} else {
		if p.Comma {
			parameter.set("explode", false)
		}
		parameter.set("schema", s)
		parameter.setExample(p.Examples...)
	}
	return parameter
}

// content says what a body is, by media type. A stream of bytes has no schema.
func (e *exporter) content(body *schema.Body) object {
	var content object
	for _, mime := range body.MIME {
		var media object
		if body.Type != nil {
			media.set("schema", e.listOf(e.use(body.Type), body.Repeated))
			media.setExample(body.Example)
		}
		content.set(mime, media)
	}
	return content
}

func (e *exporter) result(body *schema.Body) object {
	if body == nil {
		return object{{"description", "What was asked for is done."}}
	}
	return object{{"description", cmp.Or(body.Doc, "The result.")}, {"content", e.content(body)}}
}

// failure is every other answer: the type that holds the messages for the user, and in which of its fields.
func (e *exporter) failure() object {
	failure := object{{"description", "What was asked for failed."}}
	if t := e.api.ErrorType(); t != nil {
		failure.set("content", object{{jsonType, object{{"schema", e.use(t)}}}})
		failure.set("x-kontrakt-messages", e.api.REST.Messages.Wire.Local)
	}
	return failure
}
