// Package plaintext makes calls with texts in their requests and responses.
package plaintext

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// SetBody sets the body of call to text.
func SetBody(call *transport.Call, contentType, text string) {
	call.SetBody(contentType, func(b []byte) []byte { return append(b, text...) })
}

// SetEncoded is SetBody for a text that is encoded. If it contains a refusal, see [wire.Refuse], call.Err says so.
func SetEncoded(call *transport.Call, contentType, text string) {
	if err := wire.CheckEncoded([]byte(text)); err != nil {
		call.Invalid("body", "cannot be sent: "+err.Error())
	}
	SetBody(call, contentType, text)
}

// Do makes call and returns its response, a text in UTF-8. Another content type than a text is a deviation: see
// [wire.DeviationError].
func Do(ctx context.Context, e *transport.Endpoint, call *transport.Call) (text string, err error) {
	err = e.Do(ctx, call, func(response *transport.Response) error {
		switch charset := transport.Charset(response.Header); {
		case charset != "" && !strings.EqualFold(charset, "utf-8") && !strings.EqualFold(charset, "us-ascii"):
			return e.ContentError(call, response, fmt.Errorf("charset %.40q, expected utf-8", charset))
		case !utf8.ValidString(response.Body):
			return e.ContentError(call, response, errors.New("the text is not UTF-8"))
		}
		text = strings.TrimPrefix(response.Body, wire.ByteOrderMark)
		if e.Options().CopyText {
			text = strings.Clone(text)
		}
		if media := transport.MediaType(response.Header); media != "" && !strings.HasPrefix(media, "text/") {
			return e.ContentError(call, response, &wire.DeviationError{Deviations: []wire.Deviation{{
				Expected: "content type " + call.Accept, Found: media,
			}}})
		}
		return nil
	})
	return text, err
}
