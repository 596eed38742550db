// The state of a REST service: the resources that requests created, changed and deleted.

package sandbox

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// state has the resources by their paths: canonical, and without the extension of a file.
type state struct {
	mu       sync.Mutex
	ids      int
	created  []string // paths in the order of their creation
	values   map[string]resource
	changed  map[string]time.Time // when a resource, or one right below it, was changed
	answered map[string]response  // by the function and the idempotency key
}

// resource is what a path stands for.
type resource struct {
	value     any          // JSON; nil for none
	valueType *schema.Type // of value, an object that is exactly of this type; nil if it may not be
	file      *file        // nil for none
	isItem    bool         // it belongs to the list at the path above
	isDeleted bool
}

// unchanged is when everything was changed last that no request has changed.
var unchanged = time.Now().Add(-time.Hour).UTC().Truncate(time.Second)

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
	if st.changed == nil {
		st.changed = map[string]time.Time{}
	}
	if _, ok := st.values[path]; !ok {
		st.created = append(st.created, path)
	}
	st.values[path] = r
	st.touch(path)
	st.touch(parentOf(path))
}

// reset forgets all resources.
func (st *state) reset() {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.created, st.values, st.answered = nil, nil, nil
	for path := range st.changed {
		st.touch(path)
	}
}

// touch sets the time of a change. Each change has another second, since HTTP has no shorter time.
func (st *state) touch(path string) {
	now := time.Now().UTC().Truncate(time.Second)
	if earliest := st.changed[path].Add(time.Second); now.Before(earliest) {
		now = earliest
	}
	st.changed[path] = now
}

// changedAt returns when path was changed last.
func (st *state) changedAt(path string) time.Time {
	if at, ok := st.changed[path]; ok {
		return at
	}
	return unchanged
}

// isGone reports whether path or a path above it was deleted.
func (st *state) isGone(path string) bool {
	for ; path != ""; path = parentOf(path) {
		if st.values[path].isDeleted {
			return true
		}
	}
	return false
}

// below returns the items right below path, in the order of their creation; nil if there never was one.
func (st *state) below(path string) (list []resource) {
	for _, at := range st.created {
		if r := st.values[at]; r.isItem && parentOf(at) == path {
			if list == nil {
				list = []resource{}
			}
			if !r.isDeleted {
				list = append(list, r)
			}
		}
	}
	return list
}

// parentOf returns path without its last segment.
func parentOf(path string) string { return path[:max(strings.LastIndexByte(path, '/'), 0)] }

