// Results of REST functions: the state, in the form that the contract gives to it.

package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// result returns the response of c, after its change.
func (service *service) result(c *restCall) *response {
	st := &service.state
	response := newResponse(http.StatusOK, "", nil)
	if c.op.Result == nil {
		response.status = http.StatusNoContent
	}
	for _, field := range c.headers() {
		name, value, _ := strings.Cut(field, ": ")
		response.header.Set(name, value)
	}
	response.header.Del("Content-Type")
	if c.op.Paging != nil && c.op.Paging.Kind == schema.ByLink {
		response.header.Del("Link") // to another page, which there is not
	}
	if response.header.Get("Location") != "" {
		response.header.Set("Location", service.reference(c.path))
	}
	source := c.path
	switch {
	case c.op.Result == nil:
		return response
	case c.op.Result.IsStream() || c.op.Result.IsText():
		f := service.fileAt(c)
		response.body, response.contentType = f.content, f.contentType
	default:
		var value any
		value, source = service.jsonResult(c)
		response.body, response.contentType = encode(value), c.op.Result.MIME[0]
	}
	if !c.op.Cacheable {
		return response
	}
	return validated(response, c.request.Header, st.changedAt(source), service.isPrivate(c.op))
}

// fileAt returns the file or text that c gets: the one at its path or, if the path of the function has a name after that
// of an item, that of the item. Until one was stored, it is an example.
func (service *service) fileAt(c *restCall) file {
	st := &service.state
	for _, path := range []string{c.path, parentOf(c.path)} {
		if f := st.values[path].file; f != nil {
			media, _ := mediaType(http.Header{"Content-Type": {f.contentType}})
			if slices.ContainsFunc(c.op.Result.MIME, func(want string) bool { return accepts(want, media) }) {
				return *f
			}
		}
		if strings.HasSuffix(schema.URLTemplate(c.op.Path), "}") {
			break
		}
	}
	contentType := c.op.Result.MIME[0]
	switch {
	case c.op.Result.IsText():
		return file{[]byte(strings.TrimSuffix(c.example(), "\n")), contentType}
	case strings.HasPrefix(contentType, "image/"):
		return file{picture(), "image/png"}
	case contentType == "application/pdf":
		return file{[]byte("%PDF-1.4\n%%EOF\n"), contentType}
	case strings.HasPrefix(contentType, "text/"):
		return file{[]byte("text"), contentType}
	}
	return file{[]byte("text"), "application/octet-stream"}
}

// jsonResult returns the result of c, and the path of what it shows.
func (service *service) jsonResult(c *restCall) (value any, source string) {
	st := &service.state
	shown := decode([]byte(c.example()))
	body := c.op.Result
	service.refer(shown, body.Type, c.path)
	found := st.values[c.path]
	switch {
	case found.isOf(body.Type) && !body.Repeated:
		return found.value, c.path
	case found.value != nil:
		object, isObject := shown.(map[string]any)
		if isObject && found.isItem {
			service.identifyByPath(object, c, body.Type)
		}
		if fitted, ok := fitBody(found.value, body, shown); ok {
			return fitted, c.path
		}
		return shown, c.path
	case !c.op.Safe:
		return shown, c.path
	case body.Repeated || c.op.Paging != nil:
		return service.listResult(c, shown)
	}
	if object, ok := shown.(map[string]any); ok && strings.HasSuffix(schema.URLTemplate(c.op.Path), "}") {
		service.identifyByPath(object, c, body.Type)
	}
	return shown, c.path
}

// identifyByPath sets the identifier of object, of type t, to the last segment of the path of c.
func (service *service) identifyByPath(object map[string]any, c *restCall, t *schema.Type) {
	p := c.op.Path[len(c.op.Path)-1].Parameter
	if p == nil { // a collection, in which c has created an item
		if items := service.itemsOf(c.op); items != nil {
			p = items.parameter
		}
	}
	if id, err := url.PathUnescape(lastOf(c.path)); err == nil {
		identify(object, t, p, id)
	}
}
