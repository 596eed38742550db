// From the model of a contract to its description.

package describe

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// New describes api, whose Go names are chosen.
func New(api *schema.API) *Description {
	b := &builder{
		api: api, types: map[*schema.Type]*Type{}, operations: map[*schema.RESTOperation]*Reference{},
		ids: map[string]bool{},
	}
	d := &Description{
		Title: cmp.Or(api.Title, api.Contract), Documentation: api.Doc, Contract: api.Contract, Package: api.Package,
		Operations: []*Operation{}, Types: []*Type{},
	}
	for _, t := range api.Types {
		if !t.Group { // what repeats is shown where it does
			described := b.declare(t)
			b.types[t] = described
			d.Types = append(d.Types, described)
		}
	}
	if api.REST != nil {
		for _, op := range api.REST.Operations {
			b.operations[op] = &Reference{op.Wire, b.id("operation-", op.Name)}
		}
	}
	switch {
	case api.SOAP != nil:
		d.Service = b.soapService(api.SOAP)
		for _, op := range api.SOAP.Operations {
			d.Operations = append(d.Operations, b.soapOperation(op))
		}
	case api.REST != nil:
		d.Service = b.restService(api.REST)
		for _, op := range api.REST.Operations {
			d.Operations = append(d.Operations, b.restOperation(op))
		}
	}
	for _, t := range api.Types {
		if described := b.types[t]; described != nil {
			b.complete(described, t)
		}
	}
	return d
}

// serviceID is the id of the service.
const serviceID = "service"

// builder builds a description.
type builder struct {
	api        *schema.API
	types      map[*schema.Type]*Type
	operations map[*schema.RESTOperation]*Reference
	ids        map[string]bool
	user       *Reference // what refers to types at the moment
}

// id returns a unique id: the prefix and the name, with a number if needed.
func (b *builder) id(prefix, name string) string {
	id := prefix + strings.Join(strings.Fields(name), "-")
	for base, i := id, 2; b.ids[id]; i++ {
		id = base + "-" + strconv.Itoa(i)
	}
	b.ids[id] = true
	return id
}

func position(p schema.Pos) *Position {
	if p.Line == 0 {
		return nil
	}
	return &Position{p.File, p.Line, p.Col}
}

// declare makes t available to references.
func (b *builder) declare(t *schema.Type) *Type {
	return &Type{
		ID: b.id("type-", cmp.Or(t.Name, t.Wire.Local)), Name: t.Wire.Local, Namespace: t.Wire.Space, GoName: t.Name,
		Kind: kind(t), Documentation: t.Doc, Deprecated: t.Deprecated, Position: position(t.Pos),
	}
}

func kind(t *schema.Type) string {
	switch {
	case t.Kind == schema.Struct:
		return "structure"
	case t.Kind == schema.Enum:
		return "enumeration"
	case t.Kind == schema.OneOf:
		return "alternatives"
	case t.Collection() != "":
		return t.Collection()
	case len(t.Members) > 0:
		return "union"
	default:
		return "simple"
	}
}

// reference returns a reference to t, and records the user.
func (b *builder) reference(t *schema.Type) *Reference {
	if described := b.types[t]; described != nil {
		last := len(described.UsedBy) - 1 // users refer to types one after the other
		if b.user.ID != described.ID && (last < 0 || described.UsedBy[last] != b.user) {
			described.UsedBy = append(described.UsedBy, b.user)
		}
		return &Reference{described.Name, described.ID}
	}
	switch {
	case t.Collection() != "":
		name := t.Collection() + " of " + b.component(t.Item)
		if t.NilItems {
			name += " or null"
		}
		return &Reference{Name: name}
	case len(t.Members) > 0:
		var names []string
		for _, m := range t.Members {
			names = append(names, b.component(m))
		}
		return &Reference{Name: strings.Join(names, " or ")}
	default:
		return b.builtin(t.Builtin)
	}
}

