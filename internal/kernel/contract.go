// Package kernel reads, checks and writes the messages of any contract, without code that is generated for it.
//
// [New] takes the model of a contract and builds its types. The engine of the runtime, with which generated clients read
// and write XML, does the same with these types: it comes to the same verdict, and writes the same bytes. JSON is read by
// the functions that generated code calls, in the order of the model. A message is a
// tree of [Node], in the order of the document, and everything that is wrong with it is a [Violation] with its path, line
// and column:
//
//	c, ds := kernel.New(api)
//	envelope, violations := c.ReadEnvelope(body, nil, kernel.Request) // finds the operation by the element in the body
//	node, violations := c.ReadXML(doc, op.Input)                      // one element
//	doc, violations := c.WriteXML(node, op.Output)
//	body, violations := c.WriteEnvelope(op, kernel.Response, node, headers...)
//
//	envelope, violations := c.ReadMessage(header, body, nil, kernel.Request)        // with attachments beside the envelope
//	contentType, body, violations := c.WriteMessage(op, kernel.Response, node, headers...)
//
//	node, violations := c.ReadJSON(text, kernel.BodyType(op.Body))    // of a YAML description
//	text, violations := c.WriteJSON(node, kernel.BodyType(op.Result))
//
//	node, violations := c.FromData(text, op.Input.Type)               // JSON or YAML that a person wrote, for XML too
//	text := c.ToJSON(node, op.Input.Type)                             // … and back
//
// A Contract can be used by several goroutines at once.
package kernel

import (
	"reflect"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/description"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/encoded"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// Contract has the types of a contract.
type Contract struct {
	API *schema.API

	// Of a WSDL:
	description *description.Description
	types       *xmltype.Types
	document    xmltype.Attachments // of documents
	structs     map[*schema.Type]reflect.Type
	model       map[reflect.Type]*schema.Type // the reverse of structs
	encodeOnce  sync.Once
	encoded     *encoded.Types
}

// New returns the types of api, whose Go names [schema.Name] has chosen. The diagnostics are those of
// [description.Describe].
func New(api *schema.API) (*Contract, schema.Diagnostics) {
	c := &Contract{API: api}
	if api.SOAP == nil {
		return c, nil
	}
	described, ds := description.Describe(api, nil)
	if ds.Faulty() {
		return nil, ds
	}
	c.description = described
	c.build()
	return c, ds
}

// encoding returns the encoding of SOAP's encoded messages.
func (c *Contract) encoding() *encoded.Types {
	c.encodeOnce.Do(func() {
		c.encoded = &encoded.Types{Contract: c.types.Types}
		for _, s := range c.description.EncodedMessages {
			c.encoded.Messages = append(c.encoded.Messages, encoded.Struct(s))
		}
		for _, v := range c.description.EncodedValues {
			c.encoded.Values = append(c.encoded.Values, encoded.Value(v))
		}
		for _, s := range c.description.EncodedStructs {
			c.encoded.Structs = append(c.encoded.Structs, encoded.Struct(s))
		}
	})
	return c.encoded
}

// Operation returns the SOAP operation called name, by its name in the contract or in Go; nil if there is none.
func (c *Contract) Operation(name string) *schema.SOAPOperation {
	for _, op := range c.API.SOAP.Operations {
		if op.Symbol == name || op.Wire == name {
			return op
		}
	}
	return nil
}
