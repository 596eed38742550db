// Policies that say that binary values can be attachments (WS-MTOMPolicy 1.1, section 3).

package wsdl

import (
	"iter"

	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// isMTOM reports whether n asserts that messages are packaged as MTOM says.
func isMTOM(n *xmltree.Node) bool {
	switch n.Name.Local {
	case "OptimizedMimeSerialization":
		return n.Name.Space == "http://schemas.xmlsoap.org/ws/2004/09/policy/optimizedmimeserialization"
	case "MTOM":
		return n.Name.Space == "http://www.w3.org/2007/08/soap11-mtom-policy" ||
			n.Name.Space == "http://www.w3.org/2007/08/soap12-mtom-policy"
	}
	return false
}

// descendants yields n and the nodes below it.
func descendants(n *xmltree.Node) iter.Seq[*xmltree.Node] {
	return func(yield func(*xmltree.Node) bool) {
		for open := []*xmltree.Node{n}; len(open) > 0; {
			n := open[len(open)-1]
			if open = append(open[:len(open)-1], n.Children...); !yield(n) {
				return
			}
		}
	}
}

// of returns the policy that n is or refers to, nil for none.
func (p *policies) of(n *xmltree.Node) *xmltree.Node {
	switch {
	case isPolicy(n, "Policy"):
		return n
	case isPolicy(n, "PolicyReference"):
		return p.referred(n, n.Get("URI"))
	}
	return nil
}

// hasMTOM reports whether a policy of c says that its messages are packaged as MTOM says.
func (p *policies) hasMTOM(c *candidate) bool {
	nodes := []*xmltree.Node{c.binding.node}
	if c.port != nil {
		nodes = append(nodes, c.port.node)
	}
	for _, outer := range nodes {
		for n := range descendants(outer) {
			if policy := p.of(n); policy != nil && assertsMTOM(policy) {
				return true
			}
		}
	}
	return false
}

// assertsMTOM reports whether policy has the assertion, maybe as an alternative.
func assertsMTOM(policy *xmltree.Node) bool {
	for n := range descendants(policy) {
		if isMTOM(n) {
			return true
		}
	}
	return false
}

// isUnderstood reports whether n is, or refers to, a policy that says nothing else, or demands HTTPS alone.
func (p *policies) isUnderstood(n *xmltree.Node) bool {
	policy := p.of(n)
	if policy == nil {
		return false
	}
	return asksNothingMore(policy) && (assertsMTOM(policy) || p.demandsHTTPS(policy))
}
