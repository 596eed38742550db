// Naming: every Go identifier of a client is chosen here.

package schema

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// Name chooses the Go name of every type, constant, field, operation and parameter of api.
//
// A name is that of the thing on the wire, put into Go's spelling, behind the name of what it stands in; it depends on
// nothing else in the contract, nor on the order of things there. Only where two would have one name does it go to the
// one that comes first by these rules, and the others get a suffix that depends on themselves, not on how many there
// are:
//
//   - A type of its own comes before one that stands in another, and that before the constants of an enumeration; the
//     content of an element comes before its child elements, and those before its attributes.
//   - What is spelled on the wire as it is in Go comes before what is not (User before user), then the one whose
//     namespace sorts first does, so that an older version keeps its names, then the one whose name on the wire does.
//   - A type of another namespace is suffixed by the last words of that: AddressCommon.
//   - What differs from the first in its spelling is suffixed by its particulars: the constants A, ALower and APlus for
//     A, a and A+.
//   - What does not, or is named as what every client has, is suffixed by its kind: UserType, ValidateField, IDAttr.
//   - Where that is not enough, a hash of its name on the wire is, and for what even there has the same one a number.
//
// So adding a thing leaves the names of all others as they are, unless one of them would be spelled the same and by
// these rules comes after it. Then the client's record decides: what settings.Record has a name for keeps that name, and
// the newcomer gets the suffix. A warning cites both. Names that settings gives are taken as they are; its keys are the
// names that are chosen here.
//
// What generated code declares whatever the contract says, [emitted] knows. Types that are made for an operation or for
// the types derived from another (its options, its rows, its interface) are things like those of the contract: where one
// would have a name that is taken, it gets a suffix.
func Name(api *API, settings Settings) Diagnostics {
	n := &namer{api: api, settings: settings, unused: map[string]Setting{}, pkg: scope{}, methods: scope{},
		members: emitted(api, inStruct)}
	for key, s := range settings.Names {
		n.unused[key] = s
	}
	api.chosen = map[*string]string{}
	n.pkg.reserve(emitted(api, inPackage))
	n.methods.reserve(slices.Concat(emitted(api, inClient), standardMethods))
	if api.REST != nil && !api.REST.MultiCall {
		delete(n.methods, "MultiCall")
		delete(n.methods, "Do")
	}
	n.recalled = settings.Record.recall(api)
	n.keepAll()
	switch { // before the types: what belongs to an operation has the first claim
	case api.SOAP != nil:
		n.soap(api.SOAP)
	case api.REST != nil:
		n.rest(api.REST)
	}
	n.types(api.Types)
	for _, t := range api.Types {
		n.fields(t)
	}
	n.warnOfSuffixes()
	for key, s := range n.unused {
		n.Faultf(s.Pos, "there is no %s to be named %s: keys are Type, Type.Field, Client.Operation or Config.Field",
			key, s.Value)
	}
	return n.Diagnostics
}

// standardMethods are names of methods for which go vet demands a signature.
var standardMethods = []string{"GobDecode", "GobEncode", "MarshalJSON", "MarshalXML", "ReadByte", "ReadRune",
	"UnmarshalJSON", "UnmarshalXML", "UnreadByte", "UnreadRune", "WriteByte"}

type namer struct {
	Diagnostics
	api      *API
	settings Settings
	unused   map[string]Setting
	pkg      scope
	methods  scope                // of Client
	members  []string             // that every struct has
	recalled map[*string]recorded // what the record has for a thing, by where its name goes
	suffixed []suffixed
}

// scope maps the names that are taken to what has them; nil for what every client has.
type scope map[string]*thing

func (s scope) reserve(names []string) {
	for _, name := range names {
		s[name] = nil
	}
}

// thing is something to be named.
type thing struct {
	name  *string // where its name goes
	base  string  // its name, unless another has it
	wire  string
	space string
	kind  string // the suffix for its kind
	pos   Pos
	rank  int // what ranks lower has its base before all others

	owner string // what stands before base, which has no say in how it is spelled
	of    string // what the contract declares it with, for things that are equal in all else
	tries int    // how many names it was denied
	given bool   // whether the settings have its name
}

// next is the name that t tries, where other has the one before; other is nil where every client has it.
func (t *thing) next(other *thing) string {
	t.tries++
	switch {
	case t.tries > 2:
		return t.base + t.kind + strconv.Itoa(t.tries-1)
	case t.tries == 2:
		return t.base + hash(t.space+" "+t.wire+" "+t.kind)
	case other != nil && other.kind == "Attr" && t.kind != "Attr": // which had the name before
		return t.base + t.kind
	case other != nil && t.space != other.space:
		return t.base + cmp.Or(spaceName(t.space), t.kind)
	case other != nil && t.wire != other.wire:
		return t.base + cmp.Or(particulars(t.wire), t.kind)
	default:
		return t.base + t.kind
	}
}

