// URL-encoded forms.

package form

import (
	"fmt"
	"net/url"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// URLEncoded is a form as application/x-www-form-urlencoded (WHATWG URL, section 5). The zero value has no fields.
type URLEncoded struct {
	text []byte
	err  error
}

// Add adds a field, once for each value. An empty list is sent as one empty value, to tell it apart from no list.
func (f *URLEncoded) Add(name string, values ...string) {
	for _, value := range atLeastOne(values) {
		f.err = refusal(f.err, name, value)
		if len(f.text) > 0 {
			f.text = append(f.text, '&')
		}
		f.text = append(f.text, url.QueryEscape(name)+"="+url.QueryEscape(value)...)
	}
}

// Send makes the form the body of call.
func (f *URLEncoded) Send(call *transport.Call) {
	setError(call, f.err)
	call.SetBody("application/x-www-form-urlencoded", func(b []byte) []byte { return append(b, f.text...) })
}

func atLeastOne(values []string) []string {
	if len(values) == 0 {
		return []string{""}
	}
	return values
}

// refusal returns err or, if that is nil, an error if value contains a refusal: see [wire.Refuse].
func refusal(err error, name, value string) error {
	if reason := wire.CheckEncoded([]byte(value)); err == nil && reason != nil {
		return fmt.Errorf("%s cannot be sent: %w", name, reason)
	}
	return err
}

// setError sets call.Err, unless it is set.
func setError(call *transport.Call, err error) {
	if call.Err == nil {
		call.Err = err
	}
}
