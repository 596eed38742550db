//go:build peers

// What peers do not do as the contract says, and why.

package peers

import "slices"

// fault is why values of some operations do not come back from a peer as they were.
type fault struct {
	peer       string
	styles     []string // none for all
	operations []string // none for all
	reason     string
}

var (
	literal  = []string{"wrapped", "wrapped12", "bare", "rpc"}
	section5 = []string{"encoded"}
)

var faults = []fault{
	{"PHP", nil, []string{"EchoShapes"}, "PHP reads a value by its declared type, and loses the elements of the derived one."},
	{"gSOAP", section5, []string{"EchoLines"}, "gSOAP returns an array in an array that is nil as an empty one."},
	{"Axis", []string{"wrapped", "rpc"}, []string{"EchoShapes"}, "Axis takes a type with one repeated element for an array, and " +
		"repeats the element around it instead."},
	{"Axis", []string{"bare"}, []string{"EchoShapes", "EchoScalars", "EchoMoments", "EchoLists", "EchoNothing", "EchoMoods"},
		"Axis refuses the request: it takes the children of the element for parameters of simple types."},
	{"Axis", section5, []string{"EchoPoints"}, "Axis returns an item that is nil as a struct of zeros."},
	{"Axis", section5, []string{"EchoGrid"}, "Axis writes an array of arrays, although the contract has two dimensions."},
	{"node-soap", nil, []string{"EchoShapes"}, "node-soap writes no xsi:type, and does not know the elements of the derived type."},
	{"node-soap", literal, []string{"EchoNothing"}, "node-soap leaves out elements that are nil."},
	{"node-soap", []string{"rpc"}, []string{"EchoScalars", "EchoMoments", "EchoLists", "EchoMoods", "EchoChoice", "Greet"},
		"node-soap puts the part into the namespace of the contract, against the WS-I Basic Profile (R2735)."},
	{"node-soap", section5, []string{"EchoPoints", "EchoLines"}, "node-soap leaves out items that are nil."},
	{"node-soap", section5, []string{"EchoGrid"}, "node-soap does not write the sizes of arrays."},
	{"zeep client", nil, []string{"EchoNothing"}, "zeep reads a struct that is nil as one whose elements are nil."},
}

// reason returns why a peer does not return what it should, "" if nothing is known.
func reason(c cell) string {
	for _, f := range faults {
		if f.peer == c.peer && (f.styles == nil || slices.Contains(f.styles, c.style)) &&
			(f.operations == nil || slices.Contains(f.operations, c.operation)) {
			return f.reason
		}
	}
	return ""
}
