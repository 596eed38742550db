// JSON responses.

package runtimetest

import (
	"context"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/rest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// Meldungen returns the messages in the MVP's error responses.
func Meldungen(body string) (messages []string) {
	d := jsonwire.NewDecoder(body)
	if d.Object() {
		for d.Member() {
			if d.Key() == "Meldungen" && d.Array(false) {
				for d.Element() {
					messages = append(messages, d.Text())
				}
			} else {
				d.Skip()
			}
		}
	}
	return messages
}

// GetJSON makes a call and returns the JSON of its response.
func GetJSON(ctx context.Context, e *transport.Endpoint) (string, error) {
	call := &transport.Call{Operation: "GetVermittler", Method: "GET", Path: "/1/vermittler/2",
		Accept: "application/json"}
	return rest.DoJSON(ctx, e, call, (*jsonwire.Decoder).Raw)
}
