// Settings: what a client's user decides, because the contract cannot state it.

package schema

// Setting is a value of the configuration and where it stands.
type Setting struct {
	Value string
	Pos   Pos
}

// Settings of one client, from the configuration file or the command line.
type Settings struct {
	Package string // Go package name; "" derives it from the contract's file name
	// HeaderPrefix comes before every header parameter's name, in place of what the contract says; nil for that.
	HeaderPrefix *Setting

	Style   *Setting           // whether operations take and return messages ("bare") or their elements ("wrapped")
	Auth    *Setting           // how a SOAP client gets its bearer token: "password"
	Splits  []SplitSettings    // operations whose long requests are sent in several
	Secrets []Setting          // wire names of the elements of requests whose values no error may show
	Names   map[string]Setting // Go name to give, by "Type" or "Type.Field" as the names would be without it
	Record  Record             // the names that the client has already; the zero Record has none
}

// SplitSettings names, on the wire and separated by dots, what [Split] is made of.
type SplitSettings struct {
	Operation Setting   // SOAP operation
	List      Setting   // from the request to its list; a group that repeats is called "item"
	Rows      Setting   // from the response to its rows
	Index     Setting   // in a row
	Error     Setting   // in a row; may be ""
	Echo      []Setting // in a row, and in an item or in a struct that the item holds; may be empty
}