// lastOf returns the last segment of path.
func lastOf(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// execute returns the response to c, a valid call.
//
// A POST creates an item below its path if the contract has functions for items there, or for their list. A PUT or PATCH
// stores what is at its path, and a POST with the path of an item changes that. A DELETE deletes it. A GET returns what is
// at its path. Until something was created or deleted, that is the example of the contract.
func (service *service) execute(c *restCall) *response {
	st := &service.state
	st.mu.Lock()
	defer st.mu.Unlock()
	c.path = c.withoutExtension()
	key := c.request.Header.Get(c.op.IdempotencyKey)
	if known, ok := st.answered[c.op.Wire+" "+key]; ok && key != "" {
		return &known
	}
	if st.isGone(parentOf(c.path)) || st.isGone(c.path) && c.op.Method != http.MethodPut {
		return service.conflict(c, http.StatusNotFound, "it was deleted")
	}
	if !c.op.Safe {
		if refused := service.change(c); refused != nil {
			return refused
		}
	}
	result := service.result(c)
	if key != "" {
		if st.answered == nil {
			st.answered = map[string]response{}
		}
		st.answered[c.op.Wire+" "+key] = *result
	}
	return result
}

// conflict returns the response to a valid request that the state does not allow.
func (service *service) conflict(c *restCall, status int, why string) *response {
	c.request.isExpected = true
	c.request.addViolation("%s", why)
	return service.refusal(c.op, c.request, status)
}

// change changes the state as c says, and sets the path of c to that of the resource. It returns the response if that is
// not possible.
func (service *service) change(c *restCall) *response {
	st := &service.state
	sent := c.resource()
	object, isObject := sent.value.(map[string]any)
	var items *items
	if isObject {
		items = service.itemsOf(c.op)
	}
	switch {
	case c.op.Method == http.MethodDelete:
		st.put(c.path, resource{isDeleted: true, isItem: sent.isItem})
	case c.op.Method == http.MethodPost && items != nil:
		id := items.identifierIn(object)
		if old, isKnown := st.values[c.path+"/"+url.PathEscape(id)]; isKnown && !old.isDeleted && id != "" {
			return service.conflict(c, http.StatusConflict, "there is already one with the identifier "+strconv.Quote(id))
		}
		if id == "" {
			id = st.newIdentifier(c.path, items.parameter)
		}
		identify(object, items.itemType, items.parameter, id)
		c.path += "/" + url.PathEscape(id)
		sent.isItem = true
		st.put(c.path, sent)
	case c.op.Method == http.MethodPost && !sent.isItem: // an action
	case c.op.Method == http.MethodPut:
		if id := items.identifierIn(object); id != "" { // which is in the body instead of the path
			c.path += "/" + url.PathEscape(id)
			sent.isItem = true
		}
		st.put(c.path, sent)
	default: // PATCH, and POST to an item
		old := st.values[c.path]
		if members, ok := old.value.(map[string]any); ok && isObject {
			sent.value, sent.file = merge(members, object), old.file
		}
		if old.valueType != sent.valueType || c.op.Method == http.MethodPost {
			sent.valueType = nil
		}
		st.put(c.path, sent)
	}
	return nil
}

// resource returns what c sends: its JSON or, without that, its parameters in the header and the form.
func (c *restCall) resource() resource {
	r := resource{file: c.upload, isItem: strings.HasSuffix(schema.URLTemplate(c.op.Path), "}")}
	if c.hasJSON() {
		r.value = decode(c.request.Body)
		if !c.op.Body.Repeated {
			r.valueType = c.op.Body.Type
		}
		return r
	}
	members := map[string]any{}
	for _, p := range c.op.Parameters {
		if value, ok := c.values[p.Wire]; ok && p.Place != schema.InPath && p.Place != schema.InQuery {
			members[p.Wire] = value
		}
	}
	r.value = members
	return r
}

// hasJSON reports whether the body of c is JSON.
func (c *restCall) hasJSON() bool {
	body := c.op.Body
	return body != nil && !body.IsStream() && !body.IsText() && !body.Form
}

// withoutExtension returns the path of c without the extension of a file, if the path of the function ends in one.
func (c *restCall) withoutExtension() string {
	template := schema.URLTemplate(c.op.Path)
	if i := strings.LastIndexByte(c.path, '.'); i > strings.LastIndexByte(c.path, '/') && strings.Contains(lastOf(template), ".") {
		return c.path[:i]
	}
	return c.path
}

// items are the resources right below a path.
type items struct {
	parameter *schema.Parameter // the last one of their paths; nil if no function has one item
	itemType  *schema.Type      // their type, which has the identifier; nil for none
}

// itemsOf returns the items below the path of op; nil if there are none.
func (service *service) itemsOf(op *schema.RESTOperation) *items {
	path := strings.TrimSuffix(schema.WirePath(op.Path), "/")
	var found *items
	for _, other := range service.contract.API.REST.Operations {
		otherPath := schema.WirePath(other.Path)
		isItem := otherPath == path+"/{}"
		isList := otherPath == path && other.Method == http.MethodGet && other.Result != nil && other.Result.Repeated
		if !isItem && !isList {
			continue
		}
		if found == nil {
			found = new(items)
		}
		if isItem {
			found.parameter = other.Path[len(other.Path)-1].Parameter
		}
		if found.itemType == nil && other.Result != nil && other.Result.Type != nil && !other.Result.IsText() {
			found.itemType = other.Result.Type
		}
	}
	if found != nil && op.Body != nil && op.Body.Type != nil && found.itemType == nil {
		found.itemType = op.Body.Type
	}
	return found
}

// identifierIn returns the identifier in object, if that is a text or number that can be in the path of an item; "" for
// none. i may be nil.
func (i *items) identifierIn(object map[string]any) string {
	if i == nil || i.parameter == nil {
		return ""
	}
	f := identifierField(i.itemType, i.parameter)
	if f == nil {
		return ""
	}
	id := textOf(object[f.Wire.Local])
	if id == "0" || checkText(id, i.parameter.Type) != nil {
		return ""
	}
	return id
}

// newIdentifier returns an identifier for a new item below path.
func (st *state) newIdentifier(path string, p *schema.Parameter) string {
	for {
		id := st.nextID()
		if p != nil && checkText(id, p.Type) != nil {
			id = strconv.Itoa(st.ids)
		}
		if _, isUsed := st.values[path+"/"+id]; !isUsed {
			return id
		}
	}
}

// identify sets the field of object, of type t, that has the identifier of the parameter p of its path.
func identify(object map[string]any, t *schema.Type, p *schema.Parameter, id string) {
	f := identifierField(t, p)
	switch {
	case f == nil || checkText(id, f.Type) != nil:
	case f.Type.Builtin.JSON().Type == "string":
		object[f.Wire.Local] = id
	default:
		object[f.Wire.Local] = decode([]byte(id))
	}
}

// identifierField returns the field of t that has the value of p, the last parameter of the path: the one with the longest
// name that the parameter's name ends in, such as id for petId; without a parameter, id. It returns nil for none.
func identifierField(t *schema.Type, p *schema.Parameter) (found *schema.Field) {
	name := "id"
	if p != nil {
		name = plain(p.Wire)
	}
	if t == nil {
		return nil
	}
	for _, f := range t.Fields() {
		kind := f.Type.Builtin.JSON().Type
		isSimple := f.Form != schema.BySlice && f.Type.Kind <= schema.Enum && (kind == "string" || kind == "integer")
		if isSimple && strings.HasSuffix(name, plain(f.Wire.Local)) && (found == nil || len(f.Wire.Local) > len(found.Wire.Local)) {
			found = f
		}
	}
	return found
}

// separators are between the words of names.
var separators = strings.NewReplacer("-", "", "_", "")

// plain returns a name in small letters, without what separates its words.
func plain(name string) string { return separators.Replace(strings.ToLower(name)) }

// merge returns old with the members of patch (RFC 7396).
func merge(old map[string]any, patch map[string]any) map[string]any {
	merged := maps.Clone(old)
	for name, value := range patch {
		if value == nil {
			delete(merged, name)
			continue
		}
		above, isObject := merged[name].(map[string]any)
		if changes, ok := value.(map[string]any); ok && isObject {
			value = merge(above, changes)
		}
		merged[name] = value
	}
	return merged
}
