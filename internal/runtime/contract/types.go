// Descriptions of a contract's types, for the engine that reads, writes and validates them.
//
// Most of them are struct tags with the key "soap" (see [ParseFieldTag]). Types has the rest: the namespaces of
// prefixes, simple types that are not built in, content models that are more than a sequence of different elements, and
// the types that xsi:type can name.

package contract

import (
	"reflect"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// Types describes the types of one contract. It must not change once it is used.
type Types struct {
	Namespaces []Namespace
	Simple     []SimpleType   // sorted by Name
	Content    []ContentModel // sorted by Type
	Named      []NamedType    // sorted by Name
	Elements   []Element      // sorted by Name: those with more than a name
	MaxDepth   int            // how many elements of a document may be open; less than 256 means 256

	// Structs are the structs that tags name, of types that are made when a program runs; nil in generated code.
	Structs map[string]reflect.Type

	once       sync.Once
	namespaces []string // by index; the first is "", for none
	heads      sync.Map // results of HeadFor, by its argument
}

// Namespace is a namespace of the contract and its prefix, in descriptions and in documents.
type Namespace struct{ Prefix, URI string }

// SimpleType describes a simple type of the contract (XSD Part 2). Facets are in their lexical form, "" for none.
type SimpleType struct {
	Name string
	Base string // the built-in type
	List string // of a list: the type of its items, built in or described

	Union  []string // of a union: its member types
	Values []string // of an enumeration
	Open   bool     // other values are valid too

	Patterns                   []string // Go regular expressions, all of which must match
	MinLength, MaxLength       string
	MinInclusive, MaxInclusive string
	MinExclusive, MaxExclusive string
	TotalDigits                string
	FractionDigits             string
}

// ContentModel describes the content of a struct that is more than a sequence of different elements.
type ContentModel struct {
	Type  string // the Go name of the struct, or its Go type if it has no name
	Model string // see [ParseContentModel]
}

// NamedType is a struct that xsi:type can name.
type NamedType struct {
	Name     string // prefix:local
	Value    any    // a nil pointer to the struct
	Any      any    // of a base type: a nil pointer to the interface of its values
	Abstract bool   // documents may have only derived types

	Derived []string // of a base type without Any: the names of its derived types
}

// Table returns the table of namespaces for a decoder.
func (t *Types) Table() []string {
	t.once.Do(func() {
		t.namespaces = []string{""}
		for _, n := range t.Namespaces {
			t.namespaces = append(t.namespaces, n.URI)
		}
	})
	return t.namespaces
}

// CutPrefix returns the index of the namespace of name's prefix, -1 if it is unknown, and the local name.
func (t *Types) CutPrefix(name string) (ns int, local string) {
	prefix, local, ok := strings.Cut(name, ":")
	if !ok {
		return 0, name
	}
	i := slices.IndexFunc(t.Namespaces, func(n Namespace) bool { return n.Prefix == prefix })
	if i < 0 {
		return -1, local
	}
	return i + 1, local
}

// Description returns the simple type name, nil if it is not described.
func (t *Types) Description(name string) *SimpleType {
	return find(t.Simple, name, func(s *SimpleType) string { return s.Name })
}

// Model returns the content model of the struct name, "" if it has none.
func (t *Types) Model(name string) string {
	if c := find(t.Content, name, func(c *ContentModel) string { return c.Type }); c != nil {
		return c.Model
	}
	return ""
}

// ByName returns the type with the name in xsi:type, nil if the contract has none.
func (t *Types) ByName(name xmlwire.QName) *NamedType {
	key := name.Local
	if name.Space != "" {
		i := slices.IndexFunc(t.Namespaces, func(n Namespace) bool { return n.URI == name.Space })
		if i < 0 {
			return nil
		}
		key = t.Namespaces[i].Prefix + ":" + name.Local
	}
	return find(t.Named, key, func(n *NamedType) string { return n.Name })
}

// find returns the entry with the name in a list sorted by name; nil for none.
func find[T any](list []T, name string, nameOf func(*T) string) *T {
	i := sort.Search(len(list), func(i int) bool { return nameOf(&list[i]) >= name })
	if i == len(list) || nameOf(&list[i]) != name {
		return nil
	}
	return &list[i]
}

// StructType returns the struct of n.
func (n *NamedType) StructType() reflect.Type { return reflect.TypeOf(n.Value).Elem() }

// NamedFor returns the type whose struct is typ, nil for none.
func (t *Types) NamedFor(typ reflect.Type) *NamedType {
	for i := range t.Named {
		if t.Named[i].StructType() == typ {
			return &t.Named[i]
		}
	}
	return nil
}

// IsDerived reports whether n can have the place of head: it is head or derived from it.
func (n *NamedType) IsDerived(head *NamedType) bool {
	if head.Any == nil {
		return n == head || slices.Contains(head.Derived, n.Name)
	}
	return reflect.TypeOf(n.Value).Implements(reflect.TypeOf(head.Any).Elem())
}

// HeadOf returns the base type of the values of e, nil if they have only one type.
func (t *Types) HeadOf(e *Element) *NamedType {
	if e.Any != nil {
		return t.HeadFor(reflect.TypeOf(e.Any).Elem())
	}
	return find(t.Named, e.Head, func(n *NamedType) string { return n.Name })
}

// HeadFor returns the base type of the values of the interface typ, nil for none.
func (t *Types) HeadFor(typ reflect.Type) *NamedType {
	head, ok := t.heads.Load(typ)
	if !ok {
		i := slices.IndexFunc(t.Named, func(n NamedType) bool {
			return n.Any != nil && reflect.TypeOf(n.Any).Elem() == typ
		})
		if i < 0 {
			return nil
		}
		head, _ = t.heads.LoadOrStore(typ, &t.Named[i])
	}
	return head.(*NamedType)
}

// Element describes an element that is a document or part of an envelope.
type Element struct {
	Name     string // prefix:local
	Prefixes string // of other namespaces in it, separated by spaces
	Any      any    // of a base type: a nil pointer to the interface of its values
	Head     string // of a base type without Any: its name
}

// Element returns the description of the element name.
func (t *Types) Element(name string) *Element {
	if e := find(t.Elements, name, func(e *Element) string { return e.Name }); e != nil {
		return e
	}
	return &Element{Name: name}
}

// Local returns the name of n without its prefix.
func (n *NamedType) Local() string { return n.Name[strings.IndexByte(n.Name, ':')+1:] }
