// Package describe describes a contract for people and for programs: as a tree, as JSON, as a diagram, as a page.
//
// All forms are made from one [Description]. It has everything in the order of the contract, with every reference
// between operations and types resolved to a name and an id.
package describe

import (
	"cmp"
	"io"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/example"
)

// A Writer writes a description in some form to w. Its only errors are those of w.
type Writer func(w io.Writer, d *Description) error

// Description is a service as its contract describes it. The form json writes its JSON.
type Description struct {
	Title         string       `json:"title"`
	Documentation string       `json:"documentation,omitempty"`
	Contract      string       `json:"contract"` // the file's name
	Package       string       `json:"package"`  // of the Go client
	Service       *Service     `json:"service"`
	Operations    []*Operation `json:"operations"`
	Types         []*Type      `json:"types"`
}

// Service describes the service as a whole.
type Service struct {
	Protocol     string       `json:"protocol"`             // SOAP 1.1, SOAP 1.2 or REST
	Address      string       `json:"address,omitempty"`    // a URL; of a REST service, one with {parameters}
	Namespaces   []*Namespace `json:"namespaces,omitempty"` // of a SOAP service
	Ports        []*Port      `json:"ports,omitempty"`      // of a SOAP service; the first is that of Protocol and Address
	LeftOut      []*LeftOut   `json:"leftOut,omitempty"`    // of a SOAP service: what the client does not call
	Parameters   []*Parameter `json:"parameters,omitempty"` // that a REST client is configured with
	HeaderPrefix string       `json:"headerPrefix,omitempty"`
	TimeZone     string       `json:"timeZone,omitempty"`
	MultiCall    bool         `json:"multiCall,omitempty"`
	Errors       *Reference   `json:"errors,omitempty"` // the type of the JSON in an error response
	Auth         []*Scheme    `json:"auth,omitempty"`   // the ways to authenticate to a REST service

	NotAuthenticated []Refusal `json:"notAuthenticated,omitempty"` // beside the responses with status 401
}

// Port is a port type of a SOAP service, with the port of it that a client calls.
type Port struct {
	PortType      string    `json:"portType"`
	Service       string    `json:"service,omitempty"`
	Port          string    `json:"port,omitempty"` // none if only a binding has the port type
	GoName        string    `json:"goName"`         // of the client
	Protocol      string    `json:"protocol"`
	Address       string    `json:"address,omitempty"`
	Documentation string    `json:"documentation,omitempty"`
	Position      *Position `json:"position,omitempty"`

	Endpoints []*Endpoint `json:"endpoints,omitempty"` // the other ports with the same binding
}

// Endpoint is another port that the client of a port can call.
type Endpoint struct {
	Port     string    `json:"port"`
	Service  string    `json:"service"`
	GoName   string    `json:"goName"` // of the constant for the address
	Address  string    `json:"address"`
	Position *Position `json:"position,omitempty"`
}

// LeftOut is a part of a SOAP service that the client does not call.
type LeftOut struct {
	Kind       string    `json:"kind"` // service, port, binding, port type or operation
	Name       string    `json:"name"`
	Service    string    `json:"service,omitempty"`
	Binding    string    `json:"binding,omitempty"`
	PortType   string    `json:"portType,omitempty"`
	Operations []string  `json:"operations,omitempty"` // that are left out with it
	Protocol   string    `json:"protocol,omitempty"`   // SOAP 1.1, SOAP 1.2 or HTTP
	Address    string    `json:"address,omitempty"`
	Reason     string    `json:"reason"`
	Position   *Position `json:"position,omitempty"`
}

// Shows returns a line that describes l. It does not have the reason.
func (l *LeftOut) Shows() string {
	text := l.Kind + " " + l.Name
	if l.Service != "" {
		text += " of service " + l.Service
	}
	if l.Kind != "port type" && l.PortType != "" {
		text += " of port type " + l.PortType
	}
	return words(text, l.Protocol, l.Address)
}

// Scheme is a way to authenticate. A client's configuration has a field for it.
type Scheme struct {
	Name          string    `json:"name"`
	GoName        string    `json:"goName"`
	Kind          string    `json:"kind"`             // apiKey, basic, bearer, oauth2 or signature
	Shows         string    `json:"shows"`            // what a request shows of it, such as an API key in header X-Api-Key
	Server        *Server   `json:"server,omitempty"` // of oauth2
	Documentation string    `json:"documentation,omitempty"`
	Position      *Position `json:"position,omitempty"`
}

// Namespace is an XML namespace and the prefix that examples use for it.
type Namespace struct {
	Prefix string `json:"prefix"`
	URI    string `json:"uri"`
}

