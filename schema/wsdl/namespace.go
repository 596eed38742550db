// Namespaces: those that the client's documents use, and the prefixes that it writes for them.

package wsdl

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// plainPrefix is a prefix that is used as the contract declares it.
var plainPrefix = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

// reserved are prefixes that mean something else to a reader of SOAP messages.
var reserved = map[string]bool{
	"xs": true, "xsd": true, "xsi": true, "xml": true, "xmlns": true, "wsdl": true, "soap": true, "soap12": true,
	"soapenv": true, "SOAP-ENV": true, "type": true, // of the name in an xsi:type
}

// namespaces returns the namespaces of the elements and attributes of types and operations, in the order of their first
// use, each with the prefix that the contract first declares for it, or a numbered one.
func (r *reader) namespaces(types []*schema.Type, operations []*schema.SOAPOperation) []*schema.Namespace {
	var found []*schema.Namespace
	seen := map[string]bool{"": true}
	use := func(name schema.QName) {
		if !seen[name.Space] {
			seen[name.Space] = true
			found = append(found, &schema.Namespace{URI: name.Space})
		}
	}
	for _, o := range operations {
		use(o.Input.Element)
		if o.Output != nil {
			use(o.Output.Element)
		}
		for _, m := range slices.Concat(o.Faults, o.InputHeaders, o.OutputHeaders) {
			use(m.Element)
		}
	}
	for _, t := range types {
		if t.Kind != schema.Struct {
			continue
		}
		for _, f := range t.Fields() {
			if f != t.Value {
				use(f.Wire)
			}
			if f.Wildcard != nil {
				for _, space := range f.Wildcard.Spaces {
					use(schema.QName{Space: space})
				}
			}
		}
	}
	declared := map[string][]string{} // prefixes by namespace
	for _, root := range r.roots {
		root.collectPrefixes(declared, map[scope]bool{})
	}
	taken := map[string]bool{}
	for _, n := range found {
		n.Prefix = prefix(n.URI, declared[n.URI], taken)
		taken[n.Prefix] = true
	}
	return found
}

// prefix returns the first usable of the declared prefixes that is not taken, or else a numbered one.
func prefix(uri string, declared []string, taken map[string]bool) string {
	if uri == xmlNamespace {
		return "xml" // which is bound to it, and to nothing else, without a declaration
	}
	for _, p := range declared {
		if !taken[p] && !reserved[p] && plainPrefix.MatchString(p) {
			return p
		}
	}
	for i := 1; ; i++ {
		if p := "ns" + strconv.Itoa(i); !taken[p] {
			return p
		}
	}
}

// collectPrefixes adds the prefixes that n and its descendants declare, in document order.
func (n *node) collectPrefixes(declared map[string][]string, seen map[scope]bool) {
	var outer *scope
	if n.parent != nil {
		outer = n.parent.scope
	}
	var own []*scope
	for s := n.scope; s != outer; s = s.outer {
		own = append(own, s)
	}
	for i := len(own) - 1; i >= 0; i-- {
		declaration := scope{prefix: own[i].prefix, uri: own[i].uri}
		if !seen[declaration] {
			seen[declaration] = true
			declared[declaration.uri] = append(declared[declaration.uri], declaration.prefix)
		}
	}
	for _, c := range n.children {
		c.collectPrefixes(declared, seen)
	}
}
