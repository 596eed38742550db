// Namespaces of the client's messages, and the prefixes that it writes for them.

package wsdl

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// plainPrefix matches the prefixes of contracts that clients write too.
var plainPrefix = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

// reserved are prefixes that have another meaning in SOAP messages.
var reserved = map[string]bool{
	"xs": true, "xsd": true, "xsi": true, "xml": true, "xmlns": true, "wsdl": true, "soap": true, "soap12": true,
	"soapenv": true, "soapenc": true, "SOAP-ENV": true, "type": true, // of the name in an xsi:type
}

// namespaces returns the namespaces of the elements and attributes of types and operations, in the order of their first
// use. Each has the prefix that the documents roots first declare for it, or a numbered one.
func namespaces(
	roots []*xmltree.Node, types []*schema.Type, operations []*schema.SOAPOperation,
) []*schema.Namespace {
	var found []*schema.Namespace
	seen := map[string]bool{"": true}
	use := func(space string) {
		if !seen[space] {
			seen[space] = true
			found = append(found, &schema.Namespace{URI: space})
		}
	}
	for _, o := range operations {
		for _, m := range o.Messages() {
			if !m.IsBody() {
				use(m.Element.Space)
			}
		}
	}
	isEncoded := slices.ContainsFunc(operations, func(o *schema.SOAPOperation) bool { return o.Encoded })
	for _, t := range types {
		if isEncoded && t.Owner == nil && !schema.IsSOAPEncoding(t.Wire.Space) { // xsi:type names it
			use(t.Wire.Space)
		}
		for _, f := range t.Fields() {
			if f != t.Value {
				use(f.Wire.Space)
			}
			if f.Wildcard != nil {
				for _, space := range f.Wildcard.Spaces {
					use(space)
				}
			}
		}
	}
	declared := xmltree.Prefixes(roots)
	taken := map[string]bool{}
	for _, n := range found {
		n.Prefix = prefix(n.URI, declared[n.URI], taken)
		taken[n.Prefix] = true
	}
	return found
}

// prefix returns the first usable of the declared prefixes that is not taken, or else a numbered one.
func prefix(uri string, declared []string, taken map[string]bool) string {
	if uri == xmltree.XMLNamespace {
		return "xml" // bound to it by definition, and never to another
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
