// Policies that demand HTTPS (WS-SecurityPolicy 1.2, sections 5.4.10 and 7.3): messages lack nothing for them.

package wsdl

import (
	"net/url"
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// asksNothingMore reports whether n, in a policy, says nothing else than that messages are packaged as MTOM says, or sent by
// HTTPS. Credentials for HTTP and certificates of clients are more.
func asksNothingMore(n *xmltree.Node) bool {
	isSecurity := slices.Contains(securityNamespaces, n.Name.Space)
	switch name := n.Name.Local; {
	case isSecurity && (name == "AlgorithmSuite" || name == "Layout"): // of what is signed and encrypted, which is nothing
		return true
	case isSecurity && name == "HttpsToken" && xmltree.IsTrue(n.Get("RequireClientCertificate")):
		return false
	case isSecurity && (name == "TransportBinding" || name == "TransportToken" || name == "HttpsToken"),
		slices.Contains(policyNamespaces, n.Name.Space), isMTOM(n):
		return !slices.ContainsFunc(n.Children, func(c *xmltree.Node) bool { return !asksNothingMore(c) })
	}
	return false
}

// demandsHTTPS reports whether n, in a policy, demands HTTPS in all alternatives. above are the policies that refer to n.
func (p *policies) demandsHTTPS(n *xmltree.Node, above ...*xmltree.Node) bool {
	demands := func(c *xmltree.Node) bool { return p.demandsHTTPS(c, above...) }
	isSecurity := slices.Contains(securityNamespaces, n.Name.Space)
	switch {
	case isOptional(n):
	case isPolicy(n, "ExactlyOne"):
		return len(n.Children) > 0 && !slices.ContainsFunc(n.Children, func(c *xmltree.Node) bool { return !demands(c) })
	case isPolicy(n, "PolicyReference"):
		policy := p.of(n)
		return policy != nil && !slices.Contains(above, policy) && p.demandsHTTPS(policy, append(above, policy)...)
	case isSecurity && n.Name.Local == "HttpsToken":
		return true
	case isPolicy(n, "Policy"), isPolicy(n, "All"),
		isSecurity && (n.Name.Local == "TransportBinding" || n.Name.Local == "TransportToken"):
		return slices.ContainsFunc(n.Children, demands)
	}
	return false
}

// reportHTTP reports that c has an address without HTTPS, although its policies demand that.
func (r *resolver) reportHTTP(c *candidate, policies *policies) {
	if u, err := url.Parse(c.address); c.port == nil || err != nil || u.Scheme != "http" {
		return
	}
	for _, subject := range []*xmltree.Node{c.binding.node, c.port.node, c.port.node.Parent} {
		for _, n := range subject.Children {
			if policies.of(n) != nil && policies.demandsHTTPS(n) {
				r.Warnf(n.Pos, "the policy demands https, but the address of %s has http: give the client an endpoint with https",
					c.label())
				return
			}
		}
	}
}
