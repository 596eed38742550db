// The names of shared types in the clients that use them.

package schema

import (
	"slices"
	"strings"
)

// UseShared makes api, before [Name], use the types of s, whose names are chosen.
func UseShared(api *API, s *Shared) {
	types := s.typesIn(api)
	for t, one := range types {
		t.Shared, t.Name, t.Interface, t.Error, t.Other = true, one.Name, one.Interface, one.Error, one.Other
		fields := one.Fields()
		for i, f := range t.Fields() {
			f.Name, f.NilName, f.Secret = fields[i].Name, fields[i].NilName, fields[i].Secret
		}
		for i, v := range t.Values {
			v.Name = one.Values[i].Name
		}
	}
	if len(types) > 0 {
		own := *s
		own.Import = goPackages{api, map[string]string{}}.unique(s.API.Package, s.Path)
		api.Shared = &own
	}
}

// DeclareAll makes api, after [Name], declare all types itself, with the names and methods that they have. So messages of
// a WSDL stay without methods.
func DeclareAll(api *API) {
	api.Shared = nil
	if api.SOAP != nil {
		return
	}
	for _, t := range api.Types {
		t.Shared = false
	}
}

// typesIn returns the types of s by those of api that stand for them.
func (s *Shared) typesIn(api *API) map[*Type]*Type {
	of := map[*Type]*Type{}
	own := newSharer([]*API{api})
	switch {
	case (s.API.SOAP == nil) != (api.SOAP == nil):
	case api.SOAP != nil:
		for _, t := range api.Types {
			if one := s.names[own.ids[t]]; one != nil {
				of[t] = one
			}
		}
	default:
		for t := range own.sameTypes(api, s.definitions) {
			of[t] = s.names[own.ids[t]]
		}
	}
	return of
}

// useShared reserves the names that the shared types have in the client.
func (n *namer) useShared() {
	if n.api.Shared == nil {
		return
	}
	for _, t := range n.api.Types {
		if !t.Shared {
			continue
		}
		for _, name := range []*string{&t.Name, &t.Interface, &t.Other} {
			delete(n.recorded, name)
			if *name != "" {
				n.pkg[*name] = &identifier{target: name, base: *name, wire: t.Wire.Local, space: t.Wire.Space, pos: t.Pos}
			}
		}
		for _, v := range t.Values {
			delete(n.recorded, &v.Name)
			n.pkg[v.Name] = &identifier{target: &v.Name, base: v.Name, wire: v.Value, pos: v.Pos}
		}
		for _, f := range t.Fields() {
			delete(n.recorded, &f.Name)
			delete(n.recorded, &f.NilName)
		}
	}
}

// sharedPrefixes returns the prefixes of namespaces in the shared types, whose tags have them.
func (n *namer) sharedPrefixes() map[string]string {
	prefixes := map[string]string{}
	if n.api.Shared != nil {
		for _, space := range n.api.Shared.API.SOAP.Namespaces {
			prefixes[space.URI] = space.Prefix
		}
	}
	return prefixes
}

// isShared reports whether key, of the settings, names something of a shared type.
func (n *namer) isShared(key string) bool {
	name, _, _ := strings.Cut(key, ".")
	return slices.ContainsFunc(n.api.Types, func(t *Type) bool {
		isValue := func(v *EnumValue) bool { return v.Name == name }
		return t.Shared && (t.Name == name || t.Interface == name || slices.ContainsFunc(t.Values, isValue))
	})
}

// ownTypes returns those of types that the client declares itself.
func ownTypes(types []*Type) []*Type {
	return slices.DeleteFunc(slices.Clone(types), func(t *Type) bool { return t.Shared })
}
