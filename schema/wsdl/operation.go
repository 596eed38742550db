// The operation builder: the operations of a binding, joined with those of its port type (WSDL 1.1, sections 2.4 and
// 2.5).

package wsdl

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
	"github.com/kontrakt-dev/kontrakt/schema/xsd"
)

// operationBuilder builds operations and their messages.
type operationBuilder struct {
	*schema.Diagnostics
	resolver *resolver
	schemas  *xsd.Schemas
	policies *policies
	port     *schema.Port // whose operations are built
}

// maxOverloads bounds the operations of one name.
const maxOverloads = 100

// ports returns the ports that are chosen, and their operations.
func (b *operationBuilder) ports(chosen []*candidate) (ports []*schema.Port, operations []*schema.SOAPOperation) {
	for _, c := range chosen {
		p := &schema.Port{Binding: c.binding.name, Version: c.binding.soap, Address: c.address, Pos: c.pos(),
			Others: c.others}
		p.PortType, _ = c.binding.node.Resolve(c.binding.portType)
		if c.port != nil {
			p.In, p.Name = c.title, c.port.name
		}
		if c.doc != chosen[0].doc {
			p.Doc = c.doc
		}
		b.port = p
		ports, operations = append(ports, p), append(operations, b.operations(c)...)
	}
	return ports, operations
}

// withOperations returns those of ports that have one of the operations. The others are left out with their operations,
// which are reported.
func (r *resolver) withOperations(ports []*schema.Port, operations []*schema.SOAPOperation) []*schema.Port {
	return slices.DeleteFunc(ports, func(p *schema.Port) bool {
		if slices.ContainsFunc(operations, func(o *schema.SOAPOperation) bool { return o.Port == p }) {
			return false
		}
		part := &schema.LeftOut{Kind: "port", Name: p.Name, Service: p.In, Port: p.Name, Binding: p.Binding, PortType: p.PortType.Local,
			Protocol: "SOAP " + p.Version, Address: p.Address, Reason: "none of its operations can be called", Pos: p.Pos}
		if p.Name == "" {
			part.Kind, part.Name = "binding", p.Binding
		}
		r.leftOut = append(r.leftOut, part)
		return true
	})
}

// operations returns the operations of c.
func (b *operationBuilder) operations(c *candidate) []*schema.SOAPOperation {
	declaring := refer(b.resolver, "port type", b.resolver.portTypes, c.binding.node, "type", c.binding.portType)
	if declaring == nil {
		return nil
	}
	overloads := map[string][]*operation{}
	for _, op := range declaring.operations {
		if len(overloads[op.name]) == maxOverloads {
			b.Faultf(op.node.AttrPos("name"), "more than %d operations are called %q: rename some", maxOverloads,
				op.name)
			return nil
		}
		overloads[op.name] = append(overloads[op.name], op)
	}
	var operations []*schema.SOAPOperation
	isBound := map[*operation]bool{}
	for i, bound := range c.binding.operations {
		op := bound.declaration(overloads[bound.name], isBound)
		style := c.binding.styleOf(bound)
		pos := bound.node.AttrPos("name")
		switch {
		case len(overloads[bound.name]) == 0:
			b.leaveOut(pos, bound.name, "port type %q does not declare it", declaring.name)
		case op == nil && c.binding.isRepetition(i):
			b.Warnf(pos, "operation %q is bound twice in the same way", bound.name)
		case op == nil:
			b.Faultf(pos, "operation %q is bound twice: remove one of them", bound.name)
		case op.input == nil:
			b.leaveOut(op.node.Pos, op.name, "it has no input, so the service would call the client")
		case style != "document" && style != "rpc": // WSDL 1.1, section 3.3
			b.Faultf(c.binding.stylePos(bound), "unknown style %q: write document or rpc", style)
		case bound.isEncoded() && style != "rpc":
			b.leaveOut(pos, bound.name, "it is %s/encoded", style)
		default:
			if o := b.operation(op, bound, style); o != nil {
				if len(overloads[bound.name]) > 1 {
					o.Overload = op.input.name
				}
				o.Security = b.policies.demand(b.resolver.subjects(c, declaring, op, bound))
				operations = append(operations, o)
			}
		}
		isBound[op] = true
	}
	for _, op := range declaring.operations {
		if isBound[op] {
			continue
		}
		if other := b.resolver.otherFor(op, c); other != nil {
			label, key := other.label(), other.key
			if key == "" {
				label, key = "binding "+strconv.Quote(other.binding.name), "binding"
			}
			b.leaveOut(op.node.AttrPos("name"), op.name, "binding %q does not bind it; to call it, choose %s "+
				"instead, by the key %s", c.binding.name, label, key)
		} else {
			b.leaveOut(op.node.AttrPos("name"), op.name, "no supported binding has it, so it cannot be called")
		}
	}
	return operations
}