// compare orders things by their claim to one name.
func (t *thing) compare(o *thing) int {
	foreign := func(t *thing) int {
		if t.owner+t.wire == t.base {
			return 0
		}
		return 1
	}
	return cmp.Or(t.rank-o.rank, foreign(t)-foreign(o), strings.Compare(t.space, o.space),
		strings.Compare(t.wire, o.wire), strings.Compare(t.of, o.of))
}

// suffixed is a thing that did not get its base, and the other that has it: nil for what every client has.
type suffixed struct{ t, other *thing }

// assign names things in s, where the settings call them prefix and name. What has a name already keeps it. Then each
// round gives every name to the first of those that try it; the others try their next one.
func (n *namer) assign(s scope, prefix string, things []*thing) {
	trying := map[string][]*thing{}
	for _, t := range things {
		n.keep(s, t)
	}
	for _, t := range things {
		if s[*t.name] != t {
			trying[t.base] = append(trying[t.base], t)
		}
	}
	names := make([]string, 0, len(trying))
	for name := range trying {
		names = append(names, name)
	}
	for len(names) > 0 {
		slices.Sort(names)
		denied := map[string][]*thing{}
		for _, name := range names {
			candidates := trying[name]
			slices.SortStableFunc(candidates, (*thing).compare)
			first, taken := s[name]
			if !taken {
				first = candidates[0]
				s[name], *first.name = first, name
				candidates = candidates[1:]
			}
			for _, t := range candidates {
				next := t.next(first)
				denied[next] = append(denied[next], t)
			}
		}
		trying, names = denied, names[:0]
		for name := range trying {
			names = append(names, name)
		}
	}
	for _, t := range things {
		if other, taken := s[t.base]; taken && other != t && *t.name != t.base {
			n.suffixed = append(n.suffixed, suffixed{t, other})
		}
	}
	n.override(s, prefix, things)
}

// keep gives t the name that the record has for it, unless that is taken.
func (n *namer) keep(s scope, t *thing) {
	r, ok := n.recalled[t.name]
	if !ok || !token.IsIdentifier(r.chosen) || !token.IsExported(r.chosen) {
		return
	}
	isFree := func(name string) bool {
		other, taken := s[name]
		return !taken || other != nil && other.name == t.name
	}
	if !isFree(r.chosen) {
		return
	}
	s[r.chosen], *t.name = t, r.chosen
	if isFree(r.name) { // which the settings gave it
		s[r.name] = t
	}
}

// keepAll gives everything in the package and all methods of Client the names that the record has for them, before a
// newcomer can take one.
func (n *namer) keepAll() {
	visit(n.api, func(name *string) string { return n.recalled[name].name }, func(scope string, items []item) {
		for _, i := range items {
			switch scope {
			case "":
				n.keep(n.pkg, &thing{name: i.name, pos: i.pos})
			case "Client":
				n.keep(n.methods, &thing{name: i.name, pos: i.pos})
			}
		}
	})
}

// override gives things the names that the settings have for them. The names that were chosen stay taken, so that
// nothing else is renamed.
func (n *namer) override(s scope, prefix string, things []*thing) {
	var given []*thing
	for _, t := range things {
		set, ok := n.settings.Names[prefix+*t.name]
		if !ok {
			continue
		}
		delete(n.unused, prefix+*t.name)
		switch isIdentifier := token.IsIdentifier(set.Value); {
		case token.IsExported(*t.name) && !(isIdentifier && token.IsExported(set.Value)):
			n.Faultf(set.Pos,
				"%q is no exported Go name: begin it with a capital letter, and use letters, digits and _", set.Value)
			continue
		case !token.IsExported(*t.name) && (!isIdentifier || token.IsExported(set.Value)):
			n.Faultf(set.Pos,
				"%q is no Go name of an argument: begin it with a small letter, and use letters, digits and _", set.Value)
			continue
		}
		n.api.chosen[t.name] = *t.name
		*t.name = set.Value
		t.pos, t.given = set.Pos, true
		given = append(given, t)
	}
	for _, t := range given {
		other, taken := s[*t.name]
		switch {
		case !taken:
			s[*t.name] = t
		case other == nil:
			n.Faultf(t.pos, "every client has a %s: choose another name", *t.name)
		case other.name != t.name && *other.name == *t.name:
			n.Faultf(t.pos, "%s is also the Go name of what stands at %s: choose another name", *t.name, other.pos)
		}
	}
}

