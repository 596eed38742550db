// Calls with JSON responses.

package rest

import (
	"context"
	"encoding/json"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/rest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// send makes a call and decodes its response.
func send[T any](ctx context.Context, c *Client, call *transport.Call, decode func(*jsonwire.Decoder) T,
	options []CallOption) (T, error) {
	call.SetOptions(optionsOf(options))
	v, err := rest.DoJSON(ctx, c.endpoint, call, decode)
	return v, fail(err)
}

// decoder is a pointer to a struct of the contract.
type decoder[T any] interface {
	*T
	decodeJSON(*jsonwire.Decoder)
}

// object decodes a result that is a struct. It never returns nil.
func object[T any, P decoder[T]](d *jsonwire.Decoder) *T {
	v := new(T)
	if !d.IsEmpty() {
		P(v).decodeJSON(d)
	}
	return v
}

// field decodes a field that is a struct; nil if it is absent.
func field[T any, P decoder[T]](d *jsonwire.Decoder) *T {
	if d.Absent() || !d.IsObject() {
		return nil
	}
	v := wire.New[T](&d.Slabs)
	P(v).decodeJSON(d)
	return v
}

// objects decodes an array of structs.
func objects[T any, P decoder[T]](d *jsonwire.Decoder) []T {
	if d.IsEmpty() || !d.Array(true) {
		return nil
	}
	list := []T{}
	for d.Element() {
		list = jsonwire.Extend(d, list)
		P(&list[len(list)-1]).decodeJSON(d)
	}
	return list
}

// texts decodes an array of strings.
func texts(d *jsonwire.Decoder) []string {
	if d.IsEmpty() || !d.Array(false) {
		return nil
	}
	list := []string{}
	for d.Element() {
		list = append(list, d.Text())
	}
	return list
}

// raw returns a response without a known type as JSON, nil if there is none.
func raw(d *jsonwire.Decoder) json.RawMessage {
	if d.IsEmpty() {
		return nil
	}
	return json.RawMessage(d.Raw())
}

// nothing is the result of a call without one.
func nothing(*jsonwire.Decoder) struct{} { return struct{}{} }
