// Authentication of REST services: what a request shows, not what the contract calls it.

package diff

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// auth compares how the functions that both services have can authenticate. The same change of several functions is one
// change. A service that does not state how its callers authenticate takes a bearer token, as its clients send.
func (c *comparison) auth(old, new *schema.REST) {
	known := map[string]*schema.RESTOperation{}
	for _, op := range old.Operations {
		known[op.Wire] = op
	}
	found := map[string]int{} // the index of a change, by its rule and message
	note := func(rule Rule, a, b *schema.RESTOperation, message string) {
		key := string(rule) + message
		if i, ok := found[key]; ok {
			c.changes[i].Operations = append(c.changes[i].Operations, b.Wire)
			return
		}
		found[key] = len(c.changes)
		c.note(rule, b.Wire, "", a.Pos, b.Pos, "%s", message)
	}
	for _, b := range new.Operations {
		a := known[b.Wire]
		if a == nil {
			continue
		}
		before, after := shown(old, a), shown(new, b)
		for _, s := range after {
			if !slices.Contains(before, s) {
				note(AuthAdded, a, b, "now accepts "+s)
			}
		}
		for _, s := range before {
			if !slices.Contains(after, s) && (len(after) > 0 || old.Schemes != nil) {
				note(AuthRemoved, a, b, "no longer accepts "+s)
			}
		}
		if old.Schemes == nil || new.Schemes == nil {
			continue
		}
		switch needed, needs := needsAuth(a), needsAuth(b); {
		case !needed && needs:
			note(AuthRequired, a, b, "now needs credentials")
		case needed && !needs:
			note(AuthNotRequired, a, b, "no longer needs credentials")
		}
	}
}

// signIn compares the authorization servers of two services that both have one, and the responses that mean that a caller
// is not authenticated.
func (c *comparison) signIn(old, new *schema.REST) {
	if !sameRefusals(old.Refusals, new.Refusals) {
		c.note(RefusalsChanged, "", "the responses that mean not authenticated", schema.Pos{File: old.Pos.File},
			schema.Pos{File: new.Pos.File}, "are others")
	}
	a, b := old.OAuth(), new.OAuth()
	if a == nil || b == nil {
		return
	}
	x, y := a.Server, b.Server
	for _, part := range []struct{ name, old, new string }{
		{"the authorization URL", x.AuthorizationURL, y.AuthorizationURL},
		{"the token URL", x.TokenURL, y.TokenURL},
		{"the user info URL", x.UserInfoURL, y.UserInfoURL},
		{"the revocation URL", x.RevocationURL, y.RevocationURL},
		{"the list of scopes", strings.Join(x.Scopes, " "), strings.Join(y.Scopes, " ")},
		{"the authentication of programs", string(x.ClientAuth), string(y.ClientAuth)},
	} {
		if part.old != part.new && part.old != "" {
			c.note(SignInChanged, "", part.name, a.Pos, b.Pos, "is now %q (was %q)", part.new, part.old)
		}
	}
	for _, grant := range y.Grants {
		if !a.HasGrant(grant) {
			c.note(GrantAdded, "", "the service", a.Pos, b.Pos, "now accepts the grant %s", grant)
		}
	}
	for _, grant := range x.Grants {
		if !b.HasGrant(grant) {
			c.note(GrantRemoved, "", "the service", a.Pos, b.Pos, "no longer accepts the grant %s", grant)
		}
	}
}

// sameRefusals reports whether a and b have the same responses, in any order.
func sameRefusals(a, b []schema.Refusal) bool {
	isMissing := func(list []schema.Refusal) func(schema.Refusal) bool {
		return func(r schema.Refusal) bool { return !slices.Contains(list, r) }
	}
	return !slices.ContainsFunc(a, isMissing(b)) && !slices.ContainsFunc(b, isMissing(a))
}

// shown returns what a call of op can show, each once.
func shown(rest *schema.REST, op *schema.RESTOperation) []string {
	if rest.Schemes == nil {
		return []string{(&schema.Scheme{Kind: schema.Bearer}).OnWire()}
	}
	var list []string
	for _, s := range op.Auth.Schemes {
		if text := s.OnWire(); !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}

// needsAuth reports whether a call of op without credentials is rejected.
func needsAuth(op *schema.RESTOperation) bool { return len(op.Auth.Schemes) > 0 && !op.Auth.Optional }
