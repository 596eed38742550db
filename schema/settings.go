// Settings: what a client's user decides, because the contract cannot state it.

package schema

import "io/fs"

// Source is where a contract and the files that it refers to are read from.
type Source struct {
	FS   fs.FS  // the contract's folder or one around it: nothing outside of it is ever opened
	Name string // the contract's name in FS, which may be that of a folder below: "wsdl/a.wsdl"
	Dir  string // what to put before names in positions: the folder as the user named it, or ""

	// Map says which file of FS to read in place of a location that the contract refers to, or for a namespace that it
	// imports: a name in FS by URI.
	Map map[string]string
}

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

	Auth    *Setting           // how a SOAP client gets its bearer token: "password"
	Splits  []SplitSettings    // operations whose long requests are sent in several
	Secrets []Setting          // wire names of the elements of requests whose values no error may show
	Names   map[string]Setting // Go name to give, by "Type" or "Type.Field" as the names would be without it
}

// SplitSettings names, on the wire and separated by dots, what [Split] is made of.
type SplitSettings struct {
	Operation Setting // SOAP operation
	List      Setting // from the request to its list; a group that repeats is called "item"
	Rows      Setting // from the response to its rows
	Index     Setting // in a row
	Error     Setting // in a row; may be ""
}
