// Authentication of REST calls: what a request shows of a scheme.

package example

import (
	"net/url"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// credentials returns the header by which a call of op authenticates, and adds to query instead if that has it.
func (m *maker) credentials(op *schema.RESTOperation, query url.Values) (header []string) {
	if m.api.REST.Schemes == nil {
		return []string{bearer}
	}
	if len(op.Auth.Schemes) == 0 {
		return nil
	}
	switch s := op.Auth.Schemes[0]; {
	case s.Kind == schema.APIKey && s.Place == schema.InQuery:
		query.Set(s.Key, "…")
	case s.Kind == schema.APIKey:
		return []string{s.Key + ": …"}
	case s.Kind == schema.Basic:
		return []string{"Authorization: Basic …"}
	case s.Kind == schema.Bearer || s.Kind == schema.OAuth2:
		return []string{bearer}
	}
	return nil
}
