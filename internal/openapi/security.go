// Authentication: security schemes, and the requirements of operations.

package openapi

import "github.com/kontrakt-dev/kontrakt/schema"

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
		alternatives = append(alternatives, object{{e.names.of(s), []any{}}})
	}
	if optional {
		alternatives = append(alternatives, object{})
	}
	return alternatives
}
