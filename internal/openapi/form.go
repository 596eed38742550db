// Forms: request bodies whose fields are parameters (OpenAPI 3.1, section 4.8.15).

package openapi

import (
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// form describes the form of op: its fields, and the media types of its files.
func (e *exporter) form(op *schema.RESTOperation) object {
	var properties, encoding object
	var required []any
	for _, p := range op.Parameters {
		if p.Place != schema.InForm && p.Place != schema.InPart {
			continue
		}
		var s object
		if p.IsFile() { // any bytes
			encoding.set(p.Wire, object{{"contentType", strings.Join(p.File, ", ")}})
		} else {
			s = e.listOf(e.use(p.Type), p.Repeated)
		}
		s.setUnless("description", p.Doc, "")
		s.setExamples(p.Examples)
		properties.set(p.Wire, s)
		if p.Required {
			required = append(required, p.Wire)
		}
	}
	s := object{{"type", "object"}, {"properties", properties}}
	if required != nil {
		s.set("required", required)
	}
	media := object{{"schema", s}}
	if encoding != nil {
		media.set("encoding", encoding)
	}
	return media
}
