// Who makes the whole calls: the generated clients, gowsdl's SOAP client, and what one would write with net/http.

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/hooklift/gowsdl/soap"

	"github.com/kontrakt-dev/kontrakt/bench/gowsdl"
	"github.com/kontrakt-dev/kontrakt/bench/jsonpeer"
	"github.com/kontrakt-dev/kontrakt/bench/payload"
	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// token is what all send as their bearer token.
const token = "P7kmfo8HXItLLOReHq65o4ggg45dYhSm5ODc"

// wholeCalls measures both calls.
func wholeCalls(e callEffort) error {
	address, stop, err := startServer()
	if err != nil {
		return err
	}
	defer stop()
	url := "http://" + address + "/"
	soapClients, err := newIncidentClients(url)
	if err != nil {
		return err
	}
	if err := holdCalls(os.Stdout, "Whole call: NewIncident, 100 incidents", soapClients, e); err != nil {
		return err
	}
	restClients, err := getMitarbeiterClients(url)
	if err != nil {
		return err
	}
	return holdCalls(os.Stdout, "Whole call: GetMitarbeiter", restClients, e)
}

func newIncidentClients(url string) ([]client, error) {
	ours, err := careflex.New(careflex.Config{
		Endpoint: url, Token: careflex.StaticToken(token), HTTPClient: newHTTPClient(),
	})
	if err != nil {
		return nil, err
	}
	request := payload.Request()
	doc, err := request.AppendXML(nil)
	if err != nil {
		return nil, err
	}
	theirRequest := new(gowsdl.NewIncidentRequest)
	if err := xml.Unmarshal(doc, theirRequest); err != nil {
		return nil, err
	}
	theirs := soap.NewClient(url, soap.WithHTTPClient(newPeerClient()),
		soap.WithHTTPHeaders(map[string]string{"Authorization": "Bearer " + token}))
	plain := newPeerClient()
	return []client{
		{kontrakt, func(ctx context.Context) error {
			_, err := ours.NewIncident(ctx, request)
			return err
		}},
		{"gowsdl's SOAP client, a connection for each call", func(ctx context.Context) error {
			response := new(gowsdl.NewIncidentResponse)
			if err := theirs.CallContext(ctx, "''", theirRequest, response); err != nil {
				return err
			}
			return complete(response)
		}},
		{"net/http and encoding/xml, gowsdl's types", func(ctx context.Context) error {
			var body bytes.Buffer
			if err := xml.NewEncoder(&body).Encode(soap.SOAPEnvelope{
				XmlNS: soap.XmlNsSoapEnv, Body: soap.SOAPBody{Content: theirRequest},
			}); err != nil {
				return err
			}
			request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, &body)
			if err != nil {
				return err
			}
			request.Header.Set("Content-Type", "text/xml;charset=UTF-8")
			request.Header.Set("SOAPAction", `""`)
			var envelope struct {
				Response gowsdl.NewIncidentResponse `xml:"Body>NewIncidentResponse"`
			}
			if err := exchange(plain, request, func(r io.Reader) error {
				return xml.NewDecoder(r).Decode(&envelope)
			}); err != nil {
				return err
			}
			return complete(&envelope.Response)
		}},
	}, nil
}

// complete fails where response has not a row for each incident.
func complete(response *gowsdl.NewIncidentResponse) error {
	if n := len(response.IncidentResponseList.Incident); n != payload.Incidents {
		return fmt.Errorf("%d rows", n)
	}
	return nil
}

func getMitarbeiterClients(url string) ([]client, error) {
	ours, err := mvp.New(mvp.Config{
		BaseURL: url, Mandant: "bd", Mitarbeiter: "123456_123456", Token: mvp.StaticToken(token), HTTPClient: newHTTPClient(),
	})
	if err != nil {
		return nil, err
	}
	plain := newPeerClient()
	return []client{
		{kontrakt, func(ctx context.Context) error {
			_, err := ours.GetMitarbeiter(ctx)
			return err
		}},
		{"net/http and encoding/json", func(ctx context.Context) error {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"123456_123456", nil)
			if err != nil {
				return err
			}
			request.Header.Set("Accept", "application/json")
			return exchange(plain, request, func(r io.Reader) error {
				return json.NewDecoder(r).Decode(new(jsonpeer.Mitarbeiter))
			})
		}},
	}, nil
}

// exchange sends request and reads its answer to the end, so that the connection can be used again.
func exchange(c *http.Client, request *http.Request, decode func(io.Reader) error) error {
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := c.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", response.Status)
	}
	if err := decode(response.Body); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
