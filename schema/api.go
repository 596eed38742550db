// Package schema is the model of a contract, between its reader and the client written from it.
//
// A reader (schema/wsdl, schema/rest) fills an [API] from a contract: types, fields, operations, each with its name on
// the wire, its documentation and its position. [Name] then chooses every Go identifier, and package templates writes
// Go source from the result without further choices. The package also holds the two contracts that are built into the
// command: see [Contracts].
package schema

import (
	"slices"
	"strings"
)

// API is the model of a contract.
type API struct {
	Package  string // Go package name
	Title    string // the name of the service in the contract
	Doc      string // the introduction of the contract
	Contract string // the contract's file name without folders, cited in the generated code

	Types []*Type // every type of the contract, in its order

	SOAP *SOAP // set for a WSDL
	REST *REST // set for a YAML description

	Shared *Shared // the package of the types with Type.Shared; nil if the client declares all types itself

	Service *Service // the client as an interface; nil for none
	Tags    []string // the keys of struct tags, such as json, that fields have besides those of the runtime

	chosen map[*string]string // by the location of a name from the settings, the name that [Name] chose
}

// HasReferences reports whether api has references within the service, which the client can follow.
func (api *API) HasReferences() bool {
	isReference := func(t *Type) bool { return t != nil && t.Builtin == URI }
	return api.REST != nil && slices.ContainsFunc(api.Types, func(t *Type) bool {
		return isReference(t) || slices.ContainsFunc(t.Fields(), func(f *Field) bool { return isReference(f.Type) })
	})
}

// Service is the client as an interface of Go, for programs that are tested without the service.
type Service struct {
	Name string // Go name of the interface
	Fake string // Go name of its fake
	Pos  Pos    // of the setting
}

// SOAP is the part of an API that only a WSDL has.
type SOAP struct {
	Namespaces []*Namespace     // of the elements and attributes of the contract
	Ports      []*Port          // those with a client, each of another port type
	Operations []*SOAPOperation // of all ports, in the order of these
	LeftOut    []*LeftOut       // what no client calls, in the order of the contract's files
	MTOM       bool             // the contract says that binary elements can be attachments
	MaxDepth   int              // how many elements of a document may be open; 0: 256, as the runtime allows
	Auth       *Auth            // how the client gets a bearer token; nil if its user brings a token source, or none
	Spelling   *Spelling        // of requests; nil for the usual one
}

// Namespace is an XML namespace and its prefix in documents, which is unique in the API.
type Namespace struct {
	Name        string // Go name, in names of declarations for the namespace
	URI, Prefix string
	Chosen      *Setting // the prefix that the settings choose; nil if they leave that to [Name]
}

// SOAPOperation is one operation of a SOAP port.
type SOAPOperation struct {
	Name   string // Go name
	Wire   string // the contract's name
	Doc    string
	Pos    Pos
	Port   *Port
	Action string // SOAPAction, without quotes
	// Symbol is Name, after the name of the port if the client has several: it begins the names of the declarations for
	// the operation.
	Symbol string
	// Encoded means that the input or the output has the encoding of SOAP (SOAP 1.1, section 5). In style rpc only.
	Encoded bool
	// Overload is the name of the input if the contract has several operations of one name (WSDL 1.1, section 2.5).
	Overload string

	Input  *Message
	Output *Message // nil for a one-way operation
	Faults []*Message

	Headers       string     // Go name of the struct of the header blocks
	InputHeaders  []*Message // header blocks of the request
	OutputHeaders []*Message // header blocks of the response

	RequestExample, ResponseExample string // envelopes that the documentation of the service shows; "" for none

	Security *Security // what policies demand of the messages; nil for nothing

	Split *Split // set if requests that are too long are split

	Wrapping *Wrapping // set in the wrapped style
	Bare     string    // why the operation does not have the wrapped style of its client; "" if it does
}

// Messages returns the messages of op: input, output, faults and header blocks.
func (op *SOAPOperation) Messages() []*Message {
	all := slices.Concat([]*Message{op.Input, op.Output}, op.Faults, op.InputHeaders, op.OutputHeaders)
	return slices.DeleteFunc(all, func(m *Message) bool { return m == nil })
}

