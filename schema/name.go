// Naming: every Go identifier of a client is chosen here.

package schema

import (
	"go/token"
	"strconv"
)

// Taken by what every client declares, whatever its contract says.
var (
	packageNames = []string{"Client", "Config", "New", "Error", "TokenSource", "TokenFunc", "StaticToken", "Outcome",
		"Accepted", "Rejected", "NotSent", "Unknown", "Fault", "File", "MultiCall", "Call", "Date", "DateTime", "TimeOfDay",
		"NewDate", "DateOf", "ParseDate", "NewDateTime", "DateTimeOf", "ParseDateTime", "Decimal", "RawXML"}
	clientMethods = []string{"Logout", "MultiCall", "Follow", "Open"}
	structMethods = []string{"Validate", "AppendXML", "DecodeXML", "MarshalJSON", "UnmarshalJSON", "Rows"}
	argumentNames = []string{"c", "b", "m", "d", "v", "ctx", "err", "call", "body", "options", "contentType",
		"context", "runtime", "json", "http", "time", "url", "io", "iter", "errors", "fmt", "strconv"}
)

// Name chooses the Go name of every type, constant, field, operation and parameter of api. A name depends on the wire
// name of what it names and of what it stands in, and on nothing else, unless two would be the same: then the later one in
// the contract gets a suffix, and a warning cites both positions. Names that settings gives are taken as they are.
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
	for key, s := range n.unused {
		n.Faultf(s.Pos, "there is no %s to be named %s: keys are Type, Type.Field, Client.Operation or Config.Field", key, s.Value)
	}
	return n.Diagnostics
}

type namer struct {
	Diagnostics
	settings Settings
	unused   map[string]Setting
	pkg      scope
}

// scope maps the names that are taken to where they were taken.
type scope map[string]Pos

func (s scope) reserve(names []string) {
	for _, name := range names {
		s[name] = Pos{}
	}
}

// choose returns the name for what stands at pos, which would be called base in s: the one that the settings have
// under prefix+base, or base, with the first free suffix where it is taken.
func (n *namer) choose(s scope, prefix, base string, pos Pos, suffixes ...string) string {
	if set, ok := n.settings.Names[prefix+base]; ok {
		delete(n.unused, prefix+base)
		if !token.IsIdentifier(set.Value) || !token.IsExported(set.Value) {
			n.Faultf(set.Pos, "%q is not an exported Go name", set.Value)
		} else {
			base = set.Value
		}
	}
	name := base
	for i := 0; ; i++ {
		other, taken := s[name]
		if !taken {
			break
		}
		if i == 0 && other != (Pos{}) {
			n.Warnf(pos, "%s is also the Go name of what stands at %s: this one gets a suffix; settle it under names", name, other)
		}
		if i < len(suffixes) {
			name = base + suffixes[i]
		} else {
			name = base + strconv.Itoa(i-len(suffixes)+2)
		}
	}
	s[name] = pos
	return name
}

// types names the types that have a declaration, owners before what stands in them.
func (n *namer) types(types []*Type) {
	declared := func(t *Type) bool { return t.Kind == Struct || t.Kind == Enum || t.Declared }
	done := map[*Type]bool{}
	var name func(t *Type)
	name = func(t *Type) {
		if done[t] || !declared(t) {
			return
		}
		done[t] = true
		base := exportedName(t.Wire.Local)
		if t.Owner != nil {
			name(t.Owner)
			if t.Group {
				base = "Item"
			}
			base = t.Owner.Name + base
		}
		t.Name = n.choose(n.pkg, "", base, t.Pos, "Type")
	}
	for _, t := range types {
		name(t)
	}
	for _, t := range types {
		if t.Kind != Enum {
			continue
		}
		for _, v := range t.Values {
			v.Name = n.choose(n.pkg, "", t.Name+exportedName(v.Value), v.Pos)
		}
	}
}

func (n *namer) fields(t *Type) {
	s := scope{}
	s.reserve(structMethods)
	if t.Error {
		s.reserve([]string{"Error"})
	}
	for _, f := range t.Fields() {
		base := exportedName(f.Wire.Local)
		switch {
		case f.Type.Group:
			base = "Items"
		case f == t.Value:
			base = "Value"
		}
		f.Name = n.choose(s, t.Name+".", base, f.Pos)
	}
}

func (n *namer) soap(soap *SOAP) {
	methods := scope{}
	methods.reserve(clientMethods)
	for _, op := range soap.Operations {
		op.Name = n.choose(methods, "Client.", exportedName(op.Wire), op.Pos)
		if op.Split != nil {
			methods[op.Name+"All"] = op.Split.Pos
			n.pkg[op.Name+"Row"], n.pkg[op.Name+"Summary"] = op.Split.Pos, op.Split.Pos
		}
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
}

func (n *namer) rest(rest *REST) {
	config := scope{}
	config.reserve([]string{"BaseURL", "Token", "HTTPClient", "Timeout", "MaxResponseBytes", "CacheBytes", "AllowHTTP", "Format", "LogValue"})
	for _, p := range rest.Parameters {
		p.Name = n.choose(config, "Config.", exportedName(p.Wire), p.Pos)
	}
	methods := scope{}
	methods.reserve(clientMethods)
	for _, op := range rest.Operations {
		op.Name = n.choose(methods, "Client.", exportedName(op.Wire), op.Pos)
		arguments, options := scope{}, scope{}
		arguments.reserve(argumentNames)
		for _, p := range op.Parameters {
			switch {
			case p.Client:
			case p.Required:
				p.Name = n.choose(arguments, "", argumentName(p.Wire), p.Pos)
			default:
				p.Name = n.choose(options, op.Name+"Options.", exportedName(p.Wire), p.Pos)
			}
		}
		if len(options) > 0 {
			n.pkg[op.Name+"Options"] = op.Pos
		}
	}
}

// argumentName is the unexported name of a parameter, which must not be one of Go's own words.
func argumentName(wire string) string {
	name := unexportedName(wire)
	if token.IsKeyword(name) {
		name += "Value"
	}
	return name
}
