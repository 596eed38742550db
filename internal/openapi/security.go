// Authentication: security schemes, and the requirements of operations.

package openapi

import (
	"strconv"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// bearer is the name of the scheme if the description states none.
const bearer = "bearer"

// securitySchemes are the ways to authenticate. OpenAPI has no word for a signature of the service's own.
func (e *exporter) securitySchemes() object {
	if e.api.REST.Schemes == nil {
		return object{{bearer, object{{"type", "http"}, {"scheme", "bearer"}}}}
	}
	var schemes object
	for _, s := range e.api.REST.Schemes {
		var scheme object
		switch s.Kind {
		case schema.APIKey:
			place := "header"
			if s.Place == schema.InQuery {
				place = "query"
			}
			scheme = object{{"type", "apiKey"}, {"name", s.Key}, {"in", place}}
		case schema.Signature:
			scheme = object{{"type", "http"}, {"scheme", "signature"}, {"x-kontrakt-signature", true}}
		case schema.OAuth2:
			scheme = oauth2(s.Server)
		default:
			scheme = object{{"type", "http"}, {"scheme", string(s.Kind)}}
		}
		scheme.setUnless("description", s.Doc, "")
		schemes.set(e.names.of(s), scheme)
	}
	return schemes
}

// security lists the alternatives of which a call needs one.
func (e *exporter) security(schemes []*schema.Scheme, optional bool) []any {
	if e.api.REST.Schemes == nil {
		return []any{object{{bearer, []any{}}}}
	}
	alternatives := []any{}
	for _, s := range schemes {
		scopes := []any{}
		if s.Server != nil {
			scopes = list(s.Server.Scopes)
		}
		alternatives = append(alternatives, object{{e.names.of(s), scopes}})
	}
	if optional {
		alternatives = append(alternatives, object{})
	}
	return alternatives
}

// oauth2 is a scheme of OAuth 2.0. OpenAPI has no word for what x-kontrakt-oauth2 has.
func oauth2(server *schema.AuthorizationServer) object {
	var scopes, flows, more object
	for _, scope := range server.Scopes {
		scopes.set(scope, "")
	}
	for _, grant := range server.Grants {
		var flow object
		switch grant {
		case schema.AuthorizationCode:
			flow.set("authorizationUrl", server.AuthorizationURL)
		case schema.JWTBearer:
			more.set("jwtBearer", true)
			continue
		}
		flow.set("tokenUrl", server.TokenURL)
		flow.set("scopes", scopes)
		flows.set(string(grant), flow)
	}
	more.setUnless("tokenUrl", server.TokenURL, "")
	more.setUnless("userInfoUrl", server.UserInfoURL, "")
	more.setUnless("revocationUrl", server.RevocationURL, "")
	more.set("clientAuth", string(server.ClientAuth))
	if server.Subject != nil {
		more.set("subject", server.Subject.Wire)
	}
	return object{{"type", "oauth2"}, {"flows", flows}, {"x-kontrakt-oauth2", more}}
}

// list returns texts as a list of a document.
func list(texts []string) []any {
	all := []any{}
	for _, text := range texts {
		all = append(all, text)
	}
	return all
}

// refusals lists the responses that mean that the caller is not authenticated.
func refusals(all []schema.Refusal) []any {
	var responses []any
	for _, r := range all {
		response := object{{"status", strconv.Itoa(r.Status)}}
		response.setUnless("contains", r.Contains, "")
		responses = append(responses, response)
	}
	return responses
}
