// The state of a REST service: what was created, changed and deleted.

package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// state has the resources by their paths, escaped and without extensions of files.
type state struct {
	mu      sync.Mutex
	ids     int
	created []string // paths in the order of their creation
	values  map[string]resource
}

// resource is what a path stands for.
type resource struct {
	value     any    // JSON; nil for a file
	file      []byte // nil for JSON
	media     string // of file
	changed   time.Time
	isDeleted bool
}

// newID returns an identifier that was not used before.
func (st *state) newID() string {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.nextID()
}

// nextID is newID for a caller who holds the lock.
func (st *state) nextID() string {
	st.ids++
	return fmt.Sprintf("%08d-0000-4000-8000-000000000000", st.ids)
}

// put stores the resource at path; the caller holds the lock.
func (st *state) put(path string, r resource) {
	if st.values == nil {
		st.values = map[string]resource{}
	}
	if _, ok := st.values[path]; !ok {
		st.created = append(st.created, path)
	}
	st.values[path] = r
}

// restResponse returns the response to r, a valid call of op at path.
//
// A POST creates a resource below its path if the contract has a function that gets one from there; a PUT or PATCH
// changes the one at its path; a DELETE deletes it. A GET returns what is at its path. Where nothing was created or
// deleted, there is the example of the contract.
func (service *service) restResponse(op *schema.RESTOperation, r *Request, path string) *response {
	st := &service.state
	st.mu.Lock()
	defer st.mu.Unlock()
	now := time.Now().UTC().Truncate(time.Second)
	path = withoutExtension(strings.TrimSuffix(path, "/"), op)
	found, isKnown := st.values[path]
	id := ""
	switch {
	case op.Safe:
	case op.Method == http.MethodDelete:
		st.put(path, resource{isDeleted: true, changed: now})
	case op.Method == http.MethodPost:
		item := service.itemOf(op)
		if item == nil {
			break
		}
		id = st.nextID()
		st.put(path+"/"+id, service.stored(op, r, id, now))
	default: // PUT, PATCH
		stored := service.stored(op, r, "", now)
		if old, ok := found.value.(map[string]any); ok && op.Method == http.MethodPatch {
			stored.value = merge(old, stored.value)
		}
		st.put(path, stored)
	}
	if op.Safe && found.isDeleted {
		r.isExpected = true
		r.addViolation("it was deleted")
		return service.refusal(r, http.StatusNotFound)
	}
	return service.result(op, r, path, id, found, isKnown)
}

// stored returns the body of r as a resource.
func (service *service) stored(op *schema.RESTOperation, r *Request, id string, now time.Time) resource {
	if op.Body == nil || op.Body.IsStream() || op.Body.IsText() || op.Body.Form {
		media, _ := mediaType(r.Header)
		return resource{file: r.Body, media: media, changed: now}
	}
	value := decode(r.Body)
	if object, ok := value.(map[string]any); ok && id != "" {
		setID(object, op.Body.Type, id)
	}
	return resource{value: value, changed: now}
}

// result returns the response of op.
func (service *service) result(op *schema.RESTOperation, r *Request, path, id string, found resource, isKnown bool) *response {
	if op.Result == nil {
		return newResponse(http.StatusOK, "", nil)
	}
	media := op.Result.MIME[0]
	if media == "*/*" {
		media = "application/octet-stream"
	}
	shown := example.REST(service.contract.API, op).Response
	response := newResponse(http.StatusOK, media, []byte(shown.Body))
	for _, field := range shown.Head[1:] {
		name, value, _ := strings.Cut(field, ": ")
		if name != "Content-Type" {
			response.header.Set(name, value)
		}
	}
	changed := started
	switch {
	case op.Result.IsStream():
		response.body = []byte("%PDF-1.4 of the sandbox\n")
		if isKnown && found.file != nil {
			response.body, changed = found.file, found.changed
			response.contentType = found.media
		}
	case op.Result.IsText():
	default:
		value := service.jsonResult(op, path, id, decode([]byte(shown.Body)), found, isKnown)
		response.body = encode(value)
		if isKnown {
			changed = found.changed
		}
	}
	if op.Cacheable {
		return validated(response, r.Header, changed)
	}
	return response
}

