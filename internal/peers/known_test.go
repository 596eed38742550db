//go:build peers

// What peers do not do as the contract says, and why.

package peers

import "slices"

// fault is why values of some operations do not come back from peers as they were.
type fault struct {
	peers      []string
	styles     []string // none for all
	operations []string // none for all
	reason     string
}

var (
	literal  = []string{"wrapped", "wrapped12", "bare", "rpc"}
	section5 = []string{"encoded"}
)

var faults = []fault{
	{[]string{"PHP"}, nil, []string{"EchoShapes"}, "PHP reads a value by its declared type, and loses the elements of the derived one."},
	{[]string{"gSOAP", "gSOAP client"}, section5, []string{"EchoLines"}, "gSOAP returns an array in an array that is nil as an empty one."},
	{[]string{"Axis"}, []string{"wrapped", "rpc"}, []string{"EchoShapes"}, "Axis takes a type with one repeated element for an array, and " +
		"repeats the element around it instead."},
	{[]string{"Axis", "Axis client"}, []string{"bare"}, []string{"EchoShapes", "EchoScalars", "EchoMoments", "EchoLists", "EchoNothing", "EchoMoods"},
		"Axis takes the children of the element for parameters of simple types, and refuses them."},
	{[]string{"Axis"}, section5, []string{"EchoPoints"}, "Axis returns an item that is nil as a struct of zeros."},
	{[]string{"Axis", "Axis client"}, section5, []string{"EchoGrid"}, "Axis writes an array of arrays, although the contract has two dimensions."},
	{[]string{"node-soap"}, nil, []string{"EchoShapes"}, "node-soap writes no xsi:type, and does not know the elements of the derived type."},
	{[]string{"node-soap"}, literal, []string{"EchoNothing"}, "node-soap leaves out elements that are nil."},
	{[]string{"node-soap"}, []string{"rpc"}, []string{"EchoScalars", "EchoMoments", "EchoLists", "EchoMoods", "EchoChoice", "Greet"},
		"node-soap puts the part into the namespace of the contract, against the WS-I Basic Profile (R2735)."},
	{[]string{"node-soap", "node-soap client"}, section5, []string{"EchoPoints", "EchoLines"}, "node-soap leaves out items that are nil."},
	{[]string{"node-soap", "node-soap client"}, section5, []string{"EchoGrid"}, "node-soap does not write the sizes of arrays."},
	{[]string{"gSOAP client"}, section5, []string{"Fail"}, "gSOAP takes the element in the detail of an encoded fault for one around " +
		"the part of its message."},
	{[]string{"node-soap client"}, section5, []string{"EchoNothing"}, "node-soap makes no call with a part that is nil."},
	{[]string{"zeep client"}, nil, []string{"EchoNothing"}, "zeep reads a struct that is nil as one whose elements are nil."},
}

// reason returns why a peer does not return what it should, "" if nothing is known.
func reason(c cell) string {
	for _, f := range faults {
		if slices.Contains(f.peers, c.peer) && (f.styles == nil || slices.Contains(f.styles, c.style)) &&
			(f.operations == nil || slices.Contains(f.operations, c.operation)) {
			return f.reason
		}
	}
	return ""
}