// leaveOut reports that the operation called name is left out for a reason.
func (b *operationBuilder) leaveOut(pos schema.Pos, name, format string, args ...any) {
	b.resolver.leaveOutOperation(b.port, pos, name, format, args...)
}

// leaveOutOperation reports that the operation of p called name is left out for a reason.
func (r *resolver) leaveOutOperation(p *schema.Port, pos schema.Pos, name, format string, args ...any) {
	r.leaveOut(&schema.LeftOut{Kind: "operation", Name: name, PortType: p.PortType.Local, Binding: p.Binding,
		Operations: []string{name}, Pos: pos}, fmt.Sprintf("operation %q", name), "", format, args...)
}

// otherFor returns a candidate other than c that binds op, an operation of c's port type, and can be called; nil for none.
func (r *resolver) otherFor(op *operation, c *candidate) *candidate {
	candidates, _ := r.candidates()
	i := slices.IndexFunc(candidates, func(other *candidate) bool {
		return other.binding != c.binding && other.rank() > 1 && r.portType(other.binding) == r.portType(c.binding) &&
			slices.ContainsFunc(other.binding.operations, func(bound *operation) bool { return bound.name == op.name })
	})
	if i < 0 {
		return nil
	}
	return candidates[i]
}

// declaration returns the operation of the port type that bound binds, of those that have its name and are not bound
// yet: the one whose input and output have the same names (WSDL 1.1, section 2.5), or else the first. It returns nil if
// there is none.
func (bound *operation) declaration(overloads []*operation, isBound map[*operation]bool) *operation {
	var first *operation
	for _, op := range overloads {
		switch {
		case isBound[op]:
		case op.input.hasNameOf(bound.input) && op.output.hasNameOf(bound.output):
			return op
		case first == nil:
			first = op
		}
	}
	return first
}

// hasNameOf reports whether d and o have the same name; both may be nil.
func (d *direction) hasNameOf(o *direction) bool {
	if d == nil || o == nil {
		return d == o
	}
	return d.name == o.name
}

// isRepetition reports whether the operation of b at index i is equal to one before it.
func (b *binding) isRepetition(i int) bool {
	return slices.ContainsFunc(b.operations[:i], func(o *operation) bool { return o.node.Equal(b.operations[i].node) })
}

// stylePos returns the position of the style of the operation o of b.
func (b *binding) stylePos(o *operation) schema.Pos {
	n, local := b.node, "binding"
	if o.style != "" {
		n, local = o.node, "operation"
	}
	for _, extension := range soapExtensions(n, local) {
		return extension.AttrPos("style")
	}
	return n.Pos
}

// operation returns the operation op of a port type as bound binds it, in the given style. It returns nil after a
// fault, and if the operation is left out.
func (b *operationBuilder) operation(op, bound *operation, style string) *schema.SOAPOperation {
	if fault := xmltree.NameFault(op.name); fault != "" {
		b.Faultf(op.node.AttrPos("name"), "%s", fault)
		return nil
	}
	if i := strings.IndexFunc(bound.action, unicode.IsControl); i >= 0 || strings.Contains(bound.action, `"`) {
		b.Faultf(bound.node.Pos, "the soapAction of operation %q has characters that are not allowed in a header: "+
			"remove them", op.name)
		return nil
	}
	o := &schema.SOAPOperation{
		Wire: op.name, Doc: xmltree.Documentation(op.node, xmltree.WSDLNamespace), Pos: op.node.AttrPos("name"),
		Port: b.port, Action: strings.TrimSpace(bound.action), Encoded: bound.isEncoded(),
	}
	b.reportIgnored(op, bound)
	o.Input = b.body(op, op.input, bound.input, style, op.name)
	if op.output != nil {
		o.Output = b.body(op, op.output, bound.output, style, op.name+"Response")
	}
	if o.Input == nil || op.output != nil && o.Output == nil {
		return nil
	}
	o.InputHeaders = b.headers(op, bound.input, o.Encoded)
	o.OutputHeaders = b.headers(op, bound.output, o.Encoded)
	o.Faults = b.faults(op, bound)
	if o.Doc == "" {
		o.Doc = o.Input.Doc
	}
	return o
}

// reportIgnored reports what the client ignores in the operation op of a port type and in bound, which binds it.
func (b *operationBuilder) reportIgnored(op, bound *operation) {
	if bound.output != nil && op.output == nil {
		b.Warnf(bound.output.node.Pos, "the output of operation %q is left out: its port type has no output", op.name)
	}
	order := op.node.Children
	if op.output != nil && slices.Index(order, op.output.node) < slices.Index(order, op.input.node) {
		b.Warnf(op.output.node.Pos, "the output of operation %q comes before its input, as if the service called the "+
			"client: it is used as the response", op.name)
	}
	for _, d := range bound.directions() {
		if d.use != "" && d.use != "literal" && d.use != "encoded" {
			b.Warnf(d.node.Pos, "operation %q has the unknown use %q: literal is used", op.name, d.use)
		}
	}
}