// component names t in the name of a list or a union that has none, with its facets, which would not be shown
// otherwise.
func (b *builder) component(t *schema.Type) string {
	name := b.reference(t).Name
	if f := facets(t.Facets); b.types[t] == nil && len(f) > 0 {
		name += " (" + constraints(f) + ")"
	}
	return name
}

// builtin returns a reference to a built-in type, by its name in contracts of the kind.
func (b *builder) builtin(t schema.BuiltinType) *Reference {
	return &Reference{Name: t.Label(b.api.SOAP == nil)}
}

func (b *builder) references(types []*schema.Type) []*Reference {
	var list []*Reference
	for _, t := range types {
		list = append(list, b.reference(t))
	}
	return list
}

// complete describes the contents of t.
func (b *builder) complete(d *Type, t *schema.Type) {
	b.user = &Reference{d.Name, d.ID}
	d.Abstract, d.Mixed, d.Open = t.Abstract, t.Mixed, t.Open
	d.OtherAttributes, d.KeepsUnknown = wildcard(t.OtherAttributes), t.KeepUnknown
	if t.File != nil {
		d.File = t.File.Wire.Local
	}
	d.Facets, d.Examples = facets(t.Facets), t.Examples
	for _, v := range t.Values {
		d.Values = append(d.Values, &Value{v.Value, v.Name, v.Doc, v.Deprecated, position(v.Pos)})
	}
	switch {
	case t.Collection() != "":
		d.Item = b.reference(t.Item)
	case t.Kind == schema.OneOf:
		d.Discriminator = t.Discriminator
		for _, a := range t.Alternatives {
			d.Members = append(d.Members, b.reference(a.Type))
		}
	case len(t.Members) > 0:
		d.Members = b.members(t)
	case t.Kind != schema.Struct:
		d.Base = b.builtin(t.Builtin)
	case t.Base != nil:
		d.Base = b.reference(t.Base)
	}
	if t.Tag != nil {
		d.Tag = &Tag{t.Tag.Name, t.Tag.Value}
	}
	d.Derived = b.references(t.Derived)
	for _, a := range t.Attributes {
		d.Attributes = append(d.Attributes, b.field(d, a, a.Min, 1))
	}
	if t.Value != nil {
		d.Text = b.field(d, t.Value, 1, 1)
		d.Text.Name = "text()" // as XPath calls it
	}
	if p := t.Content; p != nil {
		if p.Kind == schema.Sequence && p.Min == 1 && p.Max == 1 {
			d.Content = b.parts(d, p.Children)
		} else {
			d.Content = b.parts(d, []*schema.Particle{p})
		}
	}
	for _, part := range t.Attached {
		d.Content = append(d.Content, &Part{Field: b.field(d, part, 1, 1)})
	}
}

// members returns the types of a union, each once. Of an enumeration they are the types other than those with the
// listed values.
func (b *builder) members(t *schema.Type) []*Reference {
	var list []*Reference
	for _, m := range t.Members {
		if t.Kind == schema.Enum && m.Kind == schema.Enum && b.types[m] == nil {
			continue
		}
		r := b.reference(m)
		r.Name = b.component(m)
		if !slices.ContainsFunc(list, func(other *Reference) bool { return *other == *r }) {
			list = append(list, r)
		}
	}
	return list
}

func (b *builder) parts(d *Type, particles []*schema.Particle) []*Part {
	var list []*Part
	for _, p := range particles {
		list = append(list, b.part(d, p))
	}
	return list
}

// groups are the names of groups.
var groups = map[schema.ParticleKind]string{schema.Sequence: "sequence", schema.Choice: "choice", schema.All: "all"}

