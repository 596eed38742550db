// Paging, for which OpenAPI has no word.

package openapi

import (
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// paging describes p with the keys of the YAML dialect.
func (e *exporter) paging(p *schema.Paging) object {
	var paging object
	if p.Parameter != nil {
		paging.set(string(p.Kind), p.Parameter.Wire)
	} else {
		paging.set(string(p.Kind), p.Relation)
	}
	if p.Kind == schema.ByPage && p.First == 0 {
		paging.set("first", "0")
	}
	for _, part := range []struct {
		key  string
		path []*schema.Field
	}{{"next", p.Next}, {"items", p.Items}, {"more", p.More}} {
		var names []string
		for _, f := range part.path {
			names = append(names, f.Wire.Local)
		}
		paging.setUnless(part.key, strings.Join(names, "."), "")
	}
	return paging
}
