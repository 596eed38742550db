// Sensible responses to SOAP requests: the example of the contract, with values of the request.

package sandbox

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// soapResponse returns the response to a valid request.
func (service *service) soapResponse(r *Request, request *kernel.Envelope) *response {
	op := request.Operation
	if op.Output == nil {
		return newResponse(http.StatusAccepted, "", nil)
	}
	text := service.exampleOf(op)
	example, violations := service.contract.ReadExample(text, op, kernel.Response)
	isFitted := request.Body != nil && example.Body != nil && len(violations) == 0
	if isFitted {
		fitting{service, service.rejections[op], map[*schema.Type]map[string]bool{}}.fit(example.Body, request.Body)
	}
	if isFitted || op.HasAttachments() {
		if fitted, violations := service.write(r, op, example); len(violations) == 0 {
			return fitted
		}
	}
	return envelopeResponse(op.Port.Version, http.StatusOK, []byte(text))
}

// exampleOf returns the example of the response of op.
func (service *service) exampleOf(op *schema.SOAPOperation) string {
	if text, ok := service.examples.Load(op); ok {
		return text.(string)
	}
	text := example.CompleteSOAP(service.contract.API, op).Response.Body
	service.examples.Store(op, text)
	return text
}

// fitting makes the example of a response fit a request.
type fitting struct {
	service    *service
	rejections *rejections                      // nil for none
	names      map[*schema.Type]map[string]bool // what namesOf has returned
}

// fit gives n, an element of a response, values of the request: those that the request has once under the same names. A
// list has an item for each item of the list of the request with the most names in common. Errors are left out, and so are
// values that the request could have under the same names, but has not.
func (f fitting) fit(n, request *kernel.Node) {
	values := map[string][]*kernel.Node{}
	collect(request, values, false)
	possible := f.names[request.Type]
	if possible == nil {
		possible = namesOf(request.Type)
		f.names[request.Type] = possible
	}
	n.Children = slices.DeleteFunc(n.Children, func(child *kernel.Node) bool {
		isLeft := values[child.Name] == nil && possible[child.Name] && len(child.Children) == 0
		return isOptional(child) && (isError(child) || isLeft)
	})
	for i := 0; i < len(n.Children); {
		child := n.Children[i]
		end := i + 1
		for end < len(n.Children) && n.Children[end].Name == child.Name && isList(child) {
			end++
		}
		var items []*kernel.Node
		if isList(child) {
			items = itemsFor(child, request)
		}
		if items == nil {
			f.fitValue(child, values, request)
			i++
			continue
		}
		rows := make([]*kernel.Node, len(items))
		for row, item := range items {
			rows[row] = clone(child)
			f.fit(rows[row], item)
			number(rows[row], row)
			f.rejections.reject(rows[row], child, item)
		}
		n.Children = slices.Replace(n.Children, i, end, rows...)
		i += len(rows)
	}
}

// fitValue gives n a value of the request, or a new identifier, or continues below it.
func (f fitting) fitValue(n *kernel.Node, values map[string][]*kernel.Node, request *kernel.Node) {
	switch same := values[n.Name]; {
	case len(n.Children) > 0:
		f.fit(n, request)
	case len(same) == 1 && isAttachment(n) == isAttachment(same[0]) && acceptsAny(n.Field.ContentTypes, same[0].ContentType):
		n.Text, n.ContentType = same[0].Text, same[0].ContentType
	case isIdentifier(n):
		n.Text = f.service.state.newID()
	}
}

// collect adds the simple values below n to found, by their names. Those of lists are left out, unless inLists is set.
func collect(n *kernel.Node, found map[string][]*kernel.Node, inLists bool) {
	for _, child := range n.Children {
		switch {
		case isList(child) && !inLists:
		case len(child.Children) > 0:
			collect(child, found, inLists)
		case child.Text != "":
			found[child.Name] = append(found[child.Name], child)
		}
	}
}

// itemsFor returns the items of the list below request whose items have the most names of values in common with row; nil
// if none has any.
func itemsFor(row, request *kernel.Node) (items []*kernel.Node) {
	wanted := map[string][]*kernel.Node{}
	collect(row, wanted, true)
	most := 0
	var search func(n *kernel.Node)
	search = func(n *kernel.Node) {
		lists := map[string][]*kernel.Node{}
		for _, child := range n.Children {
			if isList(child) {
				lists[child.Name] = append(lists[child.Name], child)
			} else {
				search(child)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(lists)) {
			has := map[string][]*kernel.Node{}
			for _, item := range lists[name] {
				collect(item, has, true)
			}
			common := 0
			for value := range has {
				if wanted[value] != nil {
					common++
				}
			}
			if common > most {
				most, items = common, lists[name]
			}
		}
	}
	search(request)
	return items
}

// number sets the number of a row, which counts from 0.
func number(row *kernel.Node, n int) {
	for _, child := range row.Children {
		if isRowNumber(child.Name) && child.Type != nil && child.Type.Builtin.IsInteger() {
			child.Text = fmt.Sprint(n)
		}
	}
}

// isRowNumber reports whether name is that of the number of a row.
func isRowNumber(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "row") || strings.Contains(name, "index") || strings.Contains(name, "position")
}

// isError reports whether n says what went wrong.
func isError(n *kernel.Node) bool {
	name := strings.ToLower(n.Name)
	return strings.Contains(name, "error") || strings.Contains(name, "fault")
}

// isOptional reports whether n can be left out.
func isOptional(n *kernel.Node) bool { return n.Field != nil && n.Field.Min == 0 }

// namesOf returns the names of the fields of t and of the types below it.
func namesOf(t *schema.Type) map[string]bool {
	names := map[string]bool{}
	for part := range schema.Walk((*schema.Type).Parts, t) {
		for _, f := range part.Fields() {
			names[f.Wire.Local] = true
		}
	}
	return names
}

// isIdentifier reports whether n is named like an identifier and can have any text.
func isIdentifier(n *kernel.Node) bool {
	isID := strings.HasSuffix(n.Name, "Id") || strings.HasSuffix(n.Name, "ID")
	return isID && n.Type != nil && n.Type.Builtin.IsText() && n.Type.Facets == nil
}

// isList reports whether n is an item of a list.
func isList(n *kernel.Node) bool { return n.Field != nil && n.Field.Form == schema.BySlice }

// clone returns a copy of n and the nodes below it.
func clone(n *kernel.Node) *kernel.Node {
	copied := *n
	copied.Children = make([]*kernel.Node, len(n.Children))
	for i, child := range n.Children {
		copied.Children[i] = clone(child)
	}
	return &copied
}
