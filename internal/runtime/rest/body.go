// JSON request bodies.

package rest

import (
	"encoding/json"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// SetJSON sets a JSON body, which encode appends. call.Err says if encode is nil or appends what JSON cannot represent.
func SetJSON(call *transport.Call, encode func([]byte) []byte) {
	call.SetBody("application/json", encode)
	if call.Err == nil {
		call.Err = wire.CheckEncoded(call.Body)
	}
}

// SetRawJSON sets a JSON body. If it is not well-formed, call.Err says so.
func SetRawJSON(call *transport.Call, body json.RawMessage) {
	SetJSON(call, func(b []byte) []byte { return jsonwire.AppendRaw(b, string(body)) })
}
