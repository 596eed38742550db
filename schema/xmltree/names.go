// The namespaces that the reader knows, and what a name is.

package wsdl

import (
	"fmt"
	"regexp"
)

// The namespaces of XML, XML Schema, WSDL 1.1 and its bindings.
const (
	xmlNamespace    = "http://www.w3.org/XML/1998/namespace"
	xsdNamespace    = "http://www.w3.org/2001/XMLSchema"
	xsdDraft        = "http://www.w3.org/2000/10/XMLSchema" // which WSDL 1.1's own examples use
	wsdlNamespace   = "http://schemas.xmlsoap.org/wsdl/"
	soap11Namespace = "http://schemas.xmlsoap.org/wsdl/soap/"
	soap12Namespace = "http://schemas.xmlsoap.org/wsdl/soap12/"
	mimeNamespace   = "http://schemas.xmlsoap.org/wsdl/mime/"
	httpNamespace   = "http://schemas.xmlsoap.org/wsdl/http/"
)

// ncName is what a name without a prefix is (Namespaces in XML 1.0, production 4), but for a few rare characters.
var ncName = regexp.MustCompile(`^[\pL_][\pL\pM\pN_.·-]*$`)

// maxName bounds a name, which is repeated all over a client.
const maxName = 500

// nameFault says what is wrong with name as one without a prefix, "" where nothing is.
func nameFault(name string) string {
	switch {
	case len(name) > maxName:
		return fmt.Sprintf("a name has more than %d bytes: shorten it", maxName)
	case !ncName.MatchString(name):
		return fmt.Sprintf("%q is no xml name: use letters, digits, '_', '-' and '.'", name)
	}
	return ""
}
