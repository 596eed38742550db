// Naming: every Go identifier of a client is chosen here.

package schema

import (
	"cmp"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Name chooses the Go name of every type, constant, field, operation and parameter of api.
//
// A name is the one on the wire in Go's spelling, after the name of the type around it. It depends on nothing else in
// the contract, and not on the order of the contract. If several components would get the same name, the first by these
// rules gets it. The others get a suffix that depends on themselves, not on how many they are:
//
//   - A type of its own comes before a type within another, and that before the constants of an enumeration. The content
//     of an element comes before its child elements, and those before its attributes.
//   - A type that a function defines in place comes after those with a name, in the order of result, body, error and
//     parameters.
//   - A name that is spelled on the wire as in Go comes before others (User before user). Then the order is that of the
//     namespaces, so that an older version keeps its names, and then that of the names on the wire.
//   - The suffix of a type of another namespace is the last words of that namespace: AddressCommon.
//   - The suffix of a name with another spelling is the difference: the constants A, ALower and APlus for A, a and A+.
//   - Otherwise, and if every client declares the name, the suffix is the kind: UserType, ValidateField, IDAttr.
//   - If the result is taken too, the suffix is a hash of the name on the wire, and after that a number.
//
// So a component that is added does not rename others, except one that would be spelled the same and comes after it by
// these rules. The client's record prevents that: a name in settings.Record stays, and the new component gets the
// suffix. A warning cites both. Names that the settings give are taken as they are; the keys of the settings are the
// names that are chosen here.
//
// Identifiers that generated code always declares are reserved: see [emitted]. Types that are made for an operation or
// for derived types (its options, its rows, an interface) are named like those of the contract, with a suffix if their
// name is taken.
func Name(api *API, settings Settings) Diagnostics {
	n := &namer{api: api, settings: settings, unused: map[string]Setting{}, pkg: scope{}, methods: scope{},
		members: emitted(api, inStruct), inFunction: slices.Concat(emitted(api, inFunction), types.Universe.Names())}
	for key, s := range settings.Names {
		n.unused[key] = s
	}
	if api.SOAP != nil {
		api.SOAP.chooseMain(settings.Record)
	}
	for _, p := range api.furtherPorts() {
		if api.Service != nil {
			p.Service = &Service{Pos: api.Service.Pos}
		}
	}
	api.chosen = map[*string]string{}
	n.pkg.reserve(emitted(api, inPackage))
	n.methods.reserve(slices.Concat(emitted(api, inClient), standardMethods))
	if api.REST != nil && !api.REST.MultiCall {
		delete(n.methods, "MultiCall")
		delete(n.methods, "Do")
	}
	n.recorded = settings.Record.match(api)
	n.useShared()
	n.clients = map[*Port]scope{}
	if api.SOAP != nil {
		for _, p := range api.SOAP.Ports {
			if n.clients[p] = n.methods; p.Client != MainClient {
				n.clients[p] = maps.Clone(n.methods)
			}
		}
	}
	n.recallAll()
	switch { // before the types: the types of operations come first
	case api.SOAP != nil:
		n.soap(api.SOAP)
	case api.REST != nil:
		n.rest(api.REST)
	}
	n.types(ownTypes(api.Types))
	n.interfacesOfClients() // after the types, whose names stay
	for _, t := range ownTypes(api.Types) {
		n.fields(t)
	}
	n.warnOfSuffixes()
	for key, s := range n.unused {
		if n.isShared(key) {
			n.Faultf(s.Pos, "%s is a name of a shared type: put it under names in shared", key)
			continue
		}
		n.Faultf(s.Pos, "there is no %s to name %s: keys are Type, Type.Field, Client.Operation or Config.Field",
			key, s.Value)
	}
	return n.Diagnostics
}

// standardMethods are names of methods for which go vet expects a certain signature.
var standardMethods = []string{"GobDecode", "GobEncode", "MarshalJSON", "MarshalXML", "ReadByte", "ReadRune",
	"UnmarshalJSON", "UnmarshalXML", "UnreadByte", "UnreadRune", "WriteByte"}

// namer chooses names.
type namer struct {
	Diagnostics
	api      *API
	settings Settings
	unused   map[string]Setting
	pkg      scope
	methods  scope           // of Client
	clients  map[*Port]scope // the methods of the clients of ports
	members  []string        // of every struct

	inFunction []string // what an argument of a function cannot be called

	recorded map[*string]recordLine // the line of the record for a name, by target
	suffixed []suffixed
}

// scope has the names that are taken and the identifiers that have them; nil for a reserved name.
type scope map[string]*identifier

func (s scope) reserve(names []string) {
	for _, name := range names {
		s[name] = nil
	}
}

// identifier is a Go identifier to be chosen.
type identifier struct {
	target *string // where the name is stored
	base   string  // the name, unless it is taken
	wire   string
	space  string
	kind   string // the suffix for the kind
	pos    Pos
	rank   int // the lower rank wins if several want the same base

	owner      string // the beginning of base that is not from wire
	declaredBy string // the kind of declaration, to order identifiers that are equal otherwise
	rejections int    // how many names were taken
	isSet      bool   // whether the settings give the name
}

// alternative returns the next name for t if other has the last one; other is nil for a reserved name.
func (t *identifier) alternative(other *identifier) string {
	t.rejections++
	switch {
	case t.rejections > 2:
		return t.base + t.kind + strconv.Itoa(t.rejections-1)
	case t.rejections == 2:
		return t.base + hash(t.space+" "+t.wire+" "+t.kind)
	case other != nil && other.kind == "Attr" && t.kind != "Attr": // elements come before attributes
		return t.base + t.kind
	case other != nil && t.space != other.space:
		return t.base + cmp.Or(spaceName(t.space), t.kind)
	case other != nil && t.wire != other.wire:
		return t.base + cmp.Or(particulars(t.wire), t.kind)
	default:
		return t.base + t.kind
	}
}

// compare orders identifiers that want the same name.
func (t *identifier) compare(o *identifier) int {
	foreign := func(t *identifier) int {
		if t.owner+t.wire == t.base {
			return 0
		}
		return 1
	}
	return cmp.Or(t.rank-o.rank, foreign(t)-foreign(o), strings.Compare(t.space, o.space),
		strings.Compare(t.wire, o.wire), strings.Compare(t.declaredBy, o.declaredBy))
}

// suffixed is an identifier that did not get its base, and the one that has that; nil if the base is reserved.
type suffixed struct{ identifier, other *identifier }

// assign chooses the names of ids in s. The settings call them prefix and name. Recorded names stay. Then each round
// gives every name to the first identifier that wants it; the others want their next alternative.
func (n *namer) assign(s scope, prefix string, ids []*identifier) {
	wanted := map[string][]*identifier{}
	for _, t := range ids {
		n.recall(s, t)
	}
	for _, t := range ids {
		if s[*t.target] != t {
			wanted[t.base] = append(wanted[t.base], t)
		}
	}
	names := make([]string, 0, len(wanted))
	for name := range wanted {
		names = append(names, name)
	}
	for len(names) > 0 {
		slices.Sort(names)
		denied := map[string][]*identifier{}
		for _, name := range names {
			candidates := wanted[name]
			slices.SortStableFunc(candidates, (*identifier).compare)
			first, taken := s[name]
			if !taken {
				first = candidates[0]
				s[name], *first.target = first, name
				candidates = candidates[1:]
			}
			for _, t := range candidates {
				next := t.alternative(first)
				denied[next] = append(denied[next], t)
			}
		}
		wanted, names = denied, names[:0]
		for name := range wanted {
			names = append(names, name)
		}
	}
	for _, t := range ids {
		if other, taken := s[t.base]; taken && other != t && *t.target != t.base {
			n.suffixed = append(n.suffixed, suffixed{t, other})
		}
	}
	n.override(s, prefix, ids)
}

// recall gives t the name in the record, unless that is taken.
func (n *namer) recall(s scope, t *identifier) {
	r, ok := n.recorded[t.target]
	if !ok || !token.IsIdentifier(r.chosen) || !token.IsExported(r.chosen) {
		return
	}
	isFree := func(name string) bool {
		other, taken := s[name]
		return !taken || other != nil && other.target == t.target
	}
	if !isFree(r.chosen) {
		return
	}
	s[r.chosen], *t.target = t, r.chosen
	if isFree(r.name) { // given by the settings
		s[r.name] = t
	}
}

// recallAll gives all declarations of the package and all methods of Client their names in the record, before a new
// component can take one.
func (n *namer) recallAll() {
	visitNames(n.api, func(name *string) string { return n.recorded[name].name }, func(scope string, entries []entry) {
		for _, i := range entries {
			switch scope {
			case "":
				n.recall(n.pkg, &identifier{target: i.name, pos: i.pos})
			case MainClient:
				n.recall(n.methods, &identifier{target: i.name, pos: i.pos})
			}
		}
	})
}

// override gives ids the names in the settings. The chosen names stay taken, so that nothing else is renamed.
func (n *namer) override(s scope, prefix string, ids []*identifier) {
	var given []*identifier
	for _, t := range ids {
		set, ok := n.settings.Names[prefix+*t.target]
		if !ok {
			continue
		}
		delete(n.unused, prefix+*t.target)
		switch isIdentifier := token.IsIdentifier(set.Value); {
		case token.IsExported(*t.target) && !(isIdentifier && token.IsExported(set.Value)):
			n.Faultf(set.Pos,
				"%q is not an exported Go name: begin it with a capital letter, and use letters, digits and _",
				set.Value)
			continue
		case !token.IsExported(*t.target) && (!isIdentifier || token.IsExported(set.Value)):
			n.Faultf(set.Pos,
				"%q is not a Go name of an argument: begin it with a small letter, and use letters, digits and _",
				set.Value)
			continue
		}
		n.api.chosen[t.target] = *t.target
		*t.target = set.Value
		t.pos, t.isSet = set.Pos, true
		given = append(given, t)
	}
	for _, t := range given {
		other, taken := s[*t.target]
		switch {
		case !taken:
			s[*t.target] = t
		case other == nil:
			n.Faultf(t.pos, "every client has a %s: choose another name", *t.target)
		case other.target != t.target && *other.target == *t.target:
			n.Faultf(t.pos, "%s is already the Go name of the component at %s: choose another name", *t.target,
				other.pos)
		}
	}
}

// maxWarnings is how many suffixes are reported one by one.
const maxWarnings = 10

// interfacesOfClients names the interfaces that clients are written as, and their fakes.
func (n *namer) interfacesOfClients() {
	if n.api.Service == nil {
		return
	}
	assign := func(s *Service, prefix string) {
		n.assign(n.pkg, "", []*identifier{{target: &s.Name, base: prefix + "Service", kind: "Interface", pos: s.Pos},
			{target: &s.Fake, base: prefix + "Fake", kind: "Client", pos: s.Pos}})
	}
	assign(n.api.Service, "")
	for _, p := range n.api.furtherPorts() {
		assign(p.Service, p.Prefix())
	}
}

// warnOfSuffixes reports the identifiers with a suffix that the settings do not decide.
func (n *namer) warnOfSuffixes() {
	isSettled := func(s suffixed) bool {
		isOwn := s.other == nil && s.identifier.kind != "Operation" || s.identifier.pos == (Pos{}) // not confusing
		return isOwn || s.identifier.isSet || s.other != nil && n.api.chosen[s.other.target] == s.identifier.base
	}
	n.suffixed = slices.DeleteFunc(n.suffixed, isSettled)
	for i, s := range n.suffixed {
		switch {
		case i == maxWarnings:
			n.Warnf(s.identifier.pos,
				"%d more components get a suffix because their Go name is taken, from %s on: name them under names",
				len(n.suffixed)-i, *s.identifier.target)
			return
		case s.other == nil || s.other.pos == (Pos{}):
			n.Warnf(s.identifier.pos, "%s has another meaning in a client: this operation is called %s; to change "+
				"that, name it under names", s.identifier.base, *s.identifier.target)
		default:
			n.Warnf(s.identifier.pos, "%s is already the Go name of the component at %s: this one is called %s; to "+
				"change that, name it under names", s.identifier.base, s.other.pos, *s.identifier.target)
		}
	}
}

// maxTypeName bounds the name of a type, which begins with the names of the types around it.
const maxTypeName = 2000

// types names the types that have a declaration, owners before the types within them, and the constants last.
func (n *namer) types(types []*Type) {
	for _, level := range levels(types) {
		ids := make([]*identifier, len(level))
		for i, t := range level {
			wire, base := t.Wire, exportedName(t.Wire.Local)
			if t.Group && t.Owner != nil { // a substitution group has no owner, and the name of its head
				wire, base = firstName(t), "Item"
			}
			owner := ownerName(t)
			if len(owner)+len(base) > maxTypeName {
				n.Faultf(t.Pos, "the Go name of this type, which begins with the types around it, has more than %d "+
					"bytes: give it a name of its own", maxTypeName)
				return
			}
			ids[i] = &identifier{target: &t.Name, owner: owner, base: owner + base, wire: wire.Local, space: wire.Space,
				kind: "Type", pos: t.Pos, declaredBy: t.DeclaredBy}
			if n.api.REST != nil && t.Owner == nil {
				ids[i].rank = slices.Index(functionPlaces, t.DeclaredBy) + 1
			}
			if p := t.Port; p != nil && p.Client != MainClient {
				ids[i].kind, ids[i].rank = p.Prefix(), 1
			}
		}
		n.assign(n.pkg, "", ids)
		n.interfaces(level)
	}
	var constants []*identifier
	for _, t := range types {
		if t.Kind == Enum {
			for _, v := range t.Values {
				constants = append(constants, &identifier{target: &v.Name, owner: t.Name,
					base: t.Name + nameTail(v.Value), wire: v.Value, kind: "Value", pos: v.Pos})
			}
		}
	}
	n.assign(n.pkg, "", constants)
}

// functionPlaces are the places in a function that define types, by their rank.
var functionPlaces = []string{"result", "body", "error", "path", "query", "header", "form", "response header"}

// levels returns the types that have a declaration: those without an owner, those that these own, and so on.
func levels(types []*Type) [][]*Type {
	var levels [][]*Type
	for _, t := range types {
		depth := 0
		for o := t.Owner; o != nil; o = o.Owner {
			depth++
		}
		for len(levels) <= depth {
			levels = append(levels, nil)
		}
		if isDeclared(t) {
			levels[depth] = append(levels[depth], t)
		}
	}
	return levels
}

// interfaces names the interfaces of polymorphic types, and the types of other values of those with alternatives.
func (n *namer) interfaces(types []*Type) {
	var ids []*identifier
	for _, t := range types {
		if t.Kind == OneOf {
			ids = append(ids, &identifier{target: &t.Other, owner: "Other", base: "Other" + t.Name, wire: t.Name,
				kind: "Type", pos: t.Pos})
		}
		if t.IsPolymorphic() {
			ids = append(ids, &identifier{target: &t.Interface, owner: "Any", base: "Any" + t.Name, wire: t.Name,
				kind: "Interface", pos: t.Pos})
		}
	}
	n.assign(n.pkg, "", ids)
}

// isDeclared reports whether t has a declaration of its own.
func isDeclared(t *Type) bool {
	return t.Kind == Struct || t.Kind == Enum || t.Kind == OneOf || t.Declared
}

// ownerName returns the name of the type around t. A type without a declaration has the one on the wire.
func ownerName(t *Type) string {
	switch o := t.Owner; {
	case o == nil:
		return ""
	case isDeclared(o):
		return o.Name
	default:
		return ownerName(o) + exportedName(o.Wire.Local)
	}
}

// firstName returns the name of the first element of a group that repeats. It distinguishes several such groups.
func firstName(t *Type) QName {
	fields := t.Content.Fields()
	switch {
	case len(fields) == 0:
		return t.Wire
	case fields[0].Type.Group:
		return firstName(fields[0].Type)
	default:
		return fields[0].Wire
	}
}

// fields names the fields of t.
func (n *namer) fields(t *Type) {
	s := scope{}
	s.reserve(n.members)
	if !t.Error {
		delete(s, "Error")
	}
	if slices.ContainsFunc(t.Fields(), func(f *Field) bool { return f.Secret }) {
		s.reserve([]string{"Format", "LogValue"})
	}
	if t.OtherAttributes != nil {
		s.reserve([]string{"OtherAttributes"})
	}
	if t.Mixed {
		s.reserve([]string{"Content"})
	}
	if t.KeepUnknown {
		s.reserve([]string{"Unknown"})
	}
	var ids []*identifier
	known := map[*Field]bool{}
	for i, f := range t.Fields() {
		if known[f] { // in several alternatives of a choice
			continue
		}
		known[f] = true
		field := &identifier{target: &f.Name, base: exportedName(f.Wire.Local), wire: f.Wire.Local, space: f.Wire.Space,
			kind: "Field", pos: f.Pos}
		switch {
		case f.Type.Group && f.Type.Owner != nil:
			first := firstName(f.Type)
			field.base, field.wire, field.space = "Items", first.Local, first.Space
		case f == t.Value:
			field.base, field.rank = "Value", -1
		case i < len(t.Attributes):
			field.kind, field.rank = "Attr", 1
		}
		ids = append(ids, field)
	}
	var flagged []*Field
	for f := range known {
		if f.HasFlag() {
			flagged = append(flagged, f)
			n.recall(s, &identifier{target: &f.NilName, pos: f.Pos})
		}
	}
	n.assign(s, t.Name+".", ids)
	var flags []*identifier
	for _, f := range flagged {
		flags = append(flags, &identifier{target: &f.NilName, base: f.Name + "Nil", wire: f.Name, kind: "Flag",
			pos: f.Pos})
	}
	n.assign(s, t.Name+".", flags)
}

// soap names the operations of a SOAP service and the types made for them.
func (n *namer) soap(soap *SOAP) {
	n.ports(soap)
	symbols := map[string]bool{}
	for _, p := range soap.Ports {
		n.operations(soap, p, symbols)
	}
	var types []*identifier
	for _, op := range soap.Operations {
		if s := op.Split; s != nil {
			types = append(types, operationType(&s.Row, op.Symbol, "Row", s.Pos),
				operationType(&s.Summary, op.Symbol, "Summary", s.Pos),
				operationType(&s.Options, op.Symbol, "AllOptions", s.Pos))
		}
		if op.HasHeaders() {
			types = append(types, operationType(&op.Headers, op.Symbol, "Headers", op.Pos))
		}
	}
	n.assign(n.pkg, "", types)
	for _, op := range soap.Operations {
		n.headers(op)
		if op.Wrapping != nil {
			n.wrapping(op)
		}
	}
	n.namespaces(soap)
}

// operations names the methods of the client of p. symbols are the symbols of operations that are taken.
func (n *namer) operations(soap *SOAP, p *Port, symbols map[string]bool) {
	var ids, lists []*identifier
	for _, op := range soap.Operations {
		if op.Port != p {
			continue
		}
		base := exportedName(op.Wire)
		if op.Overload != "" {
			base += strings.TrimPrefix(exportedName(op.Overload), base)
		}
		ids = append(ids,
			&identifier{target: &op.Name, base: base, wire: op.Wire + op.Overload, kind: "Operation", pos: op.Pos})
		if op.Split != nil {
			n.recall(n.clients[p], &identifier{target: &op.Split.All, pos: op.Split.Pos})
		}
	}
	n.assign(n.clients[p], p.Client+".", ids)
	for _, op := range soap.Operations {
		if op.Port != p {
			continue
		}
		symbol := p.Prefix() + op.Name
		for op.Symbol = symbol; symbols[op.Symbol]; op.Symbol += "Operation" {
		}
		symbols[op.Symbol] = true
		if s := op.Split; s != nil {
			lists = append(lists, operationType(&s.All, op.Name, "All", s.Pos))
		}
	}
	n.assign(n.clients[p], p.Client+".", lists)
}

// operationType returns the identifier of a type that is made for the operation of that Go name.
func operationType(name *string, operation, what string, pos Pos) *identifier {
	return &identifier{target: name, owner: operation, base: operation + what, wire: what, kind: "Type", pos: pos}
}

// namespaces chooses for every namespace the prefix in documents and the name in code.
func (n *namer) namespaces(soap *SOAP) {
	taken := map[string]bool{}
	var newcomers []*Namespace
	shared := n.sharedPrefixes()
	for _, prefix := range shared {
		taken[prefix] = true
	}
	for _, space := range soap.Namespaces {
		if prefix, ok := shared[space.URI]; ok {
			space.Prefix = prefix
		} else if r, ok := n.recorded[&space.Prefix]; ok && isPrefix(r.chosen) && !taken[r.chosen] {
			space.Prefix, taken[r.chosen] = r.chosen, true
		} else {
			newcomers = append(newcomers, space)
		}
	}
	for _, space := range newcomers {
		if space.Prefix == "" {
			space.Prefix = "ns"
		}
		for base, i := space.Prefix, 2; taken[space.Prefix]; i++ {
			space.Prefix = base + strconv.Itoa(i)
		}
		taken[space.Prefix] = true
	}
	n.overridePrefixes(soap, shared)
	var ids []*identifier
	for _, space := range soap.Namespaces {
		ids = append(ids, &identifier{target: &space.Name, base: nameTail(space.Prefix), wire: space.Prefix})
	}
	n.assign(scope{"None": nil}, "xmlns.", ids)
}

// isPrefix reports whether the prefix in a record is valid.
func isPrefix(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '_' && r != '-' && r != '.' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) && !strings.ContainsAny(s[:1], "0123456789-.")
}