// part describes a particle of the type d. If it repeats, it shows the group that repeats.
func (b *builder) part(d *Type, p *schema.Particle) *Part {
	switch p.Kind {
	case schema.Repeat:
		part := newGroup("sequence", p)
		part.GoName, part.GoType = p.Field.Name, p.Field.Type.Name
		if content := p.Field.Type.Content; content != nil && content.Field == nil && content.Min == 1 &&
			content.Max == 1 {
			part.Group, part.Parts = groups[content.Kind], b.parts(d, content.Children)
		} else if content != nil {
			part.Parts = b.parts(d, []*schema.Particle{content})
		}
		part.markAlternatives()
		return part
	case schema.Element, schema.Any:
		return &Part{Field: b.field(d, p.Field, p.Min, p.Max)}
	default:
		part := newGroup(groups[p.Kind], p)
		part.Parts = b.parts(d, p.Children)
		part.markAlternatives()
		return part
	}
}

// newGroup returns a group with the occurrence of p, without parts.
func newGroup(name string, p *schema.Particle) *Part {
	return &Part{Group: name, Occurs: occurs(p.Min, p.Max), least: p.Min, most: p.Max}
}

// markAlternatives marks the fields that are direct alternatives of a choice.
func (p *Part) markAlternatives() {
	for _, child := range p.Parts {
		if child.Field != nil && p.Group == "choice" {
			child.Field.alternative = true
		}
	}
}

// occurs returns how often something occurs: 1, 0..1, 2..*.
func occurs(least, most int) string {
	switch {
	case most == schema.Unbounded:
		return strconv.Itoa(least) + "..*"
	case least == most:
		return strconv.Itoa(least)
	default:
		return strconv.Itoa(least) + ".." + strconv.Itoa(most)
	}
}

// field describes f, with its occurrence in the type d.
func (b *builder) field(d *Type, f *schema.Field, least, most int) *Field {
	described := &Field{
		ID: b.id(d.ID+".", f.Wire.Local), Name: f.Wire.Local, Namespace: f.Wire.Space, GoName: f.Name,
		Documentation: f.Doc, Deprecated: f.Deprecated, Position: position(f.Pos), Type: b.reference(f.Type),
		Occurs: occurs(least, most),
		Any:    wildcard(f.Wildcard), least: least, most: most, home: d.Namespace, MediaTypes: f.ContentTypes, Alone: f.Alone,
		Nillable: f.Nillable, Default: f.Default, Fixed: f.Fixed, Secret: f.Secret, ValuesOf: b.operations[f.ValuesOf],
		Examples: f.Examples,
	}
	if b.types[f.Type] == nil {
		described.Facets = facets(f.Type.Facets)
	}
	if f.Items != nil {
		described.Facets = append(described.Facets, itemCount(f.Items)...)
	}
	return described
}

// itemCount lists the limits of the number of items of a list.
func itemCount(f *schema.Facets) []*Facet {
	var list []*Facet
	for _, limit := range []struct {
		name  string
		count *int
	}{{"minItems", f.MinLength}, {"maxItems", f.MaxLength}} {
		if limit.count != nil {
			list = append(list, &Facet{limit.name, []string{strconv.Itoa(*limit.count)}})
		}
	}
	return list
}

func wildcard(w *schema.Wildcard) *Wildcard {
	if w == nil {
		return nil
	}
	return &Wildcard{append([]string{}, w.Spaces...), !w.Listed, w.Strict}
}

// facets lists the facets of f: lengths, patterns, bounds, digits.
func facets(f *schema.Facets) []*Facet {
	if f == nil {
		return nil
	}
	var list []*Facet
	add := func(name string, values ...string) { list = append(list, &Facet{name, values}) }
	count := func(name string, n *int) {
		if n != nil {
			add(name, strconv.Itoa(*n))
		}
	}
	bound := func(name string, text *string) {
		if text != nil {
			add(name, *text)
		}
	}
	count("length", f.Length)
	count("minLength", f.MinLength)
	count("maxLength", f.MaxLength)
	for _, group := range f.Patterns {
		add("pattern", group...)
	}
	bound("regexp", f.Regexp)
	bound("minInclusive", f.MinInclusive)
	bound("minExclusive", f.MinExclusive)
	bound("maxInclusive", f.MaxInclusive)
	bound("maxExclusive", f.MaxExclusive)
	count("totalDigits", f.TotalDigits)
	count("fractionDigits", f.FractionDigits)
	return list
}

