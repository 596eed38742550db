// Schemes: the ways to authenticate that a configuration can set up, and the choice among them.

package credential

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// Scheme is a way to authenticate, and the field of a client's configuration that sets it up.
type Scheme struct {
	field string
	auth  *transport.Auth // nil: the field is not set
	err   error           // why the value of the field cannot be used
}

// HeaderKey is an API key in the request header called name.
func HeaderKey(field, name, key string) Scheme {
	return fixed(field, key, func(r *http.Request, key string) error {
		r.Header.Set(name, key)
		return nil
	})
}

// QueryKey is an API key in the query parameter called name. Only the request on the wire has it: it is no part of the
// URL in errors, logs and the keys of a cache.
func QueryKey(field, name, key string) Scheme {
	return fixed(field, key, func(r *http.Request, key string) error {
		if r.URL.Query().Has(name) { // in a redirect
			return nil
		}
		if r.URL.RawQuery != "" {
			r.URL.RawQuery += "&"
		}
		r.URL.RawQuery += url.QueryEscape(name) + "=" + url.QueryEscape(key)
		return nil
	})
}

// Basic is HTTP Basic (RFC 7617). Some services have a key as the user name and no password.
func Basic(field, username, password string) Scheme {
	s := fixed(field, cmp.Or(password, username), func(r *http.Request, _ string) error {
		r.SetBasicAuth(username, password)
		return nil
	})
	if strings.Contains(username, ":") {
		s.err = fmt.Errorf("%s: the user name must not contain a colon (RFC 7617 section 2)", field)
	}
	return s
}

// Bearer is a bearer token (RFC 6750) of tokens, which is nil if the field is not set.
func Bearer(field string, tokens transport.TokenSource) Scheme {
	if tokens == nil {
		return Scheme{field: field}
	}
	return Scheme{field: field, auth: &transport.Auth{Tokens: tokens}}
}

// Signature is a signature of the service's own, which signer, nil if the field is not set, adds to each request. A
// signer that is a source of tokens too is told which token the service refused, and errors do not show its tokens.
func Signature(field string, signer interface{ Sign(*http.Request) error }) Scheme {
	if signer == nil {
		return Scheme{field: field}
	}
	tokens, _ := signer.(transport.TokenSource)
	return Scheme{field: field, auth: &transport.Auth{Tokens: tokens,
		Sign: func(r *http.Request, _ string) error { return signer.Sign(r) }}}
}

// fixed is a scheme with one secret. It is the token of calls, so that it is redacted in errors.
func fixed(field, secret string, sign func(*http.Request, string) error) Scheme {
	if secret == "" {
		return Scheme{field: field}
	}
	s := Scheme{field: field, auth: &transport.Auth{Tokens: secretSource{&secret}, Fixed: true, Sign: sign}}
	if strings.ContainsFunc(secret, httpfield.IsControl) {
		s.err = fmt.Errorf("%s: must not contain a control character", field)
	}
	return s
}

// secretSource is a source of one token. It is a pointer, of which package fmt prints the address.
type secretSource struct{ secret *string }

func (s secretSource) Token(context.Context) (string, error) { return *s.secret, nil }

// Invalidate does nothing: there is no other token.
func (s secretSource) Invalidate(string) {}

// None is how calls authenticate that carry no credentials.
var None = new(transport.Auth)

// Any returns how calls authenticate that accept each of schemes: by the first that is set up. Without one, calls fail.
func Any(schemes ...Scheme) *transport.Auth {
	for _, s := range schemes {
		if s.auth != nil {
			return s.auth
		}
	}
	return &transport.Auth{Err: errors.New("no credentials: set " + fields(schemes, "or"))}
}

// Optional is Any for calls that need no credentials.
func Optional(schemes ...Scheme) *transport.Auth {
	if auth := Any(schemes...); auth.Err == nil {
		return auth
	}
	return None
}

// One returns how calls authenticate by one of schemes, all of which the service accepts for each function. It returns an
// error unless exactly one is set up.
func One(schemes ...Scheme) (*transport.Auth, error) {
	auth, err := AtMostOne(schemes...)
	if err == nil {
		err = auth.Err
	}
	return auth, err
}

// AtMostOne is One for a service with functions that need no credentials. If no scheme is set up, other calls fail.
func AtMostOne(schemes ...Scheme) (*transport.Auth, error) {
	if err := Check(schemes...); err != nil {
		return nil, err
	}
	return Any(schemes...), CheckOne(schemes...)
}

// Check returns an error if a scheme is set up wrongly.
func Check(schemes ...Scheme) error {
	for _, s := range schemes {
		if s.err != nil {
			return s.err
		}
	}
	return nil
}

// CheckOne returns an error if more than one of schemes is set up: the service accepts each wherever it accepts another.
func CheckOne(schemes ...Scheme) error {
	var set []Scheme
	for _, s := range schemes {
		if s.auth != nil {
			set = append(set, s)
		}
	}
	if len(set) > 1 {
		return fmt.Errorf("%s are alternatives: set only one of them", fields(set, "and"))
	}
	return nil
}

// CheckAny returns an error unless one of schemes is set up.
func CheckAny(schemes ...Scheme) error { return Any(schemes...).Err }

// fields lists the fields of schemes.
func fields(schemes []Scheme, conjunction string) string {
	var names []string
	for _, s := range schemes {
		names = append(names, s.field)
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " " + conjunction + " " + names[last]
	}
	return strings.Join(names, "")
}

// Logout calls the method Logout of the sources of credentials that have one.
func Logout(ctx context.Context, all ...*transport.Auth) (err error) {
	for _, auth := range all {
		if source, ok := auth.Tokens.(interface{ Logout(context.Context) error }); ok {
			err = errors.Join(err, source.Logout(ctx))
		}
	}
	return err
}
