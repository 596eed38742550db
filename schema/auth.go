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