// Server is an authorization server of OAuth 2.0.
type Server struct {
	AuthorizationURL string   `json:"authorizationUrl,omitempty"`
	TokenURL         string   `json:"tokenUrl"`
	UserInfoURL      string   `json:"userInfoUrl,omitempty"`
	RevocationURL    string   `json:"revocationUrl,omitempty"`
	Scopes           []string `json:"scopes,omitempty"`
	Grants           []string `json:"grants"`
	ClientAuth       string   `json:"clientAuth"`        // basic or body
	Subject          string   `json:"subject,omitempty"` // the client parameter that is the subject of the user info
}

// Refusal is an error response that means that the caller is not authenticated.
type Refusal struct {
	Status   int    `json:"status"`
	Contains string `json:"contains,omitempty"`
}

// Reference names a type or an operation; a built-in type has no ID.
type Reference struct {
	Name string `json:"name"`
	ID   string `json:"id,omitempty"`
}

// Position is a place in the contract, counted from 1.
type Position struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// Operation is an operation of a SOAP service or a function of a REST service.
type Operation struct {
	ID            string    `json:"id"`
	Name          string    `json:"name"`
	GoName        string    `json:"goName"`
	Documentation string    `json:"documentation,omitempty"`
	Position      *Position `json:"position,omitempty"`

	// Of SOAP.
	Client          string     `json:"client,omitempty"` // the Go name of the client, if there are several
	SOAPAction      *string    `json:"soapAction,omitempty"`
	Request         *Message   `json:"request,omitempty"`
	Response        *Message   `json:"response,omitempty"`
	RequestHeaders  []*Message `json:"requestHeaders,omitempty"`
	ResponseHeaders []*Message `json:"responseHeaders,omitempty"`
	Faults          []*Message `json:"faults,omitempty"`
	Security        []string   `json:"security,omitempty"`   // what policies demand of the messages (WS-SecurityPolicy)
	NotWrapped      []string   `json:"notWrapped,omitempty"` // in the wrapped style: why a message is a struct

	// Of REST.
	Method     string       `json:"method,omitempty"`
	Path       string       `json:"path,omitempty"`
	Parameters []*Parameter `json:"parameters,omitempty"`
	Body       *Body        `json:"body,omitempty"`
	Result     *Body        `json:"result,omitempty"`
	Cacheable  bool         `json:"cacheable,omitempty"`
	Safety     string       `json:"safety,omitempty"` // "safe" or "not safe", if the method says otherwise
	Errors     []*Error     `json:"errors,omitempty"`
	Deprecated string       `json:"deprecated,omitempty"` // what to use instead

	IdempotencyKey string `json:"idempotencyKey,omitempty"` // the name of a header

	Paging string `json:"paging,omitempty"` // how the pages of the result are asked for: page, offset, cursor or link

	HeaderFields []*Parameter `json:"headerFields,omitempty"` // of the response
	Auth         []string     `json:"auth,omitempty"`         // the schemes that it accepts, unless these are all; none: no credentials

	ExampleRequest  *example.Message `json:"exampleRequest"`
	ExampleResponse *example.Message `json:"exampleResponse,omitempty"`
}

// Message is the element in a SOAP body, a header block or the detail of a fault.
type Message struct {
	Element       string     `json:"element,omitempty"` // {namespace}name; "" for an empty body
	Type          *Reference `json:"type,omitempty"`
	Documentation string     `json:"documentation,omitempty"`
	Position      *Position  `json:"position,omitempty"`
}

// Error is the type of error responses with a status.
type Error struct {
	Status string     `json:"status"` // of HTTP, or default
	Type   *Reference `json:"type"`
}

// Parameter is a value of a REST request outside its body.
type Parameter struct {
	Name          string     `json:"name"` // of a header, with the prefix
	GoName        string     `json:"goName"`
	Place         string     `json:"in"` // path, query, header, form or, for one that a client is configured with, url
	Documentation string     `json:"documentation,omitempty"`
	Position      *Position  `json:"position,omitempty"`
	Type          *Reference `json:"type"`
	File          []string   `json:"file,omitempty"` // the media types of a file in a form
	List          bool       `json:"list,omitempty"`
	Comma         bool       `json:"comma,omitempty"` // a list has commas between its items
	Required      bool       `json:"required"`
	Default       string     `json:"default,omitempty"`
	Examples      []string   `json:"examples,omitempty"`   // as JSON
	Deprecated    string     `json:"deprecated,omitempty"` // what to use instead
}

// Body is the body of a REST request or response.
type Body struct {
	Type          *Reference `json:"type,omitempty"` // nil for a stream of bytes, and for a form
	Form          bool       `json:"form,omitempty"` // its fields are parameters of the operation
	List          bool       `json:"list,omitempty"`
	MediaTypes    []string   `json:"mediaTypes"`
	Documentation string     `json:"documentation,omitempty"`
}

