// Package typederror reads the JSON of error responses as the types of the contract.
package typederror

import (
	"errors"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Types are readers of error responses by their HTTP status; 0 stands for all others. It is a
// [transport.ErrorReader].
type Types map[int]func(*jsonwire.Decoder) error

// Of returns the reader of a type, which decode reads.
func Of[T any, P interface {
	*T
	error
}](decode func(P, *jsonwire.Decoder)) func(*jsonwire.Decoder) error {
	return func(d *jsonwire.Decoder) error {
		v := P(new(T))
		decode(v, d)
		return v
	}
}

// ReadError returns the error in an error response, joined with its deviations from the contract. It returns nil if the
// status has no type, and if the body is not JSON.
func (t Types) ReadError(response *transport.Response) error {
	read, ok := t[response.Status]
	if !ok {
		read = t[0]
	}
	body := strings.TrimSpace(strings.TrimPrefix(response.Body, wire.ByteOrderMark))
	if read == nil || !strings.HasPrefix(body, "{") {
		return nil
	}
	var d jsonwire.Decoder
	d.Response(body, true)
	typed := read(&d)
	switch err := d.Close(); {
	case err == nil:
		return typed
	case d.Err() == nil:
		return errors.Join(typed, err)
	}
	return nil
}

// Text returns the text of an error: the JSON that encode appends, cut after 200 characters.
func Text(encode func([]byte) []byte) string { return failure.Excerpt(string(encode(nil))) }
