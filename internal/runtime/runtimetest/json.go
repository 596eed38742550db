// JSON responses.

package runtimetest

import (
	"context"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/rest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// Meldungen reads the messages of the MVP's error answers.
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

// GetJSON makes a call whose answer's JSON is given as it is.
func GetJSON(ctx context.Context, e *transport.Endpoint) (string, error) {
	call := &transport.Call{Operation: "GetVermittler", Method: "GET", Path: "/1/vermittler/2",
		Accept: "application/json"}
	return rest.DoJSON(ctx, e, call, (*jsonwire.Decoder).Raw)
}
