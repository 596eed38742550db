// REST services: their functions, parameters and bodies.

package diff

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// rest compares two REST services.
func (c *comparison) rest(old, new *schema.REST) {
	if a, b := schema.URLTemplate(old.BaseURL), schema.URLTemplate(new.BaseURL); a != b {
		c.note(BaseURLChanged, "", "the service", old.Pos, new.Pos, "is now at %s (was %s)", b, a)
	}
	x, y := schema.Pos{File: old.Pos.File}, schema.Pos{File: new.Pos.File}
	if a, b := old.HeaderPrefix, new.HeaderPrefix; a != b {
		c.note(HeaderPrefixChanged, "", "the header parameters", x, y, "now begin with %q (was %q)", b, a)
	}
	if a, b := old.TimeZone, new.TimeZone; a != b {
		c.note(TimeZoneChanged, "", "the times without an offset", x, y, "are now in zone %q (was %q)", b, a)
	}
	switch {
	case !old.MultiCall && new.MultiCall:
		c.note(MultiCallAdded, "", "the service", x, y, "now accepts several calls in one request")
	case old.MultiCall && !new.MultiCall:
		c.note(MultiCallRemoved, "", "the service", x, y, "no longer accepts several calls in one request")
	}
	if a, b := fieldName(old.Messages), fieldName(new.Messages); a != b {
		c.note(ErrorMessagesChanged, "", "error responses", fieldPos(old.Messages), fieldPos(new.Messages),
			"have their messages in %s (was %s)", b, a)
	}
	c.statusErrors("", "the service: error ", old.Errors, new.Errors)
	c.clientParameters(old.Parameters, new.Parameters)
	c.auth(old, new)
	c.signIn(old, new)

	known := map[string]*schema.RESTOperation{}
	for _, op := range old.Operations {
		known[op.Wire] = op
	}
	isLeft := map[*schema.RESTOperation]bool{}
	for _, op := range new.Operations {
		before := known[op.Wire]
		if before == nil {
			c.note(OperationAdded, op.Wire, "", schema.Pos{}, op.Pos, "is new")
			continue
		}
		isLeft[before] = true
		c.restOperation(before, op)
		c.statusErrors(op.Wire, "error ", before.Errors, op.Errors)
	}
	for _, op := range old.Operations {
		if !isLeft[op] {
			c.note(OperationRemoved, op.Wire, "", op.Pos, schema.Pos{}, "is removed")
		}
	}
}

// fieldName describes the field with the messages of an error.
func fieldName(f *schema.Field) string {
	if f == nil {
		return "no field"
	}
	if f.Form == schema.BySlice {
		return "field " + f.Wire.Local + ", a list"
	}
	return "field " + f.Wire.Local + ", a text"
}

func fieldPos(f *schema.Field) schema.Pos {
	if f == nil {
		return schema.Pos{}
	}
	return f.Pos
}

// clientParameters compares the parameters in a client's configuration. The URLs show which were added or removed.
func (c *comparison) clientParameters(old, new []*schema.Parameter) {
	known := map[string]*schema.Parameter{}
	for _, p := range old {
		known[p.Wire] = p
	}
	for _, p := range new {
		if before := known[p.Wire]; before != nil && before.Default != p.Default {
			c.note(ParameterDefault, "", "parameter "+p.Wire, before.Pos, p.Pos,
				"has another default value: %q (was %q)", p.Default, before.Default)
		}
	}
}

// restOperation compares two versions of a function.
func (c *comparison) restOperation(a, b *schema.RESTOperation) {
	if a.Method != b.Method {
		c.note(MethodChanged, b.Wire, "", a.Pos, b.Pos, "is now a %s (was %s)", b.Method, a.Method)
	}
	if schema.WirePath(a.Path) != schema.WirePath(b.Path) {
		c.note(PathChanged, b.Wire, "", a.Pos, b.Pos, "is now at %s (was %s)", schema.URLTemplate(b.Path),
			schema.URLTemplate(a.Path))
	}
	switch {
	case !a.Cacheable && b.Cacheable:
		c.note(CachingChanged, b.Wire, "", a.Pos, b.Pos, "can now be cached")
	case a.Cacheable && !b.Cacheable:
		c.note(CachingChanged, b.Wire, "", a.Pos, b.Pos, "can no longer be cached")
	}
	switch {
	case a.Method != b.Method: // which says whether the function is safe
	case !a.Safe && b.Safe:
		c.note(NowSafe, b.Wire, "", a.Pos, b.Pos, "now changes nothing")
	case a.Safe && !b.Safe:
		c.note(NoLongerSafe, b.Wire, "", a.Pos, b.Pos, "now changes something")
	}
	c.paging(a, b)
	c.idempotencyKey(a, b)
	compareDeprecation(a.Deprecated, b.Deprecated, func(rule Rule, format string, args ...any) {
		c.note(rule, b.Wire, "", a.Pos, b.Pos, format, args...)
	})
	c.parameters(a, b)
	c.body(a, b, "request", sent, a.Body, b.Body)
	c.body(a, b, "response", received, a.Result, b.Result)
	c.responseHeaders(a, b)
}

