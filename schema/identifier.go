// Identifiers that generated code declares for every contract. They are reserved.

package schema

import (
	_ "embed"
	"slices"
	"strings"
)

// identifiers has a line for each: the kind of client, the place, the identifier. TestIdentifiers of package templates
// collects them from generated code; make generate runs it.
//
//go:embed identifiers.txt
var identifiers string

// The places of identifiers.
const (
	inPackage  = "package"  // exported, declared at the top level
	inClient   = "client"   // exported methods of Client and MultiCall, both of which have one for each operation
	inConfig   = "config"   // exported fields and methods of Config
	inStruct   = "struct"   // exported methods and fields of the structs of the contract
	inFunction = "function" // mentioned or declared by the methods of operations
)

// forAttachments are the identifiers of clients with attachments alone. Contracts often have an Attachment of their own.
var forAttachments = []string{"Attachment", "attach", "newAttachments", "newContentAlone"}

// emitted returns the identifiers in a place of the client of api. A client without operations has those of all
// clients.
func emitted(api *API, place string) []string {
	hasAttachments := api.HasAttachments()
	var list []string
	for line := range strings.Lines(identifiers) {
		f := strings.Fields(line)
		isOther := f[0] == "soap" && api.REST != nil || f[0] == "rest" && api.SOAP != nil
		isAbsent := slices.Contains(forAttachments, f[2]) && !hasAttachments
		if !isOther && !isAbsent && f[1] == place {
			list = append(list, f[2])
		}
	}
	return list
}
