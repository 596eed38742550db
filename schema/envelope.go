// Envelopes of SOAP.

package schema

// Envelope is what the envelopes of a version of SOAP have in common.
type Envelope struct {
	Namespace string
	MediaType string // SOAP 1.1, section 6; RFC 3902
}

// Envelopes are the envelopes by the version of SOAP, as in Port.Version. It must not be changed.
var Envelopes = map[string]Envelope{
	"1.1": {"http://schemas.xmlsoap.org/soap/envelope/", "text/xml"},
	"1.2": {"http://www.w3.org/2003/05/soap-envelope", "application/soap+xml"},
}