// parameters compares the parameters of two versions of a function. Those in the path have no names on the wire: their
// places in it tell them apart, if the rest of the path is the same.
func (c *comparison) parameters(a, b *schema.RESTOperation) {
	if schema.WirePath(a.Path) == schema.WirePath(b.Path) {
		for i, part := range b.Path {
			if p := part.Parameter; p != nil && !p.Client {
				c.parameter(b.Wire, a.Path[i].Parameter, p)
			}
		}
	}
	former := formerParameters(a.Parameters, b.Parameters)
	isKept := map[*schema.Parameter]bool{}
	for _, p := range b.Parameters {
		before := former[p]
		isKept[before] = true
		switch {
		case p.Place == schema.InPath:
		case before == nil && p.Required:
			c.note(RequiredAdded, b.Wire, parameterName(p), schema.Pos{}, p.Pos, "is new and required")
		case before == nil:
			c.note(OptionalAdded, b.Wire, parameterName(p), schema.Pos{}, p.Pos, "is new and optional")
		case placeName(before) != placeName(p):
			c.note(ParameterMoved, b.Wire, parameterName(p), before.Pos, p.Pos, "is no longer a %s",
				placeName(before))
		default:
			c.parameter(b.Wire, before, p)
		}
	}
	for _, p := range a.Parameters {
		if p.Place != schema.InPath && !isKept[p] {
			c.noteIn(sent, Removed, b.Wire, parameterName(p), p.Pos, schema.Pos{}, "is removed")
		}
	}
}

// formerParameters returns the parameters outside of the path in new, with those in old that have the same name: in the
// same place, or else in another one.
func formerParameters(old, new []*schema.Parameter) map[*schema.Parameter]*schema.Parameter {
	former, isTaken := map[*schema.Parameter]*schema.Parameter{}, map[*schema.Parameter]bool{}
	for _, samePlace := range []bool{true, false} {
		for _, p := range new {
			i := slices.IndexFunc(old, func(o *schema.Parameter) bool {
				return o.Place != schema.InPath && o.Wire == p.Wire && !isTaken[o] && (!samePlace || placeName(o) == placeName(p))
			})
			if i >= 0 && p.Place != schema.InPath && former[p] == nil {
				former[p], isTaken[old[i]] = old[i], true
			}
		}
	}
	return former
}

// idempotencyKey compares the headers with the idempotency keys of two versions of a function.
func (c *comparison) idempotencyKey(a, b *schema.RESTOperation) {
	if a.IdempotencyKey == b.IdempotencyKey {
		return
	}
	if a.IdempotencyKey != "" {
		c.noteIn(sent, Removed, b.Wire, "idempotency key in header "+a.IdempotencyKey, a.Pos, b.Pos, "is removed")
	}
	if b.IdempotencyKey != "" {
		c.note(OptionalAdded, b.Wire, "idempotency key in header "+b.IdempotencyKey, a.Pos, b.Pos, "is new and optional")
	}
}

// responseHeaders compares the fields of the responses' headers of two versions of a function. All are optional.
func (c *comparison) responseHeaders(a, b *schema.RESTOperation) {
	find := func(list []*schema.Parameter, name string) *schema.Parameter {
		i := slices.IndexFunc(list, func(p *schema.Parameter) bool { return strings.EqualFold(p.Wire, name) })
		if i < 0 {
			return nil
		}
		return list[i]
	}
	for _, p := range b.ResponseHeaders {
		label := "response header " + p.Wire
		before := find(a.ResponseHeaders, p.Wire)
		if before == nil {
			c.noteIn(received, HeaderAdded, b.Wire, label, a.Pos, p.Pos, "is new")
			continue
		}
		r := &root{operation: b.Wire, label: label, direction: received}
		c.roots = append(c.roots, r)
		c.compareMember(&r.node, parameterMember(before), parameterMember(p))
	}
	for _, p := range a.ResponseHeaders {
		if find(b.ResponseHeaders, p.Wire) == nil {
			c.noteIn(received, HeaderRemoved, b.Wire, "response header "+p.Wire, p.Pos, b.Pos, "is removed")
		}
	}
}

// paging compares how two versions of a function return their pages.
func (c *comparison) paging(a, b *schema.RESTOperation) {
	x, y := pagingText(a.Paging), pagingText(b.Paging)
	switch {
	case x == y:
	case x == "":
		c.note(PagingAdded, b.Wire, "", a.Pos, b.Pos, "now returns pages, %s", y)
	case y == "":
		c.note(PagingChanged, b.Wire, "", a.Pos, b.Pos, "no longer returns pages")
	default:
		c.note(PagingChanged, b.Wire, "", a.Pos, b.Pos, "now returns pages %s (was %s)", y, x)
	}
}

