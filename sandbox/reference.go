// References in examples: they lead to the resource itself, or to a picture.

package sandbox

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"sync"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// picturePath is the path of a picture below the base URL, to which examples refer.
const picturePath = "/_sandbox/picture.png"

// isPicture reports whether path is that of the picture.
func (service *service) isPicture(path string) bool {
	base, ok := strings.CutSuffix(path, picturePath)
	return ok && service.base.MatchString(base)
}

// picture returns a picture of 16 by 16 points.
var picture = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16))) // a Buffer has no errors
	return b.Bytes()
})

// reference returns the reference to a path below the contract: the path of its URL.
func (service *service) reference(path string) string { return "/" + service.name + path }

// refer replaces the references in value, an example of type t: those to files by one to the picture, the others by one to
// path, where the value is.
func (service *service) refer(value any, t *schema.Type, path string) {
	if list, ok := value.([]any); ok {
		for _, item := range list {
			service.refer(item, t, path)
		}
		return
	}
	object, ok := value.(map[string]any)
	if !ok || t == nil || t.Kind != schema.Struct {
		return
	}
	for _, f := range t.Fields() {
		name := f.Wire.Local
		switch {
		case f.Type.Builtin != schema.URI:
			service.refer(object[name], f.Type, path)
		case object[name] != schema.URI.Examples()[0]:
		case t.File == f:
			base := strings.Join(strings.Split(path, "/")[:1+strings.Count(service.basePath(), "/")], "/")
			object[name] = service.reference(base + picturePath)
		default:
			object[name] = service.reference(path)
		}
	}
}
