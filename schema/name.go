// Naming: every Go identifier of a client is chosen here.

package schema

import (
	"cmp"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// Taken by what every client declares, whatever its contract says.
var (
	packageNames = []string{"Client", "Config", "New", "Error", "TokenSource", "TokenFunc", "StaticToken", "Outcome",
		"Accepted", "Rejected", "NotSent", "Unknown", "RowMismatch", "Fault", "File", "MultiCall", "Call", "Date",
		"DateTime", "TimeOfDay", "NewDate", "DateOf", "ParseDate", "DateTimeOf", "ParseDateTime", "ParseTimeOfDay",
		"Decimal", "RawXML", "Any", "Attr", "QName", "ErrInvalid", "ErrAuth", "ErrTransport", "ErrUnknownOutcome",
		"ErrStatus", "ErrContent", "ErrTooLarge", "ErrFault", "ErrRows", "ErrRedirect", "ErrMultiCall",
		"ErrAmbiguousTime", "ErrNonexistentTime"}
	clientMethods = []string{"Logout", "MultiCall", "Follow", "Open"}
	structMethods = []string{"Validate", "AppendXML", "DecodeXML", "AppendJSON", "MarshalJSON", "UnmarshalJSON", "Rows"}
	argumentNames = []string{"c", "b", "m", "d", "v", "ctx", "err", "call", "body", "options", "contentType",
		"context", "runtime", "json", "http", "time", "url", "io", "iter", "errors", "fmt", "strconv"}
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
// these rules comes after it. A warning cites both. Names that settings gives are taken as they are; its keys are the
// names that are chosen here.
func Name(api *API, settings Settings) Diagnostics {
	n := &namer{settings: settings, unused: map[string]Setting{}, pkg: scope{}}
	for key, s := range settings.Names {
		n.unused[key] = s
	}
	n.pkg.reserve(packageNames)
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

type namer struct {
	Diagnostics
	settings Settings
	unused   map[string]Setting
	pkg      scope
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
	tries int    // how many names it was denied
}

// next is the name that t tries, where other has the one before; other is nil where every client has it.
func (t *thing) next(other *thing) string {
	t.tries++
	switch {
	case t.tries > 2:
		return t.base + t.kind + strconv.Itoa(t.tries-1)
	case t.tries == 2:
		return t.base + hash(t.space+" "+t.wire+" "+t.kind)
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
		strings.Compare(t.wire, o.wire))
}

// suffixed is a thing that did not get its base, and the other that has it.
type suffixed struct{ t, other *thing }

// assign names things in s, where the settings call them prefix and name. Each round gives every name to the first of
// those that try it; the others try their next one.
func (n *namer) assign(s scope, prefix string, things []*thing) {
	trying := map[string][]*thing{}
	for _, t := range things {
		trying[t.base] = append(trying[t.base], t)
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
				if t.tries == 0 && first != nil {
					n.suffixed = append(n.suffixed, suffixed{t, first})
				}
				next := t.next(first)
				denied[next] = append(denied[next], t)
			}
		}
		trying, names = denied, names[:0]
		for name := range trying {
			names = append(names, name)
		}
	}
	n.override(s, prefix, things)
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
		if !token.IsIdentifier(set.Value) || !token.IsExported(set.Value) {
			n.Faultf(set.Pos,
				"%q is no exported Go name: begin it with a capital letter, and use letters, digits and _", set.Value)
			continue
		}
		*t.name = set.Value
		t.pos = set.Pos
		given = append(given, t)
	}
	for _, t := range given {
		other, taken := s[*t.name]
		switch {
		case !taken:
			s[*t.name] = t
		case other == nil:
			n.Faultf(t.pos, "every client has a %s: choose another name", *t.name)
		case other != t && *other.name == *t.name:
			n.Faultf(t.pos, "%s is also the Go name of what stands at %s: choose another name", *t.name, other.pos)
		}
	}
}

// maxWarnings is how many of the things that got a suffix are reported one by one.
const maxWarnings = 10

// warnOfSuffixes reports the things that got a suffix.
func (n *namer) warnOfSuffixes() {
	for i, s := range n.suffixed {
		if i == maxWarnings {
			n.Warnf(s.t.pos,
				"%d more things have the Go names of others and get suffixes, from %s on: settle them under names",
				len(n.suffixed)-i, *s.t.name)
			return
		}
		n.Warnf(s.t.pos, "%s is also the Go name of what stands at %s: this one is called %s; settle it under names",
			s.t.base, s.other.pos, *s.t.name)
	}
}

