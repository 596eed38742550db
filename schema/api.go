// Package schema is the model between a contract and the client written from it.
//
// A reader (schema/wsdl, schema/rest) fills an [API] from a contract: types, fields, operations, each with its name on
// the wire, its documentation and its position. [Name] then chooses every Go identifier, and package templates turns
// the result into Go source without choosing anything. The package also holds the two contracts that are built into
// the command: see [Contracts].
package schema

import (
	"slices"
	"strings"
)

// API is everything a client is written from.
type API struct {
	Package  string // Go package name
	Title    string // what the contract calls the service
	Doc      string // the contract's introduction
	Contract string // the contract's file name without folders, cited in the generated code

	Types []*Type // every type of the contract, in its order

	SOAP *SOAP // set for a WSDL
	REST *REST // set for a YAML description

	chosen map[*string]string // by where a name goes that the settings gave: the one that [Name] chose
}

// HasReferences reports whether something in api is a reference within the service, which the client can follow.
func (api *API) HasReferences() bool {
	isReference := func(t *Type) bool { return t != nil && t.Builtin == URI }
	return api.REST != nil && slices.ContainsFunc(api.Types, func(t *Type) bool {
		return isReference(t) || slices.ContainsFunc(t.Fields(), func(f *Field) bool { return isReference(f.Type) })
	})
}

// SOAP is what only a WSDL says.
type SOAP struct {
	Version    string       // "1.1" or "1.2": of the envelope
	Namespaces []*Namespace // those that elements or attributes of the contract live in
	Endpoint   string       // soap:address of the port, a comment in the generated code: never a default
	Pos        Pos          // of the port, or of the binding where there is none
	Operations []*SOAPOperation
	Auth       *Auth // how a bearer token is had; nil: the user brings a token source, or none
}

// Namespace is an XML namespace and the prefix that encoders use for it, which is unique in the API.
type Namespace struct {
	Name        string // in the Go name of what stands for it
	URI, Prefix string
}

// SOAPOperation is one operation of a SOAP port.
type SOAPOperation struct {
	Name   string // Go name
	Wire   string // the contract's name
	Doc    string
	Pos    Pos
	Action string // SOAPAction, without quotes
	// Overload is the name of the input where the contract has several operations of one name (WSDL 1.1, section 2.5).
	Overload string

	Input  *Message
	Output *Message // nil for a one-way operation
	Faults []*Message

	Headers       string     // Go name of the struct of the header blocks
	InputHeaders  []*Message // header blocks that travel with the request, and
	OutputHeaders []*Message // … with the answer

	Split *Split // set where a request that is too long is sent in several

	Wrapping *Wrapping // set in the wrapped style
	Bare     string    // why op has not the wrapped style, though its client has; "" otherwise
}

// Messages returns the messages of op: input, output, faults and header blocks.
func (op *SOAPOperation) Messages() []*Message {
	all := slices.Concat([]*Message{op.Input, op.Output}, op.Faults, op.InputHeaders, op.OutputHeaders)
	return slices.DeleteFunc(all, func(m *Message) bool { return m == nil })
}

// HasHeaders reports whether a call of op has header blocks.
func (op *SOAPOperation) HasHeaders() bool { return len(op.InputHeaders)+len(op.OutputHeaders) > 0 }

// Message is the one element that a SOAP body, header block or fault detail carries. For an operation of style rpc it
// is the wrapper that SOAP 1.1 section 7.1 describes, with a field for each part.
type Message struct {
	Name    string // Go name of a header block: its field among the operation's headers
	Element QName  // without a local name for an empty body
	Type    *Type  // a struct
	Doc     string
	Pos     Pos
	// Nillable means that the contract lets the element be nil.
	Nillable bool
}

// Auth says how the client gets its bearer token.
type Auth struct {
	// Grant is "password": a JSON body with grant_type, username and password is posted to the token URL
	// (RFC 6749 section 4.3, in the CareFlex document's "Access token query").
	Grant string
	Pos   Pos
}

// Split says how an operation's request is divided where its list is longer than the contract allows, and how the
// rows of the answers find back to the items they speak of.
type Split struct {
	List  []*Field // from the request struct down to the list
	Max   int      // items in one request
	Rows  []*Field // from the response struct down to the rows
	Index *Field   // in a row: the index of its item in the request, from 0
	Error *Field   // in a row: why it was rejected; nil pointer when it was accepted
	Echo  []string // wire names of the values that a row repeats of its item: see EchoField
	Pos   Pos

	All                   string // Go name of the method that sends a list of any length
	Row, Summary, Options string // Go names of the types that go with it
}

// REST is what only a YAML description says.
type REST struct {
	BaseURL      []PathPart   // absolute; its parameters are client parameters
	Pos          Pos          // of the base URL
	Parameters   []*Parameter // set once, in the client's configuration
	HeaderPrefix string       // before every header parameter's name: "X-Dio-"
	TimeZone     string       // IANA zone that times without an offset are in: "Europe/Berlin"
	MultiCall    bool         // whether several calls can travel in one request
	Messages     *Field       // the field of the error type that holds the messages for the user; nil if none
	Operations   []*RESTOperation

	Follow, Open string // Go names of the client's methods that get what a reference within the service stands for
}

// PathPart is a literal of a URL template, or the parameter that stands in its place.
type PathPart struct {
	Literal   string
	Parameter *Parameter // nil for a literal
}

// URLTemplate returns a URL or path with its parameters in braces, as the contract writes it.
func URLTemplate(parts []PathPart) string {
	var b strings.Builder
	for _, part := range parts {
		if part.Parameter != nil {
			b.WriteString("{" + part.Parameter.Wire + "}")
		} else {
			b.WriteString(part.Literal)
		}
	}
	return b.String()
}

// Place is where a parameter travels.
type Place uint8

const (
	// InPath is a segment of the path, escaped.
	InPath Place = iota
	// InQuery is a query parameter.
	InQuery
	// InHeader is a request header, named with the API's header prefix.
	InHeader
)

// Parameter is one value that a request carries outside its body.
type Parameter struct {
	Name     string // Go name: exported for a client parameter or an option, unexported for an argument
	Wire     string // name in the template, query or header (without the prefix)
	Doc      string
	Pos      Pos
	Place    Place
	Type     *Type // a simple type
	Repeated bool  // a list; in a header it travels as a JSON array
	Required bool
	Client   bool   // set once, in the client's configuration
	Default  string // for a client parameter
}

// RESTOperation is one function of a REST service.
type RESTOperation struct {
	Name       string // Go name
	Wire       string // the contract's name
	Doc        string
	Pos        Pos
	Method     string // GET, POST, PUT or DELETE
	Path       []PathPart
	Parameters []*Parameter // of this operation alone, in the order of the path, then of the contract
	Options    string       // Go name of the struct of the optional parameters
	Body       *Body        // what the request carries; nil for nothing
	Result     *Body        // what the answer carries; nil for nothing
	Cacheable  bool         // whether the service sends caching headers for it
}

// HasOptions reports whether op has parameters that a call can leave out.
func (op *RESTOperation) HasOptions() bool {
	return slices.ContainsFunc(op.Parameters, func(p *Parameter) bool { return !p.Client && !p.Required })
}

// Body is the content of a request or an answer.
type Body struct {
	Type     *Type // nil for a stream of bytes
	Repeated bool  // an array of Type
	MIME     []string
	Doc      string
}