// started is when everything that was not changed was changed last.
var started = time.Now().UTC().Truncate(time.Second)

// jsonResult returns the result of op, made of its example.
func (service *service) jsonResult(op *schema.RESTOperation, path, id string, shown any, found resource, isKnown bool) any {
	switch {
	case id != "":
		if object, ok := shown.(map[string]any); ok {
			setID(object, op.Result.Type, id)
		}
	case op.Safe && isKnown && found.value != nil:
		return found.value
	case op.Safe && op.Result.Repeated:
		if list := service.state.below(path); list != nil {
			return list
		}
	case op.Safe:
		if object, ok := shown.(map[string]any); ok && strings.HasSuffix(schema.URLTemplate(op.Path), "}") {
			setID(object, op.Result.Type, path[strings.LastIndexByte(path, '/')+1:])
		}
	}
	return shown
}

// below returns the values of the resources right below path, in the order of their creation; nil if there never was one.
func (st *state) below(path string) []any {
	var list []any
	for _, at := range st.created {
		rest, ok := strings.CutPrefix(at, path+"/")
		if !ok || strings.Contains(rest, "/") {
			continue
		}
		if list == nil {
			list = []any{}
		}
		if r := st.values[at]; !r.isDeleted && r.value != nil {
			list = append(list, r.value)
		}
	}
	return list
}

// itemOf returns the function that gets what op, a POST, creates; nil if there is none.
func (service *service) itemOf(op *schema.RESTOperation) *schema.RESTOperation {
	collection := schema.URLTemplate(op.Path)
	for _, other := range service.contract.API.REST.Operations {
		rest, ok := strings.CutPrefix(schema.URLTemplate(other.Path), collection+"/{")
		if ok && other.Method == http.MethodGet && !strings.Contains(rest, "/") {
			return other
		}
	}
	return nil
}

// withoutExtension returns path without the extension of a file, if the path of op ends in one.
func withoutExtension(path string, op *schema.RESTOperation) string {
	template := schema.URLTemplate(op.Path)
	if last := template[strings.LastIndexByte(template, '/')+1:]; !strings.Contains(last, ".") {
		return path
	}
	if i := strings.LastIndexByte(path, '.'); i > strings.LastIndexByte(path, '/') {
		return path[:i]
	}
	return path
}

// setID sets the field of object, of type t, that is its identifier.
func setID(object map[string]any, t *schema.Type, id string) {
	if t == nil {
		return
	}
	for _, f := range t.Fields() {
		if strings.EqualFold(f.Wire.Local, "id") && f.Type.Builtin.IsText() {
			object[f.Wire.Local] = id
		}
	}
}

// merge returns old with the members of patch (RFC 7396).
func merge(old map[string]any, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	merged := maps.Clone(old)
	for name, value := range changes {
		if value == nil {
			delete(merged, name)
			continue
		}
		if below, ok := merged[name].(map[string]any); ok {
			value = merge(below, value)
		}
		merged[name] = value
	}
	return merged
}

// decode returns JSON as a value, with numbers as they are written.
func decode(text []byte) (value any) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	_ = d.Decode(&value) // it was checked, or written by the sandbox
	return value
}

// encode returns value as JSON.
func encode(value any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(value) // it came from JSON
	return b.Bytes()
}

// validated returns r with caching headers, or the answer that the cached one is still right (RFC 9110, section 13).
func validated(r *response, request http.Header, changed time.Time) *response {
	sum := sha256.Sum256(r.body)
	etag := `"` + hex.EncodeToString(sum[:8]) + `"`
	r.header.Set("ETag", etag)
	r.header.Set("Last-Modified", changed.Format(http.TimeFormat))
	r.header.Set("Cache-Control", "private, must-revalidate, max-age=3600")
	isFresh := false
	if match := request.Get("If-None-Match"); match != "" {
		isFresh = match == "*" || slices.Contains(strings.Split(strings.ReplaceAll(match, " ", ""), ","), etag)
	} else if since, err := http.ParseTime(request.Get("If-Modified-Since")); err == nil {
		isFresh = !changed.After(since)
	}
	if isFresh {
		return &response{status: http.StatusNotModified, header: r.header}
	}
	return r
}
