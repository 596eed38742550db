// JSON in responses: what a call returns of one, and which responses are none.

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

// DoJSON carries out call and decodes its answer, which must be JSON, and is asked for as JSON unless call.Accept says
// otherwise. After an error the value is the zero value.
func DoJSON[T any](ctx context.Context, e *transport.Endpoint, call *transport.Call,
	decode func(*jsonwire.Decoder) T) (value T, err error) {
	if call.Accept == "" {
		call.Accept = "application/json"
	}
	err = e.Do(ctx, call, func(a *transport.Answer) (err error) {
		value, err = DecodeJSON(e, call, a, decode)
		return err
	})
	return value, err
}

// jsonDecoders are those that are not in use.
var jsonDecoders = sync.Pool{New: func() any { return new(jsonwire.Decoder) }}

// DecodeJSON decodes the answer to call, which must be JSON. If it is, but deviates from the contract, the value is
// returned together with an failure.ErrContent whose cause is a *wire.DeviationError. After any other error, which is
// an failure.ErrContent too, the value is the zero value.
func DecodeJSON[T any](e *transport.Endpoint, call *transport.Call, a *transport.Answer,
	decode func(*jsonwire.Decoder) T) (value T, err error) {
	if call.NoResult {
		return value, nil
	}
	defer e.Guard(call, a, &err)
	d := jsonDecoders.Get().(*jsonwire.Decoder)
	d.Response(a.Body, e.Options().CopyText)
	defer func() {
		*d = jsonwire.Decoder{} // which knows nothing of the answer
		jsonDecoders.Put(d)
	}()
	if d.IsEmpty() {
		return emptyAnswer(e, call, a, decode(d))
	}
	media := transport.MediaType(a.Header)
	isJSON := media == "" || media == "application/json" || media == "text/json" || strings.HasSuffix(media, "+json")
	if !isJSON {
		d.Deviate("content type application/json", media)
	}
	read := decode(d)
	err = d.Close()
	switch {
	case err == nil:
		return read, nil
	case d.Err() == nil:
		return read, e.ContentError(call, a, err)
	case !isJSON:
		err = fmt.Errorf("content type %s where JSON is expected", media)
	}
	return value, e.ContentError(call, a, err)
}

// emptyAnswer returns what a call has of an answer without a body, of which decode made value. A call that changes
// something succeeds if the status says that there is no content, or if the contract leaves the result open.
func emptyAnswer[T any](e *transport.Endpoint, call *transport.Call, a *transport.Answer, value T) (T, error) {
	noContent := a.Status == http.StatusNoContent || a.Status == http.StatusResetContent
	_, open := any(value).(json.RawMessage)
	switch {
	case call.Unsafe() && (noContent || open):
		return value, nil
	case call.Unsafe() || noContent:
		missing := &wire.DeviationError{Deviations: []wire.Deviation{{Expected: "JSON", Found: "no content"}}}
		return value, e.ContentError(call, a, missing)
	}
	var none T
	return none, e.ContentError(call, a, errors.New("empty where JSON is expected"))
}