// headers names the header blocks of op, the fields of its struct of headers.
func (n *namer) headers(op *SOAPOperation) {
	var ids []*identifier
	add := func(owner string, blocks []*Message) {
		for _, m := range blocks {
			ids = append(ids, &identifier{target: &m.Name, owner: owner, base: owner + exportedName(m.Element.Local),
				wire: m.Element.Local, space: m.Element.Space, kind: "Header", pos: m.Pos})
		}
	}
	add("", op.InputHeaders)
	add("Response", op.OutputHeaders)
	n.assign(scope{}, op.Headers+".", ids)
}

// rest names the parameters and operations of a REST service and the types made for them.
func (n *namer) rest(rest *REST) {
	config := scope{}
	config.reserve(emitted(n.api, inConfig))
	if rest.Schemes != nil {
		delete(config, "Token")
	}
	var fields, operations, types []*identifier
	for _, p := range rest.Parameters {
		fields = append(fields, parameter(p, exportedName(p.Wire)))
	}
	for _, s := range rest.Schemes {
		fields = append(fields,
			&identifier{target: &s.Name, base: exportedName(s.Wire), wire: s.Wire, kind: "Auth", pos: s.Pos, rank: 1})
	}
	n.assign(config, "Config.", fields)
	if n.api.HasReferences() {
		n.assign(n.methods, "Client.", []*identifier{{target: &rest.Follow, base: "Follow", kind: "Reference"},
			{target: &rest.Open, base: "Open", kind: "Reference"}})
	}
	var openers []*identifier
	for _, t := range n.api.Types {
		if t.File != nil {
			openers = append(openers, &identifier{target: &t.Opener, base: "Open" + exportedName(t.Wire.Local), wire: t.Wire.Local,
				kind: "Reference", pos: t.Pos})
		}
	}
	n.assign(n.methods, "Client.", openers)
	for _, op := range rest.Operations {
		operations = append(operations,
			&identifier{target: &op.Name, base: exportedName(op.Wire), wire: op.Wire, kind: "Operation", pos: op.Pos})
	}
	n.assign(n.methods, "Client.", operations)
	var lists []*identifier
	for _, op := range rest.Operations {
		if op.Paging != nil {
			lists = append(lists, operationType(&op.Paging.All, op.Name, "All", op.Paging.Pos))
		}
	}
	n.assign(n.methods, "Client.", lists)
	for _, op := range rest.Operations {
		if op.HasOptions() {
			types = append(types, operationType(&op.Options, op.Name, "Options", op.Pos))
		}
		if len(op.ResponseHeaders) > 0 {
			types = append(types, operationType(&op.Headers, op.Name, "Headers", op.Pos))
		}
	}
	n.assign(n.pkg, "", types)
	for _, t := range n.api.GoTypes() {
		n.inFunction = append(n.inFunction, t.Package)
	}
	for _, op := range rest.Operations {
		n.parameters(op)
	}
}

// parameters names the arguments of op, and the fields of its options.
func (n *namer) parameters(op *RESTOperation) {
	var arguments, options []*identifier
	for _, p := range op.Parameters {
		switch {
		case p.Client:
		case p.Required:
			arguments = append(arguments, parameter(p, argumentName(p.Wire)))
		default:
			options = append(options, parameter(p, exportedName(p.Wire)))
		}
	}
	own := scope{}
	own.reserve(n.inFunction)
	n.assign(own, op.Name+".", arguments)
	n.assign(scope{}, op.Options+".", options)
	var headers []*identifier
	for _, p := range op.ResponseHeaders {
		headers = append(headers, parameter(p, exportedName(p.Wire)))
	}
	n.assign(scope{}, op.Headers+".", headers)
}

func parameter(p *Parameter, base string) *identifier {
	return &identifier{target: &p.Name, base: base, wire: p.Wire, kind: "Value", pos: p.Pos}
}

// argumentName returns the unexported name of a parameter, which must not be a keyword of Go.
func argumentName(wire string) string {
	name := unexportedName(wire)
	if token.IsKeyword(name) {
		name += "Value"
	}
	return name
}