func (b *builder) soapService(soap *schema.SOAP) *Service {
	main := soap.Ports[0]
	s := &Service{Protocol: "SOAP " + main.Version, Address: main.Address}
	for _, n := range soap.Namespaces {
		s.Namespaces = append(s.Namespaces, &Namespace{n.Prefix, n.URI})
	}
	for _, p := range soap.Ports {
		port := &Port{PortType: p.PortType.Local, Service: p.In, Port: p.Name, GoName: p.Client,
			Protocol: "SOAP " + p.Version, Address: p.Address, Documentation: p.Doc, Position: position(p.Pos)}
		for _, e := range p.Others {
			port.Endpoints = append(port.Endpoints, &Endpoint{e.Port, e.Service, e.Default, e.Address, position(e.Pos)})
		}
		s.Ports = append(s.Ports, port)
	}
	for _, l := range soap.LeftOut {
		part := &LeftOut{Kind: l.Kind, Name: l.Name, Service: l.Service, Binding: l.Binding, PortType: l.PortType,
			Protocol: l.Protocol, Address: l.Address, Reason: l.Reason, Position: position(l.Pos)}
		if l.Kind != "operation" {
			part.Operations = l.Operations
		}
		s.LeftOut = append(s.LeftOut, part)
	}
	return s
}

func (b *builder) soapOperation(op *schema.SOAPOperation) *Operation {
	d := &Operation{
		ID: b.id("operation-", op.Symbol), Name: op.Wire, GoName: op.Name, Documentation: op.Doc,
		Position: position(op.Pos), SOAPAction: &op.Action,
	}
	if len(b.api.SOAP.Ports) > 1 {
		d.Client = op.Port.Client
	}
	b.user = &Reference{d.Name, d.ID}
	d.Request, d.Response = b.message(op.Input), b.message(op.Output)
	d.RequestHeaders, d.ResponseHeaders = b.messages(op.InputHeaders), b.messages(op.OutputHeaders)
	d.Faults = b.messages(op.Faults)
	d.NotWrapped = op.Unwrapped()
	d.Security = op.Security.All()
	call := example.SOAP(b.api, op)
	d.ExampleRequest, d.ExampleResponse = &call.Request, call.Response
	return d
}

func (b *builder) messages(messages []*schema.Message) []*Message {
	var list []*Message
	for _, m := range messages {
		list = append(list, b.message(m))
	}
	return list
}

func (b *builder) message(m *schema.Message) *Message {
	if m == nil {
		return nil
	}
	d := &Message{Element: m.Element.String(), Documentation: m.Doc, Position: position(m.Pos)}
	if m.Type != nil {
		d.Type = b.reference(m.Type)
	}
	return d
}

func (b *builder) restService(rest *schema.REST) *Service {
	b.user = &Reference{"error responses", serviceID}
	s := &Service{
		Protocol: "REST", Address: schema.URLTemplate(rest.BaseURL), HeaderPrefix: rest.HeaderPrefix,
		TimeZone: rest.TimeZone, MultiCall: rest.MultiCall, Parameters: b.parameters(rest.Parameters),
	}
	for _, scheme := range rest.Schemes {
		s.Auth = append(s.Auth, &Scheme{Name: scheme.Wire, GoName: scheme.Name, Kind: string(scheme.Kind),
			Shows: scheme.OnWire(), Documentation: scheme.Doc, Position: position(scheme.Pos),
			Server: server(scheme.Server)})
	}
	for _, refusal := range rest.Refusals {
		s.NotAuthenticated = append(s.NotAuthenticated, Refusal(refusal))
	}
	if t := b.api.ErrorType(); t != nil {
		s.Errors = b.reference(t)
	}
	return s
}

