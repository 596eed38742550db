// Redaction: what a request keeps secret and an answer may echo stays out of errors.

package runtime

import (
	"errors"
	"strings"
)

// secretPrefix is how much of a secret is looked for where a text was cut short.
const secretPrefix = 12

// redact takes secrets out of all that e says. A cause that shows one is replaced by its text without it, so that
// nothing behind it can be unwrapped.
func (e *Error) redact(secrets ...string) *Error {
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		clean := func(s *string) { *s = withoutSecret(*s, secret) }
		clean(&e.Excerpt)
		for i := range e.Messages {
			clean(&e.Messages[i])
		}
		if f := e.Fault; f != nil {
			clean(&f.Code)
			clean(&f.String)
			clean(&f.Actor)
			clean(&f.Detail)
		}
		if e.Err == nil {
			continue
		}
		if deviating, ok := e.Err.(*DeviationError); ok {
			e.Err = deviating.redacted(func(s string) string { return withoutSecret(s, secret) })
		} else if text := e.Err.Error(); withoutSecret(text, secret) != text {
			e.Err = errors.New(withoutSecret(text, secret))
		}
	}
	return e
}

// withoutSecret replaces secret in s, and as much of it as there is where s was cut short.
func withoutSecret(s, secret string) string {
	begin := secret[:min(len(secret), secretPrefix)]
	if !strings.Contains(s, begin) {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(s, begin)
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		b.WriteString(redacted)
		n := len(begin)
		for n < len(secret) && i+n < len(s) && s[i+n] == secret[n] {
			n++
		}
		s = s[i+n:]
	}
}