// maxWarnings is how many of the things that got a suffix are reported one by one.
const maxWarnings = 10

// warnOfSuffixes reports the things that got a suffix and that the settings do not settle.
func (n *namer) warnOfSuffixes() {
	isSettled := func(s suffixed) bool {
		isOwn := s.other == nil && s.t.kind != "Operation" || s.t.pos == (Pos{}) // which nobody takes for another
		return isOwn || s.t.given || s.other != nil && n.api.chosen[s.other.name] == s.t.base
	}
	n.suffixed = slices.DeleteFunc(n.suffixed, isSettled)
	for i, s := range n.suffixed {
		switch {
		case i == maxWarnings:
			n.Warnf(s.t.pos,
				"%d more things have the Go names of others and get suffixes, from %s on: settle them under names",
				len(n.suffixed)-i, *s.t.name)
			return
		case s.other == nil || s.other.pos == (Pos{}):
			n.Warnf(s.t.pos, "%s has another meaning in a client: this operation is called %s; settle it under names", s.t.base, *s.t.name)
		default:
			n.Warnf(s.t.pos, "%s is also the Go name of what stands at %s: this one is called %s; "+
				"settle it under names", s.t.base, s.other.pos, *s.t.name)
		}
	}
}

// maxTypeName bounds the name of a type: one that stands in others has theirs in front.
const maxTypeName = 2000

// types names the types that have a declaration, owners before what stands in them, and the constants last.
func (n *namer) types(types []*Type) {
	for _, level := range levels(types) {
		things := make([]*thing, len(level))
		for i, t := range level {
			wire, base := t.Wire, exportedName(t.Wire.Local)
			if t.Group && t.Owner != nil { // that of a substitution group, which nothing owns, is called like its head
				wire, base = firstName(t), "Item"
			}
			owner := ownerName(t)
			if len(owner)+len(base) > maxTypeName {
				n.Faultf(t.Pos, "the Go name of this type, which begins with those that it stands in, has more than "+
					"%d bytes: give it a name of its own", maxTypeName)
				return
			}
			things[i] = &thing{name: &t.Name, owner: owner, base: owner + base, wire: wire.Local, space: wire.Space,
				kind: "Type", pos: t.Pos, of: t.Of}
		}
		n.assign(n.pkg, "", things)
		n.interfaces(level)
	}
	var constants []*thing
	for _, t := range types {
		if t.Kind == Enum {
			for _, v := range t.Values {
				constants = append(constants, &thing{name: &v.Name, owner: t.Name, base: t.Name + nameTail(v.Value),
					wire: v.Value, kind: "Value", pos: v.Pos})
			}
		}
	}
	n.assign(n.pkg, "", constants)
}

// levels returns the types that have a declaration: those that stand in no other, those in these, and so on.
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

// interfaces names the interfaces of those types whose fields hold any of several.
func (n *namer) interfaces(types []*Type) {
	var things []*thing
	for _, t := range types {
		if t.IsPolymorphic() {
			things = append(things, &thing{name: &t.Interface, owner: "Any", base: "Any" + t.Name, wire: t.Name,
				kind: "Interface", pos: t.Pos})
		}
	}
	n.assign(n.pkg, "", things)
}

// isDeclared reports whether t has a declaration of its own.
func isDeclared(t *Type) bool { return t.Kind == Struct || t.Kind == Enum || t.Declared }

// ownerName is the name of what t stands in; a type without a declaration lends that on the wire.
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

// firstName is the name of the first element of a group that repeats, by which several of them are told apart.
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
	var things []*thing
	known := map[*Field]bool{}
	for i, f := range t.Fields() {
		if known[f] { // in several alternatives of a choice
			continue
		}
		known[f] = true
		field := &thing{name: &f.Name, base: exportedName(f.Wire.Local), wire: f.Wire.Local, space: f.Wire.Space,
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
		things = append(things, field)
	}
	var flagged []*Field
	for f := range known {
		if f.HasFlag() {
			flagged = append(flagged, f)
			n.keep(s, &thing{name: &f.NilName, pos: f.Pos})
		}
	}
	n.assign(s, t.Name+".", things)
	var flags []*thing
	for _, f := range flagged {
		flags = append(flags, &thing{name: &f.NilName, base: f.Name + "Nil", wire: f.Name, kind: "Flag", pos: f.Pos})
	}
	n.assign(s, t.Name+".", flags)
}