// alternatives returns the names of the schemes by which op authenticates, none for a call without credentials.
func alternatives(op *schema.RESTOperation) (names []string) {
	for _, s := range op.Auth.Schemes {
		names = append(names, s.Wire)
	}
	if names == nil || op.Auth.Optional {
		names = append(names, "none")
	}
	return names
}

// server describes an authorization server; nil for none.
func server(s *schema.AuthorizationServer) *Server {
	if s == nil {
		return nil
	}
	d := &Server{AuthorizationURL: s.AuthorizationURL, TokenURL: s.TokenURL, UserInfoURL: s.UserInfoURL,
		RevocationURL: s.RevocationURL, Scopes: s.Scopes, ClientAuth: string(s.ClientAuth)}
	for _, grant := range s.Grants {
		d.Grants = append(d.Grants, string(grant))
	}
	if s.Subject != nil {
		d.Subject = s.Subject.Wire
	}
	return d
}

func (b *builder) restOperation(op *schema.RESTOperation) *Operation {
	ref := b.operations[op]
	d := &Operation{
		ID: ref.ID, Name: op.Wire, GoName: op.Name, Documentation: op.Doc, Position: position(op.Pos),
		Method: op.Method, Path: schema.URLTemplate(op.Path), Cacheable: op.Cacheable,
		Deprecated: op.Deprecated, IdempotencyKey: op.IdempotencyKey,
	}
	switch {
	case op.Safe && !op.IsSafeMethod():
		d.Safety = "safe"
	case !op.Safe && op.IsSafeMethod():
		d.Safety = "not safe"
	}
	if !b.api.REST.AcceptsEach(op) {
		d.Auth = alternatives(op)
	}
	b.user = ref
	for _, part := range op.Path {
		if p := part.Parameter; p != nil && p.Client {
			d.Parameters = append(d.Parameters, b.parameter(p))
		}
	}
	d.Parameters = append(d.Parameters, b.parameters(op.Parameters)...)
	d.Body, d.Result = b.body(op.Body), b.body(op.Result)
	if op.Paging != nil {
		d.Paging = string(op.Paging.Kind)
	}
	d.HeaderFields = b.parameters(op.ResponseHeaders)
	for _, e := range b.api.REST.ErrorsOf(op) {
		d.Errors = append(d.Errors, &Error{e.Label(), b.reference(e.Type)})
	}
	call := example.REST(b.api, op)
	d.ExampleRequest, d.ExampleResponse = &call.Request, call.Response
	return d
}

func (b *builder) parameters(parameters []*schema.Parameter) []*Parameter {
	var list []*Parameter
	for _, p := range parameters {
		list = append(list, b.parameter(p))
	}
	return list
}

func (b *builder) parameter(p *schema.Parameter) *Parameter {
	d := &Parameter{
		Name: p.Wire, GoName: p.Name, Place: "path", Documentation: p.Doc, Position: position(p.Pos),
		Type: b.reference(p.Type), List: p.Repeated, Comma: p.Comma, Required: p.Required,
		Default: p.Default, Examples: p.Examples, Deprecated: p.Deprecated,
	}
	switch {
	case p.Client:
		d.Place = "url"
	case p.Place == schema.InQuery:
		d.Place = "query"
	case p.Place == schema.InHeader:
		d.Place, d.Name = "header", b.api.REST.HeaderPrefix+p.Wire
	case p.Place == schema.InResponse:
		d.Place = "response header"
	case p.Place == schema.InForm || p.Place == schema.InPart:
		d.Place, d.File = "form", p.File
	}
	return d
}

func (b *builder) body(body *schema.Body) *Body {
	if body == nil {
		return nil
	}
	d := &Body{Form: body.Form, List: body.Repeated, MediaTypes: body.MIME, Documentation: body.Doc}
	if body.Type != nil {
		d.Type = b.reference(body.Type)
	}
	return d
}
