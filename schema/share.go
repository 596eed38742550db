// Types that several clients share. Those of WSDLs are the types of the namespaces that the contracts have in common.

package schema

import (
	"maps"
	"slices"
	"strconv"
)

// Shared are types that the clients of several contracts share. They are declared in a package of their own, which the
// clients import.
type Shared struct {
	API    *API   // the package: its types and their namespaces
	Path   string // its import path
	Import string // the name by which a client refers to it

	spaces      []Setting         // the namespaces of WSDLs that are shared, without positions
	definitions map[string]string // of the types of YAML descriptions, by identity

	names map[string]*Type // the types of API, by identity
	of    map[*Type]*Type  // … by those of the contracts
}

// Share returns the types that the contracts of apis share. apis must be configured by [Configure] and are not usable
// afterwards. pos is the position of the setting.
//
// Of WSDLs, these are the types in the namespaces called spaces and in those that the types there need. Without spaces,
// they are the namespaces in which several contracts have types. A type is one only if its definition is the same in all
// contracts; other types are faults. A space with a position must be in a contract.
//
// Of YAML descriptions, these are the types that have the same name and definition in several of them: see
// [sharer.shareEqual].
//
// A package has types of WSDLs or of YAML descriptions. If apis share both, that is a fault.
func Share(apis []*API, spaces []Setting, pos Pos) (*Shared, Diagnostics) {
	s := newSharer(apis)
	equal := s.shareEqual(nil)
	s.findSpaces(spaces)
	switch {
	case s.Faulty():
	case len(s.home) == 0 && len(equal.API.Types) == 0:
		s.Faultf(pos, "no two WSDLs have types of the same namespace, and no two YAML descriptions have the same type: there "+
			"is nothing to share, so remove shared")
	case len(s.home) == 0:
		return equal, s.Diagnostics
	case len(equal.API.Types) > 0:
		s.Faultf(pos, "both WSDLs and YAML descriptions have types to share, such as %s of %s: a package has types of one of "+
			"these kinds, so move the clients of the other kind to a gen.yaml of their own",
			describeType(equal.API.Types[0]), equal.API.Types[0].Pos.File)
	}
	if s.Faulty() {
		return nil, s.Diagnostics
	}
	return s.shareSpaces()
}

// Alone returns the types of s as far as the contract of api alone has them, which may be another version of one of the
// contracts.
func (s *Shared) Alone(api *API) (*Shared, Diagnostics) {
	one := newSharer([]*API{api})
	if s.definitions != nil {
		return one.shareEqual(s.definitions), one.Diagnostics
	}
	one.findSpaces(s.spaces)
	return one.shareSpaces()
}

// sharer finds the types that contracts share.
type sharer struct {
	Diagnostics
	soap, rest []*API           // the contracts of each kind
	ids        map[*Type]string // the identities of types
	home       map[string]bool  // the namespaces that are shared
	// private are the types of these namespaces that each client declares itself, because a type that is not shared is
	// derived from them: by identity, that type.
	private map[string]*Type
}

func newSharer(apis []*API) *sharer {
	s := &sharer{home: map[string]bool{}, private: map[string]*Type{}, ids: map[*Type]string{}}
	for _, api := range apis {
		if api.SOAP != nil {
			s.soap = append(s.soap, api)
		} else {
			s.rest = append(s.rest, api)
		}
		identify(api.Types, s.ids)
	}
	return s
}

// newShared returns no types, of the package api.
func newShared(api *API) *Shared {
	return &Shared{API: api, names: map[string]*Type{}, of: map[*Type]*Type{}}
}

// shareSpaces returns the types of the namespaces that are shared, and of those that these need.
func (s *sharer) shareSpaces() (*Shared, Diagnostics) {
	s.addNeeded()
	s.exclude()
	shared := newShared(&API{SOAP: &SOAP{}})
	for _, api := range s.soap {
		s.merge(api, shared)
	}
	if s.Faulty() {
		return nil, s.Diagnostics
	}
	for _, space := range slices.Sorted(maps.Keys(s.home)) {
		shared.spaces = append(shared.spaces, Setting{Value: space})
	}
	shared.rewire()
	shared.addNamespaces(s.soap)
	return shared, s.Diagnostics
}

