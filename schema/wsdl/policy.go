// Policies that demand security of messages (WS-Policy 1.2 and 1.5, WS-PolicyAttachment, WS-SecurityPolicy): which
// operations have one.

package wsdl

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// policyNamespaces are those of WS-Policy.
var policyNamespaces = []string{"http://schemas.xmlsoap.org/ws/2002/12/policy", "http://schemas.xmlsoap.org/ws/2004/09/policy",
	"http://www.w3.org/2006/07/ws-policy", "http://www.w3.org/ns/ws-policy"}

// securityNamespaces are those of WS-SecurityPolicy.
var securityNamespaces = []string{"http://schemas.xmlsoap.org/ws/2005/07/securitypolicy",
	"http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200512", "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702"}

// policies are the policies of a contract.
type policies struct {
	byID    map[*xmltree.Node]map[string]*xmltree.Node // by the root of their document, then by # and ID or by name
	roots   []*xmltree.Node
	demands map[*xmltree.Node][]string // of expressions that were asked for; nil while one is looked into
}

// newPolicies finds the policies in documents that have an ID or a name.
func newPolicies(documents []*definitions) *policies {
	p := &policies{byID: map[*xmltree.Node]map[string]*xmltree.Node{}, demands: map[*xmltree.Node][]string{}}
	for _, d := range documents {
		found := map[string]*xmltree.Node{}
		p.byID[d.node], p.roots = found, append(p.roots, d.node)
		var visit func(n *xmltree.Node)
		visit = func(n *xmltree.Node) {
			for _, c := range n.Children {
				if isPolicy(c, "Policy") {
					for _, a := range c.Attributes {
						switch {
						case a.Name.Space != "" && strings.EqualFold(a.Name.Local, "id"): // wsu:Id or xml:id
							found["#"+a.Value] = c
						case a.Name.Space == "" && a.Name.Local == "Name":
							found[a.Value] = c
						}
					}
				}
				if !c.Is(xmltree.WSDLNamespace, "types") {
					visit(c)
				}
			}
		}
		visit(d.node)
	}
	return p
}

// isPolicy reports whether n is the element local of WS-Policy.
func isPolicy(n *xmltree.Node, local string) bool {
	return n.Name.Local == local && slices.Contains(policyNamespaces, n.Name.Space)
}

// referred returns the policy that uri in n refers to, nil if there is none.
func (p *policies) referred(n *xmltree.Node, uri string) *xmltree.Node {
	for _, root := range append([]*xmltree.Node{n.Root()}, p.roots...) {
		if policy := p.byID[root][uri]; policy != nil {
			return policy
		}
	}
	return nil
}

// demand returns what the policies that are attached to subjects demand, nil for nothing. Subjects can be nil.
func (p *policies) demand(subjects []*xmltree.Node) *schema.Security {
	var found *schema.Security
	add := func(pos schema.Pos, assertions []string) {
		if found == nil && len(assertions) > 0 {
			found = &schema.Security{Pos: pos}
		}
		for _, a := range assertions {
			if !slices.Contains(found.Assertions, a) {
				found.Assertions = append(found.Assertions, a)
			}
		}
	}
	for _, subject := range subjects {
		if subject == nil {
			continue
		}
		for _, c := range subject.Children {
			if isPolicy(c, "Policy") || isPolicy(c, "PolicyReference") {
				add(c.Pos, p.demandsOf(c))
			}
		}
		for _, a := range subject.Attributes { // WS-PolicyAttachment, section 4.1
			if a.Name.Local != "PolicyURIs" || !slices.Contains(policyNamespaces, a.Name.Space) {
				continue
			}
			for _, uri := range strings.Fields(a.Value) {
				if policy := p.referred(subject, uri); policy != nil {
					add(a.Pos, p.demandsOf(policy))
				}
			}
		}
	}
	return found
}

// demandsOf returns the assertions of WS-SecurityPolicy in n, an expression of WS-Policy or an assertion, that demand
// something in the messages. A policy that refers to itself demands what else it says.
func (p *policies) demandsOf(n *xmltree.Node) []string {
	if _, isKnown := p.demands[n]; !isKnown {
		p.demands[n] = nil
		p.demands[n] = p.findDemands(n)
	}
	return p.demands[n]
}

// findDemands is demandsOf for an expression that was not asked for.
func (p *policies) findDemands(n *xmltree.Node) []string {
	if isOptional(n) {
		return nil
	}
	switch {
	case isPolicy(n, "Policy"), isPolicy(n, "All"):
		return p.demandsOfAll(n)
	case isPolicy(n, "ExactlyOne"): // the client has the choice
		var least []string
		for i, c := range n.Children {
			if demands := p.demandsOf(c); i == 0 || len(demands) < len(least) {
				least = demands
			}
		}
		return least
	case isPolicy(n, "PolicyReference"):
		if policy := p.referred(n, strings.TrimSpace(n.Get("URI"))); policy != nil {
			return p.demandsOf(policy)
		}
	case slices.Contains(securityNamespaces, n.Name.Space):
		switch name := n.Name.Local; {
		case name == "SymmetricBinding", name == "AsymmetricBinding": // which sign and encrypt
			return []string{name}
		case name == "TransportBinding", strings.HasSuffix(name, "SupportingTokens"):
			return p.demandsOfAll(n)
		case name == "HttpsToken", name == "TransportToken": // they secure the connection
		case name == "IncludeTimestamp", strings.HasSuffix(name, "Token"):
			return []string{name}
		}
	}
	return nil
}

// isOptional reports whether a client need not do what n, an assertion, says.
func isOptional(n *xmltree.Node) bool {
	return slices.ContainsFunc(n.Attributes, func(a xmltree.Attribute) bool {
		return a.Name.Local == "Optional" && slices.Contains(policyNamespaces, a.Name.Space) && xmltree.IsTrue(a.Value)
	})
}

// demandsOfAll returns the demands of n's children.
func (p *policies) demandsOfAll(n *xmltree.Node) (all []string) {
	for _, c := range n.Children {
		for _, a := range p.demandsOf(c) {
			if !slices.Contains(all, a) {
				all = append(all, a)
			}
		}
	}
	return all
}

// subjects returns what the policies for op can be attached to (WS-PolicyAttachment, section 4): op and declared, its
// operation of the port type t, are in the binding of c.
func (r *resolver) subjects(c *candidate, t *portType, declared, bound *operation) []*xmltree.Node {
	subjects := []*xmltree.Node{c.binding.node, t.node, declared.node, bound.node}
	if c.port != nil {
		subjects = append(subjects, c.port.node, c.port.node.Parent)
	}
	for _, d := range append(declared.directions(), bound.directions()...) {
		subjects = append(subjects, d.node)
		if m := r.message(d.node, d.message); d.message != "" && m != nil {
			subjects = append(subjects, m.node)
		}
	}
	return subjects
}
