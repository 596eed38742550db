// Authentication: the ways in which a caller of a REST service can say who it is.

package schema

import "slices"

// Scheme is a way to authenticate. The client's configuration has a field for it.
type Scheme struct {
	Name string // Go name of the field of Config
	Wire string // the contract's name
	Doc  string
	Pos  Pos
	Kind SchemeKind

	Place Place  // of an API key: InHeader or InQuery
	Key   string // the name of the header or query parameter of an API key

	Server *AuthorizationServer // of OAuth 2.0
}

// SchemeKind is a kind of [Scheme].
type SchemeKind string

// The kinds of schemes, as the dialect writes them.
const (
	// APIKey is a secret in a header or in the query.
	APIKey SchemeKind = "apiKey"
	// Basic is a user name and a password (RFC 7617).
	Basic SchemeKind = "basic"
	// Bearer is a token (RFC 6750) that the caller gets by itself.
	Bearer SchemeKind = "bearer"
	// OAuth2 is a token that the client gets from an authorization server (RFC 6749).
	OAuth2 SchemeKind = "oauth2"
	// Signature is a signature of the service's own, which the caller's code adds to each request.
	Signature SchemeKind = "signature"
)

// OnWire describes what a request shows of s: "an API key in header X-Api-Key".
func (s *Scheme) OnWire() string {
	switch {
	case s.Kind == APIKey && s.Place == InHeader:
		return "an API key in header " + s.Key
	case s.Kind == APIKey:
		return "an API key in query parameter " + s.Key
	case s.Kind == Basic:
		return "HTTP Basic"
	case s.Kind == Signature:
		return "a signature"
	}
	return "a bearer token"
}

// EndsSessions reports whether the value of the field of s may know how to end a session: it is code.
func (s *Scheme) EndsSessions() bool {
	return s.Kind == Bearer || s.Kind == OAuth2 || s.Kind == Signature
}

// HasGrant reports whether s is OAuth 2.0 with the grant g.
func (s *Scheme) HasGrant(g Grant) bool {
	return s.Server != nil && slices.Contains(s.Server.Grants, g)
}

// AuthorizationServer is where the users of a service sign in by OAuth 2.0. Its URLs are absolute.
type AuthorizationServer struct {
	AuthorizationURL string // "" without the grant AuthorizationCode
	TokenURL         string
	UserInfoURL      string // of OpenID Connect; "" for none
	RevocationURL    string // of RFC 7009; "" for none
	Scopes           []string
	Grants           []Grant
	ClientAuth       ClientAuth
	Subject          *Parameter // the client parameter that is the subject of the user info; nil for none
}

// Grant is a way to get a token, as the dialect writes it.
type Grant string

// The grants. A refresh token is used whenever the server returns one.
const (
	AuthorizationCode Grant = "authorizationCode" // RFC 6749, section 4.1, with PKCE (RFC 7636)
	ClientCredentials Grant = "clientCredentials" // RFC 6749, section 4.4
	JWTBearer         Grant = "jwtBearer"         // RFC 7523, section 2.1
	Password          Grant = "password"          // RFC 6749, section 4.3
)

// ClientAuth is how a program shows its secret to the authorization server (RFC 6749, section 2.3.1), as the dialect
// writes it.
type ClientAuth string

// The places of the program's secret.
const (
	ClientAuthBasic ClientAuth = "basic" // HTTP Basic
	ClientAuthBody  ClientAuth = "body"  // client_id and client_secret in the body
)

// OAuth returns the scheme of rest that is OAuth 2.0, of which there is at most one, or nil.
func (rest *REST) OAuth() *Scheme {
	for _, s := range rest.Schemes {
		if s.Kind == OAuth2 {
			return s
		}
	}
	return nil
}

// Refusal is an error response which says that the service does not accept the credentials.
type Refusal struct {
	Status   int
	Contains string // a text in its body; "" for any body
}

// Alternatives are the ways in which the calls of a function can authenticate.
type Alternatives struct {
	Schemes  []*Scheme // one of them; none for a function that is called without credentials
	Optional bool      // a call without credentials is possible too
}

// AcceptsEach reports whether op accepts each scheme of the service and nothing else, as functions do unless the contract
// says otherwise.
func (rest *REST) AcceptsEach(op *RESTOperation) bool {
	return !op.Auth.Optional && slices.Equal(op.Auth.Schemes, rest.Schemes)
}

// SchemeGroups returns the schemes that the same functions accept, in the order of the contract. One of a group is enough.
func (rest *REST) SchemeGroups() [][]*Scheme {
	accepts := func(op *RESTOperation, s *Scheme) bool { return slices.Contains(op.Auth.Schemes, s) }
	var groups [][]*Scheme
	for _, s := range rest.Schemes {
		i := slices.IndexFunc(groups, func(group []*Scheme) bool {
			return !slices.ContainsFunc(rest.Operations, func(op *RESTOperation) bool {
				return accepts(op, group[0]) != accepts(op, s)
			})
		})
		if i < 0 {
			groups = append(groups, []*Scheme{s})
		} else {
			groups[i] = append(groups[i], s)
		}
	}
	return groups
}
