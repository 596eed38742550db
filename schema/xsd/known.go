// Well-known namespaces: what contracts refer to without saying where it is declared, or by a location in the network.

package wsdl

import (
	"embed"
)

//go:embed known/*.xsd
var knownFiles embed.FS

// known are the schemas of the well-known namespaces, written for this reader: what of them contracts refer to. A
// schema that the contract brings takes precedence.
var known = map[string]string{
	xmlNamespace: "known/xml.xsd",
	"http://schemas.xmlsoap.org/soap/encoding/":                                          "known/soapenc.xsd",
	"http://schemas.xmlsoap.org/soap/envelope/":                                          "known/soapenv.xsd",
	"http://schemas.xmlsoap.org/ws/2004/08/addressing":                                   "known/addressing2004.xsd",
	"http://ws-i.org/profiles/basic/1.1/xsd":                                             "known/swaref.xsd",
	"http://www.w3.org/1999/xlink":                                                       "known/xlink.xsd",
	"http://www.w3.org/2000/09/xmldsig#":                                                 "known/xmldsig.xsd",
	"http://www.w3.org/2004/06/xmlmime":                                                  "known/xmlmime2004.xsd",
	"http://www.w3.org/2005/05/xmlmime":                                                  "known/xmlmime.xsd",
	"http://www.w3.org/2005/08/addressing":                                               "known/addressing.xsd",
	"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd": "known/wsu.xsd",
}

// loadKnown declares what is known of the namespace, the first time that it is asked for, and reports whether it did.
func (r *reader) loadKnown(namespace string) bool {
	file, isKnown := known[namespace]
	if !isKnown || !r.first(file, namespace) {
		return false
	}
	data, err := knownFiles.ReadFile(file)
	if err != nil {
		panic(err) // it is part of the program
	}
	root, err := parse(file, data)
	if err != nil {
		panic(err)
	}
	r.rank[file] = len(r.rank)
	r.roots = append(r.roots, root)
	x := &xsd{reader: r, root: root, file: file, target: namespace, isKnown: true}
	x.collect()
	return true
}
