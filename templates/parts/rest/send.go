// Sending: one call and its answer.

package rest

import (
	"context"
	"encoding/json"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

// send makes one call and decodes its answer.
func send[T any](ctx context.Context, c *Client, call *runtime.Call, decode func(*runtime.JSONDecoder) T) (T, error) {
	v, err := runtime.DoJSON(ctx, c.endpoint, call, decode)
	return v, fail(err)
}

// open makes one call and returns its answer as a stream.
func open(ctx context.Context, c *Client, call *runtime.Call) (*File, error) {
	s, err := c.endpoint.Open(ctx, call)
	if err != nil {
		return nil, fail(err)
	}
	return &File{ReadCloser: fileBody{s}, ContentType: s.ContentType, Size: s.Size}, nil
}

// decoder is a struct of the contract.
type decoder[T any] interface {
	*T
	decodeJSON(*runtime.JSONDecoder)
}

// object decodes a result that is a struct. It is never nil.
func object[T any, P decoder[T]](d *runtime.JSONDecoder) *T {
	v := new(T)
	if !d.IsEmpty() {
		P(v).decodeJSON(d)
	}
	return v
}

// field decodes a field that is a struct, nil if there is none.
func field[T any, P decoder[T]](d *runtime.JSONDecoder) *T {
	if d.Absent() || !d.IsObject() {
		return nil
	}
	v := runtime.New[T](&d.Slabs)
	P(v).decodeJSON(d)
	return v
}

// objects decodes an array of structs.
func objects[T any, P decoder[T]](d *runtime.JSONDecoder) []T {
	if d.IsEmpty() || !d.Array(true) {
		return nil
	}
	list := []T{}
	for d.Element() {
		list = runtime.Extend(d, list)
		P(&list[len(list)-1]).decodeJSON(d)
	}
	return list
}

// texts decodes an array of strings.
func texts(d *runtime.JSONDecoder) []string {
	if d.IsEmpty() || !d.Array(false) {
		return nil
	}
	list := []string{}
	for d.Element() {
		list = append(list, d.Text())
	}
	return list
}

// raw keeps an answer whose type is not public as it is. It is nil if there is none.
func raw(d *runtime.JSONDecoder) json.RawMessage {
	if d.IsEmpty() {
		return nil
	}
	return json.RawMessage(d.Raw())
}

// nothing is the result of a call that returns none.
func nothing(*runtime.JSONDecoder) struct{} { return struct{}{} }
