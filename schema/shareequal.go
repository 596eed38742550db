// Types that several YAML descriptions share: those that are the same in them.

package schema

import (
	"slices"
	"strings"
)

// shareEqual returns the types of YAML descriptions that are the same in several of them: the name is the same, and so is
// all that their form in Go and in JSON depends on, down to the types of which they are made. Texts of documentation can
// differ; those of the first description count. If descriptions define a name in several ways, the first definition that
// two of them have is shared, and the clients of the others declare the type themselves.
//
// If definitions is not nil, the types are those whose identities are in it, whatever their definitions are now.
func (s *sharer) shareEqual(definitions map[string]string) *Shared {
	shared := newShared(&API{REST: &REST{}})
	if definitions == nil {
		shared.definitions = s.commonDefinitions()
	} else {
		shared.definitions = s.definitionsOf(definitions)
	}
	for _, api := range s.rest {
		same := s.sameTypes(api, shared.definitions)
		for _, t := range api.Types {
			if !same[t] {
				continue
			}
			first := shared.names[s.ids[t]]
			if first == nil {
				first = t
				shared.names[s.ids[t]] = t
				shared.API.Types = append(shared.API.Types, t)
			}
			shared.of[t] = first
			adopt(first, t)
			if hasMoments(t) {
				shared.API.REST.TimeZone = api.REST.TimeZone
			}
		}
	}
	shared.rewire()
	for _, t := range shared.API.Types {
		for _, f := range t.Fields() {
			f.ValuesOf = nil // an operation of one client
		}
	}
	return shared
}

// commonDefinitions returns the definitions of the types that several descriptions have, by identity.
func (s *sharer) commonDefinitions() map[string]string {
	users := map[string]int{} // of definitions, after the identity and a NUL byte
	for _, api := range s.rest {
		for _, t := range api.Types {
			if isShareable(t) {
				users[s.ids[t]+"\x00"+s.definition(api, t)]++
			}
		}
	}
	common := map[string]string{}
	var zone *string // of all times: the package has one type for them
	for _, api := range s.rest {
		for _, t := range api.Types {
			id, definition := s.ids[t], s.definition(api, t)
			if _, isKnown := common[id]; isKnown || users[id+"\x00"+definition] < 2 {
				continue
			}
			if hasMoments(t) {
				if zone == nil {
					zone = &api.REST.TimeZone
				}
				if *zone != api.REST.TimeZone {
					continue
				}
			}
			common[id] = definition
		}
	}
	for isStable := false; !isStable; {
		isStable = true
		clients := map[string]int{} // that can have a type
		for _, api := range s.rest {
			for t := range s.sameTypes(api, common) {
				clients[s.ids[t]]++
			}
		}
		for id := range common {
			if clients[id] < 2 {
				delete(common, id)
				isStable = false
			}
		}
	}
	return common
}

// definitionsOf returns the definitions that the types whose identities are in wanted have now.
func (s *sharer) definitionsOf(wanted map[string]string) map[string]string {
	now := map[string]string{}
	for _, api := range s.rest {
		for _, t := range api.Types {
			if _, isWanted := wanted[s.ids[t]]; isWanted {
				now[s.ids[t]] = s.definition(api, t)
			}
		}
	}
	return now
}

// isShareable reports whether t can be shared: it has a declaration, in a type with a name.
func isShareable(t *Type) bool {
	for ; t.Owner != nil; t = t.Owner {
		if !isDeclared(t) {
			return false
		}
	}
	return isDeclared(t) && t.DeclaredBy == ""
}

// definition returns all that the form of t in Go and in JSON depends on. Types with a declaration of which t is made are
// in it by their identity.
func (s *sharer) definition(api *API, t *Type) string {
	var texts []string
	for _, trait := range s.traits(t) {
		texts = append(texts, trait.text)
	}
	if hasMoments(t) {
		texts = append(texts, "times in "+api.REST.TimeZone)
	}
	return strings.Join(texts, "\n")
}

// hasMoments reports whether t has dates with times, whose Go type depends on the time zone of the contract.
func hasMoments(t *Type) bool {
	next := func(p *Type) []*Type {
		if p != t && isDeclared(p) {
			return nil
		}
		return p.Parts()
	}
	for p := range Walk(next, t) {
		if p.Builtin == DateTime && p.GoType == nil && p.Kind != Enum {
			return true
		}
	}
	return false
}

// sameTypes returns the types of api with the given definitions, by identity, that a package can declare apart from the
// client: all types with a declaration of which they are made, and around them, are there, too, and the interfaces whose
// method they have.
func (s *sharer) sameTypes(api *API, definitions map[string]string) map[*Type]bool {
	same := map[*Type]bool{}
	for _, t := range api.Types {
		if definition, ok := definitions[s.ids[t]]; ok && isShareable(t) && definition == s.definition(api, t) {
			same[t] = true
		}
	}
	isAlone := func(t *Type) bool { return !same[t] }
	for isStable := false; !isStable; {
		isStable = true
		drop := func(t *Type) {
			if same[t] {
				delete(same, t)
				isStable = false
			}
		}
		for _, t := range api.Types {
			switch {
			case t.Owner != nil && isAlone(t.Owner), slices.ContainsFunc(declaredParts(t), isAlone):
				drop(t)
			}
			if t.Kind == OneOf && isAlone(t) {
				for _, a := range t.Alternatives {
					drop(a.Type)
				}
			}
		}
	}
	return same
}