// identify sets the identities of types: what the contract calls each, after the types around it.
func identify(types []*Type, ids map[*Type]string) {
	seen := map[string]int{}
	var identity func(t *Type) string
	identity = func(t *Type) string {
		if t.Owner == nil {
			return typePart(t)
		}
		return identity(t.Owner) + "/" + typePart(t)
	}
	for _, t := range types {
		id := identity(t)
		if seen[id]++; seen[id] > 1 { // in several alternatives of a choice
			id += " " + strconv.Itoa(seen[id])
		}
		ids[t] = id
	}
}

// homeOf returns the namespace of t or of the named type around it.
func homeOf(t *Type) string {
	for t.Owner != nil {
		t = t.Owner
	}
	return t.Wire.Space
}

// findSpaces finds the namespaces that are shared, except those that their types need.
func (s *sharer) findSpaces(spaces []Setting) {
	users := map[string]int{} // of namespaces
	for _, api := range s.soap {
		own := map[string]bool{}
		for _, t := range api.Types {
			if space := homeOf(t); isDeclared(t) && !own[space] {
				own[space] = true
				users[space]++
			}
		}
	}
	for _, space := range spaces {
		if s.home[space.Value] = true; users[space.Value] == 0 && space.Pos != (Pos{}) {
			s.Faultf(space.Pos, "no contract has types of namespace %q: name one that several contracts have", space.Value)
		}
	}
	if len(spaces) > 0 {
		return
	}
	for space, n := range users {
		if n > 1 {
			s.home[space] = true
		}
	}
}

// isShared reports whether t is shared.
func (s *sharer) isShared(t *Type) bool {
	return isDeclared(t) && s.home[homeOf(t)] && s.private[s.ids[t]] == nil
}

// declaredParts returns the types with a declaration of which t is made.
func declaredParts(t *Type) (parts []*Type) {
	next := func(p *Type) []*Type {
		if p != t && isDeclared(p) {
			return nil
		}
		return p.Parts()
	}
	for p := range Walk(next, t) {
		if p != t && isDeclared(p) {
			parts = append(parts, p)
		}
	}
	return parts
}

// addNeeded adds the namespaces of the types that shared types need.
func (s *sharer) addNeeded() {
	for _, api := range s.soap {
		var roots []*Type
		for _, t := range api.Types {
			if s.isShared(t) {
				roots = append(roots, t)
			}
		}
		for len(roots) > 0 {
			var more []*Type
			for t := range Walk(func(t *Type) []*Type { return append(declaredParts(t), t.Base) }, roots...) {
				if space := homeOf(t); !s.home[space] {
					s.home[space] = true
					more = slices.DeleteFunc(slices.Clone(api.Types), func(t *Type) bool { return homeOf(t) != space })
				}
			}
			roots = more
		}
	}
}

// exclude finds the private types. No shared type can use them.
func (s *sharer) exclude() {
	for isStable := false; !isStable; {
		isStable = true
		for _, api := range s.soap {
			for _, t := range api.Types {
				if d := s.reason(t); s.isShared(t) && d != nil {
					s.private[s.ids[t]], isStable = d, false
				}
			}
		}
	}
	for _, api := range s.soap {
		for _, t := range api.Types {
			if !s.isShared(t) {
				continue
			}
			for _, used := range append(declaredParts(t), t.Base) {
				if used == nil || s.isShared(used) {
					continue
				}
				d := s.private[s.ids[used]]
				s.Faultf(d.Pos, "%s is derived from %s, of which the shared %s is made, so its values would differ between the "+
					"contracts: leave out namespace %q, by listing the others under namespaces in shared, or list %q, too, "+
					"if all contracts have it", describeType(d), describeType(used), describeType(t), homeOf(used), homeOf(d))
			}
		}
	}
}

// reason returns the type because of which t is not shared: one that is derived from it and is not shared; nil for none.
func (s *sharer) reason(t *Type) *Type {
	if t.Owner != nil && s.private[s.ids[t.Owner]] != nil {
		return s.private[s.ids[t.Owner]]
	}
	for _, d := range t.Derived {
		if reason := s.private[s.ids[d]]; reason != nil {
			return reason
		}
		if !s.isShared(d) {
			return d
		}
	}
	return nil
}

// describeType returns the name of t, or that of the element with the anonymous type t, for messages.
func describeType(t *Type) string {
	if t.DeclaredBy == "" {
		return "type " + t.Wire.Local
	}
	return "the type of " + t.Wire.Local
}