// maxTypeName bounds the name of a type: one that stands in others has theirs in front.
const maxTypeName = 2000

// types names the types that have a declaration, owners before what stands in them, and the constants last.
func (n *namer) types(types []*Type) {
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
	for _, level := range levels {
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
				kind: "Type", pos: t.Pos}
			if len(t.Derived) > 0 || t.Abstract {
				n.pkg.reserve([]string{"Any" + owner + base}) // the interface of what is derived from it
			}
		}
		n.assign(n.pkg, "", things)
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
	s.reserve(structMethods)
	if t.Error {
		s.reserve([]string{"Error"})
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
		if f.Nillable && !f.Required() {
			s.reserve([]string{field.base + "Nil"}) // the flag beside it
		}
		things = append(things, field)
	}
	n.assign(s, t.Name+".", things)
}

func (n *namer) soap(soap *SOAP) {
	methods := scope{}
	methods.reserve(clientMethods)
	var things []*thing
	for _, op := range soap.Operations {
		base := exportedName(op.Wire)
		if op.Overload != "" {
			base += strings.TrimPrefix(exportedName(op.Overload), base)
		}
		things = append(things,
			&thing{name: &op.Name, base: base, wire: op.Wire + op.Overload, kind: "Operation", pos: op.Pos})
		if op.Split != nil {
			methods.reserve([]string{base + "All"})
			n.pkg.reserve([]string{base + "Row", base + "Summary"})
		}
	}
	n.assign(methods, "Client.", things)
	for _, op := range soap.Operations {
		n.headers(op)
	}
	prefixes := map[string]bool{}
	for _, space := range soap.Namespaces {
		if space.Prefix == "" {
			space.Prefix = "ns"
		}
		for base, i := space.Prefix, 2; prefixes[space.Prefix]; i++ {
			space.Prefix = base + strconv.Itoa(i)
		}
		prefixes[space.Prefix] = true
	}
	spaces := scope{"None": nil}
	things = nil
	for _, space := range soap.Namespaces {
		things = append(things, &thing{name: &space.Name, base: nameTail(space.Prefix), wire: space.Prefix})
	}
	n.assign(spaces, "xmlns.", things)
}

// headers names the header blocks of op, which are fields of a struct of their own.
func (n *namer) headers(op *SOAPOperation) {
	if len(op.InputHeaders)+len(op.OutputHeaders) == 0 {
		return
	}
	n.pkg.reserve([]string{op.Name + "Headers"})
	var things []*thing
	add := func(owner string, blocks []*Message) {
		for _, m := range blocks {
			things = append(things, &thing{name: &m.Name, owner: owner, base: owner + exportedName(m.Element.Local),
				wire: m.Element.Local, space: m.Element.Space, kind: "Header", pos: m.Pos})
		}
	}
	add("", op.InputHeaders)
	add("Response", op.OutputHeaders)
	n.assign(scope{}, op.Name+"Headers.", things)
}

func (n *namer) rest(rest *REST) {
	config := scope{}
	config.reserve([]string{"BaseURL", "Token", "HTTPClient", "Timeout", "MaxResponseBytes", "CacheBytes", "AllowHTTP",
		"Format", "LogValue"})
	var parameters, operations []*thing
	for _, p := range rest.Parameters {
		parameters = append(parameters, parameter(p, exportedName(p.Wire)))
	}
	n.assign(config, "Config.", parameters)
	methods := scope{}
	methods.reserve(clientMethods)
	for _, op := range rest.Operations {
		operations = append(operations,
			&thing{name: &op.Name, base: exportedName(op.Wire), wire: op.Wire, kind: "Operation", pos: op.Pos})
	}
	n.assign(methods, "Client.", operations)
	for _, op := range rest.Operations {
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
		own.reserve(argumentNames)
		n.assign(own, op.Name+".", arguments)
		n.assign(scope{}, op.Name+"Options.", options)
		if len(options) > 0 {
			n.pkg.reserve([]string{op.Name + "Options"})
		}
	}
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