// pagingText describes p, "" if it is nil.
func pagingText(p *schema.Paging) string {
	if p == nil {
		return ""
	}
	path := func(label string, fields []*schema.Field) string {
		var names []string
		for _, f := range fields {
			names = append(names, f.Wire.Local)
		}
		if names == nil {
			return ""
		}
		return ", " + label + " " + strings.Join(names, ".")
	}
	text := "by " + string(p.Kind) + " " + p.Relation
	if p.Parameter != nil {
		text += p.Parameter.Wire
	}
	if p.Kind == schema.ByPage && p.First == 0 {
		text += " from 0"
	}
	return text + path("next", p.Next) + path("items", p.Items) + path("more", p.More)
}

// statusErrors compares the types of error responses of two versions of a function, or of the service.
func (c *comparison) statusErrors(operation, label string, old, new []*schema.StatusError) {
	known := map[int]*schema.StatusError{}
	for _, e := range old {
		known[e.Status] = e
	}
	for _, e := range new {
		before := known[e.Status]
		delete(known, e.Status)
		if before == nil {
			c.note(FaultAdded, operation, label+e.Label(), schema.Pos{}, e.Pos, "now has a type: %s", e.Type.Wire.Local)
			continue
		}
		r := &root{operation: operation, label: label + e.Label(), direction: received}
		c.roots = append(c.roots, r)
		c.compareTypes(&r.node, location{old: before.Pos, new: e.Pos}, before.Type, e.Type)
	}
	for _, e := range old {
		if known[e.Status] == e {
			c.note(FaultRemoved, operation, label+e.Label(), e.Pos, schema.Pos{}, "no longer has a type")
		}
	}
}

// parameterName returns the name of p for messages.
func parameterName(p *schema.Parameter) string { return placeName(p) + " " + p.Wire }

func placeName(p *schema.Parameter) string {
	switch p.Place {
	case schema.InHeader:
		return "header parameter"
	case schema.InQuery:
		return "query parameter"
	case schema.InForm, schema.InPart:
		return "form field"
	}
	return "path parameter"
}

// parameter compares two versions of a parameter.
func (c *comparison) parameter(operation string, a, b *schema.Parameter) {
	r := &root{operation: operation, label: parameterName(b), direction: sent}
	c.roots = append(c.roots, r)
	x, y := parameterMember(a), parameterMember(b)
	if a.Place == schema.InHeader && a.Repeated != b.Repeated {
		is := "a single value"
		if b.Repeated {
			is = "a list, which is sent as JSON"
		}
		r.find(ParameterEncoding, a.Pos, b.Pos, "is now %s", is)
		x.max = y.max
	}
	if a.Repeated && b.Repeated && a.Comma != b.Comma {
		is := "a parameter for each item"
		if b.Comma {
			is = "one parameter with commas between the items"
		}
		r.find(ParameterEncoding, a.Pos, b.Pos, "is now %s", is)
	}
	switch {
	case a.IsFile() != b.IsFile():
		is := "a text"
		if b.IsFile() {
			is = "a file"
		}
		r.find(ParameterEncoding, a.Pos, b.Pos, "is now %s", is)
	case a.Place == b.Place:
		compareMediaTypes(a.File, b.File, r.finder(location{old: a.Pos, new: b.Pos}))
	}
	c.compareMember(&r.node, x, y)
}

// parameterMember returns p as a member of the request.
func parameterMember(p *schema.Parameter) *member {
	f := &schema.Field{Type: p.Type, Pos: p.Pos, Deprecated: p.Deprecated}
	if p.Default != "" && !p.Client {
		f.Default = &p.Default
	}
	m := &member{field: f, pos: p.Pos, max: 1}
	if p.Required {
		m.min = 1
	}
	if p.Repeated {
		m.max = many
	}
	return m
}

// compareMediaTypes compares the media types of two versions of a body, a file or a part beside an envelope.
func compareMediaTypes(old, new []string, find func(rule Rule, format string, args ...any)) {
	for _, mime := range old {
		if !slices.Contains(new, mime) {
			find(MediaTypeRemoved, "can no longer be %s", mime)
		}
	}
	for _, mime := range new {
		if !slices.Contains(old, mime) {
			find(MediaTypeAdded, "can now be %s", mime)
		}
	}
}

// body compares the bodies of two versions of a function in one direction.
func (c *comparison) body(op, other *schema.RESTOperation, label string, d direction, a, b *schema.Body) {
	loc := location{old: op.Pos, new: other.Pos}
	switch {
	case a == nil && b == nil:
		return
	case a == nil:
		c.noteIn(d, MessageAdded, other.Wire, label, loc.old, loc.new, "now has a body")
		return
	case b == nil:
		c.noteIn(d, MessageRemoved, other.Wire, label, loc.old, loc.new, "no longer has a body")
		return
	}
	r := &root{operation: other.Wire, label: label, direction: d}
	c.roots = append(c.roots, r)
	compareMediaTypes(a.MIME, b.MIME, r.finder(loc))
	switch {
	case a.Repeated && !b.Repeated:
		r.find(TypeChanged, loc.old, loc.new, "is no longer a list")
	case !a.Repeated && b.Repeated:
		r.find(TypeChanged, loc.old, loc.new, "is now a list")
	}
	if a.Type != nil && b.Type != nil {
		c.compareTypes(&r.node, loc, a.Type, b.Type)
	}
}
