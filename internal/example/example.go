// Package example returns what a call of an operation looks like on the wire: a request and its response. They are
// examples of the contract or its documentation, if there are any. Otherwise they have a value for everything that the
// contract has room for: an example of the contract, or a value that is made up and keeps to the facets. So the documents
// are valid.
package example

import (
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// Call is one call of an operation.
type Call struct {
	Request  Message
	Response *Message // nil for an operation without an answer
}

// Message is an HTTP message as text.
type Message struct {
	Head []string `json:"head"`           // the request or status line, then the header fields
	Body string   `json:"body,omitempty"` // lines that end in \n; "" for none
	// Notes say what the message could not be made to show, each a sentence without a full stop.
	Notes []string `json:"notes,omitempty"`
}

// SOAP returns a call of op, an operation of api, whose envelopes are indented by two spaces.
func SOAP(api *schema.API, op *schema.SOAPOperation) Call { return newMaker(api).soap(op) }

// CompleteSOAP is [SOAP] with all that the contract has room for, although an example of a message has less.
func CompleteSOAP(api *schema.API, op *schema.SOAPOperation) Call { return completeMaker(api).soap(op) }

// Skeleton returns the request of [CompleteSOAP] with a comment after each element: see [Remarks].
func Skeleton(api *schema.API, op *schema.SOAPOperation) Message {
	m := completeMaker(api)
	if op.Input.HasContent() {
		m.remarks = Remarks(op.Input.Type)
	}
	return m.soap(op).Request
}

// Parameter returns the text of the first example of p in the contract; "" if there is none. A list is JSON.
func Parameter(p *schema.Parameter) string {
	if len(p.Examples) == 0 {
		return ""
	}
	return text(parseJSON(p.Examples[0]))
}

// REST returns a call of op, an operation of api, whose JSON is indented by two spaces.
func REST(api *schema.API, op *schema.RESTOperation) Call { return newMaker(api).rest(op) }

// CompleteREST is [REST] with all members that objects can have, although an example has less.
func CompleteREST(api *schema.API, op *schema.RESTOperation) Call { return completeMaker(api).rest(op) }

// JSON returns a value of t, a type of api in JSON, indented by two spaces.
func JSON(api *schema.API, t *schema.Type) string {
	var b strings.Builder
	newMaker(api).json(t).write(&b, 0)
	return b.String()
}

// maker makes the messages of one call.
type maker struct {
	api        *schema.API
	heights    heights
	isComplete bool                     // examples of whole messages and objects are completed
	remarks    map[*schema.Field]string // to be written as comments; nil for none
	message
}

// message is what is known of the message that is being made.
type message struct {
	encoding string               // the namespace of the encoding of SOAP of the message; "" for a literal one
	elements int                  // how many it has by now
	inside   map[*schema.Type]int // how often each type is being filled right now
	ids      int                  // how many values of xs:ID it has
	turns    map[*string]int      // how many of some examples were shown, by the first of these
	notes    []string
}

func newMaker(api *schema.API) *maker {
	m := &maker{api: api, heights: heights{}}
	m.begin()
	return m
}

func completeMaker(api *schema.API) *maker {
	m := newMaker(api)
	m.isComplete = true
	return m
}

// begin forgets the message before.
func (m *maker) begin() {
	m.message = message{inside: map[*schema.Type]int{}, turns: map[*string]int{}}
}

// note adds a note, once.
func (m *maker) note(text string) {
	for _, n := range m.notes {
		if n == text {
			return
		}
	}
	m.notes = append(m.notes, text)
}
