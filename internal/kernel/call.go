// Calls: the requests of operations for the packages of the runtime that send them.

package kernel

import (
	"reflect"
	"slices"
	"strconv"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/attach"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/parameter"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// SOAPCall returns the description of op, and a request with body and header blocks: encoded ones are in a struct, and
// literal ones in the options, unless they can have attachments.
func (c *Contract) SOAPCall(op *schema.SOAPOperation, body *Node, headers ...*Node) (call *soap.Call, request, blocks any,
	options *transport.CallOptions, violations []Violation) {
	call = &soap.Call{Version12: op.Port.Version == "1.2", Operation: op.Wire, Action: op.Action, Types: c.types}
	if op.Output.HasContent() {
		call.Response = c.description.MessageTag(op.Output)
	}
	if op.Encoded {
		call.Encoding = c.encoding()
	}
	if s := c.API.SOAP.Spelling; s != nil {
		spelling := s.Runtime()
		call.Spelling = &spelling
	}
	if op.Input.HasContent() {
		call.Request = c.description.MessageTag(op.Input)
	}
	if !op.Input.IsEmpty() {
		if body == nil {
			return nil, nil, nil, nil, []Violation{{Message: "the request needs a body"}}
		}
		request, violations = c.valueOf(body, op.Input, false)
	}
	types := c.types
	switch {
	case op.Output.IsAttached():
		call.Attachments = func() soap.Attachments { return attach.NewContentAlone(asIs) }
	case op.HasAttachments():
		call.Attachments = func() soap.Attachments { return attach.New(asIs) }
	}
	if call.Attachments != nil {
		types = c.typesWith(call.Attachments())
	}
	literal, more := c.headerBlocks(types, op.InputHeaders, headers)
	violations = append(violations, more...)
	if (op.Encoded || call.Attachments != nil) && len(headers) > 0 && len(violations) == 0 {
		blocks, violations = c.headersOf(op.InputHeaders, headers)
		literal = nil
	}
	return call, request, blocks, &transport.CallOptions{HeaderBlocks: literal}, violations
}

// asIs returns the error of reading an attachment.
func asIs(err error) error { return err }

// headersOf returns a pointer to a struct with a pointer for each of headers, which are blocks of declared.
func (c *Contract) headersOf(declared []*schema.Message, headers []*Node) (blocks any, violations []Violation) {
	var fields []reflect.StructField
	var values []reflect.Value
	for _, m := range declared {
		i := slices.IndexFunc(headers, func(n *Node) bool { return n.Name == m.Element.Local })
		if i < 0 {
			continue
		}
		value, more := c.valueOf(headers[i], m, false)
		violations = append(violations, more...)
		tag := contract.FieldTag{Name: c.description.Tag(m.Element), Max: -1}
		fields = append(fields, reflect.StructField{Name: m.Name, Type: reflect.TypeOf(value),
			Tag: reflect.StructTag("soap:" + strconv.Quote(tag.String()))})
		values = append(values, reflect.ValueOf(value))
	}
	if len(violations) > 0 {
		return nil, violations
	}
	of := reflect.New(reflect.StructOf(fields))
	for i, value := range values {
		of.Elem().Field(i).Set(value)
	}
	return of.Interface(), nil
}

// ParameterTexts returns texts, the values of p as a person writes them, as they are on the wire. Objects are JSON.
func (c *Contract) ParameterTexts(p *schema.Parameter, texts []string) (wire []string, violations []Violation) {
	if p.Place == schema.InHeader && p.Repeated { // a JSON array
		list := &data{kind: listData}
		for _, text := range texts {
			list.items = append(list.items, &data{text: text, isQuoted: true})
		}
		if len(texts) == 0 {
			return nil, nil
		}
		return c.parameterJSON(p, string(list.appendTo(nil)), listOf(p.Type))
	}
	for _, text := range texts {
		if p.IsJSON() {
			one, more := c.parameterJSON(p, text, p.Type)
			wire, violations = append(wire, one...), append(violations, more...)
			continue
		}
		node, more := c.ReadJSON(string(jsonwire.AppendString(nil, text)), p.Type)
		for _, v := range more {
			violations = append(violations, Violation{Path: join(p.Wire, v.Path), Message: v.Message})
		}
		if node != nil {
			wire = append(wire, node.Text)
		}
	}
	return wire, violations
}

// parameterJSON returns text, JSON of the type t, as a value of p.
func (c *Contract) parameterJSON(p *schema.Parameter, text string, t *schema.Type) ([]string, []Violation) {
	node, violations := c.FromData(text, t)
	var written []byte
	if len(violations) == 0 {
		written, violations = c.WriteJSON(node, t)
	}
	for i := range violations {
		violations[i] = Violation{Path: join(p.Wire, violations[i].Path), Message: violations[i].Message}
	}
	if len(violations) > 0 {
		return nil, violations
	}
	if p.Place == schema.InHeader {
		return []string{parameter.JSON(func([]byte) []byte { return written })}, nil
	}
	return []string{string(written)}, nil
}
