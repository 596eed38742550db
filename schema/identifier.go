// Identifiers that generated code declares whatever the contract says: no name of a contract can be one of them.

package schema

import (
	_ "embed"
	"strings"
)

// identifiers has a line for each: the kind of client, the place, the identifier. It is collected from what templates
// emit, so that none can be forgotten: see TestIdentifiers there, which make generate runs.
//
//go:embed identifiers.txt
var identifiers string

// The places of identifiers.
const (
	inPackage  = "package"  // exported, declared at the top level
	inClient   = "client"   // exported methods of Client and MultiCall, both of which have one for each operation
	inConfig   = "config"   // exported fields and methods of Config
	inStruct   = "struct"   // exported methods and fields of the structs of the contract
	inFunction = "function" // everything that the methods of a client's operations mention, or declare
)

// emitted returns the identifiers that a client of api has in a place. One without operations has those of all clients.
func emitted(api *API, place string) []string {
	var list []string
	for line := range strings.Lines(identifiers) {
		f := strings.Fields(line)
		isOther := f[0] == "soap" && api.REST != nil || f[0] == "rest" && api.SOAP != nil
		if !isOther && f[1] == place {
			list = append(list, f[2])
		}
	}
	return list
}