func (n *namer) soap(soap *SOAP) {
	var things []*thing
	for _, op := range soap.Operations {
		base := exportedName(op.Wire)
		if op.Overload != "" {
			base += strings.TrimPrefix(exportedName(op.Overload), base)
		}
		things = append(things,
			&thing{name: &op.Name, base: base, wire: op.Wire + op.Overload, kind: "Operation", pos: op.Pos})
	}
	n.assign(n.methods, "Client.", things)
	var lists, types []*thing
	for _, op := range soap.Operations {
		if s := op.Split; s != nil {
			lists = append(lists, ofOperation(&s.All, op.Name, "All", s.Pos))
			types = append(types, ofOperation(&s.Row, op.Name, "Row", s.Pos),
				ofOperation(&s.Summary, op.Name, "Summary", s.Pos),
				ofOperation(&s.Options, op.Name, "AllOptions", s.Pos))
		}
		if op.HasHeaders() {
			types = append(types, ofOperation(&op.Headers, op.Name, "Headers", op.Pos))
		}
	}
	n.assign(n.methods, "Client.", lists)
	n.assign(n.pkg, "", types)
	for _, op := range soap.Operations {
		n.headers(op)
		if op.Wrapping != nil {
			n.wrapping(op)
		}
	}
	n.namespaces(soap)
}

// ofOperation is what is made for the operation of that Go name.
func ofOperation(name *string, operation, what string, pos Pos) *thing {
	return &thing{name: name, owner: operation, base: operation + what, wire: what, kind: "Type", pos: pos}
}

// namespaces chooses the prefix of every namespace, which the documents have, and its name, which the code has.
func (n *namer) namespaces(soap *SOAP) {
	taken := map[string]bool{}
	var newcomers []*Namespace
	for _, space := range soap.Namespaces {
		if r, ok := n.recalled[&space.Prefix]; ok && isPrefix(r.name) && !taken[r.name] {
			space.Prefix, taken[r.name] = r.name, true
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
	var things []*thing
	for _, space := range soap.Namespaces {
		things = append(things, &thing{name: &space.Name, base: nameTail(space.Prefix), wire: space.Prefix})
	}
	n.assign(scope{"None": nil}, "xmlns.", things)
}

// isPrefix reports whether a record's prefix can be one.
func isPrefix(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '_' && r != '-' && r != '.' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) && !strings.ContainsAny(s[:1], "0123456789-.")
}

// headers names the header blocks of op, which are fields of a struct of their own.
func (n *namer) headers(op *SOAPOperation) {
	var things []*thing
	add := func(owner string, blocks []*Message) {
		for _, m := range blocks {
			things = append(things, &thing{name: &m.Name, owner: owner, base: owner + exportedName(m.Element.Local),
				wire: m.Element.Local, space: m.Element.Space, kind: "Header", pos: m.Pos})
		}
	}
	add("", op.InputHeaders)
	add("Response", op.OutputHeaders)
	n.assign(scope{}, op.Headers+".", things)
}

func (n *namer) rest(rest *REST) {
	config := scope{}
	config.reserve(emitted(n.api, inConfig))
	var parameters, operations, types []*thing
	for _, p := range rest.Parameters {
		parameters = append(parameters, parameter(p, exportedName(p.Wire)))
	}
	n.assign(config, "Config.", parameters)
	if n.api.HasReferences() {
		n.assign(n.methods, "Client.", []*thing{{name: &rest.Follow, base: "Follow", kind: "Reference"},
			{name: &rest.Open, base: "Open", kind: "Reference"}})
	}
	for _, op := range rest.Operations {
		operations = append(operations,
			&thing{name: &op.Name, base: exportedName(op.Wire), wire: op.Wire, kind: "Operation", pos: op.Pos})
	}
	n.assign(n.methods, "Client.", operations)
	for _, op := range rest.Operations {
		if op.HasOptions() {
			types = append(types, ofOperation(&op.Options, op.Name, "Options", op.Pos))
		}
	}
	n.assign(n.pkg, "", types)
	for _, op := range rest.Operations {
		n.parameters(op)
	}
}

// parameters names the arguments of op, and the fields of its options.
func (n *namer) parameters(op *RESTOperation) {
	var arguments, options []*thing
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
	own.reserve(emitted(n.api, inFunction))
	own.reserve(types.Universe.Names())
	n.assign(own, op.Name+".", arguments)
	n.assign(scope{}, op.Options+".", options)
}

func parameter(p *Parameter, base string) *thing {
	return &thing{name: &p.Name, base: base, wire: p.Wire, kind: "Value", pos: p.Pos}
}

// argumentName is the unexported name of a parameter, which must not be one of Go's own words.
func argumentName(wire string) string {
	name := unexportedName(wire)
	if token.IsKeyword(name) {
		name += "Value"
	}
	return name
}
