// JSON responses: decoding them, and the errors for responses that are not JSON.

package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// DoJSON makes call and decodes its response, which must be JSON. It asks for JSON unless call.Accept is set. After an
// error the value is zero, unless the cause is a *wire.DeviationError.
func DoJSON[T any](ctx context.Context, e *transport.Endpoint, call *transport.Call,
	decode func(*jsonwire.Decoder) T) (value T, err error) {
	if call.Accept == "" {
		call.Accept = "application/json"
	}
	err = e.Do(ctx, call, func(response *transport.Response) (err error) {
		value, err = DecodeJSON(e, call, response, decode)
		return err
	})
	return value, err
}

// jsonDecoders are the unused decoders.
var jsonDecoders = sync.Pool{New: func() any { return new(jsonwire.Decoder) }}

// DecodeJSON decodes the JSON response to call. If the response deviates from the contract, DecodeJSON returns the
// value and an ErrContent whose cause is a *wire.DeviationError. After any other error, also an ErrContent, the value
// is zero.
func DecodeJSON[T any](e *transport.Endpoint, call *transport.Call, response *transport.Response,
	decode func(*jsonwire.Decoder) T) (value T, err error) {
	if call.NoResult {
		return value, nil
	}
	defer e.Guard(call, response, &err)
	d := jsonDecoders.Get().(*jsonwire.Decoder)
	d.Response(response.Body, e.Options().CopyText)
	defer func() {
		*d = jsonwire.Decoder{} // drops the response
		jsonDecoders.Put(d)
	}()
	if d.IsEmpty() {
		return emptyResponse(e, call, response, decode(d))
	}
	media := transport.MediaType(response.Header)
	isJSON := media == "" || media == "application/json" || media == "text/json" || strings.HasSuffix(media, "+json")
	if !isJSON {
		d.DeviateWithin(0, "", "content type application/json", media)
	}
	read := decode(d)
	err = d.Close()
	switch {
	case err == nil:
		return read, nil
	case d.Err() == nil:
		return read, e.ContentError(call, response, err)
	case !isJSON:
		err = fmt.Errorf("content type %s, expected JSON", media)
	}
	return value, e.ContentError(call, response, err)
}

// emptyResponse returns the value, or the error, of a call whose response has no body; decode returned value for it. A
// call that changes something succeeds if the status says that there is no content, or if the result may be any JSON.
func emptyResponse[T any](e *transport.Endpoint, call *transport.Call, response *transport.Response,
	value T) (T, error) {
	noContent := response.Status == http.StatusNoContent || response.Status == http.StatusResetContent
	_, open := any(value).(json.RawMessage)
	switch {
	case call.Unsafe() && (noContent || open):
		return value, nil
	case call.Unsafe() || noContent:
		missing := &wire.DeviationError{Deviations: []wire.Deviation{{Expected: "JSON", Found: "no content"}}}
		return value, e.ContentError(call, response, missing)
	}
	var none T
	return none, e.ContentError(call, response, errors.New("empty body, expected JSON"))
}
