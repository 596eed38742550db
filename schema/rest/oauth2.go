// OAuth 2.0: where and how the users of a service sign in.

package rest

import (
	"net/url"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// grantNames are the names of the grants in the dialect.
var grantNames = []string{string(schema.AuthorizationCode), string(schema.JWTBearer), string(schema.ClientCredentials),
	string(schema.Password)}

// readOAuth2 reads the settings of an authorization server.
func (r *reader) readOAuth2(s *schema.Scheme, n *yamldoc.Node) {
	s.Kind = schema.OAuth2
	m := n.Mapping("authorizationUrl", "tokenUrl", "userInfoUrl", "revocationUrl", "scopes", "grants", "clientAuth",
		"subject")
	s.Server = &schema.AuthorizationServer{
		AuthorizationURL: secureURL(m.Get("authorizationUrl")), TokenURL: secureURL(m.Need("tokenUrl")),
		UserInfoURL: secureURL(m.Get("userInfoUrl")), RevocationURL: secureURL(m.Get("revocationUrl")),
		Scopes: readScopes(m.Get("scopes")), Grants: readGrants(m.Need("grants")),
		ClientAuth: readClientAuth(m.Get("clientAuth")), Subject: r.readSubject(m.Get("subject")),
	}
	hasURL, needsURL := m.Get("authorizationUrl") != nil, s.HasGrant(schema.AuthorizationCode)
	switch {
	case needsURL && !hasURL:
		m.Get("grants").Faultf("the grant %s needs an authorizationUrl, where users sign in", schema.AuthorizationCode)
	case hasURL && !needsURL && len(s.Server.Grants) > 0:
		m.Get("authorizationUrl").Faultf("no grant needs this URL: add %s to grants, or remove it",
			schema.AuthorizationCode)
	}
	if m.Get("subject") != nil && m.Get("userInfoUrl") == nil {
		m.Get("subject").Faultf("the subject comes from the user info: add userInfoUrl, or remove subject")
	}
	if r.authorizationServer != nil {
		n.Faultf("a client signs in at one authorization server: make this scheme bearer, or remove it")
	}
	r.authorizationServer = s.Server
}

// secureURL returns the text of n, which must be an absolute URL of https.
func secureURL(n *yamldoc.Node) string {
	text := n.Text()
	if text == "" {
		return ""
	}
	switch u, err := url.Parse(text); {
	case err != nil || u.Scheme != "https" || u.Host == "":
		n.Faultf("not an absolute URL of https: expected for example https://auth.example.org/token")
	case u.User != nil:
		n.Faultf("a URL in a description has no credentials: remove the part before the @")
	case u.Fragment != "":
		n.Faultf("the URL of an endpoint has no fragment (RFC 6749 section 3.1): remove the # and the rest")
	}
	return text
}

// readScopes reads the scopes that a client asks for (RFC 6749, section 3.3).
func readScopes(n *yamldoc.Node) (scopes []string) {
	for _, item := range n.Items() {
		scope := item.Text()
		isOdd := func(c rune) bool { return c <= ' ' || c > '~' || c == '"' || c == '\\' }
		switch {
		case strings.ContainsFunc(scope, isOdd):
			item.Faultf("%q is not a scope: expected ASCII without spaces, quotes and backslashes (RFC 6749 section 3.3)",
				scope)
		case slices.Contains(scopes, scope):
			item.Faultf("scope %q occurs twice: remove one", scope)
		default:
			scopes = append(scopes, scope)
		}
	}
	return scopes
}

// readGrants reads how a caller can sign in.
func readGrants(n *yamldoc.Node) (grants []schema.Grant) {
	items := n.Items()
	if n.IsList() && len(items) == 0 {
		n.Faultf("expected at least one grant, found no item")
	}
	for _, item := range items {
		name := item.Text()
		switch grant := schema.Grant(name); {
		case name == "":
		case !slices.Contains(grantNames, name):
			item.Faultf("%q is not a grant%s", name, schema.Suggest(name, grantNames))
		case slices.Contains(grants, grant):
			item.Faultf("grant %q occurs twice: remove one", name)
		default:
			grants = append(grants, grant)
		}
	}
	return grants
}

// readClientAuth reads how a program shows its secret to the authorization server: by HTTP Basic unless n says otherwise.
func readClientAuth(n *yamldoc.Node) schema.ClientAuth {
	if n == nil {
		return schema.ClientAuthBasic
	}
	name := n.Text()
	known := []string{string(schema.ClientAuthBasic), string(schema.ClientAuthBody)}
	if name != "" && !slices.Contains(known, name) {
		n.Faultf("%q is not a way to authenticate a client%s", name, schema.Suggest(name, known))
	}
	return schema.ClientAuth(name)
}

// readSubject finds the client parameter that is the subject of the user info.
func (r *reader) readSubject(n *yamldoc.Node) *schema.Parameter {
	name := n.Text()
	if name == "" {
		return nil
	}
	p, ok := r.clientParameters.find(name)
	switch {
	case !ok:
		n.Faultf("%q is not among parameters%s", name, schema.Suggest(name, r.clientParameters.names))
	case p.Default != "":
		n.Faultf("parameter %q has a default, so it is never left out: remove the default or subject", name)
	}
	return p
}

// readRefusals reads which responses mean that the service does not accept the credentials, beside those with status 401.
func (r *reader) readRefusals(n *yamldoc.Node) {
	items := n.Items()
	if n.IsList() && len(items) == 0 {
		n.Faultf("expected at least one response, found no item: leave notAuthenticated out")
	}
	for _, item := range items {
		m := item.Mapping("status", "contains")
		status, ok := m.Need("status").Int()
		switch {
		case !ok:
		case status == 401:
			m.Get("status").Faultf("status 401 always means that the caller is not authenticated: remove this response")
		case status < 400 || status > 599:
			m.Get("status").Faultf("%d is not the status of an error: expected 400 to 599", status)
		}
		refusal := schema.Refusal{Status: int(status), Contains: m.Get("contains").Text()}
		if slices.Contains(r.rest.Refusals, refusal) {
			item.Faultf("this response occurs twice: remove one")
		}
		r.rest.Refusals = append(r.rest.Refusals, refusal)
	}
}
