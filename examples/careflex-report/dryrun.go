// The dry run: the client sends its envelopes to a printer.

package main

import (
	"bufio"
	"context"
	"io"
	"net/http"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

// printEnvelopes prints the envelopes of all companies, each on a line. It needs no secrets: placeholders stand for them.
func printEnvelopes(ctx context.Context, companies []*company, w io.Writer) error {
	const apiToken = "API-TOKEN"
	out := bufio.NewWriter(w)
	client, err := careflex.New(careflex.Config{
		Endpoint:   "https://careflex.example/",
		Token:      careflex.StaticToken("ACCESS-TOKEN"),
		HTTPClient: &http.Client{Transport: printer{out}},
	})
	if err != nil {
		return err
	}
	for _, c := range companies {
		// The calls fail, because nobody has responded. Flush returns the errors of printing.
		if c.incidents == nil {
			_, _ = client.NoIncident(ctx, c.noIncident(apiToken))
		} else {
			_, _ = client.NewIncidentAll(ctx, c.newIncident(apiToken), nil)
		}
	}
	return out.Flush()
}

// printer is a transport that prints the bodies of requests.
type printer struct{ out *bufio.Writer }

// RoundTrip responds with 422, after which NewIncidentAll goes on with the next incidents.
func (p printer) RoundTrip(r *http.Request) (*http.Response, error) {
	defer r.Body.Close()
	if _, err := p.out.ReadFrom(r.Body); err != nil {
		return nil, err
	}
	p.out.WriteByte('\n')
	return &http.Response{StatusCode: http.StatusUnprocessableEntity, Body: http.NoBody, Request: r}, nil
}
