// Forms of several parts in REST requests (RFC 7578).

package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// readForm returns the fields of a form of several parts. A file is a field without a text. The first file is kept.
func (c *restCall) readForm(boundary string) url.Values {
	form := url.Values{}
	parts, err := readParts(c.request.Body, boundary)
	if err != nil {
		c.request.addViolation("the form is malformed: %v", err)
	}
	for _, field := range parts {
		c.expectName("field", field.name, schema.InPart)
		text := string(field.content)
		for _, p := range c.op.Parameters {
			if p.Place == schema.InPart && p.Wire == field.name && p.IsFile() {
				c.takeFile(p, file{field.content, field.header.Get("Content-Type")})
				text = ""
			}
		}
		form.Add(field.name, text)
	}
	return form
}

// takeFile checks and keeps a file of a form.
func (c *restCall) takeFile(p *schema.Parameter, f file) {
	media, _ := mediaType(http.Header{"Content-Type": {f.contentType}})
	if !slices.ContainsFunc(p.File, func(want string) bool { return accepts(want, media) }) {
		c.request.addViolation("the file %s has the Content-Type %q, instead of %s", p.Wire, media, strings.Join(p.File, " or "))
	}
	if c.upload == nil {
		c.upload = &f
	}
}
