// Settings: the decisions of a client's user that a contract cannot express.

package schema

// Setting is a value of the configuration, with its position.
type Setting struct {
	Value string
	Pos   Pos
}

// Settings of one client, from the configuration file or the command line.
type Settings struct {
	Package string // Go package name; "" derives it from the contract's file name
	// HeaderPrefix comes before every header parameter's name; nil for the prefix in the contract.
	HeaderPrefix *Setting

	Ports PortChoice // of a WSDL
	// IgnorePolicy is set if the client is written although policies demand security of messages.
	IgnorePolicy *Setting
	Interface    *Setting           // set if the client is written as an interface, too
	Tags         []Setting          // keys of struct tags
	Types        map[string]Setting // Go types of other packages, by the name of a simple type or xs: and a built-in type

	Style *Setting // "bare" operations take and return messages, "wrapped" ones their elements
	Auth  *Setting // how a SOAP client authenticates: an AuthKind
	// Attachments is "mtom" if all binary elements are attachments, "none" if none is; nil: as the contract says.
	Attachments *Setting
	MaxDepth    *Setting           // how many elements of a document may be open
	XML         *XMLSettings       // how requests are spelled; nil for the usual spelling
	Splits      []SplitSettings    // operations whose long requests are split
	Secrets     []Setting          // wire names of the elements of requests whose values no error may show
	Names       map[string]Setting // Go names, by the name without the setting: "Type" or "Type.Field"
	Record      Record             // the names that the client has
}

// SplitSettings are the paths of the parts of a [Split]: names on the wire, separated by dots.
type SplitSettings struct {
	Operation Setting   // SOAP operation
	List      Setting   // from the request; a group that repeats is called "item"
	Rows      Setting   // from the response
	Index     Setting   // in a row
	Error     Setting   // in a row; may be ""
	Echo      []Setting // in a row, and in an item or in a struct within it; may be empty
}

// XMLSettings are the spelling of XML that a service demands of requests.
type XMLSettings struct {
	Pos            Pos
	EnvelopePrefix *Setting           // nil for soapenv
	Prefixes       map[string]Setting // of other namespaces
	Declaration    bool               // whether a request begins with an XML declaration
	CDATA          []Setting          // the local names of elements whose text is a CDATA section
	EmptyElements  *Setting           // "short" or "long"; nil for either
	QualifiedParts *Setting           // set if the parts of messages of style rpc are in the namespace of the operation
}