// merge adds the shared types of api to shared, and compares those that are there already.
func (s *sharer) merge(api *API, shared *Shared) {
	for _, t := range api.Types {
		if !s.isShared(t) {
			continue
		}
		id := s.ids[t]
		first := shared.names[id]
		if first == nil {
			first = t
			shared.names[id] = t
			shared.API.Types = append(shared.API.Types, t)
			s.checkAny(t)
		}
		shared.of[t] = first
		if s.compare(first, t) {
			adopt(first, t)
		}
	}
}

// checkAny adds a fault if a value of any type is in t: only a client knows the types of the contract.
func (s *sharer) checkAny(t *Type) {
	for _, f := range t.Fields() {
		if isOpen := f.Type.Kind == Builtin && f.Type.Builtin == AnyType && f.Wildcard == nil; isOpen {
			s.Faultf(f.Pos, "%s in %s can be of any type (xs:anyType), which a shared type cannot: leave out its namespace, by "+
				"listing the others under namespaces in shared", f.Wire.Local, describeType(t))
		}
	}
}

// compare reports whether the types first and t, of one identity, have the same definition. A difference is a fault.
func (s *sharer) compare(first, t *Type) bool {
	a, b := s.traits(first), s.traits(t)
	for i := range max(len(a), len(b)) {
		x, y := trait{"nothing more", first.Pos}, trait{"nothing more", t.Pos}
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x.text != y.text {
			s.Faultf(y.pos, "%s has %s here, but %s at %s: a shared type needs one definition, so use the same version of "+
				"the schema, or leave out its namespace, by listing the others under namespaces in shared",
				describeType(t), y.text, x.text, x.pos)
			return false
		}
	}
	return true
}

// adopt marks what the settings of one client say of t in first, the type that the clients share.
func adopt(first, t *Type) {
	first.Error = first.Error || t.Error
	fields := t.Fields()
	for i, f := range first.Fields() {
		f.Secret = f.Secret || fields[i].Secret
	}
}

// rewire makes the types of s refer to each other, instead of to the types of one contract.
func (s *Shared) rewire() {
	to := func(t *Type) *Type {
		if one, ok := s.of[t]; ok {
			return one
		}
		return t
	}
	list := func(types []*Type) {
		for i, t := range types {
			types[i] = to(t)
		}
	}
	next := func(t *Type) []*Type {
		t.Item, t.Base, t.Owner = to(t.Item), to(t.Base), to(t.Owner)
		list(t.Members)
		list(t.Derived)
		for _, a := range t.Alternatives {
			a.Type = to(a.Type)
		}
		for _, f := range t.Fields() {
			f.Type = to(f.Type)
		}
		return t.Parts()
	}
	for range Walk(next, s.API.Types...) {
	}
}

// addNamespaces adds the namespaces of the elements and attributes of the shared types. Each has the prefix in the first
// contract for which one is chosen, or else in the first with the namespace.
func (s *Shared) addNamespaces(apis []*API) {
	used := usedNamespaces(s.API, setOf(s.API.Types))
	add := func(isMeant func(*Namespace) bool) {
		for _, api := range apis {
			for _, n := range api.SOAP.Namespaces {
				if used[n.URI] && isMeant(n) {
					s.API.SOAP.Namespaces = append(s.API.SOAP.Namespaces, n)
					delete(used, n.URI)
				}
			}
		}
	}
	add(func(n *Namespace) bool { return n.Chosen != nil })
	add(func(*Namespace) bool { return true })
}

// setOf returns the set of list.
func setOf(list []*Type) map[*Type]bool {
	set := map[*Type]bool{}
	for _, t := range list {
		set[t] = true
	}
	return set
}

// Keep removes the types that none of apis has, which were given to [Share] and cut by [Reach] since then. What remains
// keeps its names.
func (s *Shared) Keep(apis []*API) {
	kept := map[*Type]bool{}
	for _, api := range apis {
		for _, t := range api.Types {
			kept[s.of[t]] = true
		}
	}
	s.API.Types = slices.DeleteFunc(s.API.Types, func(t *Type) bool { return !kept[t] })
	if s.API.SOAP == nil {
		return
	}
	used := usedNamespaces(s.API, setOf(s.API.Types))
	s.API.SOAP.Namespaces = slices.DeleteFunc(s.API.SOAP.Namespaces, func(n *Namespace) bool { return !used[n.URI] })
}
