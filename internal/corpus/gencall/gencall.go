// Package gencall makes example calls of the operations of a contract as gen call makes them, to compare them with those of
// generated clients.
package gencall

import (
	"context"
	"encoding/base64"
	"encoding/xml"
	"fmt"

	"github.com/kontrakt-dev/kontrakt/internal/caller"
	"github.com/kontrakt-dev/kontrakt/internal/corpus/clientcall"
	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// Example is a call, and what gen call sends for it.
type Example struct {
	Operation string
	Call      clientcall.Call
	Sent      clientcall.Sent
}

// Examples calls the operations of api with their examples. pkg is the package of their client. Operations with
// several parts in the body or with attachments that elements refer to need more than an element, and messages that examples
// do not complete are not sent: these are left out.
func Examples(api *schema.API, pkg string, recorder *clientcall.Recorder) (examples []Example, err error) {
	contract, ds := kernel.New(api)
	if err := ds.Err(); err != nil {
		return nil, err
	}
	byCaller := &caller.Caller{Contract: contract, Endpoint: recorder.URL}
	for _, op := range api.SOAP.Operations {
		message := example.SOAP(api, op).Request
		envelope, violations := contract.ReadExample(message.Body, op, kernel.Request)
		isComplete := len(message.Notes) == 0 || op.HasAttachments() // which the notes are about
		if !attach(envelope) || op.Input.IsBody() || !isComplete || len(violations) > 0 {
			continue
		}
		call := clientcall.Call{Package: pkg, New: op.Port.New, Method: op.Name, Headers: map[string][]byte{}}
		switch {
		case op.Input.IsAttached():
			call.Request = []byte{}
		case envelope.Body != nil:
			call.Element = xml.Name{Space: op.Input.Element.Space, Local: op.Input.Element.Local}
			if call.Request, violations = contract.WriteXML(envelope.Body, op.Input); len(violations) > 0 {
				return nil, fmt.Errorf("%s: %v", op.Wire, violations)
			}
		}
		for _, n := range envelope.Headers {
			for _, m := range op.InputHeaders {
				if m.Element.Local != n.Name {
					continue
				}
				if call.Headers[m.Name], violations = contract.WriteXML(n, m); len(violations) > 0 {
					return nil, fmt.Errorf("%s: %v", op.Wire, violations)
				}
			}
		}
		sent := recorder.Record(func() error {
			_, violations, err := byCaller.SOAP(context.Background(), op, envelope.Body, envelope.Headers...)
			if len(violations) > 0 {
				return fmt.Errorf("%v", violations)
			}
			return err
		})
		examples = append(examples, Example{op.Wire, call, sent})
	}
	return examples, nil
}

// attach gives the attachments of e the content and the type of those that clientcall sends. It reports whether a document
// can have them, or the contract names them.
func attach(e *kernel.Envelope) bool {
	for _, message := range append(e.Headers, e.Body) {
		for n := range message.Binaries() {
			switch t := n.ValueType(); {
			case t.Builtin == schema.ReferredAttachment:
				return false
			case t.IsAttachment():
				n.ContentType = clientcall.ContentType
			}
			if n.Field != nil && n.Field.ContentTypes != nil {
				n.Text = base64.StdEncoding.EncodeToString([]byte(clientcall.Content))
			}
		}
	}
	return true
}