// HasHeaders reports whether a call of op has header blocks.
func (op *SOAPOperation) HasHeaders() bool { return len(op.InputHeaders)+len(op.OutputHeaders) > 0 }

// Message is the element of a SOAP body, header block or fault detail. In style rpc it is the wrapper of SOAP 1.1,
// section 7.1, with a field for each part. A message of several parts in style document is the Body: see [Message.IsBody].
type Message struct {
	Name    string // Go name of the field for a header block
	Element QName  // empty for an empty body
	Type    *Type  // a struct
	Doc     string
	Pos     Pos
	// Nillable means that the element can be nil.
	Nillable bool
	// Encoded means that the parts in the body, the header block or the detail of the fault have the encoding of SOAP.
	// Several faults of an operation can have the same element then: the xsi:type distinguishes them.
	Encoded bool
}

// Auth is how a SOAP client authenticates. A WSDL does not say that.
type Auth struct {
	Kind AuthKind
	Pos  Pos
}

// AuthKind is a way to authenticate.
type AuthKind string

const (
	// PasswordToken is a bearer token: a JSON body with grant_type, username and password is posted to the token URL
	// (RFC 6749 section 4.3, in the CareFlex document's "Access token query").
	PasswordToken AuthKind = "password"
	// HTTPBasic is a user name and a password in each request (RFC 7617).
	HTTPBasic AuthKind = "basic"
	// HTTPDigest is a user name, and a proof of the password that responds to a challenge (RFC 7616).
	HTTPDigest AuthKind = "digest"
)

// Split is how a request is split if its list is longer than the contract allows, and how the rows of the responses are
// matched with the items of the list.
type Split struct {
	List  []*Field // from the request struct down to the list
	Max   int      // items in one request
	Rows  []*Field // from the response struct down to the rows
	Index *Field   // in a row: the index of its item in the request, from 0
	Error *Field   // in a row: why its item was rejected; a nil pointer if it was accepted
	Echo  []string // wire names of the values that a row repeats from its item: see EchoField
	Pos   Pos

	All                   string // Go name of the method that sends a list of any length
	Row, Summary, Options string // Go names of its types
}

// REST is the part of an API that only a YAML description has.
type REST struct {
	BaseURL      []PathPart   // absolute; its parameters are client parameters
	Pos          Pos          // of the base URL
	Parameters   []*Parameter // set once, in the client's configuration
	HeaderPrefix string       // before every header parameter's name: "X-Dio-"
	TimeZone     string       // IANA zone of times without an offset: "Europe/Berlin"
	MultiCall    bool         // whether several calls can travel in one request
	Messages     *Field       // the field of the error type with the messages for the user; nil for none
	Errors       []*StatusError
	Operations   []*RESTOperation
	Schemes      []*Scheme // the ways to authenticate; nil if the contract does not state them
	Refusals     []Refusal // beside those with status 401

	Follow, Open string // Go names of the client's methods for references within the service
}

// PathPart is a literal or a parameter of a URL template.
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

// WirePath is URLTemplate without the names of the parameters of an operation, which are not on the wire.
func WirePath(parts []PathPart) string {
	nameless := slices.Clone(parts)
	for i, p := range parts {
		if p.Parameter != nil && !p.Parameter.Client {
			nameless[i].Parameter = &Parameter{}
		}
	}
	return URLTemplate(nameless)
}

// Place is the part of a request in which a parameter is sent.
type Place uint8

const (
	// InPath is a segment of the path, escaped.
	InPath Place = iota
	// InQuery is a query parameter.
	InQuery
	// InHeader is a request header, named with the API's header prefix.
	InHeader
	// InForm is a field of a URL-encoded form, which is the body.
	InForm
	// InPart is a field of a form of several parts.
	InPart
	// InResponse is a field of the header of the response.
	InResponse
)

