// Operations: those of a binding, joined with those of its port type (WSDL 1.1, sections 2.4 and 2.5).

package wsdl

import (
	"slices"
	"strings"
	"unicode"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// maxOverloads bounds the operations of one name.
const maxOverloads = 100

// operations returns the operations of e.
func (r *reader) operations(e *endpoint) []*schema.SOAPOperation {
	pt := referred(r, "port type", r.portTypes, e.binding.node, "type", e.binding.portType)
	if pt == nil {
		return nil
	}
	overloads := map[string][]*operation{}
	for _, op := range pt.operations {
		if len(overloads[op.name]) == maxOverloads {
			r.Faultf(op.node.at("name"), "more than %d operations are called %q: rename some", maxOverloads, op.name)
			return nil
		}
		overloads[op.name] = append(overloads[op.name], op)
	}
	var operations []*schema.SOAPOperation
	isBound := map[*operation]bool{}
	for i, b := range e.binding.operations {
		op := b.bound(overloads[b.name], isBound)
		switch {
		case len(overloads[b.name]) == 0:
			r.Warnf(b.node.at("name"), "operation %q is left out: port type %q has none of that name", b.name, pt.name)
		case op == nil && e.binding.bindsAgain(i):
			r.Warnf(b.node.at("name"), "operation %q is bound twice in the same way", b.name)
		case op == nil:
			r.Faultf(b.node.at("name"), "operation %q is bound twice: remove one of them", b.name)
		case op.input == nil:
			r.Warnf(op.node.pos, "operation %q is left out: it has no input, so it is the service that calls", op.name)
		case !isStyle(e.binding.styleOf(b)):
			r.Faultf(e.binding.styleAt(b), "%q is no style: write document or rpc", e.binding.styleOf(b))
		case b.isEncoded():
			r.Warnf(b.node.at("name"), "operation %q is left out: it is %s/encoded", b.name, e.binding.styleOf(b))
		default:
			if o := r.operation(op, b, e.binding.styleOf(b)); o != nil {
				if len(overloads[b.name]) > 1 {
					o.Overload = op.input.name
				}
				operations = append(operations, o)
			}
		}
		isBound[op] = true
	}
	for _, op := range pt.operations {
		if !isBound[op] {
			r.Warnf(op.node.at("name"), "operation %q is left out: binding %q has none of that name", op.name,
				e.binding.name)
		}
	}
	return operations
}

// bound returns that of the operations of a port type, all of which have the name of b, which b binds: of those that
// are not bound yet the one whose input and output have the names of b's (WSDL 1.1, section 2.5), or else the first;
// nil where there is none.
func (b *operation) bound(overloads []*operation, isBound map[*operation]bool) *operation {
	var first *operation
	for _, op := range overloads {
		switch {
		case isBound[op]:
		case op.input.isNamed(b.input) && op.output.isNamed(b.output):
			return op
		case first == nil:
			first = op
		}
	}
	return first
}

// checkBound reports what the operation op of a port type and b, which binds it, say that is not done.
func (r *reader) checkBound(op, b *operation) {
	if b.output != nil && op.output == nil {
		r.Warnf(b.output.node.pos, "the output of operation %q is left out: the port type has none", op.name)
	}
	if op.output != nil && slices.Index(op.node.children, op.output.node) < slices.Index(op.node.children, op.input.node) {
		r.Warnf(op.output.node.pos, "the output of operation %q comes before its input, as if the service called the "+
			"client: it is taken for the response", op.name)
	}
	for _, d := range b.directions() {
		if d.use != "" && d.use != "literal" && d.use != "encoded" {
			r.Warnf(d.node.pos, "operation %q is taken to be literal: %q is no use", op.name, d.use)
		}
	}
}

// isStyle reports whether style is one of the two of WSDL 1.1, section 3.3.
func isStyle(style string) bool { return style == "document" || style == "rpc" }

// styleAt returns where b says of which style its operation o is.
func (b *binding) styleAt(o *operation) schema.Pos {
	n, local := b.node, "binding"
	if o.style != "" {
		n, local = o.node, "operation"
	}
	for _, extension := range n.soap(local) {
		return extension.at("style")
	}
	return n.pos
}

// bindsAgain reports whether the operation of b with the number i says what one before it does.
func (b *binding) bindsAgain(i int) bool {
	return slices.ContainsFunc(b.operations[:i], func(o *operation) bool { return o.node.equal(b.operations[i].node) })
}

// isNamed reports whether d has the name of b, which binds it; both may be nil.
func (d *direction) isNamed(b *direction) bool {
	if d == nil || b == nil {
		return d == b
	}
	return d.name == b.name
}

// operation returns the operation op of a port type as b binds it in the given style: nil after a fault, and where it
// is left out.
func (r *reader) operation(op, b *operation, style string) *schema.SOAPOperation {
	if fault := nameFault(op.name); fault != "" {
		r.Faultf(op.node.at("name"), "%s", fault)
		return nil
	}
	if i := strings.IndexFunc(b.action, unicode.IsControl); i >= 0 || strings.Contains(b.action, `"`) {
		r.Faultf(b.node.pos, "the soapAction of operation %q holds characters that no header may: remove them", op.name)
		return nil
	}
	o := &schema.SOAPOperation{
		Wire: op.name, Doc: documentation(op.node, wsdlNamespace), Pos: op.node.at("name"),
		Action: strings.TrimSpace(b.action),
	}
	r.checkBound(op, b)
	o.Input = r.body(op, op.input, b.input, style, op.name)
	if op.output != nil {
		o.Output = r.body(op, op.output, b.output, style, op.name+"Response")
	}
	if o.Input == nil || op.output != nil && o.Output == nil {
		return nil
	}
	o.InputHeaders, o.OutputHeaders = r.headers(op, b.input), r.headers(op, b.output)
	o.Faults = r.faults(op, b)
	if o.Doc == "" {
		o.Doc = o.Input.Doc
	}
	return o
}
