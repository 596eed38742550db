// SOAP messages of the seed.

package runtimetest

import (
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
)

// MessageTypes describes the messages of these tests.
var MessageTypes = xmltype.New(
	&contract.Types{Namespaces: []contract.Namespace{{Prefix: "car", URI: "http://n4.de/careflex"},
		{Prefix: "ns", URI: "http://n4.de/careflex/2.0"}}})

// noIncidentMessage and NoIncidentResponse are the messages of the operation NoIncident.
type (
	noIncidentMessage struct {
		CareflexID string      `soap:"careflexId"`
		APIToken   string      `soap:"apitoken,secret"`
		CreatedAt  scalar.Date `soap:"createdAt"`
	}
	NoIncidentResponse struct{}
)

var (
	NoIncident = &soap.Call{Operation: "NoIncident", Types: MessageTypes, Request: "car:NoIncidentRequest",
		Response: "car:NoIncidentResponse"}
	SeedMessage = &noIncidentMessage{"09ce3580d84bf090", "maL0HMDszA2b9PKiqCAZRGh0ZDpVjmvc",
		scalar.Date{Year: 2020, Month: 8, Day: 24}}
)

// Report sends the seed's empty message.
func Report(t *testing.T, e *transport.Endpoint, call *soap.Call) error {
	t.Helper()
	return call.Do(t.Context(), e, SeedMessage, new(NoIncidentResponse), nil, nil)
}

const (
	// The empty message as the seed prints it, on one line.
	noIncidentElement = `<car:NoIncidentRequest xmlns:car="http://n4.de/careflex">` +
		`<careflexId>09ce3580d84bf090</careflexId>` +
		`<apitoken>maL0HMDszA2b9PKiqCAZRGh0ZDpVjmvc</apitoken><createdAt>2020-08-24</createdAt></car:NoIncidentRequest>`
	NoIncidentRequest = `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">` +
		`<soapenv:Header/><soapenv:Body>` + noIncidentElement + `</soapenv:Body></soapenv:Envelope>`
	NoIncidentEnvelope = `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">
<SOAP-ENV:Header/>
<SOAP-ENV:Body>
<ns3:NoIncidentResponse xmlns:ns3="http://n4.de/careflex"/>
</SOAP-ENV:Body>
</SOAP-ENV:Envelope>
`
)

// Envelope puts content into the body of an envelope.
func Envelope(content string) string {
	return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>` + content +
		`</s:Body></s:Envelope>`
}