// Type is a type that the contract declares, or a type without a name that has a section of its own.
type Type struct {
	ID            string    `json:"id"`
	Name          string    `json:"name"`
	Namespace     string    `json:"namespace,omitempty"`
	GoName        string    `json:"goName,omitempty"`
	Kind          string    `json:"kind"` // structure, alternatives, enumeration, simple, list or union
	Documentation string    `json:"documentation,omitempty"`
	Deprecated    string    `json:"deprecated,omitempty"` // why, and what to use instead
	Position      *Position `json:"position,omitempty"`

	Base            *Reference   `json:"base,omitempty"`            // what it is derived from
	Derived         []*Reference `json:"derived,omitempty"`         // what may stand in its place
	Abstract        bool         `json:"abstract,omitempty"`        // only those may
	Mixed           bool         `json:"mixed,omitempty"`           // text with elements in it
	OtherAttributes *Wildcard    `json:"otherAttributes,omitempty"` // that the contract does not name
	KeepsUnknown    bool         `json:"keepsUnknown,omitempty"`    // members that the contract does not know
	File            string       `json:"file,omitempty"`            // the field that refers to the file that a value stands for
	Open            bool         `json:"open,omitempty"`            // an enumeration that has more values

	Item    *Reference   `json:"item,omitempty"`    // of a list
	Members []*Reference `json:"members,omitempty"` // of a union, or of a type with alternatives, …
	// … which this member of the JSON object tells apart.
	Discriminator string   `json:"discriminator,omitempty"`
	Tag           *Tag     `json:"tag,omitempty"` // of an alternative
	Facets        []*Facet `json:"facets,omitempty"`
	Values        []*Value `json:"values,omitempty"`
	Examples      []string `json:"examples,omitempty"` // see Field

	Attributes []*Field `json:"attributes,omitempty"`
	Text       *Field   `json:"text,omitempty"`    // the character content
	Content    []*Part  `json:"content,omitempty"` // in order

	UsedBy []*Reference `json:"usedBy,omitempty"` // operations and types
}

// Part is a part of a content model: a field, or a group of parts.
type Part struct {
	Field *Field `json:"field,omitempty"`

	Group  string  `json:"group,omitempty"` // sequence, choice or all
	Occurs string  `json:"occurs,omitempty"`
	GoName string  `json:"goName,omitempty"` // of the field that holds a group that repeats,
	GoType string  `json:"goType,omitempty"` // … and of its items
	Parts  []*Part `json:"parts,omitempty"`

	least, most int // what Occurs says; schema.Unbounded for *
}

// Field is an element, an attribute or a JSON member.
type Field struct {
	ID            string     `json:"id"`
	Name          string     `json:"name"`
	Namespace     string     `json:"namespace,omitempty"`
	GoName        string     `json:"goName"`
	Documentation string     `json:"documentation,omitempty"`
	Deprecated    string     `json:"deprecated,omitempty"`
	Position      *Position  `json:"position,omitempty"`
	Type          *Reference `json:"type"`
	Occurs        string     `json:"occurs"`               // 1, 0..1, 0..* and so on
	Any           *Wildcard  `json:"any,omitempty"`        // which elements it holds, of any name
	MediaTypes    []string   `json:"mediaTypes,omitempty"` // of an attachment outside of the envelope
	Alone         bool       `json:"alone,omitempty"`      // of an attachment that is the whole message
	Nillable      bool       `json:"nillable,omitempty"`
	Default       *string    `json:"default,omitempty"`
	Fixed         *string    `json:"fixed,omitempty"`
	Examples      []string   `json:"examples,omitempty"` // as in a document: of XML a text, otherwise JSON
	Secret        bool       `json:"secret,omitempty"`
	ValuesOf      *Reference `json:"valuesOf,omitempty"` // the operation that lists the values
	Facets        []*Facet   `json:"facets,omitempty"`   // of a type without a section of its own

	least, most int    // what Occurs says; schema.Unbounded for *
	home        string // the namespace of the type that it stands in
	alternative bool   // whether it stands right in a choice
}

// Wildcard describes the namespaces of elements or attributes with any name.
type Wildcard struct {
	Namespaces []string `json:"namespaces"`       // "" is none
	Except     bool     `json:"except,omitempty"` // all but those
	Strict     bool     `json:"strict,omitempty"` // a schema must declare it
}

// String returns the namespaces as prose.
func (w *Wildcard) String() string {
	var names []string
	for _, space := range w.Namespaces {
		names = append(names, cmp.Or(space, "no namespace"))
	}
	list := strings.Join(names, ", ")
	switch {
	case !w.Except:
		return "of " + list
	case list == "":
		return "of any namespace"
	default:
		return "of any namespace but " + list
	}
}

// Facet is a constraint of a simple type (XSD Part 2, section 4.3). A pattern can have several values, one of which
// must match; every other facet has one.
type Facet struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

// Tag is a member of a JSON object with its only value.
type Tag struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Value is one of an enumeration.
type Value struct {
	Value         string    `json:"value"`
	GoName        string    `json:"goName"`
	Documentation string    `json:"documentation,omitempty"`
	Deprecated    string    `json:"deprecated,omitempty"`
	Position      *Position `json:"position,omitempty"`
}