// Parameter is a value of a request outside of its body.
type Parameter struct {
	Name     string // Go name: exported for a client parameter or an option, unexported for an argument
	Wire     string // name in the template, query or header (without the prefix)
	Doc      string
	Pos      Pos
	Place    Place
	Type     *Type    // a simple type; in a header also one with fields, which is JSON
	Repeated bool     // a list; in a header it is a JSON array
	Comma    bool     // a list in the query is one value, separated by commas, instead of one value for each item
	File     []string // of a file in a form: the MIME types that it can have; nil for no file
	Required bool
	Client   bool   // set once, in the client's configuration
	Default  string // for a client parameter; what the service assumes for another one that is not sent

	Deprecated string   // what to use instead; "" if it is not deprecated
	Examples   []string // see Type.Examples
}

// IsJSON reports whether p is sent as JSON: any JSON, an object, and in a header a list.
func (p *Parameter) IsJSON() bool {
	return p.Type.Builtin == JSON || p.Type.Kind == Struct || p.Place == InHeader && p.Repeated
}

// IsFile reports whether p is a file in a form.
func (p *Parameter) IsFile() bool { return p.File != nil }

// RESTOperation is one function of a REST service.
type RESTOperation struct {
	Name       string // Go name
	Wire       string // the contract's name
	Doc        string
	Pos        Pos
	Method     string // GET, HEAD, POST, PUT, PATCH or DELETE
	Path       []PathPart
	Parameters []*Parameter // of this operation alone, in the order of the path, then of the contract
	Options    string       // Go name of the struct of the optional parameters
	Body       *Body        // of the request; nil for none
	Result     *Body        // of the response; nil for none
	Cacheable  bool         // whether the service sends caching headers for it
	Safe       bool         // whether it changes nothing (RFC 9110, section 9.2.1)
	Headers    string       // Go name of the struct of ResponseHeaders
	Errors     []*StatusError
	Auth       Alternatives // how a call authenticates
	Deprecated string       // what to use instead; "" if it is not deprecated

	Paging *Paging // nil if the result is not a page

	// ResponseHeaders are fields of the header of the response, all optional.
	ResponseHeaders []*Parameter

	// IdempotencyKey is the name of the header with a key by which the service recognizes a call that is sent again; ""
	// for none.
	IdempotencyKey string
}

// IsSafeMethod reports whether the method of op is for calls that change nothing, which Safe can contradict.
func (op *RESTOperation) IsSafeMethod() bool { return op.Method == "GET" || op.Method == "HEAD" }

// HasOptions reports whether op has parameters that a call can leave out.
func (op *RESTOperation) HasOptions() bool {
	return slices.ContainsFunc(op.Parameters, func(p *Parameter) bool { return !p.Client && !p.Required })
}

// The MIME types of forms (WHATWG URL, section 5; RFC 7578).
const (
	URLEncodedForm = "application/x-www-form-urlencoded"
	MultipartForm  = "multipart/form-data"
)

// Body is the content of a request or a response.
type Body struct {
	Type     *Type // nil for a stream of bytes, and for a form
	Form     bool  // a form, whose fields are parameters
	Repeated bool  // an array of Type
	MIME     []string
	Doc      string
	Example  string // JSON that the documentation of the service shows; "" for none
}

// IsStream reports whether b is a stream of bytes; b may be nil.
func (b *Body) IsStream() bool { return b != nil && b.Type == nil && !b.Form }

// IsText reports whether b is a text instead of JSON; b may be nil.
func (b *Body) IsText() bool {
	return b != nil && b.Type != nil && strings.HasPrefix(b.MIME[0], "text/")
}

// IsMultipart reports whether b is a form of several parts, which is sent as a stream; b may be nil.
func (b *Body) IsMultipart() bool { return b != nil && b.Form && b.MIME[0] == MultipartForm }

// ErrorType returns the type with the field of the messages for the user, nil if there is none.
func (api *API) ErrorType() *Type {
	if api.REST == nil || api.REST.Messages == nil {
		return nil
	}
	for _, t := range api.Types {
		if slices.Contains(t.Fields(), api.REST.Messages) {
			return t
		}
	}
	return nil
}
